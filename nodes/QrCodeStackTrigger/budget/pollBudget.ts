import { omitUndefined } from '../../shared/util/objects';
import {
	accountQuotaOf,
	bookCalls,
	callsAhead,
	callsPerHour,
	enqueue,
	joinPool,
	restorePool,
	shareFor,
	shorten,
	type AccountQuota,
	type Pool,
	type PoolTrigger,
} from './accountQuota';
import { askEveryMs, lastAskedMs } from './askSchedule';
import { DAY_MS, type QuotaShare } from './rate';
import type { StoredBudget } from './storedBudget';
import { callsLeftInMonth, callsToSaveUp, isNewMonth, refill, timeUntilAvailableMs } from './tokenBucket';

/** What is remembered of a trigger's polls. It stands for the trigger in its pool. */
export interface PaceMemory extends PoolTrigger {
	/** What the trigger found stored at its first poll in this process; null once memory knows more. */
	restoreFrom?: StoredBudget | null;
	/** When a poll went ahead last. */
	acquiredAtMs?: number;
	/** The poll interval that the log reported last. */
	reportedIntervalMs?: number;
	/** Since when the trigger has paused for more than a day, and whether that was reported. */
	pausedSinceMs?: number;
	isPauseReported?: boolean;
	isPlanReported?: boolean;
}

/** What one poll has to do with the budget. */
export interface PollBudget {
	/** A hash of the key. */
	key: string;
	quota: AccountQuota;
	pool: Pool;
	/** `Monthly Budget` of the trigger. */
	percent: number;
	pace: PaceMemory;
	/** How many of the poll's calls are booked, and how many more it took in advance. */
	bookedCalls: number;
	acquiredCalls: number;
}

/** A pause for longer than this is worth an error execution, which a person sees. */
export const LONG_PAUSE_MS = DAY_MS;

/** @param keyHash names the key, without holding it. */
export function openBudget(
	keyHash: string,
	{
		stored,
		percent,
		pace,
		nowMs,
	}: { stored?: StoredBudget; percent: number; pace: PaceMemory; nowMs: number },
): PollBudget {
	if (pace.restoreFrom === undefined) pace.restoreFrom = stored ?? null;
	const key = shorten(keyHash);
	const quota = accountQuotaOf(key, stored);
	const pool = joinPool(quota, percent, pace, nowMs);
	const budget = { key, quota, pool, percent, pace, bookedCalls: 0, acquiredCalls: 0 };
	restoreBudget(budget, nowMs);
	return budget;
}

/** Goes on from what is stored, if it is of the same account: under the same key, or as GET /me says. */
export function restoreBudget({ key, quota, pool, percent, pace }: PollBudget, nowMs: number): void {
	const { restoreFrom: stored } = pace;
	if (!stored || stored.percent !== percent) return;
	const isSameAccount = stored.account !== undefined && stored.account === quota.account;
	if (stored.key !== key && !isSameAccount) return;
	const share = shareFor(quota, percent, nowMs);
	restorePool(pool, stored, share, nowMs);
	quota.askedAtMs ??= lastAskedMs(stored.askedAtMs, askEveryMs(share, nowMs), nowMs);
	pace.pausedSinceMs = stored.pausedSinceMs;
	pace.isPauseReported = stored.pausedSinceMs !== undefined;
	pace.restoreFrom = null;
}

export function shareNow({ quota, pool, percent }: PollBudget): QuotaShare {
	return shareFor(quota, percent, pool.bucket.atMs);
}

/**
 * Brings the bucket up to date and books the calls that went out since the last time. Where the month ended
 * meanwhile, they count for the new one, as with the API.
 */
export function settleCalls(budget: PollBudget, callsSent: number, nowMs: number): void {
	const { pool, quota, percent } = budget;
	const inAdvance = isNewMonth(pool.bucket, nowMs) ? 0 : budget.acquiredCalls;
	pool.bucket = refill(pool.bucket, shareFor(quota, percent, nowMs), nowMs, callsAhead(pool, nowMs));
	bookCalls(pool, callsSent - budget.bookedCalls - inAdvance);
	Object.assign(budget, { bookedCalls: callsSent, acquiredCalls: 0 });
}

/** How long this trigger has to wait until it is its turn and there are the calls. */
export function timeUntilTurnMs(budget: PollBudget, calls: number): number {
	const { pool, pace } = budget;
	const ahead = callsAhead(pool, pool.bucket.atMs, pace);
	return timeUntilAvailableMs(pool.bucket, shareNow(budget), calls, ahead);
}

/** Waits in the queue from now on. */
export function waitForTurn(budget: PollBudget, calls: number): void {
	const { pool, pace } = budget;
	enqueue(pool, pace, callsToSaveUp(pool.bucket, shareNow(budget), calls));
}

/** Takes the calls of a poll, which others can't take meanwhile; what it does not need goes back in the end. */
export function acquireCalls(budget: PollBudget, calls: number): void {
	budget.pace.waitsFor = undefined;
	bookCalls(budget.pool, calls);
	budget.acquiredCalls = calls;
}

/** No call goes out beyond the month's share, whatever it is for: retries in bad weather count as well. */
export function mayCall(budget: PollBudget, callsSent: number): boolean {
	const { pool, bookedCalls, acquiredCalls } = budget;
	return callsSent - bookedCalls - acquiredCalls < callsLeftInMonth(pool.bucket, shareNow(budget));
}

/** All that the triggers of this process made in this month on this account. */
export function ownCalls({ quota }: PollBudget): number {
	return [...quota.pools.values()].reduce((sum, { bucket }) => sum + bucket.spent, 0);
}

/**
 * The budget as it is to be stored with the trigger's state. A long pause that has begun is noted in advance: the next
 * poll reports it, and stores nothing.
 */
export function toStoredBudget(budget: PollBudget): StoredBudget {
	const { key, quota, pool, percent, pace } = budget;
	const { account, plan, isPlanKnown, askedAtMs } = quota;
	const pollCalls = Math.max(1, Math.round(pace.usualCalls ?? 1));
	const isPaused = timeUntilTurnMs(budget, pollCalls) > LONG_PAUSE_MS;
	return omitUndefined({
		key,
		account,
		percent,
		limit: isPlanKnown ? plan.limit : undefined,
		byOthers: Math.round(plan.byOthers),
		forecastAtMs: plan.forecastAtMs,
		askedAtMs,
		tokens: roundCalls(pool.bucket.tokens),
		spent: roundCalls(pool.bucket.spent),
		atMs: pool.bucket.atMs,
		pollCalls,
		callsPerHour: callsPerHour(pool),
		pausedSinceMs: pace.pausedSinceMs ?? (isPaused ? pool.bucket.atMs : undefined),
	});
}

function roundCalls(calls: number): number {
	return Math.round(calls * 1000) / 1000;
}
