import type { IPollFunctions } from 'n8n-workflow';

import { PAGING } from '../../shared/api/contract';
import { ConnectorError } from '../../shared/errors/connectorError';
import { renderMessage } from '../../shared/errors/catalogue/catalogue';
import { formatUtc } from '../../shared/util/dates';
import { formatDuration } from '../../shared/util/duration';
import { MAX_READ_WITHOUT_LIST } from '../read/codes';
import type { TriggerSettings } from '../settings/settings';
import { LONG_PAUSE_MS, shareNow, type PaceMemory, type PollBudget } from './pollBudget';
import { DAY_MS } from './rate';
import { pollIntervalMs } from './tokenBucket';

/** How much a new poll moves the expectation: bursts pass, a grown account stays. */
const LEARNING_SHARE = 0.3;
/** A changed interval is reported again when it differs by more than this factor. */
const WORTH_REPORTING_FACTOR = 1.25;

/** How many calls the next poll will probably take. */
export function expectCalls(
	{ usualCalls }: PaceMemory,
	{ watch }: TriggerSettings,
	knownCodes: number,
): number {
	// for the first poll of a process: one call for each of a few codes, or for each page of the list
	const isReadWithoutList = watch.kind === 'ids' && watch.ids.length <= MAX_READ_WITHOUT_LIST;
	const guess = isReadWithoutList ? watch.ids.length : Math.ceil(knownCodes / PAGING.pageSize);
	return Math.max(1, Math.round(usualCalls ?? guess));
}

/** Learns from what a poll took. */
export function learnCalls(pace: PaceMemory, calls: number): void {
	const usual = pace.usualCalls ?? calls;
	pace.usualCalls = usual + (calls - usual) * LEARNING_SHARE;
}

/** Logs how often the trigger really polls, once, and again when that changes. */
export function reportPace({ logger }: IPollFunctions, budget: PollBudget, calls: number): void {
	const { pace, pool, quota, percent } = budget;
	const intervalMs = pollIntervalMs(pool.bucket, shareNow(budget), calls);
	const reported = pace.reportedIntervalMs ?? 0;
	const [less, more] = [Math.min(intervalMs, reported), Math.max(intervalMs, reported)];
	if (intervalMs === reported || more < less * WORTH_REPORTING_FACTOR) return;
	pace.reportedIntervalMs = intervalMs;
	const what = Number.isFinite(intervalMs)
		? `polls about every ${formatDuration(intervalMs)}`
		: 'pauses until the next month (UTC)';
	logger.info(
		`QRCodeStack Trigger ${what}, whatever the schedule says: a poll takes about ${calls} API call${calls === 1 ? '' : 's'}, and this trigger may use ${percent}% of the ${quota.plan.limit} calls a month that the plan has (${Math.round(pool.bucket.spent)} of these are used).`,
	);
}

/**
 * Reports a pause of more than a day, once: it goes on being the same news until polls come daily again.
 * @throws {ConnectorError} kind 'notice': the poll makes no calls anyhow.
 */
export function reportLongPause(budget: PollBudget, calls: number, waitMs: number): void {
	const { pace, pool, quota, percent } = budget;
	if (waitMs <= LONG_PAUSE_MS || pace.isPauseReported) return;
	const { atMs, spent } = pool.bucket;
	pace.pausedSinceMs ??= pace.acquiredAtMs ?? atMs;
	pace.isPauseReported = true;
	throw toNotice(
		renderMessage('longPause', {
			since: formatUtc(pace.pausedSinceMs),
			until: formatUtc(atMs + waitMs),
			calls,
			percent,
			limit: quota.plan.limit,
			spent: Math.round(spent),
		}),
		atMs + waitMs,
	);
}

/** Reports once that the plan's calls have had to be assumed for a day. */
export function reportUnknownPlan({ quota, pace, pool }: PollBudget): void {
	const { isPlanKnown, failingSinceMs, plan } = quota;
	if (isPlanKnown || failingSinceMs === undefined || pace.isPlanReported) return;
	if (pool.bucket.atMs - failingSinceMs < DAY_MS) return;
	pace.isPlanReported = true;
	throw toNotice(renderMessage('planUnknown', { limit: plan.limit }));
}

function toNotice(text: ReturnType<typeof renderMessage>, resetsAtEpochMs?: number): ConnectorError {
	const failure =
		resetsAtEpochMs === undefined ? {} : { failure: { cause: 'quota-exhausted' as const, resetsAtEpochMs } };
	return new ConnectorError({ ...text, ...failure }, 'notice');
}

/** Notes that a poll goes ahead. A pause is over once polls come daily again. */
export function noteAcquired(budget: PollBudget, calls: number): void {
	const { pace, pool } = budget;
	pace.acquiredAtMs = pool.bucket.atMs;
	if (pollIntervalMs(pool.bucket, shareNow(budget), calls) > LONG_PAUSE_MS) return;
	Object.assign(pace, { pausedSinceMs: undefined, isPauseReported: false });
}
