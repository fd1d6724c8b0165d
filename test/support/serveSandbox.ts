import { Readable } from 'node:stream';

import axios, { AxiosError, CanceledError, getAdapter, type InternalAxiosRequestConfig } from 'axios';

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

	answerWithoutNetwork(answer);

	return {
		api,
		calls: (endpoint) => api.requests.count(endpoint === undefined ? {} : { endpoint }),
		setSkewMs: (newSkewMs) => void (skewMs = newSkewMs),
		onRequest: (newListener) => void (listener = newListener),
		onAnswer: (newChange) => void (change = newChange),
	};
}

/** Of axios, as it was before any sandbox was served. */
const useNetwork = getAdapter(axios.defaults.adapter);

/**
 * Takes the place of the part of axios that goes to the network: everything above it is n8n's own. By way of Node's
 * http and nock a call takes twice as long, and the tests of the trigger make a hundred thousand.
 */
function answerWithoutNetwork(answer: (request: SandboxRequest) => Promise<Answer>): void {
	axios.defaults.adapter = async (config) => {
		if (!config.url?.startsWith(API_ORIGIN)) return await useNetwork(config);
		const { status, body, headers } = await Promise.race([answer(toRequest(config)), rejectAtStop(config)]);
		const data = Readable.from([Buffer.from(body)], { objectMode: false });
		return { data, status, statusText: '', headers, config };
	};
}

function rejectAtStop({ signal }: InternalAxiosRequestConfig): Promise<never> {
	return new Promise((_, reject) => {
		const stop = () => reject(new CanceledError());
		if (signal?.aborted) stop();
		signal?.addEventListener?.('abort', stop);
	});
}

interface Answer {
	status: number;
	body: string;
	headers: Record<string, string>;
}

function toRequest(config: InternalAxiosRequestConfig): SandboxRequest {
	const url = new URL(axios.getUri(config));
	const headers = Object.entries(config.headers.toJSON());
	return {
		method: 'GET',
		path: url.pathname,
		query: Object.fromEntries(url.searchParams),
		headers: Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), String(value)])),
		body: undefined,
	};
}

/** @throws AxiosError as for a connection that broke. */
function toAnswer(
	{ status, headers, body, transport }: SandboxResponse,
	extra: Record<string, string>,
): Answer {
	if (transport === 'reset') throw new AxiosError('socket hang up', 'ECONNRESET');
	if (transport === 'hang') throw new AxiosError('timeout', 'ECONNABORTED');
	const text = typeof body === 'object' ? JSON.stringify(body) : (body ?? '');
	const type = typeof body === 'object' ? 'application/json; charset=utf-8' : 'text/plain';
	const sent = transport === 'truncate' ? text.slice(0, Math.floor(text.length / 2)) : text;
	return { status, body: sent, headers: { 'content-type': type, ...extra, ...headers } };
}
