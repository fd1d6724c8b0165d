import type { PollContext } from 'n8n-core';
import type { IHttpRequestOptions } from 'n8n-workflow';

import { clock } from '../../../nodes/shared/util/clock';
import { SandboxApi, type SandboxRequest, type SandboxResponse } from '../../../sandbox/server/api';
import { API_ORIGIN, TEST_KEY } from '../../support/harness';
import type { Setting } from '../schedule';

/** The account whose key the trigger uses. */
export const ACCOUNT = 'tester';

export const PLAN_LIMITS = {
	pro: { perMinute: 60, perMonth: 5_000 },
	advanced: { perMinute: 600, perMonth: 100_000 },
	tiny: { perMinute: 60, perMonth: 120 },
} as const;

/** Bare answers in these styles still say that there is more. */
const TELLS_WHEN_BARE = /^(next_cursor|nested|link)/;
/** Bare answers of these don't say that they ignore `limit`: nobody could tell the end of the list. */
const NEEDS_ENVELOPE: ReadonlySet<string> = new Set(['per_page']);
/** What the trigger asks for. */
const LONGEST_PAGE = 100;

/** Between two points, polls wait for nothing but each other. */
const STALLED_AFTER_TURNS = 5;

/** Never settles: what a process waits for that is no more. */
const NEVER = new Promise<never>(() => {});

/** A process of n8n, as far as requests and sleeps belong to one. */
export interface Life {
	isOver: boolean;
}

/** What to do when a poll waits for the n-th time; a promise makes it wait longer. */
export type AwaitHook = () => Promise<void> | void;

/**
 * Everything outside of n8n: the API, in virtual time, and the wire to it. All that a poll ever waits for
 * passes through here, so that a schedule can strike at each of these points.
 */
export class World {
	readonly api: SandboxApi;
	/** Calls that the API counted, by month of its own clock. */
	readonly callsByMonth = new Map<string, number>();
	/** Of these, the ones that no book may show: of the last poll of each trigger before a kill, whether it struck that or not. */
	readonly lostByMonth = new Map<string, number>();
	/** Told of each call, in words. */
	onCall: (line: string) => void = () => {};
	/** Called with each answer about a single code. */
	onCodeAnswer: (id: string, status: number) => void = () => {};
	private nowMs: number;
	private skewMs: number;
	private points = 0;
	/** Goes up whenever some poll gets anywhere. */
	private activity = 0;
	private unfinished: Promise<void> | undefined;
	/** By how much the list's counters differ from the logs, by code. */
	private readonly offsets = new Map<string, number>();
	/** The process that an answer told the API's time last. */
	private toldTimeTo: Life | undefined;
	private hook: { at: number; run: AwaitHook } | undefined;
	/** The process whose code runs; there is one at a time. */
	life: Life = { isOver: false };

	constructor(private readonly setting: Setting) {
		this.nowMs = setting.startMs;
		// without a Date header nobody can know of a skew
		this.skewMs = setting.sendsDate ? setting.skewMs : 0;
		const { pagination, scanOrder, scanCounter, scanIds, scanTimePrecision } = setting;
		// the newest scan stands on the first page of its log, also where many came late
		const needsFullPages = setting.plan === 'tiny' || setting.event === 'quietQrCode';
		const isFullPaged = !tellsOfMore(setting) || needsFullPages;
		const maxPageSize = isFullPaged ? LONGEST_PAGE : setting.maxPageSize;
		const { listDeleted, latencyMs, plan, strictQuery } = setting;
		const envelope = NEEDS_ENVELOPE.has(pagination) ? 'wrapped' : setting.envelope;
		const account = { label: ACCOUNT, key: TEST_KEY, email: 'tester@example.com', qrCodeLimit: 1_000_000 };
		this.api = new SandboxApi({
			now: () => this.apiNowMs(),
			publicOrigin: API_ORIGIN,
			accounts: [{ ...account, plan: plan === 'tiny' ? 'pro' : plan, ...PLAN_LIMITS[plan] }],
			seed: 1,
		});
		this.api.setVariants({ pagination, maxPageSize, scanOrder, scanCounter, scanIds, scanTimePrecision });
		this.api.setVariants({ envelope, listDeleted, latencyMs, strictQuery });
		clock.nowMs = () => this.nowMs;
		clock.steadyMs = () => this.apiNowMs();
		clock.random = () => 0;
		clock.sleepMs = async (durationMs) => await this.sleep(durationMs);
	}

