import { SandboxApi, SANDBOX_KEYS, type SandboxResponse } from '../../sandbox/server/api';
import { API_PREFIX } from '../../sandbox/server/routes';
import type { LiveClock, SendOnWire, WireRequest } from '../../scripts/checkLive/observe/liveClient';
import { runCheck, type CheckOptions, type CheckReport } from '../../scripts/checkLive/runCheck';

const ORIGIN = 'http://127.0.0.1';

/** Changes an answer of the sandbox on its way, for what the sandbox does not play. */
export type ChangeAnswer = (request: WireRequest, response: SandboxResponse) => SandboxResponse | void;

export interface LiveBench {
	api: SandboxApi;
	/** Every request that went out. */
	sent: WireRequest[];
	stop: AbortController;
	/** Codes that the account still has. */
	codesLeft: () => number;
	run: (options?: Partial<CheckOptions>) => Promise<CheckReport>;
	change: (change: ChangeAnswer) => void;
}

/** The check against the sandbox's logic, without a network and in a time that no test waits for. */
export function openLiveBench(plan: keyof typeof SANDBOX_KEYS = 'advanced'): LiveBench {
	let nowMs = Date.parse('2026-03-10T12:00:00.250Z');
	let change: ChangeAnswer = () => {};
	const api = new SandboxApi({ now: () => nowMs, publicOrigin: ORIGIN });
	const sent: WireRequest[] = [];
	const stop = new AbortController();
	const clock: LiveClock = {
		nowMs: () => nowMs,
		sleepMs: async (ms, signal) => void (nowMs += signal.aborted ? 0 : ms),
	};
	const send: SendOnWire = async (request) => {
		sent.push(request);
		const { method, headers, body } = request;
		const url = new URL(request.url);
		const plain = api.handle({
			method,
			path: url.pathname,
			query: Object.fromEntries(url.searchParams),
			headers,
			body: body === undefined ? undefined : JSON.parse(body),
		});
		const response = change(request, plain) ?? plain;
		nowMs += response.delayMs ?? 0;
		if (response.transport) throw new Error(response.transport);
		const date = new Date(nowMs).toUTCString();
		const text = typeof response.body === 'object' ? JSON.stringify(response.body) : (response.body ?? '');
		return { status: response.status, headers: { date, ...response.headers }, text };
	};
	const connection = { apiKey: SANDBOX_KEYS[plan], baseUrl: ORIGIN + API_PREFIX };
	const defaults = { connection, send, clock, stop: stop.signal, makesScans: true, scanWaitMs: 20_000 };
	return {
		api,
		sent,
		stop,
		codesLeft: () =>
			(api.describeAccounts() as { qrCodes: number }[]).reduce((sum, { qrCodes }) => sum + qrCodes, 0),
		run: async (options) => await runCheck({ ...defaults, ...options }),
		change: (newChange) => void (change = newChange),
	};
}

/** Every variant that a report names, without its explanation. */
export function variantsIn({ documented, assumed, extras }: CheckReport): string[] {
	const named = [...documented, ...assumed].flatMap(({ variants }) => variants);
	return [...named, ...extras.map((extra) => extra.split(' ')[0]!)];
}

export function findingOf({ documented, assumed }: CheckReport, id: string) {
	return [...documented, ...assumed].find((finding) => finding.id === id);
}
