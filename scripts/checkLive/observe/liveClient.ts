import type { Connection } from '../../../nodes/shared/http/connection';
import type { Endpoint, Query } from '../../../nodes/shared/api/endpoints';
import { parseRetryAfterMs } from '../../../nodes/shared/api/decode/limitHeaders';

/** What goes out, ready for the wire. */
export interface WireRequest {
	method: string;
	url: string;
	headers: Record<string, string>;
	body?: string;
}

export interface WireAnswer {
	status: number;
	/** Names in lower case. */
	headers: Record<string, string>;
	text: string;
}

/** Sends one request, follows no redirect, and throws where no whole answer came. */
export type SendOnWire = (request: WireRequest) => Promise<WireAnswer>;

/** The time, so that tests need not wait. */
export interface LiveClock {
	nowMs(): number;
	/** Ends early when `signal` does. */
	sleepMs(ms: number, signal: AbortSignal): Promise<void>;
}

/** One answer as it came, with nothing read into it. */
export interface LiveAnswer {
	/** "GET /qr-codes", for people. */
	call: string;
	/** 0 where no whole answer came. */
	status: number;
	headers: Record<string, string>;
	/** Parsed JSON; undefined for an empty answer and for one that is no JSON. */
	body: unknown;
	isEmpty: boolean;
	tookMs: number;
	/** How often a 429 had refused the call before this answer came. */
	refusals: number;
}

/** A 429, for the judgement of A8 and A9. */
export interface RateRefusal {
	method: string;
	/** The name in the body of a create, to look for afterwards. */
	createdName?: string;
	retryAfter: string | undefined;
	date: string | undefined;
	atMs: number;
}

/** Ends the run; what was seen until then is reported, and what was made is deleted. */
export class StopRun extends Error {}

/** What the issue allows; a Pro account has 60 calls a minute and 5,000 a month. */
export const MAX_CALLS = 25;
/** A fixed window of a minute reopens within this; whoever asks for more means the month's. */
const LONGEST_WAIT_MS = 90_000;
/** Waits where Retry-After tells nothing: together longer than a minute's window. */
const UNTOLD_WAITS_MS = [15_000, 50_000];
const MAX_REFUSALS_PER_CALL = 2;

/** Calls the API, counts every request, and stops before the last calls that cleaning up needs. */
export class LiveClient {
	callsSpent = 0;
	readonly rateRefusals: RateRefusal[] = [];
	readonly answers: LiveAnswer[] = [];
	/** How many calls are kept for cleaning up; asked anew before each call. */
	callsToKeep: () => number = () => 0;
	private isCleaningUp = false;

	constructor(
		readonly connection: Connection,
		private readonly send: SendOnWire,
		readonly clock: LiveClock,
		private readonly stop: AbortSignal,
	) {}

	/** How many calls the checks may still make. */
	get callsLeft(): number {
		return MAX_CALLS - this.callsSpent - (this.isCleaningUp ? 0 : this.callsToKeep());
	}

	/** From here on the kept calls may be spent, and an interruption no longer stops anything. */
	startCleanUp(): void {
		this.isCleaningUp = true;
	}

	/**
	 * Calls an endpoint and waits out a minute's rate limit. Any other answer is a value.
	 * @throws {StopRun} when no call is left, the limit is closed for longer, or the person stopped the run.
	 */
	async call(endpoint: Endpoint, { apiKey = this.connection.apiKey } = {}): Promise<LiveAnswer> {
		const { method, path, query, body } = endpoint;
		for (let refusals = 0; ; refusals++) {
			const answer = await this.request(`${method} ${path}`, refusals, {
				method,
				url: this.connection.baseUrl + path + toSearch(query),
				headers: {
					accept: 'application/json',
					authorization: `Bearer ${apiKey}`,
					...(body ? { 'content-type': 'application/json' } : {}),
				},
				...(body ? { body: JSON.stringify(body) } : {}),
			});
			if (answer.status !== 429) return answer;
			await this.waitForLimit(endpoint, answer, refusals);
		}
	}

	/** Follows a short link as a phone would, without the key, and not on to the destination. */
	async visit(url: string): Promise<LiveAnswer> {
		return await this.request('GET short link', 0, { method: 'GET', url, headers: PHONE });
	}

	async sleep(ms: number): Promise<void> {
		await this.clock.sleepMs(ms, this.stop);
		this.throwIfStopped();
	}

	private async request(call: string, refusals: number, request: WireRequest): Promise<LiveAnswer> {
		this.throwIfStopped();
		if (this.callsLeft <= 0) throw new StopRun(`the ${MAX_CALLS} calls that a run may make did not suffice`);
		this.callsSpent++;
		const startedAtMs = this.clock.nowMs();
		const wire = await this.send(request).catch(() => NO_ANSWER);
		const tookMs = this.clock.nowMs() - startedAtMs;
		const { status, headers, text } = wire;
		const isEmpty = status > 0 && text.trim() === '';
		const answer = { call, status, headers, body: parseBody(text), isEmpty, tookMs, refusals };
		this.answers.push(answer);
		return answer;
	}

	private async waitForLimit({ method, body }: Endpoint, answer: LiveAnswer, refusals: number) {
		const { 'retry-after': retryAfter, date } = answer.headers;
		const createdName = typeof body?.name === 'string' ? body.name : undefined;
		const atMs = this.clock.nowMs();
		this.rateRefusals.push({ method, createdName, retryAfter, date, atMs });
		const askedMs = parseRetryAfterMs(retryAfter, Date.parse(date ?? '') || atMs);
		if ((askedMs ?? 0) > LONGEST_WAIT_MS || refusals >= MAX_REFUSALS_PER_CALL) {
			throw new StopRun(`the rate limit is closed (Retry-After: ${retryAfter ?? 'none'}); try again later`);
		}
		const waitMs = askedMs ?? UNTOLD_WAITS_MS[refusals] ?? LONGEST_WAIT_MS;
		// what was made has to go even if the person does not want to wait: the clean-up waits all the same
		await this.clock.sleepMs(waitMs, this.isCleaningUp ? NEVER : this.stop);
	}

	private throwIfStopped(): void {
		if (this.stop.aborted && !this.isCleaningUp) throw new StopRun('it was interrupted');
	}
}

const NEVER = new AbortController().signal;
const NO_ANSWER: WireAnswer = { status: 0, headers: {}, text: '' };

/** Services leave visits by programs out of their counts; the name at the end still tells who came. */
const PHONE = {
	'user-agent':
		'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1 n8n-nodes-qrcodestack-check',
	accept: 'text/html',
};

function toSearch(query: Query = {}): string {
	const search = new URLSearchParams();
	for (const [name, value] of Object.entries(query)) search.set(name, String(value));
	return search.size > 0 ? `?${search.toString()}` : '';
}

function parseBody(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