	now(): number {
		return this.nowMs;
	}

	apiNowMs(): number {
		return this.nowMs + this.skewMs;
	}

	/** Sets the clock of n8n's machine; that of the API goes on. */
	setClock(byMs: number): void {
		// nobody can know of it who was not told the API's time; and in a tiny share each call shows that a wrong
		// clock books for the wrong month after a restart
		if (this.toldTimeTo !== this.life || this.setting.plan === 'tiny') return;
		this.nowMs += byMs;
		this.skewMs -= byMs;
	}

	advance(durationMs: number): void {
		this.nowMs += durationMs;
	}

	/** Strikes at the n-th await from now on. */
	interruptAt(at: number, run: AwaitHook): void {
		this.points = 0;
		this.hook = { at, run };
	}

	clearInterruption(): void {
		this.hook = undefined;
	}

	/**
	 * Puts the one function that goes to the network out of a real context, and this world in its place.
	 * @returns to be called where the process dies with the poll or after it.
	 */
	connect(context: PollContext, life: Life): () => void {
		const months: string[] = [];
		const request = async (_type: string, options: IHttpRequestOptions) =>
			await this.request(life, options, months);
		Object.assign(context.helpers, { httpRequestWithAuthentication: request });
		return () => {
			for (const month of months.splice(0)) addOne(this.lostByMonth, month);
		};
	}

	/** The host lost the books of this month. */
	loseAllCalls(): void {
		const month = this.month();
		this.lostByMonth.set(month, this.callsByMonth.get(month) ?? 0);
	}

	private month(): string {
		return new Date(this.apiNowMs()).toISOString().slice(0, 7);
	}

	private async sleep(durationMs: number): Promise<void> {
		const { life } = this;
		await this.awaitPoint(life);
		this.nowMs += durationMs;
	}

	/** Each call is two points: before the API sees it, and before its answer is back. */
	private async request(life: Life, options: IHttpRequestOptions, months: string[]): Promise<unknown> {
		await this.awaitPoint(life);
		const response = this.handle(toRequest(options), months);
		await this.awaitPoint(life);
		this.nowMs += response.delayMs ?? 0;
		if (response.transport === 'hang') this.nowMs += options.timeout ?? 300_000;
		const answer = this.toAnswer(response);
		if (this.setting.sendsDate) this.toldTimeTo = life;
		return answer;
	}

	private async awaitPoint(life: Life): Promise<void> {
		if (life.isOver) return await NEVER;
		this.activity++;
		const { hook } = this;
		if (hook && hook.at === this.points++) {
			this.hook = undefined;
			await this.runUntilStalled(hook.run());
			this.life = life;
		}
		if (life.isOver) await NEVER;
	}

	/**
	 * What happens meanwhile may have to wait for the very call that stands still, as for a place in the queue
	 * of calls with one key: then that call goes on, and the rest after it.
	 */
	private async runUntilStalled(run: Promise<void> | void): Promise<void> {
		let isDone = false;
		const done = Promise.resolve(run).finally(() => (isDone = true));
		for (let idleTurns = 0; !isDone && idleTurns < STALLED_AFTER_TURNS; idleTurns++) {
			const before = this.activity;
			await new Promise((resolve) => setImmediate(resolve));
			if (this.activity !== before) idleTurns = 0;
		}
		if (isDone) await done;
		else this.unfinished = done;
	}

	/** Waits for what went on beside an interrupted poll. */
	async finishMeanwhile(): Promise<void> {
		await this.unfinished;
		this.unfinished = undefined;
	}

	private handle(request: SandboxRequest, months: string[]): SandboxResponse {
		const before = this.monthUsed();
		const response = this.api.handle(request);
		if (this.monthUsed() > before) {
			const month = this.month();
			addOne(this.callsByMonth, month);
			months.push(month);
		}
		const { path, query } = request;
		this.onCall(`${path} ${JSON.stringify(query)} → ${response.transport ?? response.status}`);
		const [, codeId] = /\/qr-codes\/([^/]+)$/.exec(path) ?? [];
		if (codeId !== undefined && !response.transport) this.onCodeAnswer(codeId, response.status);
		return this.offsets.size > 0 && typeof response.body === 'object'
			? { ...response, body: distort(response.body, this.offsets) as SandboxResponse['body'] }
			: response;
	}

