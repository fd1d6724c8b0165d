import nock from './nock';

import { clock } from '../../nodes/shared/util/clock';
import { SandboxApi, type SandboxRequest, type SandboxResponse } from '../../sandbox/server/api';
import { API_ORIGIN, TEST_KEY } from './harness';

/** The account whose key the harness uses. */
export const ACCOUNT = 'tester';

/** How long a call that nobody answers takes: the trigger's own timeout. */
const HANG_MS = 30_000;
const NO_LIMIT = 1_000_000_000;

export interface ServedSandbox {
	api: SandboxApi;
	/** Requests of the API so far, all or those of one documented endpoint. */
	calls: (endpoint?: string) => number;
	/** How far the API's clock is ahead of the one that n8n has. */
	setSkewMs: (skewMs: number) => void;
	/** Called for every request before it is answered; a promise holds the answer back. */
	onRequest: (listener: (request: SandboxRequest) => Promise<void> | void) => void;
	/** Changes an answer on its way, for oddities that the sandbox does not know. */
	onAnswer: (change: (request: SandboxRequest, response: SandboxResponse) => SandboxResponse | void) => void;
}

/**
 * Answers every call to the API from the sandbox's logic, in this process and in the time of `clock`, which
 * the test has to make a virtual one.
 */
export function serveSandbox({ seed = 1, sendsDate = true, perMinute = NO_LIMIT } = {}): ServedSandbox {
	let skewMs = 0;
	let listener: Parameters<ServedSandbox['onRequest']>[0] = () => {};
	let change: Parameters<ServedSandbox['onAnswer']>[0] = () => {};
	const nowMs = () => clock.nowMs() + skewMs;
	const account = { label: ACCOUNT, key: TEST_KEY, email: 'tester@example.com' };
	const limits = { qrCodeLimit: NO_LIMIT, perMinute, perMonth: NO_LIMIT };
	const accounts = [{ ...account, plan: 'advanced' as const, ...limits }];
	const api = new SandboxApi({ now: nowMs, publicOrigin: API_ORIGIN, accounts, seed });

	const answer = async (request: SandboxRequest): Promise<Answer> => {
		await listener(request);
		const plain = api.handle(request);
		const response = change(request, plain) ?? plain;
		if (response.delayMs) await clock.sleepMs(response.delayMs);
		if (response.transport === 'hang') await clock.sleepMs(HANG_MS);
		return toAnswer(response, sendsDate ? { date: new Date(nowMs()).toUTCString() } : {});
	};

	nock(API_ORIGIN)
		.persist()
		.intercept(/.*/, 'GET')
		.reply(function (this: nock.ReplyFnContext, uri, _body, reply) {
			answer(toRequest(uri, this.req.headers)).then(
				(result) => (result instanceof Error ? reply(result, NO_REPLY) : reply(null, result)),
				(error: NodeJS.ErrnoException) => reply(error, NO_REPLY),
			);
		});

	return {
		api,
		calls: (endpoint) => api.requests.count(endpoint === undefined ? {} : { endpoint }),
		setSkewMs: (newSkewMs) => void (skewMs = newSkewMs),
		onRequest: (newListener) => void (listener = newListener),
		onAnswer: (newChange) => void (change = newChange),
	};
}

const NO_REPLY = [0, '', {}] as const;

type Answer = Error | readonly [number, string, Record<string, string>];

function toRequest(uri: string, headers: Record<string, string | string[]>): SandboxRequest {
	const url = new URL(uri, API_ORIGIN);
	const plainHeaders = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
	return {
		method: 'GET',
		path: url.pathname,
		query: Object.fromEntries(url.searchParams),
		headers: Object.fromEntries(plainHeaders) as Record<string, string>,
		body: undefined,
	};
}

function toAnswer(
	{ status, headers, body, transport }: SandboxResponse,
	extra: Record<string, string>,
): Answer {
	if (transport === 'reset') return Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
	if (transport === 'hang') return Object.assign(new Error('timeout'), { code: 'ECONNABORTED' });
	const text = typeof body === 'object' ? JSON.stringify(body) : (body ?? '');
	const type = {
		'content-type': typeof body === 'object' ? 'application/json; charset=utf-8' : 'text/plain',
	};
	const sent = transport === 'truncate' ? text.slice(0, Math.floor(text.length / 2)) : text;
	return [status, sent, { ...type, ...extra, ...headers }];
}
