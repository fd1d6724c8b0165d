import type { IPollFunctions } from 'n8n-workflow';

import { PAGE_SIZE } from '../../shared/api/limits';
import { omitUndefined } from '../../shared/util/objects';
import type { AccountQuota } from './accountQuota';
import { isPlanUnknown } from './planQuestion';
import { DAY_MS, HOUR_MS } from './rate';
import type { AccountBudget } from './restart';
import type { ScanRate } from './scanRate';
import { readScanRate, writeScanRate } from './scanRateText';
import { callsToAccumulate, pollIntervalMs, waitForCallsMs } from './tokenBucket';
import { callsAhead, enqueue } from './turns';
import type { TriggerSettings } from '../settings/settings';
import { isReadWithoutList } from '../settings/watch';

/** What a schedule asks for is known after so many polls; before, it is taken to ask for all that the budget allows. */
const POLLS_TO_KNOW_SCHEDULE = 20;

/** How much a new poll moves the expectation: bursts pass, a grown account stays. */
const LEARNING_SHARE = 0.3;

/** What is known of a trigger's polls. It stands for the trigger in the account's queue. */
export interface PaceMemory {
	/** Whether what was stored before a restart was taken over. */
	isRestored?: boolean;
	/** How many calls a poll usually takes. */
	usualCalls?: number;
	/** When it polled first in this process. */
	startedAtMs?: number;
	/** When the trigger polled last, whether it had to wait or not, and how long after the poll before. */
	polledAtMs?: number;
	intervalMs?: number;
	/** How often it polled, and the shortest interval so far: what the schedule asks for. */
	polls?: number;
	scheduleMs?: number;
	/** When a poll last had its calls; since when there is a pause that was reported. */
	polledWithCallsAtMs?: number;
	pausedSinceMs?: number;
	/** How likely scans are, once the trigger has looked for some. */
	scanRate?: ScanRate;
	/** The poll interval that the log reported last. */
	reportedIntervalMs?: number;
}

export function newPaceMemory(): PaceMemory {
	return {};
}

/** A poll that is to be paced. */
export interface PacedPoll {
	context: IPollFunctions;
	pace: PaceMemory;
	settings: TriggerSettings;
	accountQuota: AccountQuota;
	/** How many codes the trigger knows. */
	knownCodes: number;
	nowMs: number;
}

/** How many calls the next poll will probably take. */
export function expectCalls({ pace, settings, knownCodes }: PacedPoll): number {
	return Math.max(1, Math.round(pace.usualCalls ?? guessCalls(settings, knownCodes)));
}

/** For the first poll of a process: one call for each of a few codes, or for each page of the list. */
function guessCalls({ watch }: TriggerSettings, knownCodes: number): number {
	if (watch.kind === 'ids' && isReadWithoutList(watch)) return watch.ids.length;
	return Math.ceil(knownCodes / PAGE_SIZE);
}

/** Learns from what a poll took. */
export function learnCalls(pace: PaceMemory, calls: number): void {
	const usual = pace.usualCalls ?? calls;
	pace.usualCalls = usual + (calls - usual) * LEARNING_SHARE;
}

/** Goes on from what was stored before a restart. */
export function restorePace(pace: PaceMemory, stored: AccountBudget | undefined): void {
	if (pace.isRestored) return;
	pace.isRestored = true;
	pace.usualCalls ??= stored?.pollCalls;
	pace.pausedSinceMs ??= stored?.pausedSinceMs;
	pace.scanRate ??= readScanRate(stored?.scanRate);
}

/** Learns how often a trigger polls. To be noted once in a poll. */
export function notePoll(pace: PaceMemory, nowMs: number): void {
	pace.intervalMs = nowMs - (pace.polledAtMs ?? nowMs);
	pace.polledAtMs = nowMs;
	pace.startedAtMs ??= nowMs;
	if (pace.intervalMs > 0) pace.scheduleMs = Math.min(pace.scheduleMs ?? Infinity, pace.intervalMs);
	pace.polls = (pace.polls ?? 0) + 1;
}

/** How many calls a trigger's schedule asks for; infinitely many as long as it is not known. */
export function callsPerHourOf({ polls = 0, scheduleMs = 0, usualCalls = 1 }: PaceMemory): number {
	return (usualCalls * HOUR_MS) / (polls > POLLS_TO_KNOW_SCHEDULE ? scheduleMs : 0);
}

/** The budget as it is to be stored; what the next poll reports is noted, so that a restart does not report it again. */
export function toStoredBudget(poll: PacedPoll): AccountBudget {
	const { pace, accountQuota, nowMs } = poll;
	const { budget, sharers } = accountQuota;
	const callsPerHour = [...sharers.values()].reduce((sum, each) => sum + each.callsPerHour, 0);
	return omitUndefined({
		...budget,
		isPlanSettled: budget.isPlanSettled ?? (isPlanUnknown(budget, nowMs) || undefined),
		callsPerHour: callsPerHour > 0 && Number.isFinite(callsPerHour) ? callsPerHour : budget.callsPerHour,
		pollCalls: pace.usualCalls,
		pausedSinceMs: pace.pausedSinceMs ?? (timeUntilAvailableMs(poll) > DAY_MS ? nowMs : undefined),
		scanRate: pace.scanRate && writeScanRate(pace.scanRate),
	});
}

/**
 * Whether a poll has to wait for its share of the month's calls. A trigger that need not wait keeps its place in the
 * queue until it goes ahead (`takeTurn`).
 */
export function mustWaitForCalls(poll: PacedPoll): boolean {
	const { pace, settings, accountQuota, nowMs } = poll;
	if (timeUntilAvailableMs(poll) === 0) return false;
	const { monthlyBudgetPercent } = settings;
	const calls = callsToAccumulate(accountQuota.budget, expectCalls(poll), monthlyBudgetPercent, nowMs);
	enqueue(accountQuota.queue, pace, { calls, atMs: nowMs, intervalMs: pace.intervalMs ?? 0 });
	return true;
}

/** Ends a trigger's wait: its poll goes ahead. A pause ends where the next polls come sooner. */
export function takeTurn(poll: PacedPoll): void {
	const { accountQuota, pace, settings, nowMs } = poll;
	accountQuota.queue.delete(pace);
	pace.polledWithCallsAtMs = nowMs;
	const { budget } = accountQuota;
	const intervalMs = pollIntervalMs(budget, expectCalls(poll), settings.monthlyBudgetPercent, nowMs);
	if (intervalMs <= DAY_MS) pace.pausedSinceMs = undefined;
}

/** How long this trigger has to wait until it is its turn and the budget has the calls. */
export function timeUntilAvailableMs(poll: PacedPoll): number {
	const { pace, settings, accountQuota, nowMs } = poll;
	const ahead = callsAhead(accountQuota.queue, pace, nowMs);
	return waitForCallsMs(accountQuota.budget, expectCalls(poll), settings.monthlyBudgetPercent, nowMs, ahead);
}
