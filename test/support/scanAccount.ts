import type { INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { forgetAccounts } from '../../nodes/shared/http/knownAccount';
import { forgetPageParameters } from '../../nodes/shared/paging/fetchPage';
import { ACTION, API_ORIGIN, BASE_PATH, createHarness, TOOL } from './harness';

/** A code of the account, with its log, the newest scan first. */
export interface CodeWithScans {
	code: { id: string; [name: string]: unknown };
	scans: object[];
}

export type LogOrderName = 'newestFirst' | 'oldestFirst';

/** How the account's lists are paged (A2). */
export const DIALECTS = ['page', 'offset', 'cursor', 'link', 'hasMore', 'bare'] as const;
export type Dialect = (typeof DIALECTS)[number];

export interface ScanAccount {
	codes: readonly CodeWithScans[];
	order?: LogOrderName;
	dialect?: Dialect;
	timeZone?: string;
	/** Called before each call is answered. */
	onCall?: (path: string) => void;
}

export interface ScanRun {
	items: INodeExecutionData[];
	rows: Array<INodeExecutionData['json']>;
	/** Paths below the base URL, in the order of the calls. */
	calls: string[];
	listCalls: number;
	logCalls: number;
	hints: string[];
}

const harness = createHarness();

/** Runs the action node in a real context whose calls an account with codes and logs answers. */
export async function runOnAccount(
	account: ScanAccount,
	parameters: INodeParameters,
	{ type = ACTION, items }: { type?: typeof ACTION | typeof TOOL; items?: INodeExecutionData[] } = {},
): Promise<ScanRun> {
	forgetAccounts();
	forgetPageParameters();
	const node: INode = harness.makeNode(type, parameters);
	const context = harness.executeContext(node, items);
	jest.spyOn(context, 'getTimezone').mockReturnValue(account.timeZone ?? 'UTC');
	const calls: string[] = [];
	const request = async (_credential: string, { url = '', qs = {} }: { url?: string; qs?: object }) => {
		const path = new URL(url).pathname.slice(BASE_PATH.length);
		account.onCall?.(path);
		calls.push(path);
		const query = Object.fromEntries(Object.entries(qs).map(([name, value]) => [name, String(value)]));
		return { headers: {}, ...answer(account, path, query) };
	};
	Object.assign(context.helpers, { httpRequestWithAuthentication: request });
	const output = await harness.runNode(context);
	return {
		items: output,
		rows: output.map(({ json }) => json),
		calls,
		listCalls: calls.filter((path) => path === '/qr-codes').length,
		logCalls: calls.filter((path) => path.endsWith('/scans')).length,
		hints: context.hints.map(({ message }) => message),
	};
}

interface Answer {
	statusCode: number;
	body: unknown;
	headers?: Record<string, string>;
}

function answer(account: ScanAccount, path: string, query: Record<string, string>): Answer {
	const { codes, order = 'newestFirst' } = account;
	if (path === '/qr-codes')
		return page(
			account,
			path,
			codes.map(({ code }) => code),
			query,
		);
	const [, id, log] = /^\/qr-codes\/([^/]+)(\/scans)?$/.exec(path) ?? [];
	const found = codes.find(({ code }) => code.id === id);
	if (!found || found.code.deleted_at) {
		return { statusCode: 404, body: { success: false, error: 'QR code not found', code: 'not_found' } };
	}
	if (!log) return { statusCode: 200, body: { success: true, data: found.code } };
	return page(account, path, order === 'newestFirst' ? found.scans : found.scans.toReversed(), query);
}

function page(
	{ dialect = 'page' }: ScanAccount,
	path: string,
	rows: readonly object[],
	query: Record<string, string>,
): Answer {
	const size = Number(query.limit ?? query.per_page ?? 100);
	const place = Number(query.cursor ?? query.offset ?? (Number(query.page ?? 1) - 1) * size);
	const data = rows.slice(place, place + size);
	const end = place + data.length;
	const number = Math.floor(place / size) + 1;
	const [total, hasMore] = [rows.length, end < rows.length];
	const body = { success: true, data };
	switch (dialect) {
		case 'page': {
			const pages = Math.ceil(total / size);
			const pagination = { page: number, limit: size, total, total_pages: pages };
			return { statusCode: 200, body: { ...body, pagination } };
		}
		case 'offset':
			return { statusCode: 200, body: { ...body, pagination: { offset: place, limit: size, total } } };
		case 'cursor':
			return { statusCode: 200, body: { ...body, next_cursor: hasMore ? String(end) : null } };
		case 'hasMore':
			return { statusCode: 200, body: { ...body, pagination: { page: number, has_more: hasMore } } };
		case 'link': {
			const next = `<${API_ORIGIN}${BASE_PATH}${path}?page=${number + 1}&limit=${size}>; rel="next"`;
			return { statusCode: 200, body, headers: hasMore ? { link: next } : {} };
		}
		case 'bare':
			return { statusCode: 200, body };
	}
}
