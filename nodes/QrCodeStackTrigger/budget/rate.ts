import { PLANS } from '../../shared/api/limits';

/**
 * How many calls a plan has, and at which pace a share of them is spent over the month. Pure: time comes in as an
 * argument. Months are those of UTC, as the API's.
 */

/** The account's monthly calls, by GET /me. */
export interface MonthlyCalls {
	limit: number;
	/** Spent so far this month, by everybody who uses the account. */
	used: number;
}

const [SMALLEST_PLAN] = PLANS;

/** The smallest plan with API access: assumed until GET /me says more. */
export const UNKNOWN_MONTHLY_CALLS: MonthlyCalls = { limit: SMALLEST_PLAN.callsPerMonth, used: 0 };

export const HOUR_MS = 60 * 60_000;
export const DAY_MS = 24 * HOUR_MS;

/** What others spent in less than a day says little about their pace. */
const MIN_ELAPSED_MS = DAY_MS;
const KEPT_SHARE_OF_PACE = 0.1;

/** What the pace depends on. */
interface Spent {
	monthly: MonthlyCalls;
	/** Made by this trigger this month; part of `monthly.used`. */
	spent: number;
}

/** Calls per minute of the largest plan that has no more calls per month than the account. */
export function callsPerMinute({ limit }: MonthlyCalls): number {
	const plans = PLANS.filter(({ callsPerMonth }) => callsPerMonth <= limit);
	return (plans.at(-1) ?? SMALLEST_PLAN).callsPerMinute;
}

/**
 * The pace: the share, evenly over the whole month, and never more than what the account will have left
 * when the others go on as they did this month. A tenth of the pace is kept as long as the account has calls
 * at all, since a guess must not silence the trigger.
 */
export function callsPerMs({ monthly, spent }: Spent, sharePercent: number, nowMs: number): number {
	const share = shareOf(monthly, sharePercent);
	const leftMs = Math.max(1, monthEndMs(nowMs) - nowMs);
	const even = share / (monthEndMs(nowMs) - monthStartMs(nowMs));
	const accountLeft = Math.max(0, monthly.limit - monthly.used);
	const pace = Math.min(even, accountLeft / leftMs - othersPace({ monthly, spent }, nowMs));
	const keptPace = Math.min(even * KEPT_SHARE_OF_PACE, accountLeft / leftMs);
	return Math.min(Math.max(pace, keptPace), Math.max(0, share - spent) / leftMs);
}

/** At which pace others have spent calls this month. */
export function othersPace({ monthly, spent }: Spent, nowMs: number): number {
	return Math.max(0, monthly.used - spent) / Math.max(MIN_ELAPSED_MS, nowMs - monthStartMs(nowMs));
}

/** Calls per month that the trigger may make. */
export function shareOf({ limit }: MonthlyCalls, sharePercent: number): number {
	return (limit * sharePercent) / 100;
}

export function monthStartMs(epochMs: number): number {
	return monthOf(epochMs).startMs;
}

export function monthEndMs(epochMs: number): number {
	return monthOf(epochMs).endMs;
}

/** Kept, since everything asks for the same month, and dates are slow. */
let lastMonth = { startMs: 0, endMs: 0 };

function monthOf(epochMs: number): typeof lastMonth {
	if (epochMs >= lastMonth.startMs && epochMs < lastMonth.endMs) return lastMonth;
	const date = new Date(epochMs);
	const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
	lastMonth = { startMs: Date.UTC(year, month, 1), endMs: Date.UTC(year, month + 1, 1) };
	return lastMonth;
}
