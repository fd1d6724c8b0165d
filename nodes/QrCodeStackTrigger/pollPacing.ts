import type { IPollFunctions } from 'n8n-workflow';

import { formatDuration } from '../shared/duration';
import { pollIntervalMs, waitForCallsMs, type CallBudget } from './callBudget';
import type { PollMemory } from './pollMemory';
import type { TriggerSettings } from './triggerSettings';

/** How much a new poll moves the expectation: bursts pass, a grown account stays. */
const LEARNING_SHARE = 0.3;
/** A changed interval is told again when it differs by more than this factor. */
const WORTH_TELLING_FACTOR = 1.25;

/** How many calls the next poll will probably take. */
export function expectCalls(memory: PollMemory, { watch }: TriggerSettings): number {
	return Math.ceil(memory.usualCalls ?? (watch.kind === 'ids' ? watch.ids.length : 1));
}

/** Learns from what a poll took. */
export function learnCalls(memory: PollMemory, calls: number): void {
	const usual = memory.usualCalls ?? calls;
	memory.usualCalls = usual + (calls - usual) * LEARNING_SHARE;
}

/** Whether a poll has to wait for its share of the month's calls; tells so when the pace changes. */
export function mustWaitForCalls(
	context: IPollFunctions,
	memory: PollMemory,
	budget: CallBudget,
	settings: TriggerSettings,
	nowMs: number,
): boolean {
	const calls = expectCalls(memory, settings);
	if (waitForCallsMs(budget, calls, settings.monthlyBudgetPercent, nowMs) === 0) return false;
	tellPace(context, memory, budget, settings, nowMs);
	return true;
}

function tellPace(
	context: IPollFunctions,
	memory: PollMemory,
	budget: CallBudget,
	settings: TriggerSettings,
	nowMs: number,
): void {
	const calls = expectCalls(memory, settings);
	const intervalMs = pollIntervalMs(budget, calls, settings.monthlyBudgetPercent, nowMs);
	const told = memory.toldIntervalMs ?? 0;
	if (intervalMs < told * WORTH_TELLING_FACTOR && intervalMs * WORTH_TELLING_FACTOR > told) return;
	memory.toldIntervalMs = intervalMs;
	const pace = Number.isFinite(intervalMs)
		? `polls about every ${formatDuration(intervalMs)}`
		: 'pauses until the next month (UTC)';
	context.logger.info(
		`QRCodeStack Trigger ${pace}, whatever the schedule says: a poll takes about ${calls} API call${calls === 1 ? '' : 's'}, and this trigger may use ${settings.monthlyBudgetPercent}% of the ${budget.monthly.limit} calls a month that the plan has (${budget.monthly.used} are used).`,
	);
}
