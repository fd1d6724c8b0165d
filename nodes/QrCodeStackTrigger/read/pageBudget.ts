import type { ApiSession } from '../../shared/http/session';
import { clock } from '../../shared/util/clock';

/** A page that is asked for with less time than this left could only be cut off. */
const MIN_TIME_FOR_PAGE_MS = 2_000;

/**
 * The pages that one poll may still ask for, whatever for. A page takes at least as long as the fastest one did, in
 * this poll or the one before: a poll ends in its time also where the API is slow, and the next one goes on. The first
 * page of a poll is asked for however long the last one took: that was one slow answer, or a computer that slept.
 */
export class PageBudget {
	private readonly fastestBeforeMs: number | undefined;
	private fastestMs: number | undefined;
	private hasAsked = false;

	/** @param memory keeps how long the fastest page of the last poll took. */
	constructor(
		private readonly session: ApiSession,
		private readonly memory: { fastestPageMs?: number },
	) {
		this.fastestBeforeMs = memory.fastestPageMs;
	}

	get hasTime(): boolean {
		const { deadlineMs = Number.POSITIVE_INFINITY } = this.session.waitLimits;
		const known = [this.fastestBeforeMs, this.fastestMs].filter((ms) => ms !== undefined);
		const expectedMs = this.hasAsked && known.length > 0 ? Math.min(...known) : 0;
		return deadlineMs - clock.nowMs() >= Math.max(MIN_TIME_FOR_PAGE_MS, expectedMs);
	}

	/** @param maxCalls how many calls of the poll may have gone out in all. */
	hasCalls(maxCalls: number): boolean {
		const { stats, mayCall } = this.session;
		return stats.callsSent < maxCalls && mayCall();
	}

	/** Asks for a page and learns how long that took. */
	async spend<Page>(ask: () => Promise<Page>): Promise<Page> {
		this.hasAsked = true;
		const askedAtMs = clock.nowMs();
		const page = await ask();
		const tookMs = clock.nowMs() - askedAtMs;
		this.fastestMs = Math.min(this.fastestMs ?? tookMs, tookMs);
		this.memory.fastestPageMs = this.fastestMs;
		return page;
	}
}
