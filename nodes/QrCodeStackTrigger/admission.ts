import { callsLeftInMonth, refillBucket } from './budget/tokenBucket';
import { endRestart } from './budget/accountQuota';
import { ASK_EVERY_MS } from './budget/planQuestion';
import { callsPerMinute } from './budget/rate';
import {
	askEveryMs,
	mustWaitForCalls,
	notePoll,
	reportLongPause,
	reportUnknownPlan,
	timeUntilAvailableMs,
	takeTurn,
} from './budget/pacing';
import { refreshPlan } from './budget/refreshPlan';
import { callsAhead } from './budget/turns';
import { budgetNowMs, settleCalls, toPacedPoll, type PollRun } from './pollRun';
import { isActivation, isPublishing } from './reportErrors';

/** The share of a minute's calls that one poll may take: the rest is for others. */
const MINUTE_SHARE = 0.5;
/** Calls that a poll has for logs in any case. */
const MIN_LOG_CALLS = 5;

/**
 * Whether the month's budget has no calls for this poll. A person who activates gets an answer as long as the
 * month has calls at all.
 */
export async function hasToWait(run: PollRun): Promise<boolean> {
	const { session, loaded } = run;
	const { monthlyBudgetPercent: percent } = run.settings;
	const nowMs = budgetNowMs(run);
	notePoll(toPacedPoll(run), run.nowMs);
	endRestart(run.accountQuota, nowMs);
	const waitedFor = callsAhead(run.accountQuota.queue, undefined, nowMs);
	run.accountQuota.budget = refillBucket(run.accountQuota.budget, percent, nowMs, waitedFor);
	settleCalls(run);
	const isAwaited = isActivation(run);
	if (isAwaited && loaded.state.isStarting) return false;
	const before = toPacedPoll(run);
	// a larger plan, or others who need less, end a long pause
	const mayAskInPause = callsLeftInMonth(before.accountQuota.budget, percent) > 0;
	const isPaused = mayAskInPause && timeUntilAvailableMs(before) >= ASK_EVERY_MS;
	if (isAwaited || !mustWaitForCalls(before) || isPaused) {
		const askEvery = { isPaused, askEveryMs: askEveryMs(before) };
		run.accountQuota = await refreshPlan(session, before.accountQuota, nowMs, askEvery);
		settleCalls(run);
	}
	return isTurnedAway(run, isAwaited);
}

/** Asked after GET /me, which took a call and may have changed the pace. */
function isTurnedAway(run: PollRun, isAwaited: boolean): boolean {
	const paced = toPacedPoll(run);
	// the poll at publishing must not end in an error, or the workflow would not be active any more
	const mayReport = !isAwaited && !isPublishing(run);
	if (mayReport) reportUnknownPlan(paced);
	if (!isAwaited && mustWaitForCalls(paced)) {
		if (mayReport) reportLongPause(paced);
		return true;
	}
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
