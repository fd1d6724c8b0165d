import { callsLeftInMonth, refillBucket } from './budget/tokenBucket';
import { callsPerMinute } from './budget/rate';
import { mustWaitForCalls, notePoll, takeTurn } from './budget/pacing';
import { refreshPlan } from './budget/refreshPlan';
import { isBetterLater } from './budget/timing';
import { callsAhead } from './budget/turns';
import { logPace, reportLongPause, reportUnknownPlan } from './budgetReports';
import { budgetNowMs, settleCalls, toPacedPoll, type PollRun } from './pollRun';
import { isActivation, isPublishing } from './reportErrors';
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
	const { monthlyBudgetPercent: percent } = run.settings;
	const nowMs = budgetNowMs(run);
	notePoll(run.memory.pace, run.nowMs);
	noteSharing(run, nowMs);
	const waitedFor = callsAhead(run.accountQuota.queue, undefined, nowMs);
	run.accountQuota.budget = refillBucket(run.accountQuota.budget, percent, nowMs, waitedFor);
	settleCalls(run);
	const isAwaited = isActivation(run);
	if (isAwaited && run.loaded.state.isStarting) return false;
	// before all else, and in a pause too: a larger plan, or others who need less, end it
	await askForPlan(run);
	if (!isAwaited && findsMoreLater(run)) return true;
	const paced = toPacedPoll(run);
	// the poll at publishing must not end in an error, or the workflow would not be active any more
	const mayReport = !isAwaited && !isPublishing(run);
	if (mayReport) reportUnknownPlan(paced);
	if (!isAwaited && mustWaitForCalls(paced)) {
		logPace(paced);
		if (mayReport) reportLongPause(paced);
		return true;
	}
	takeTurn(paced);
	return false;
}

/** Whether the poll would find more if it came later. What waits to be read is there already. */
function findsMoreLater(run: PollRun): boolean {
	const { memory, accountQuota } = run;
	if ([...memory.reads.codes.values()].some((code) => code.read !== undefined)) return false;
	const sharing = countSharing(accountQuota, budgetNowMs(run));
	const isFailing = memory.errors.failingSinceMs !== undefined;
	return isBetterLater(toPacedPoll(run), { sharing, isFailing });
}

/** Asks GET /me where it is time to, as long as the share has calls. */
export async function askForPlan(run: PollRun): Promise<void> {
	settleCalls(run);
	if (mayCall(run)) run.accountQuota = await refreshPlan(run.session, run.accountQuota, budgetNowMs(run));
	settleCalls(run);
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
