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

/** The Advanced plan's calls per month (documented). */
const ADVANCED_MONTHLY_CALLS = 100_000;

/**
 * Unused calls are saved up for this long, so that a burst of scans after a quiet night can be read at
 * once, and no longer, so that it can't eat a week's calls.
 */
const SAVED_UP_MS = 12 * 60 * 60_000;

/** A new trigger may start with this many calls: enough to note where a few hundred codes stand. */
const FIRST_CALLS = 30;

const DAY_MS = 24 * 60 * 60_000;
const KEPT_SHARE_OF_PACE = 0.1;

export function startBudget(monthly: MonthlyCalls, nowMs: number): CallBudget {
	return { available: FIRST_CALLS, atMs: nowMs, spent: 0, monthly };
}

/**
 * Calls per minute of the plan that has so many per month (documented). An unknown plan counts as the
 * smaller one.
 */
export function callsPerMinute({ limit }: MonthlyCalls): number {
	return limit >= ADVANCED_MONTHLY_CALLS ? 600 : 60;
}

/**
 * Fills the bucket up to `nowMs`; with a new month, the month's counts start anew.
 * @param waitedFor calls that triggers wait for: as many are saved up, so that each of them gets its turn.
 */
export function refillBudget(
	budget: CallBudget,
	sharePercent: number,
	nowMs: number,
	waitedFor = 0,
): CallBudget {
	const isNewMonth = monthStartMs(nowMs) > budget.atMs;
	const fresh = isNewMonth ? { ...budget, spent: 0, monthly: { ...budget.monthly, used: 0 } } : budget;
	const rate = callsPerMs(fresh, sharePercent, nowMs);
	const filled = fresh.available + Math.max(0, nowMs - budget.atMs) * rate;
	return { ...fresh, available: Math.min(filled, Math.max(capacityAt(rate), waitedFor)), atMs: nowMs };
}

/** What a poll of so many calls waits for: one that takes more than can be saved up, for a full bucket. */
export function callsToSaveUp(
	budget: CallBudget,
	calls: number,
	sharePercent: number,
	nowMs: number,
): number {
	return Math.min(calls, capacityAt(callsPerMs(budget, sharePercent, nowMs)));
}

/** The most calls that are saved up when no trigger waits for its turn. */
function capacityAt(callsPerMs: number): number {
	return Math.max(FIRST_CALLS, callsPerMs * SAVED_UP_MS);
}

/** Calls that the trigger may still make this month. */
export function callsLeftInMonth({ monthly, spent }: CallBudget, sharePercent: number): number {
	return Math.max(0, Math.floor(shareOf(monthly, sharePercent) - spent));
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

export interface AfterRestart {
	/** When the budget was stored; 0 where none was, which may be a new trigger. */
	unknownSinceMs: number;
	/** What was available when it was stored. */
	savedUp?: number;
	sharePercent: number;
	nowMs: number;
}

/** Takes over what GET /me says about the plan and what all its users spent. */
export function adoptMonthlyCalls(budget: CallBudget, monthly: MonthlyCalls): CallBudget {
	return { ...budget, monthly };
}

/**
 * The same after a restart, when what this trigger spent since the budget was stored is unknown: every call
 * that the account counts and the budget does not is taken for the trigger's own, down to an empty bucket, and
 * as far as its pace allowed it counts towards the month's share. The pace is kept all the same: it would have
 * spent as much by now.
 */
export function adoptAfterRestart(
	budget: CallBudget,
	monthly: MonthlyCalls,
	{ unknownSinceMs, savedUp = 0, sharePercent, nowMs }: AfterRestart,
): CallBudget {
	const unknownCalls = Math.max(0, monthly.used - budget.monthly.used);
	// a new trigger may begin at once; the calls before it are most likely those of others
	const isNew = unknownSinceMs === 0;
	const own = isNew ? 0 : unknownCalls;
	const available = Math.min(budget.available, Math.max(0, budget.available - own));
	const pace = evenPace(monthly, sharePercent, nowMs);
	const sinceMs = Math.max(0, nowMs - Math.max(unknownSinceMs, monthStartMs(nowMs)));
	const mostOfOwn = Math.ceil(pace * sinceMs + Math.max(capacityAt(pace), savedUp));
	return { ...budget, available, spent: budget.spent + Math.min(unknownCalls, mostOfOwn), monthly };
}

/**
 * Milliseconds until a poll of `calls` calls fits the budget; 0 when it does now.
 * @param ahead calls that others wait for who come first.
 */
export function waitForCallsMs(
	budget: CallBudget,
	calls: number,
	sharePercent: number,
	nowMs: number,
	ahead = 0,
): number {
	const untilNextMonthMs = monthEndMs(nowMs) - nowMs;
	if (calls + ahead > callsLeftInMonth(budget, sharePercent)) return untilNextMonthMs;
	const rate = callsPerMs(budget, sharePercent, nowMs);
	// a poll that takes more than can be saved up goes ahead with a full bucket, and pays for it afterwards
	const missing = callsToSaveUp(budget, calls, sharePercent, nowMs) + ahead - budget.available;
	if (missing <= 0) return 0;
	return Math.min(missing / rate, untilNextMonthMs);
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
 * The pace: the share, evenly over the whole month, and never more than what the account will have left
 * when the others go on as they did this month. A tenth of the pace is kept as long as the account has calls
 * at all, since a guess must not silence the trigger.
 */
function callsPerMs({ monthly, spent }: CallBudget, sharePercent: number, nowMs: number): number {
	const share = shareOf(monthly, sharePercent);
	const leftMs = Math.max(1, monthEndMs(nowMs) - nowMs);
	const even = evenPace(monthly, sharePercent, nowMs);
	const elapsedMs = Math.max(DAY_MS, nowMs - monthStartMs(nowMs));
	const othersPace = Math.max(0, monthly.used - spent) / elapsedMs;
	const accountLeft = Math.max(0, monthly.limit - monthly.used);
	const pace = Math.min(even, accountLeft / leftMs - othersPace);
	const keptPace = Math.min(even * KEPT_SHARE_OF_PACE, accountLeft / leftMs);
	return Math.min(Math.max(pace, keptPace), Math.max(0, share - spent) / leftMs);
}

/** Calls per millisecond when the share is spread over the whole month. */
function evenPace(monthly: MonthlyCalls, sharePercent: number, nowMs: number): number {
	return shareOf(monthly, sharePercent) / (monthEndMs(nowMs) - monthStartMs(nowMs));
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
