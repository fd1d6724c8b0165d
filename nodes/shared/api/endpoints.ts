import { renderMessageWith } from '../errors/catalogue/catalogue';
import { ConnectorError, invalidInput } from '../errors/connectorError';
import { describeInvisible, findInvisible, trimInvisible } from '../input/visibleText';
import { BULK_REQUEST_FIELD } from './requestNames';
import { isObject } from '../util/objects';

export type HttpMethod = 'GET' | 'POST' | 'PATCH' | 'DELETE';
export type JsonObject = { [name: string]: unknown };
export type Query = { [name: string]: string | number | boolean };

/** One call to the API, still without host, key or timeout. */
export interface Endpoint {
	method: HttpMethod;
	/** Below the base URL, each part encoded. */
	path: string;
	query?: Query;
	body?: JsonObject;
	/** A file on the API's origin, in place of `path`; its answer is bytes. */
	fileUrl?: string;
	/** Whether its answer may hold thousands of rows. */
	isList?: true;
	/** What the call is about, for texts: "this QR code". */
	subject: string;
	/** Whether that may not exist. Any other path is there, unless the base URL is wrong. */
	mayBeGone?: true;
}

/** Longer than any id an API gives; a pasted document is not an id. */
const MAX_ID_LENGTH = 512;

export function getAccount(query: Query = {}): Endpoint {
	return { method: 'GET', path: '/me', query, subject: 'the account' };
}

/** A file that an answer of the API links to. The caller makes sure that it lies on the API's origin. */
export function getFile(fileUrl: string): Endpoint {
	const path = new URL(fileUrl).pathname;
	return { method: 'GET', path, fileUrl, subject: 'the image', mayBeGone: true };
}

export function createQrCode(body: JsonObject): Endpoint {
	return { method: 'POST', path: '/qr-codes', body, subject: 'the QR code' };
}

export function createQrCodes(rows: JsonObject[]): Endpoint {
	return {
		method: 'POST',
		path: '/qr-codes/bulk',
		body: { [BULK_REQUEST_FIELD]: rows },
		subject: 'the QR codes',
		isList: true,
	};
}

export function listQrCodes(query: Query = {}): Endpoint {
	return { method: 'GET', path: '/qr-codes', query, subject: 'the list of QR codes', isList: true };
}

export function getQrCode(id: unknown, query: Query = {}): Endpoint {
	return { method: 'GET', ...ofQrCode(id), query };
}

export function updateQrCode(id: unknown, body: JsonObject): Endpoint {
	return { method: 'PATCH', ...ofQrCode(id), body };
}

export function deleteQrCode(id: unknown): Endpoint {
	return { method: 'DELETE', ...ofQrCode(id) };
}

export function getQrCodeAnalytics(id: unknown, query: Query = {}): Endpoint {
	return { method: 'GET', ...ofQrCode(id, '/analytics'), query };
}

export function listScans(id: unknown, query: Query = {}): Endpoint {
	return { method: 'GET', ...ofQrCode(id, '/scans'), query, isList: true };
}

function ofQrCode(id: unknown, part = ''): Pick<Endpoint, 'path' | 'subject' | 'mayBeGone'> {
	return { path: `/qr-codes/${encodeId(id)}${part}`, subject: 'this QR code', mayBeGone: true };
}

/** Parts of the API's own paths: an id that is one of them would lead to another endpoint. */
const OWN_PATHS: ReadonlySet<string> = new Set(['me', 'qr-codes', 'bulk', 'analytics', 'scans']);

/**
 * Makes an id safe as one part of a path, so that no id can reach another endpoint. "." and ".." are refused because
 * URL parsers walk them up even when they are percent-encoded, slashes because servers and proxies decode them.
 * @throws {ConnectorError} kind 'invalidInput', before any call.
 */
function encodeId(id: unknown): string {
	return encodeURIComponent(requireId(id));
}

/**
 * Reads an id that a person, an expression or the API gave.
 * @returns it as a text, without the invisible characters at its ends.
 * @throws {ConnectorError} kind 'invalidInput' for nothing, and for what can't be an id.
 */
export function requireId(id: unknown): string {
	const text = typeof id === 'string' || typeof id === 'number' ? trimInvisible(String(id)) : '';
	if (isObject(id) || Array.isArray(id)) throw invalidInput('idImpossible');
	if (text === '') throw invalidInput('idEmpty');
	if (isPossibleId(text)) return text;
	const detail = describeInvisible(text) ?? '';
	throw new ConnectorError(renderMessageWith('idImpossible', {}, detail), 'invalidInput');
}

/** n8n would work out a text that begins with an equals sign as an expression, wherever the id is used next. */
function isPossibleId(text: string): boolean {
	const isPath = /^\.\.?$|[/\\]/.test(text) || OWN_PATHS.has(text.toLowerCase());
	const isText = text.length <= MAX_ID_LENGTH && text.isWellFormed() && findInvisible(text) === undefined;
	return isText && !isPath && !text.startsWith('=');
}
