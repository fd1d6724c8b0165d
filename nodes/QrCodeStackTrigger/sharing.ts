import type { AccountQuota } from './budget/accountQuota';
import { callsPerHourOf } from './budget/pacing';
import { turnKeptMs } from './budget/turns';
import type { PollRun } from './pollRun';

/**
 * Notes that a trigger polls, and says in the log how many share the budget of its key, each time that this changes.
 * To be called once in a poll.
 */
export function noteSharing({ context, memory, accountQuota }: PollRun, nowMs: number): void {
	const { sharers } = accountQuota;
	for (const [other, { untilMs }] of sharers) if (untilMs < nowMs) sharers.delete(other);
	const { pace } = memory;
	const { reported = 1 } = sharers.get(pace) ?? {};
	const untilMs = nowMs + turnKeptMs(pace.intervalMs ?? 0);
	const count = new Set([...sharers.keys(), pace]).size;
	sharers.set(pace, { untilMs, reported: count, callsPerHour: callsPerHourOf(pace) });
	if (count === reported) return;
	const text =
		count === 1
			? 'no other trigger uses the API calls of this key any more'
			: `${count} triggers share the API calls of this key and take turns, so each polls less often`;
	context.logger.info(`QRCodeStack Trigger: ${text}`);
}

/** How many triggers of this process share the budget of an account: at least one. */
export function countSharing({ sharers }: AccountQuota, nowMs: number): number {
	return Math.max(1, [...sharers.values()].filter(({ untilMs }) => untilMs >= nowMs).length);
}
