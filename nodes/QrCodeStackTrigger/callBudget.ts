/**
 * How many API calls a trigger may make, so that polling every minute can't use up the account's month. A
 * bucket fills evenly over the month with the trigger's share of the plan's calls; a poll takes out what it
 * spent, and waits until there is enough for the next one. Pure: time comes in as an argument.
 */

/** The account's monthly calls, by GET /me. */
export interface MonthlyCalls {
	limit: number;
	/** Spent so far this month, by everybody who uses the account. */
	used: number;
}

/** Plain data, kept with the trigger's state. */
export interface CallBudget {
	/** Calls that may be made now; below zero after a poll that took more than there was. */
	available: number;
	/** When `available` was worked out. */
	atMs: number;
	/** Made by this trigger in the month of `atMs`. */
	spent: number;
	monthly: MonthlyCalls;
}

/** The smallest plan with API access: assumed until GET /me says more. */
export const UNKNOWN_MONTHLY_CALLS: MonthlyCalls = { limit: 5_000, used: 0 };

/**
 * Unused calls are saved up for this long, so that a burst of scans after a quiet night can be read at
 * once, and no longer, so that it can't eat a week's calls.
 */
const SAVED_UP_MS = 12 * 60 * 60_000;

/** A new trigger may start with this many calls: enough to note where a few hundred codes stand. */
const FIRST_CALLS = 10;

export function startBudget(monthly: MonthlyCalls, nowMs: number): CallBudget {
	return { available: FIRST_CALLS, atMs: nowMs, spent: 0, monthly };
}

/** Fills the bucket up to `nowMs`; with a new month, the month's counts start anew. */
export function refillBudget(budget: CallBudget, sharePercent: number, nowMs: number): CallBudget {
	const isNewMonth = monthStartMs(nowMs) > budget.atMs;
	const fresh = isNewMonth ? { ...budget, spent: 0, monthly: { ...budget.monthly, used: 0 } } : budget;
	const rate = callsPerMs(fresh, sharePercent, nowMs);
	const filled = fresh.available + Math.max(0, nowMs - budget.atMs) * rate;
	const capacity = Math.max(FIRST_CALLS, rate * SAVED_UP_MS);
	return { ...fresh, available: Math.min(filled, capacity), atMs: nowMs };
}

/** Takes the calls of a poll out of the bucket. */
export function spendCalls(budget: CallBudget, calls: number): CallBudget {
	const { available, spent, monthly } = budget;
	return {
		...budget,
		available: available - calls,
		spent: spent + calls,
		monthly: { ...monthly, used: monthly.used + calls },
	};
}

/**
 * Takes over what GET /me says. Calls that it counts and the budget does not know of were made by others,
 * or by this trigger before a restart: the budget errs on the side of the account.
 */
export function adoptMonthlyCalls(
	budget: CallBudget,
	monthly: MonthlyCalls,
	isAfterRestart: boolean,
): CallBudget {
	const unknownCalls = Math.max(0, monthly.used - budget.monthly.used);
	const known = isAfterRestart ? spendCalls(budget, unknownCalls) : budget;
	return { ...known, monthly };
}

/** Milliseconds until a poll of `calls` calls fits the budget; 0 when it does now. */
export function waitForCallsMs(
	budget: CallBudget,
	calls: number,
	sharePercent: number,
	nowMs: number,
): number {
	const missing = calls - budget.available;
	if (missing <= 0 && budget.spent + calls <= shareOf(budget.monthly, sharePercent)) return 0;
	const rate = callsPerMs(budget, sharePercent, nowMs);
	const monthEndWaitMs = monthEndMs(nowMs) - nowMs;
	return rate > 0 ? Math.min(Math.max(missing, 0) / rate, monthEndWaitMs) : monthEndWaitMs;
}

/** How often polls of `calls` calls fit into the month. */
export function pollIntervalMs(
	budget: CallBudget,
	calls: number,
	sharePercent: number,
	nowMs: number,
): number {
	const rate = callsPerMs(budget, sharePercent, nowMs);
	return rate > 0 ? calls / rate : Number.POSITIVE_INFINITY;
}

/**
 * The pace: the share, evenly over the whole month, and never more than what the account has left, evenly
 * over what is left of the month.
 */
function callsPerMs({ monthly, spent }: CallBudget, sharePercent: number, nowMs: number): number {
	const share = shareOf(monthly, sharePercent);
	const leftMs = monthEndMs(nowMs) - nowMs;
	const evenPace = share / (monthEndMs(nowMs) - monthStartMs(nowMs));
	const callsLeft = Math.max(0, Math.min(share - spent, monthly.limit - monthly.used));
	return Math.min(evenPace, callsLeft / Math.max(leftMs, 1));
}

function shareOf({ limit }: MonthlyCalls, sharePercent: number): number {
	return (limit * sharePercent) / 100;
}

function monthStartMs(epochMs: number): number {
	const date = new Date(epochMs);
	return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
}

function monthEndMs(epochMs: number): number {
	const date = new Date(epochMs);
	return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
}
