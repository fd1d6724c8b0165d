import { apiNowMs } from '../shared/http/session';
import { notePoll } from './budget/accountQuota';
import { askForPlan } from './budget/askForPlan';
import { expectCalls, noteAcquired, reportLongPause, reportPace, reportUnknownPlan } from './budget/pacing';
import { acquireCalls, restoreBudget, timeUntilTurnMs, waitForTurn } from './budget/pollBudget';
import { callsPerMinute } from './budget/rate';
import { settlePoll, type PollRun } from './pollRun';
import { isActivation, isPublishing } from './reportErrors';

/** The share of a minute's calls that one poll may take: the rest is for others. */
const MINUTE_SHARE = 0.5;
/** Calls that a poll has for logs in any case. */
const MIN_LOG_CALLS = 5;

/**
 * Takes the calls of a poll out of the budget, if it has them and it is the trigger's turn; otherwise the trigger
 * waits in the queue. A person who activates gets an answer as long as the month's share has calls at all.
 * @throws {ConnectorError} kind 'notice', for what a person should see; the poll makes no more calls then.
 */
export async function tryAcquireCalls(run: PollRun): Promise<boolean> {
	const { budget, context, memory, loaded } = run;
	notePoll(memory.pace, run.nowMs);
	settlePoll(run);
	if (!loaded.state.isStarting) await askForPlan(run.session, budget);
	// what is stored under another key goes on too, where GET /me says that it is the same account
	restoreBudget(budget, apiNowMs(run.session));
	memory.pace.restoreFrom = null;
	settlePoll(run);
	const calls = expectedCalls(run);
	if (!isActivation(run)) {
		// the poll at publishing must not end in an error, or the workflow would not be active any more
		if (!isPublishing(run)) reportUnknownPlan(budget);
		const waitMs = timeUntilTurnMs(budget, calls);
		if (waitMs > 0) {
			waitForTurn(budget, calls);
			reportPace(context, budget, calls);
			if (!isPublishing(run)) reportLongPause(budget, calls, waitMs);
			return false;
		}
	}
	acquireCalls(budget, calls);
	noteAcquired(budget, calls);
	return true;
}

/** How many calls the poll will probably take. */
export function expectedCalls({ memory, settings, loaded }: PollRun): number {
	return expectCalls(memory.pace, settings, loaded.state.cursors.size);
}

/** How many calls may have gone out when no further log is begun: a poll takes no more than its part of the minute. */
export function callsForLogs({ session, budget }: PollRun): number {
	const ofMinute = Math.floor(callsPerMinute(budget.quota.plan) * MINUTE_SHARE);
	// a list that is longer than that must not keep all logs from being read
	return Math.max(ofMinute, session.stats.callsSent + MIN_LOG_CALLS);
}
