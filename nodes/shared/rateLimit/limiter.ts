import { SlotQueue, type Slot } from './slotQueue';
import { RateWindow } from './window';
import { clock } from '../util/clock';
import { isOlderThan } from '../util/age';

/** What one call is ready to wait for, over all its tries. */
export interface CallTerms {
	/** Its place in the queue, from `drawTicket`. */
	ticket: number;
	/** The longest that it may wait from now on for the API to take calls again. */
	longestWaitMs: () => number;
	/** Epoch milliseconds after which it is not worth sending. */
	latestStartMs: number;
	/** Whether a person waits for it, who may know that the limit was raised. */
	isPersonal: boolean;
	/** Aborted when it is not to be sent any more. */
	signal: AbortSignal;
	/** Notes that a wait of about that long begins; what it returns is called when it ends. */
	beginWait: (waitMs: number) => () => void;
}

/** What the answer to a call says about the limit. */
export interface LimitNews {
	/** It was a 429: no call is to go out for that long. */
	refusedForMs?: number;
	/** The API did what it was asked for: only that ends a block before its time. */
	isGood?: boolean;
	/** How many calls the window still takes, where the answer says so. */
	remaining?: number;
	/** How long until the next window, where the answer says so. */
	resetMs?: number;
}

export type Scheduled<T> =
	| { result: T }
	/** The API takes no calls for longer than this one may wait, as it said at `saidAtMs`. */
	| { refusal: 'blocked'; waitMs: number; saidAtMs: number }
	/** The call was not to be sent any more. */
	| { refusal: 'cancelled' }
	/** The slots stayed taken for as long as the call may wait. */
	| { refusal: 'crowded' };

/**
 * A limit may be lifted before the time that the API named, as by a move to a larger plan: one call is let
 * through to see, first after as long as the minute's window can ask for, then at intervals that double up to
 * the longest. It costs nothing if nothing changed (B10).
 */
const FIRST_TRY_MS = 2 * 60_000;
const MAX_TRY_INTERVAL_MS = 10 * 60_000;

/** A person is not refused by what the API said longer ago than this. */
const MAX_AGE_FOR_PERSON_MS = 10_000;

/**
 * The rate limiter of one key on one host. When the API answers 429, every call in this process waits, not
 * only the one that was refused.
 */
export class Limiter {
	/** Until when the API takes no calls, as it said at `saidAtMs`. */
	private blockedUntilMs = 0;
	private saidAtMs = Number.NEGATIVE_INFINITY;
	/** When a call is let through all the same. */
	private nextTryAtMs = 0;
	/** How many tries in a row were refused. */
	private refusedTries = 0;
	private personAskedAtMs = Number.NEGATIVE_INFINITY;
	private readonly window = new RateWindow();
	private readonly queue = new SlotQueue(this.window, () => this.untilNextTryMs());

	/** Whether nothing would be lost by forgetting this object. */
	get isIdle(): boolean {
		return this.untilNextTryMs() === 0 && this.queue.isIdle;
	}

	/** Takes the plan's calls per minute into account. */
	expect(callsPerMinute: number): void {
		this.window.expect(callsPerMinute);
	}

	/**
	 * Runs a call as soon as its turn has come and the limit allows it, and learns from its answer.
	 * @param call what it throws passes through.
	 * @returns the call's result, or why it was not run.
	 */
	async schedule<T>(
		terms: CallTerms,
		call: () => Promise<{ result: T; news: LimitNews }>,
	): Promise<Scheduled<T>> {
		const acquired = await this.acquire(terms);
		if ('refusal' in acquired) return acquired;
		let news: LimitNews = {};
		try {
			const answered = await call();
			news = answered.news;
			return { result: answered.result };
		} finally {
			// blocked before the slot is free again, so that nobody slips through in between
			this.learn(acquired, news);
			this.queue.release(acquired, news.refusedForMs !== undefined);
		}
	}

	private async acquire(terms: CallTerms): Promise<Slot | Exclude<Scheduled<never>, { result: never }>> {
		const { ticket, signal, latestStartMs } = terms;
		for (;;) {
			if (signal.aborted) return { refusal: 'cancelled' };
			const waitMs = this.untilNextTryMs() > 0 ? this.blockedUntilMs - clock.nowMs() : 0;
			if (waitMs > 0 && waitMs > terms.longestWaitMs()) {
				const slot = terms.isPersonal ? this.takeForPerson() : undefined;
				return slot ?? { refusal: 'blocked', waitMs, saidAtMs: this.saidAtMs };
			}
			const free = this.queue.tryTake(ticket);
			if (free) return free;
			if (clock.nowMs() >= latestStartMs) return { refusal: 'crowded' };
			const endWait = waitMs > 0 ? terms.beginWait(waitMs) : undefined;
			const slot = await this.queue.wait(ticket, signal, latestStartMs);
			endWait?.();
			if (slot) return slot;
		}
	}

	/** A slot in spite of a block, unless the API was asked just now. */
	private takeForPerson(): Slot | undefined {
		const isStale = [this.saidAtMs, this.personAskedAtMs].every((atMs) =>
			isOlderThan(MAX_AGE_FOR_PERSON_MS, atMs),
		);
		if (!isStale) return undefined;
		this.personAskedAtMs = clock.nowMs();
		return this.queue.takeAnyway();
	}

	private learn(slot: Slot, { refusedForMs, isGood, remaining, resetMs }: LimitNews): void {
		const isCurrent = slot.epoch === this.queue.epoch;
		if (refusedForMs !== undefined) {
			if (isCurrent) this.refusedTries++;
			return this.block(refusedForMs, isCurrent);
		}
		if (isGood && isCurrent) this.unblock();
		if (remaining === undefined) return;
		this.window.noteRemaining(remaining, this.queue.inFlight);
		if (remaining === 0 && resetMs !== undefined && this.window.trustsHeaders) this.block(resetMs, false);
	}

	/** @param isCurrent whether the call went out under the present block: then its answer replaces that. */
	private block(waitMs: number, isCurrent: boolean): void {
		const nowMs = clock.nowMs();
		const longerMs = isCurrent || this.untilNextTryMs() === 0 ? 0 : this.blockedUntilMs;
		this.blockedUntilMs = Math.max(longerMs, nowMs + waitMs);
		this.saidAtMs = nowMs;
		const tryInMs = Math.min(MAX_TRY_INTERVAL_MS, FIRST_TRY_MS * 2 ** Math.max(0, this.refusedTries - 1));
		this.nextTryAtMs = Math.min(this.blockedUntilMs, nowMs + tryInMs);
		this.queue.noteBlocked();
	}

	private unblock(): void {
		this.refusedTries = 0;
		this.nextTryAtMs = 0;
	}

	private untilNextTryMs(): number {
		const leftMs = this.nextTryAtMs - clock.nowMs();
		// longer than any try is put off: the clock was set back since
		return leftMs > MAX_TRY_INTERVAL_MS ? 0 : Math.max(0, leftMs);
	}
}
