import {
	callsPerMs,
	DAY_MS,
	evenRate,
	HOUR_MS,
	monthEndMs,
	monthStartMs,
	shareOf,
	type QuotaShare,
} from './rate';

/**
 * How many API calls may be made now, so that polling every minute can't use up the account's month: a bucket into
 * which calls drip at the rate of a share of the plan, and out of which each poll takes what it makes. Plain data and
 * pure functions.
 */
export interface TokenBucket {
	/** Calls that may be made now; below zero after a poll that took more than there was. */
	tokens: number;
	/** Calls made in the month of `atMs`. */
	spent: number;
	/** What time it was. */
	atMs: number;
}

/**
 * Unused calls are saved up for this long, so that a burst of scans after a quiet night can be read at once, and no
 * longer, so that it can't eat a week's calls.
 */
const BURST_CAPACITY_MS = DAY_MS / 2;

/** `Poll Times` has no interval that is shorter than a minute. */
const MAX_POLLS_PER_HOUR = 60;

/** A debt of more than this did not come of a poll, and is not carried over a restart. */
const MAX_DEBT_MS = DAY_MS / 2;

/** A new trigger may start with this many calls: enough to note where a few hundred codes stand. */
const FIRST_CALLS = 30;

export function startBucket(nowMs: number): TokenBucket {
	return { tokens: FIRST_CALLS, spent: 0, atMs: nowMs };
}

/**
 * Lets the calls drip in that have come since the bucket was last looked at.
 * @param waitedFor calls that triggers wait for: as many are saved up, so that each of them gets its turn.
 */
export function refill(bucket: TokenBucket, share: QuotaShare, nowMs: number, waitedFor = 0): TokenBucket {
	const { tokens } = bucket;
	const spent = spentInMonth(bucket, nowMs);
	const rate = callsPerMs(share, spent, nowMs);
	const filled = tokens + rate * Math.max(0, nowMs - bucket.atMs);
	const refilled = { tokens: Math.min(filled, Math.max(capacityAt(rate), waitedFor)), spent, atMs: nowMs };
	return { ...refilled, spent: Math.min(spent, mostSpent(refilled, share)) };
}

/** With a new month, the count starts anew. */
function spentInMonth(bucket: TokenBucket, nowMs: number): number {
	return isNewMonth(bucket, nowMs) ? 0 : bucket.spent;
}

export function isNewMonth({ atMs }: TokenBucket, nowMs: number): boolean {
	return monthStartMs(nowMs) > atMs;
}

/**
 * The most that can have gone through the bucket since the month began, with a day to spare. A count beyond it was
 * made under a larger plan, by a clock that ran ahead, or by hand, and would silence the trigger for days; what is
 * really used up, the API says itself.
 */
function mostSpent({ tokens, atMs }: TokenBucket, share: QuotaShare): number {
	const elapsedMs = atMs - monthStartMs(atMs);
	return evenRate(share, atMs) * (elapsedMs + DAY_MS) + FIRST_CALLS - Math.min(0, tokens);
}

/** Takes calls out of the bucket; a negative number gives them back. */
export function spend(bucket: TokenBucket, calls: number): TokenBucket {
	return { ...bucket, tokens: bucket.tokens - calls, spent: Math.max(0, bucket.spent + calls) };
}

/** What is known of how a bucket was used. */
export interface Usage {
	/** Calls of a usual poll. */
	pollCalls: number;
	/** Calls per hour that the schedules of the triggers ask for, where that is known. */
	callsPerHour?: number;
}

/**
 * The bucket after a restart, when nobody knows which polls were made since it was stored: taken are all that it had
 * calls for, as far as the schedules asked for them. That is what a trigger does which is polled more often than its
 * budget allows, so the count differs from the truth by one poll at most, and no restart gives calls twice; where
 * n8n stood still or polls were rarer, more is booked than was made, and never more than the rate allows.
 */
export function replay(
	stored: TokenBucket,
	share: QuotaShare,
	nowMs: number,
	{ pollCalls, callsPerHour = pollCalls * MAX_POLLS_PER_HOUR }: Usage,
): TokenBucket {
	const elapsedMs = Math.max(0, nowMs - stored.atMs);
	const spent = spentInMonth(stored, nowMs);
	// at the rate of then: whoever keeps to it does not change it
	const rate = callsPerMs(share, spent, isNewMonth(stored, nowMs) ? nowMs : stored.atMs);
	const available = Math.max(stored.tokens, -evenRate(share, nowMs) * MAX_DEBT_MS) + rate * elapsedMs;
	const poll = Math.min(pollCalls, capacityAt(rate));
	const allowed = Math.max(0, Math.floor(available / poll)) * poll;
	const wanted = elapsedMs === 0 ? 0 : (callsPerHour * elapsedMs) / HOUR_MS;
	const taken = Math.min(allowed, wanted, Math.max(0, shareOf(share) - spent));
	const inMonthMs = Math.min(elapsedMs, nowMs - monthStartMs(nowMs));
	const inMonth = elapsedMs === 0 ? 0 : (taken * inMonthMs) / elapsedMs;
	return { tokens: Math.min(available - taken, capacityAt(rate)), spent: spent + inMonth, atMs: nowMs };
}

/** The most calls that are saved up when no trigger waits for its turn. */
function capacityAt(rate: number): number {
	return Math.max(FIRST_CALLS, rate * BURST_CAPACITY_MS);
}

/** What a poll of so many calls waits for: one that takes more than can be saved up, for a full bucket. */
export function callsToSaveUp({ spent, atMs }: TokenBucket, share: QuotaShare, calls: number): number {
	return Math.min(calls, capacityAt(callsPerMs(share, spent, atMs)));
}

/** Calls that may still be made this month. */
export function callsLeftInMonth({ spent }: TokenBucket, share: QuotaShare): number {
	return Math.max(0, Math.floor(shareOf(share) - spent));
}

/**
 * Milliseconds until a poll of `calls` calls fits; 0 when it does now. The bucket has to be refilled.
 * @param ahead calls that others wait for who come first.
 */
export function timeUntilAvailableMs(
	bucket: TokenBucket,
	share: QuotaShare,
	calls: number,
	ahead = 0,
): number {
	const untilNextMonthMs = monthEndMs(bucket.atMs) - bucket.atMs;
	if (calls + ahead > callsLeftInMonth(bucket, share)) return untilNextMonthMs;
	// a poll that takes more than can be saved up goes ahead with a full bucket, and the next ones pay for it
	const missing = callsToSaveUp(bucket, share, calls) + ahead - bucket.tokens;
	if (missing <= 0) return 0;
	return Math.min(missing / callsPerMs(share, bucket.spent, bucket.atMs), untilNextMonthMs);
}

/** How often polls of `calls` calls fit. */
export function pollIntervalMs({ spent, atMs }: TokenBucket, share: QuotaShare, calls: number): number {
	return calls / callsPerMs(share, spent, atMs);
}