	/** Makes the list tell another count of a code than its log has; 0 for the truth. */
	distortCounter(id: string, offset: number): void {
		if (offset === 0) this.offsets.delete(id);
		else this.offsets.set(id, offset);
	}

	/** From now on, the list tells the truth. */
	clearDistortions(): void {
		this.offsets.clear();
	}

	offsetOf(id: string): number {
		return this.offsets.get(id) ?? 0;
	}

	/** Deletes a code, as somebody does on the web site. */
	deleteCode(id: string): void {
		this.doByHand('DELETE', id);
	}

	/** Changes a code, as somebody does on the web site. */
	changeCode(id: string, body: object): void {
		this.doByHand('PATCH', id, body);
	}

	/** On the web site: without a call of the account. */
	private doByHand(method: string, id: string, body?: object): void {
		const used = this.monthUsed();
		const waiting = this.api.waitingFaults();
		if (waiting.length > 0) this.api.clearFaults();
		this.api.setLimits({ monthUsed: 0, perMinute: Number.MAX_SAFE_INTEGER });
		const headers = { authorization: `Bearer ${TEST_KEY}` };
		const path = `/api/v1/qr-codes/${id}`;
		const { status } = this.api.handle({ method, path, query: {}, headers, body });
		const { perMinute } = PLAN_LIMITS[this.setting.plan];
		this.api.setLimits({ monthUsed: used, perMinute });
		if (waiting.length > 0) this.api.addFaults(...waiting);
		if (status !== 200) throw new Error(`${method} ${path} by hand: ${status}`);
	}

	monthUsed(): number {
		const [account] = this.api.describeAccounts() as Array<{ monthUsed: number }>;
		return account?.monthUsed ?? 0;
	}

	/** What the host's helper makes of an answer; it throws what the host throws. */
	private toAnswer({ status, headers, body, transport }: SandboxResponse): object {
		if (transport === 'hang') throw transportError('timeout of 30000ms exceeded', 'ECONNABORTED');
		if (transport === 'reset') throw transportError('socket hang up', 'ECONNRESET');
		if (transport === 'truncate') throw transportError('aborted', 'ECONNRESET');
		const date = this.setting.sendsDate ? { date: new Date(this.apiNowMs()).toUTCString() } : {};
		return { statusCode: status, headers: { ...date, ...headers }, body: parseBody(body) };
	}
}

function addOne(counts: Map<string, number>, key: string): void {
	counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** The same answer with other counters, however deep it holds codes. */
function distort(value: unknown, offsets: ReadonlyMap<string, number>): unknown {
	if (Array.isArray(value)) return value.map((entry) => distort(entry, offsets));
	if (typeof value !== 'object' || value === null) return value;
	const entries = Object.entries(value).map(([name, member]) => [name, distort(member, offsets)] as const);
	const copy: Record<string, unknown> = Object.fromEntries(entries);
	const offset = offsets.get(String(copy.id));
	if (offset !== undefined && typeof copy.scan_count === 'number')
		copy.scan_count = Math.max(0, copy.scan_count + offset);
	return copy;
}

/** A server that cuts pages short and tells nobody can't be read by anyone: it is left out. */
function tellsOfMore({ envelope, pagination }: Setting): boolean {
	return envelope === 'wrapped' || TELLS_WHEN_BARE.test(pagination);
}

function toRequest({ method = 'GET', url, qs = {} }: IHttpRequestOptions): SandboxRequest {
	const { pathname, searchParams } = new URL(url);
	const query = { ...Object.fromEntries(searchParams), ...toTexts(qs) };
	return { method, path: pathname, query, headers: { authorization: `Bearer ${TEST_KEY}` }, body: undefined };
}

function toTexts(values: object): Record<string, string> {
	const given = Object.entries(values).filter(([, value]) => value !== undefined);
	return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}

/** A copy, since the sandbox may share objects; JSON that is none stays a text. */
function parseBody(body: SandboxResponse['body']): unknown {
	const text = typeof body === 'object' ? JSON.stringify(body) : (body ?? '');
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}

function transportError(message: string, code: string): Error {
	return Object.assign(new Error(message), { code });
}
