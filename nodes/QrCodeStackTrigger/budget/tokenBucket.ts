import { callsPerMs, monthEndMs, monthStartMs, shareOf, type MonthlyCalls } from './rate';

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
const BURST_CAPACITY_MS = 12 * 60 * 60_000;

/** A tenth of the bucket fills in about an hour: longer than polls at the even interval take. */
const NEARLY_FULL = 0.9;

/** A new trigger may start with this many calls: enough to note where a few hundred codes stand. */
const FIRST_CALLS = 30;

export function startBucket(monthly: MonthlyCalls, nowMs: number): TokenBucket {
	return { available: FIRST_CALLS, atMs: nowMs, spent: 0, monthly };
}

/**
 * Fills the bucket up to `nowMs`; with a new month, the month's counts start anew.
 * @param waitedFor calls that triggers wait for: as many are saved up, so that each of them gets its turn.
 */
export function refillBucket<T extends TokenBucket>(
	budget: T,
	sharePercent: number,
	nowMs: number,
	waitedFor = 0,
): T {
	const fresh = turnMonth(budget, nowMs);
	const rate = callsPerMs(fresh, sharePercent, nowMs);
	const filled = fresh.available + Math.max(0, nowMs - budget.atMs) * rate;
	return { ...fresh, available: Math.min(filled, Math.max(capacityAt(rate), waitedFor)), atMs: nowMs };
}

/** With a new month, its counts start anew. */
export function turnMonth<T extends TokenBucket>(budget: T, nowMs: number): T {
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
export function capacityAt(rate: number): number {
	return Math.max(FIRST_CALLS, rate * BURST_CAPACITY_MS);
}

/** Whether calls that are saved up now would soon be lost. */
export function isNearlyFull(budget: TokenBucket, sharePercent: number, nowMs: number): boolean {
	return budget.available >= NEARLY_FULL * capacityAt(callsPerMs(budget, sharePercent, nowMs));
}

/** Calls that the trigger may still make this month. */
export function callsLeftInMonth({ monthly, spent }: TokenBucket, sharePercent: number): number {
	return Math.max(0, Math.floor(shareOf(monthly, sharePercent) - spent));
}

/** Takes the calls of a poll out of the bucket. */
export function spendCalls<T extends TokenBucket>(budget: T, calls: number): T {
	const { available, spent, monthly } = budget;
	return {
		...budget,
		available: available - calls,
		spent: spent + calls,
		monthly: { ...monthly, used: monthly.used + calls },
	};
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
