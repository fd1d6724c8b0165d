import { formatDuration } from '../shared/util/duration';
import { callsLeftInMonth, pollIntervalMs, refillBucket } from './budget/tokenBucket';
import { ASK_EVERY_MS, callsWaitedFor, refreshMonthlyCalls } from './budget/accountQuota';
import { callsPerMinute } from './budget/rate';
import {
	askEveryMs,
	expectCalls,
	mustWaitForCalls,
	notePoll,
	timeUntilAvailableMs,
	takeTurn,
	type PacedPoll,
} from './budget/pacing';
import { settleCalls, type PollRun } from './pollRun';
import { isActivation } from './reportErrors';
import { countSharing, noteSharing } from './sharing';

/** The share of a minute's calls that one poll may take: the rest is for others. */
const MINUTE_SHARE = 0.5;
/** Calls that a poll has for logs in any case. */
const MIN_LOG_CALLS = 5;

/**
 * Whether the month's budget has no calls for this poll. A person who activates gets an answer as long as the
 * month has calls at all.
 */
export async function hasToWait(run: PollRun): Promise<boolean> {
	const { settings, session, accountQuota, loaded } = run;
	const nowMs = budgetNowMs(run);
	notePoll(run.memory.pace, run.nowMs);
	noteSharing(run, nowMs);
	const waitedFor = callsWaitedFor(accountQuota, nowMs);
	accountQuota.budget = refillBucket(accountQuota.budget, settings.monthlyBudgetPercent, nowMs, waitedFor);
	settleCalls(run);
	const isAwaited = isActivation(run);
	if (isAwaited && loaded.state.isStarting) return false;
	const paced = toPacedPoll(run);
	// a larger plan, or others who need less, end a long pause
	const mayAskInPause = callsLeftInMonth(accountQuota.budget, settings.monthlyBudgetPercent) > 0;
	const isPaused = mayAskInPause && timeUntilAvailableMs(paced) >= ASK_EVERY_MS;
	if (!isAwaited && mustWaitForCalls(paced) && !isPaused) return true;
	await refreshMonthlyCalls(session, accountQuota, nowMs, {
		isPaused,
		askEveryMs: askEveryMs(paced),
		sharePercent: settings.monthlyBudgetPercent,
	});
	settleCalls(run);
	// asked again, since the question took a call and its answer may change the pace
	if (!isAwaited && mustWaitForCalls(paced)) return true;
	takeTurn(paced);
	return false;
}

/** No call goes out beyond the month's share, whatever it is for: retries in bad weather count as well. */
export function mayCall({ session, accountQuota, settings, settledCalls }: PollRun): boolean {
	const unsettledCalls = session.stats.callsSent - settledCalls;
	return unsettledCalls < callsLeftInMonth(accountQuota.budget, settings.monthlyBudgetPercent);
}

/** How many calls may have gone out when no further log is begun: a poll takes no more than its part of the minute. */
export function callsForLogs(run: PollRun): number {
	const { session, accountQuota } = run;
	const ofMinute = Math.floor(callsPerMinute(accountQuota.budget.monthly) * MINUTE_SHARE);
	// a list that is longer than that must not keep all logs from being read
	return Math.max(ofMinute, session.stats.callsSent + MIN_LOG_CALLS);
}

/** When the poll began, by the API's clock, whose month it is. */
function budgetNowMs({ nowMs, session }: PollRun): number {
	return nowMs + (session.account.clock.skewMs ?? 0);
}

/** Says at activation what the budget makes of this account and these codes: nobody waits for a minute in vain. */
export function logWhatToExpect(run: PollRun): void {
	const { context, settings, accountQuota } = run;
	const { budget } = accountQuota;
	const { monthlyBudgetPercent } = settings;
	const calls = expectCalls(toPacedPoll(run));
	const intervalMs = pollIntervalMs(budget, calls, monthlyBudgetPercent, budgetNowMs(run));
	const sharing = countSharing(accountQuota, budgetNowMs(run));
	const shared = sharing === 1 ? '' : `, and ${sharing} triggers share these calls`;
	const pace = Number.isFinite(intervalMs)
		? `about every ${formatDuration(Math.max(MIN_INTERVAL_MS, intervalMs * sharing))}, or as rarely as Poll Times says`
		: 'again with the next month (UTC)';
	context.logger.info(
		`QRCodeStack Trigger is on: the plan has ${budget.monthly.limit} API calls a month, of which ${budget.monthly.used} are used, and this trigger may use ${monthlyBudgetPercent}%. A poll takes about ${calls} with these QR codes${shared}, so it polls ${pace}.`,
	);
}

/** n8n polls every minute at most. */
const MIN_INTERVAL_MS = 60_000;

export function toPacedPoll(run: PollRun): PacedPoll {
	return {
		...run,
		pace: run.memory.pace,
		nowMs: budgetNowMs(run),
		knownCodes: Math.max(run.loaded.state.cursors.size, run.loaded.state.memories?.size ?? 0),
	};
}
