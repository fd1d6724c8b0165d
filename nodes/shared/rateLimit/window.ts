import { isOlderThan } from '../util/age';

/** A window of the rate limit as documented: after that long, the count begins anew. */
const WINDOW_MS = 60_000;

/** What is known of the rate limit's present window: what went through in it, and what may still go out. */
export class RateWindow {
	/** Tells this window from the ones before. */
	number = 0;
	/** False once answers keep saying that nothing remains, although a new window began. */
	trustsHeaders = true;
	private startMs = Number.NEGATIVE_INFINITY;
	private accepted = 0;
	private isOver = false;
	/** How many calls a window has room for, as far as that is known. */
	private expected: number | undefined;
	/** How many calls may still go out before the API refuses one, where its answers say so. */
	private remaining = Number.POSITIVE_INFINITY;
	/** Whether the last window was closed because an answer said that nothing remains. */
	private wasClosedByHeaders = false;

	/** Whether the answers say that no further call has room. */
	get isSpent(): boolean {
		return this.remaining <= 0;
	}

	/** Counts a call that goes out; a new window may begin with it. */
	noteSent(nowMs: number): void {
		this.turn(nowMs);
		this.remaining--;
	}

	/** Whether as many calls went through, or are on their way, as the window has room for. */
	isJustFilledBy(inFlight: number): boolean {
		return this.accepted + inFlight === this.expected;
	}

	/** Counts an answer that was no 429, to a call that went out in window `number`. */
	noteAccepted(number: number): void {
		if (number === this.number) this.accepted++;
	}

	/** Ends the window after a 429: the next call begins a new one. */
	noteOver(): void {
		this.isOver = true;
	}

	/** Takes the plan's calls per minute as the room of a window. What was seen in this process counts for more. */
	expect(calls: number): void {
		this.expected ??= calls;
	}

	/** Takes in how many calls remain, as the answer to one of those in flight says. */
	noteRemaining(remaining: number, inFlight: number): void {
		// the first answer of a new window says that it is empty: these headers mean something else
		if (remaining === 0 && this.wasClosedByHeaders && this.accepted <= 1) this.trustsHeaders = false;
		this.wasClosedByHeaders = remaining === 0;
		// the answered call is in flight, too; the others may not be counted yet
		this.remaining = this.trustsHeaders ? remaining - (inFlight - 1) : Number.POSITIVE_INFINITY;
	}

	private turn(nowMs: number): void {
		if (!this.isOver && !isOlderThan(WINDOW_MS, this.startMs, nowMs)) return;
		if (this.isOver && this.accepted > 0) this.expected = this.accepted;
		this.isOver = false;
		this.startMs = nowMs;
		this.accepted = 0;
		this.remaining = Number.POSITIVE_INFINITY;
		this.number++;
	}
}
