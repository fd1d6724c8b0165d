import { expectCalls, type PacedPoll } from './pacing';
import { noteLook, startScanRate, stretchAt } from './scanRate';
import { isNearlyFull, pollIntervalMs } from './tokenBucket';

/** However unlikely scans are, polls are at most so many times as far apart as if they were evenly spread. */
const MAX_STRETCH = 3;
/** Schedules poll at full minutes: one that is half a minute early is not late by a whole one. */
const HALF_MINUTE_MS = 30_000;

/** A restart books calls that were kept as spent (restart.ts), so an n8n that is restarted every hour keeps none. */
const SETTLED_MS = 2 * 60 * 60_000;

/** Learns from the scans that a poll found. */
export function learnScans({ pace, nowMs }: PacedPoll, timesMs: readonly number[]): void {
	pace.scanRate = noteLook(pace.scanRate ?? startScanRate(nowMs), timesMs, nowMs);
}

/**
 * Whether the calls are better kept for a time when scans are more likely: the interval follows the rate of the scans,
 * up to three times the even one. Calls that could no longer be saved up are not kept.
 * @param sharing how many triggers share the budget.
 */
export function isBetterLater(
	poll: PacedPoll,
	{ sharing, isFailing }: { sharing: number; isFailing: boolean },
): boolean {
	const { pace, settings, accountQuota, nowMs } = poll;
	const { scanRate, startedAtMs = nowMs, polledWithCallsAtMs } = pace;
	const stretch = scanRate && stretchAt(scanRate, nowMs);
	if (stretch === undefined || polledWithCallsAtMs === undefined) return false;
	if (nowMs - startedAtMs < SETTLED_MS) return false;
	const percent = settings.monthlyBudgetPercent;
	if (isNearlyFull(accountQuota.budget, percent, nowMs)) return false;
	const evenMs = sharing * pollIntervalMs(accountQuota.budget, expectCalls(poll), percent, nowMs);
	const intervalMs = evenMs * Math.min(isFailing ? 1 : MAX_STRETCH, stretch);
	return nowMs - polledWithCallsAtMs < intervalMs - HALF_MINUTE_MS;
}
