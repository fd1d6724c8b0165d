import { getAccount } from '../endpoints/account';
import { getAnalytics } from '../endpoints/analytics';
import { createManyQrCodes } from '../endpoints/bulk';
import type { Endpoint } from './endpoint';
import { createQrCode, deleteQrCode, getQrCode, listQrCodes, updateQrCode } from '../endpoints/qrCodes';
import { listScans } from '../endpoints/scans';

export const API_PREFIX = '/api/v1';

export interface Route {
	method: string;
	/** The path as the documentation writes it, which is also its name in the request log. */
	template: string;
	endpoint: Endpoint;
	isBulk?: boolean;
	isList?: boolean;
}

const ROUTES: readonly Route[] = [
	{ method: 'GET', template: '/me', endpoint: getAccount },
	{ method: 'POST', template: '/qr-codes/bulk', endpoint: createManyQrCodes, isBulk: true },
	{ method: 'POST', template: '/qr-codes', endpoint: createQrCode },
	{ method: 'GET', template: '/qr-codes', endpoint: listQrCodes, isList: true },
	{ method: 'GET', template: '/qr-codes/{id}', endpoint: getQrCode },
	{ method: 'PATCH', template: '/qr-codes/{id}', endpoint: updateQrCode },
	{ method: 'DELETE', template: '/qr-codes/{id}', endpoint: deleteQrCode },
	{ method: 'GET', template: '/qr-codes/{id}/analytics', endpoint: getAnalytics },
	{ method: 'GET', template: '/qr-codes/{id}/scans', endpoint: listScans, isList: true },
];

export interface RouteMatch {
	/** Undefined where the path exists, but not with this method. */
	route: Route | undefined;
	template: string;
	id: string;
	allowedMethods: string[];
}

/** Finds the documented endpoint for a raw path; undefined where there is no such path. */
export function matchRoute(method: string, path: string): RouteMatch | undefined {
	if (!path.startsWith(`${API_PREFIX}/`)) return undefined;
	const segments = path.slice(API_PREFIX.length + 1).split('/');
	const candidates = ROUTES.filter(({ template }) => fits(template, segments));
	if (candidates.length === 0) return undefined;
	const route = candidates.find((candidate) => candidate.method === method);
	return {
		route,
		template: (route ?? candidates[0]!).template,
		id: decodeSegment(segments[1] ?? ''),
		allowedMethods: candidates.map((candidate) => candidate.method),
	};
}

function fits(template: string, segments: string[]): boolean {
	const expected = template.slice(1).split('/');
	if (expected.length !== segments.length) return false;
	return expected.every((part, index) =>
		part === '{id}' ? segments[index] !== '' : part === segments[index],
	);
}

function decodeSegment(segment: string): string {
	try {
		return decodeURIComponent(segment);
	} catch {
		return segment;
	}
}
