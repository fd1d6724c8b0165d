import nock from './nock';

import { forgetPageParameters } from '../../nodes/shared/paging/fetchPage';
import { forgetAccounts } from '../../nodes/shared/http/knownAccount';
import { API_ORIGIN, BASE_PATH, TEST_KEY } from './harness';
import { useVirtualClock } from './virtualClock';

/** How the API answers one call. */
export type Reply = {
	status?: number;
	/** An object is sent as JSON, a text as it is. */
	body?: unknown;
	headers?: Record<string, string>;
	/** The connection breaks with this code instead of an answer. */
	breaksWith?: string;
	/** Runs when the call arrives. */
	onCall?: () => void;
};

/** A call as it arrived at the API. */
export interface Call {
	method: string;
	/** Below the base URL, as it came over the wire. */
	path: string;
	query: Record<string, string>;
	body: unknown;
	headers: Record<string, string>;
}

const METHODS = ['GET', 'POST', 'PATCH', 'DELETE'];

interface Server {
	calls: Call[];
	replies: Reply[];
}

const servers = new Map<string, Server>();
let unexpected: string[] = [];

/**
 * Answers the next calls, whatever they are, with these replies in turn.
 * @returns all calls of the test, filled as they come in.
 */
export function serve(...replies: Reply[]): Call[] {
	return serveAt(API_ORIGIN, ...replies);
}

/** The same for another origin. */
export function serveAt(origin: string, ...replies: Reply[]): Call[] {
	const server = servers.get(origin) ?? startServer(origin);
	server.replies.push(...replies);
	return server.calls;
}

function startServer(origin: string): Server {
	const server: Server = { calls: [], replies: [] };
	servers.set(origin, server);
	for (const method of METHODS) {
		nock(origin)
			.persist()
			.intercept(/.*/, method)
			.reply(function (uri, body, callback) {
				const url = new URL(uri, origin);
				server.calls.push({
					method,
					path: url.pathname.replace(BASE_PATH, ''),
					query: Object.fromEntries(url.searchParams),
					body,
					headers: this.req.headers as unknown as Record<string, string>,
				});
				const reply = server.replies.shift();
				if (!reply) unexpected.push(`${method} ${uri}`);
				const { status = 200, body: answer, headers, breaksWith, onCall } = reply ?? UNEXPECTED;
				onCall?.();
				if (breaksWith) callback(Object.assign(new Error('broken'), { code: breaksWith }), [500]);
				else callback(null, [status, answer as nock.ReplyBody, headers ?? {}]);
			});
	}
	return server;
}

const UNEXPECTED: Reply = { status: 418, body: { success: false, error: 'unexpected call' } };

/** The documented success envelope around `data`. */
export function ok(data: unknown, more: object = {}): Reply {
	return { status: 200, body: { success: true, data, ...more } };
}

export function refusal(status: number, error = 'Refused', code = 'refused', more: object = {}): Reply {
	return { status, body: { success: false, error, code, ...more } };
}

export function tooMany(retryAfter?: string, headers: Record<string, string> = {}): Reply {
	return {
		...refusal(429, 'Slow down', 'rate_limited'),
		headers: { ...headers, ...(retryAfter === undefined ? {} : { 'Retry-After': retryAfter }) },
	};
}

/** `count` objects with running ids. */
export function rows(count: number, first = 1): Array<{ id: string; name: string }> {
	return Array.from({ length: count }, (_, index) => ({
		id: `q${first + index}`,
		name: `Code ${first + index}`,
	}));
}

/**
 * Puts nock and a virtual clock around every test of a file, and checks after each that every reply was
 * fetched and no call came that was not expected.
 */
export function guardNetwork(): { clock: ReturnType<typeof useVirtualClock> } {
	const guard = {} as { clock: ReturnType<typeof useVirtualClock> };
	const onNoMatch = (request: unknown) => {
		const { method, host, path } = request as { method?: string; host?: string; path?: string };
		unexpected.push(`${method} ${host}${path}`);
	};
	beforeAll(() => {
		nock.emitter.on('no match', onNoMatch);
	});
	beforeEach(() => {
		forgetAccounts();
		forgetPageParameters();
		guard.clock = useVirtualClock();
	});
	afterEach(() => {
		guard.clock.restore();
		nock.cleanAll();
		const unfetched = [...servers.values()].flatMap(({ replies }) => replies).length;
		const leftOver = { unfetched, unexpected };
		servers.clear();
		unexpected = [];
		expect(leftOver).toEqual({ unfetched: 0, unexpected: [] });
	});
	afterAll(() => {
		nock.emitter.off('no match', onNoMatch);
	});
	return guard;
}

/** Every text in an object, however deep, own and inherited, with JSON: what n8n could store or show. */
export function allTexts(value: unknown): string {
	const seen = new Set<unknown>();
	const texts: string[] = [];
	const visit = (current: unknown): void => {
		if (typeof current === 'string') texts.push(current);
		if (
			(typeof current !== 'object' && typeof current !== 'function') ||
			current === null ||
			seen.has(current)
		)
			return;
		seen.add(current);
		for (const name of Object.getOwnPropertyNames(current)) {
			texts.push(name);
			visit((current as Record<string, unknown>)[name]);
		}
	};
	visit(value);
	texts.push(JSON.stringify(value) ?? '');
	return texts.join('\n');
}

export function expectNoKey(...values: unknown[]): void {
	for (const value of values) expect(allTexts(value)).not.toContain(TEST_KEY);
	for (const value of values) expect(allTexts(value)).not.toContain(TEST_KEY.slice(4, 30));
}

/** Runs something that must fail and hands out what it threw. */
export async function failureOf(promise: Promise<unknown>): Promise<NodeFailure> {
	const result = await promise.then(
		(value) => ({ value }),
		(error: unknown) => ({ error }),
	);
	if (!('error' in result)) throw new Error(`It did not fail, but gave ${JSON.stringify(result.value)}`);
	return result.error as NodeFailure;
}

/** What a NodeApiError and a NodeOperationError show. */
export interface NodeFailure extends Error {
	description?: string;
	httpCode?: string | null;
	context: { itemIndex?: number };
	failure?: { cause: string; retryAfterMs?: number; resetsAtEpochMs?: number };
}
