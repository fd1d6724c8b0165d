import { PLANS } from '../../shared/api/contract';

/**
 * How many calls a month triggers may make, and at which rate. Pure: time is an argument. Months are those of UTC, as
 * the API's.
 */

/** The calls of the account's plan, as far as they are known. */
export interface PlanCalls {
	/** Calls a month. */
	limit: number;
	/** What others will have made by the end of the month, should they go on as so far. */
	byOthers: number;
	/** In which month that was forecast. */
	forecastAtMs?: number;
}

/** A share of a plan's calls: what `Monthly Budget` of a trigger gives it. */
export interface QuotaShare extends PlanCalls {
	percent: number;
}

const [SMALLEST_PLAN] = PLANS;

/** The smallest plan with API access: assumed until GET /me says more. */
export const ASSUMED_PLAN: PlanCalls = { limit: SMALLEST_PLAN.callsPerMonth, byOthers: 0 };

export const HOUR_MS = 60 * 60_000;
export const DAY_MS = 24 * HOUR_MS;

/** A part of the share that is kept whatever others spend: a forecast must not silence a trigger. */
const KEPT_PART = 0.1;

/** Calls per minute of the largest plan that has no more calls per month than the account. */
export function callsPerMinute({ limit }: PlanCalls): number {
	const plans = PLANS.filter(({ callsPerMonth }) => callsPerMonth <= limit);
	return (plans.at(-1) ?? SMALLEST_PLAN).callsPerMinute;
}

/** Calls per month of a share. */
export function shareOf({ limit, percent }: QuotaShare): number {
	return (limit * percent) / 100;
}

/** Calls per millisecond of a share that is spread evenly over the month. */
export function evenRate(share: QuotaShare, nowMs: number): number {
	return shareOf(share) / monthLengthMs(nowMs);
}

/**
 * Calls per millisecond: the even rate, or less where the rest of the share, or of what others leave of the plan, asks
 * for it.
 */
export function callsPerMs(share: QuotaShare, spent: number, nowMs: number): number {
	const leftMs = Math.max(1, monthEndMs(nowMs) - nowMs);
	const even = evenRate(share, nowMs);
	const isForecast = share.forecastAtMs !== undefined && share.forecastAtMs >= monthStartMs(nowMs);
	const byOthers = isForecast ? share.byOthers : 0;
	const byPlan = Math.max(even * KEPT_PART, (share.limit - byOthers - spent) / leftMs);
	const byShare = Math.max(0, shareOf(share) - spent) / leftMs;
	return Math.min(even, byPlan, byShare);
}

/** What others will have made by the end of the month. Less than a day says little about their rate. */
export function forecastOthers(othersSoFar: number, nowMs: number): number {
	const elapsedMs = Math.max(DAY_MS, nowMs - monthStartMs(nowMs));
	return (Math.max(0, othersSoFar) * monthLengthMs(nowMs)) / elapsedMs;
}

export function monthStartMs(epochMs: number): number {
	const date = new Date(epochMs);
	return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
}

export function monthEndMs(epochMs: number): number {
	const date = new Date(epochMs);
	return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
}

function monthLengthMs(epochMs: number): number {
	return monthEndMs(epochMs) - monthStartMs(epochMs);
}
