import {
	callsPerMs,
	DAY_MS,
	evenPace,
	HOUR_MS,
	monthEndMs,
	monthStartMs,
	shareOf,
	type MonthlyCalls,
} from './rate';

/**
 * How many API calls a trigger may make, so that polling every minute can't use up the account's month: a
 * bucket that fills evenly over the month with the trigger's share of the plan's calls. A poll takes out what it
 * spent, and waits until there is enough for the next one. Plain data, kept with the trigger's state.
 */
export interface TokenBucket {
	/** Calls that may be made now; below zero after a poll that took more than there was. */
	available: number;
	/** When `available` was worked out. */
	atMs: number;
	/** Made by this trigger in the month of `atMs`. */
	spent: number;
	monthly: MonthlyCalls;
}

/**
 * Unused calls are saved up for this long, so that a burst of scans after a quiet night can be read at
 * once, and no longer, so that it can't eat a week's calls.
 */
const BURST_CAPACITY_MS = 12 * HOUR_MS;

/** `Poll Times` has no interval that is shorter than a minute. */
const MAX_POLLS_PER_HOUR = 60;

/** A new trigger may start with this many calls: enough to note where a few hundred codes stand. */
const FIRST_CALLS = 30;

export function startBucket(monthly: MonthlyCalls, nowMs: number): TokenBucket {
	return { available: FIRST_CALLS, atMs: nowMs, spent: 0, monthly };
}

/**
 * Fills the bucket up to `nowMs`; with a new month, the month's counts start anew.
 * @param waitedFor calls that triggers wait for: as many are saved up, so that each of them gets its turn.
 */
export function refillBucket(
	budget: TokenBucket,
	sharePercent: number,
	nowMs: number,
	waitedFor = 0,
): TokenBucket {
	const fresh = trimSpent(turnMonth(budget, nowMs), sharePercent, nowMs);
	const rate = callsPerMs(fresh, sharePercent, nowMs);
	const filled = fresh.available + Math.max(0, nowMs - budget.atMs) * rate;
	return { ...fresh, available: Math.min(filled, Math.max(capacityAt(rate), waitedFor)), atMs: nowMs };
}

/**
 * Takes off what can't have gone through the bucket since the month began, with a day to spare: it was spent under a
 * larger plan, by a clock that ran ahead, or written by hand, and would silence the trigger for days. What is really
 * used up, the API says itself.
 */
function trimSpent(budget: TokenBucket, sharePercent: number, nowMs: number): TokenBucket {
	const { available, monthly, spent } = budget;
	const even = evenPace(monthly, sharePercent, nowMs) * (nowMs - monthStartMs(nowMs) + DAY_MS);
	return { ...budget, spent: Math.min(spent, even + FIRST_CALLS - Math.min(0, available)) };
}

/** With a new month, its counts start anew. */
export function turnMonth(budget: TokenBucket, nowMs: number): TokenBucket {
	if (monthStartMs(nowMs) <= budget.atMs) return budget;
	return { ...budget, atMs: nowMs, spent: 0, monthly: { ...budget.monthly, used: 0 } };
}

/** What a poll of so many calls waits for: one that takes more than can be saved up, for a full bucket. */
export function callsToAccumulate(
	budget: TokenBucket,
	calls: number,
	sharePercent: number,
	nowMs: number,
): number {
	return Math.min(calls, capacityAt(callsPerMs(budget, sharePercent, nowMs)));
}

/** The most calls that are saved up when no trigger waits for its turn. */
function capacityAt(rate: number): number {
	return Math.max(FIRST_CALLS, rate * BURST_CAPACITY_MS);
}

/** Calls that the trigger may still make this month. */
export function callsLeftInMonth({ monthly, spent }: TokenBucket, sharePercent: number): number {
	return Math.max(0, Math.floor(shareOf(monthly, sharePercent) - spent));
}

