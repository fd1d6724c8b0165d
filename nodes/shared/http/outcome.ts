import { decodeRetryAfterMs } from '../api/decode/limitHeaders';
import { decodeErrorBody, isRefusal, type ErrorBody } from '../api/decode/refusal';
import { openEnvelope } from '../api/decode/envelope';
import { showsNewQrCode } from '../api/decode/qrCode';
import type { HttpMethod } from '../api/endpoints';
import { isObject, toText } from '../util/objects';

/** What the host's request helper returns when asked not to throw for a status. */
export interface HttpAnswer {
	statusCode: number;
	headers: Record<string, unknown>;
	body: unknown;
}

/** How one attempt at a call ended. */
export type Outcome =
	| { kind: 'ok'; body: unknown; data: unknown; headers: Record<string, unknown>; statusCode: number }
	| { kind: 'rateLimited'; retryAfterMs: number | undefined; errorBody: ErrorBody }
	| { kind: 'clientError'; statusCode: number; errorBody: ErrorBody; body?: unknown }
	| { kind: 'redirected'; statusCode: number }
	| {
			kind: 'serverError';
			statusCode: number;
			retryAfterMs: number | undefined;
			errorBody: ErrorBody;
			body?: unknown;
	  }
	| { kind: 'invalidBody'; statusCode: number }
	| { kind: 'networkError'; code: string; reachedServer: boolean }
	/** `wasSent`: the stop came while the call was on its way. */
	| { kind: 'cancelled'; wasSent: boolean };

export type NotOk = Exclude<Outcome, { kind: 'ok' }>;

/** The connection was never made, so the request can't have had any effect. */
const NOT_CONNECTED_CODES = new Set([
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'EHOSTUNREACH',
	'ENETUNREACH',
	'CERT_HAS_EXPIRED',
	'DEPTH_ZERO_SELF_SIGNED_CERT',
	'SELF_SIGNED_CERT_IN_CHAIN',
	'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
	'ERR_TLS_CERT_ALTNAME_INVALID',
	// n8n's own guard against calls into the local network; it goes by name and has no code
	'SsrfBlockedIpError',
	'SsrfBlockedHostnameError',
]);

/** Sorts an answer to a call by what it means for the caller (A1, A8, A10). Pure. */
export function classifyAnswer(answer: HttpAnswer, nowMs: number, method: HttpMethod = 'GET'): Outcome {
	const { statusCode, headers, body } = answer;
	const retryAfterMs = decodeRetryAfterMs(headers, nowMs);
	const errorBody = decodeErrorBody(body);
	const refused = { errorBody, body };
	if (statusCode === 429) return { kind: 'rateLimited', retryAfterMs, errorBody };
	if (statusCode >= 500 || statusCode === 408) {
		return { kind: 'serverError', statusCode, retryAfterMs, ...refused };
	}
	if (statusCode >= 400) return { kind: 'clientError', statusCode, ...refused };
	if (statusCode >= 300 || statusCode < 200) return { kind: 'redirected', statusCode };
	if (isRefusal(body) && !(method === 'POST' && showsNewQrCode(body))) {
		return { kind: 'clientError', statusCode, ...refused };
	}
	if (isEmptyBody(body)) return { kind: 'ok', body: undefined, data: undefined, headers, statusCode };
	if (typeof body !== 'object') return { kind: 'invalidBody', statusCode };
	return { kind: 'ok', body, data: openEnvelope(body).data, headers, statusCode };
}

/** Sorts what the host threw instead of answering: a broken connection, a timeout, a stop. Pure. */
export function classifyThrown(error: unknown): Outcome {
	const code = findErrorCode(error);
	if (code === 'ERR_CANCELED') return { kind: 'cancelled', wasSent: true };
	return { kind: 'networkError', code, reachedServer: !NOT_CONNECTED_CODES.has(code) };
}

function isEmptyBody(body: unknown): boolean {
	return body === undefined || body === null || (typeof body === 'string' && body.trim() === '');
}

/** How deep n8n and axios wrap an error: NodeApiError → AxiosError → socket error, with room to spare. */
const MAX_CAUSE_DEPTH = 5;

/** A code is shown to people: what has another shape could be anything, the key included. */
const CODE_SHAPE = /^[A-Z][A-Z0-9_]{1,60}$/;

/** "connect ECONNREFUSED 127.0.0.1:443": how Node.js names the code in its own texts. */
const CODE_IN_TEXT = /\bE[A-Z_]{4,}\b/;

function findErrorCode(error: unknown): string {
	let current = error;
	for (let depth = 0; depth < MAX_CAUSE_DEPTH && typeof current === 'object' && current !== null; depth++) {
		const { code, name, cause } = current as { code?: unknown; name?: unknown; cause?: unknown };
		if (typeof code === 'string' && CODE_SHAPE.test(code)) return code;
		if (typeof name === 'string' && NOT_CONNECTED_CODES.has(name)) return name;
		if (name === 'AbortError' || name === 'CanceledError') return 'ERR_CANCELED';
		current = cause;
	}
	return findCodeInTexts(error) ?? 'unknown';
}

/** n8n 1.x drops the cause of its errors; what is left of the code stands in the texts that it collects. */
function findCodeInTexts(error: unknown): string | undefined {
	const { messages } = isObject(error) ? error : {};
	const texts = Array.isArray(messages) ? messages : [];
	return texts.map((text) => CODE_IN_TEXT.exec(toText(text))?.[0]).find(Boolean);
}