/** Takes the calls of a poll out of the bucket. */
export function spendCalls(budget: TokenBucket, calls: number): TokenBucket {
	const { available, spent, monthly } = budget;
	return {
		...budget,
		available: available - calls,
		spent: spent + calls,
		monthly: { ...monthly, used: monthly.used + calls },
	};
}

/** A budget as it is stored with a trigger's state: all that a restart leaves of it. */
export interface StoredBudget extends TokenBucket {
	/** Stands for the key, and for the account behind it once GET /me has named it: a budget belongs to an account. */
	key: string;
	account?: string;
	/** When GET /me was asked last, and after how long it is to be asked again. */
	askedAtMs?: number;
	askEveryMs?: number;
	/** Whether GET /me ever said how many calls the plan has. */
	isPlanKnown?: boolean;
	/** Calls of a usual poll. */
	pollCalls?: number;
	/** Calls per hour that the schedules of all triggers ask for, where that is known. */
	callsPerHour?: number;
	/** Since when the trigger has paused for so long that it was reported. */
	pausedSinceMs?: number;
}

/**
 * The bucket after a restart, when nobody knows which polls were made since it was stored. Taken is what it had calls
 * for, poll by poll, as far as the schedules asked for them: what a trigger does that is polled more often than its
 * budget allows. So the count is wrong by one poll at most, and no restart gives calls twice. Where n8n stood still,
 * more is booked than was made, and never more than the pace allows.
 */
export function replay(stored: StoredBudget, sharePercent: number, nowMs: number): TokenBucket {
	const { pollCalls = 1, callsPerHour = pollCalls * MAX_POLLS_PER_HOUR, atMs } = stored;
	const elapsedMs = Math.max(0, nowMs - atMs);
	const { monthly, spent } = turnMonth(stored, nowMs);
	const bucket = { available: stored.available, atMs: nowMs, monthly, spent };
	if (elapsedMs === 0) return bucket;
	// at the pace of then: whoever keeps to it does not change it
	const rate = callsPerMs(bucket, sharePercent, monthStartMs(nowMs) > atMs ? nowMs : atMs);
	const filled = stored.available + elapsedMs * rate;
	const poll = Math.min(pollCalls, capacityAt(rate));
	const allowed = Math.max(0, Math.floor(filled / poll)) * poll;
	const taken = Math.min(
		allowed,
		(callsPerHour * elapsedMs) / HOUR_MS,
		callsLeftInMonth(bucket, sharePercent),
	);
	const inMonth = (taken * Math.min(elapsedMs, nowMs - monthStartMs(nowMs))) / elapsedMs;
	return { ...spendCalls(bucket, inMonth), available: Math.min(filled - taken, capacityAt(rate)) };
}

/**
 * Milliseconds until a poll of `calls` calls fits the budget; 0 when it does now.
 * @param ahead calls that others wait for who come first.
 */
export function waitForCallsMs(
	budget: TokenBucket,
	calls: number,
	sharePercent: number,
	nowMs: number,
	ahead = 0,
): number {
	const untilNextMonthMs = monthEndMs(nowMs) - nowMs;
	if (calls + ahead > callsLeftInMonth(budget, sharePercent)) return untilNextMonthMs;
	const rate = callsPerMs(budget, sharePercent, nowMs);
	// a poll that takes more than can be saved up goes ahead with a full bucket, and pays for it afterwards
	const missing = callsToAccumulate(budget, calls, sharePercent, nowMs) + ahead - budget.available;
	if (missing <= 0) return 0;
	return Math.min(missing / rate, untilNextMonthMs);
}

/** How often polls of `calls` calls fit into the month. */
export function pollIntervalMs(
	budget: TokenBucket,
	calls: number,
	sharePercent: number,
	nowMs: number,
): number {
	const rate = callsPerMs(budget, sharePercent, nowMs);
	return rate > 0 ? calls / rate : Number.POSITIVE_INFINITY;
}
