import { apiNowMs, type ApiSession } from '../../shared/http/session';
import { spendCalls, turnMonth } from '../budget/tokenBucket';
import type { AccountQuota } from '../budget/accountQuota';
import type { LoadedState } from './checkpoint';
import type { PollLease } from './memory';
import type { CurrentPoll } from '../reportErrors';
import type { TriggerSettings } from '../settings/settings';

/** A poll that has just begun. */
export interface PollStart extends CurrentPoll {
	ticket: PollLease;
}

/** A poll that knows its settings, where it goes on from and what it may spend. */
export interface PollRun extends PollStart {
	settings: TriggerSettings;
	loaded: LoadedState;
	session: ApiSession;
	accountQuota: AccountQuota;
	/** How many of the session's calls the ledger has already. */
	settledCalls: number;
}

/**
 * Takes the calls that went out since the last time off the budget. Where the month ended meanwhile, they count for
 * the new one, as with the API.
 */
export function settleCalls(run: PollRun): void {
	const { accountQuota, session } = run;
	const budget = turnMonth(accountQuota.budget, apiNowMs(session));
	accountQuota.budget = spendCalls(budget, session.callsSent - run.settledCalls);
	run.settledCalls = session.callsSent;
	accountQuota.clockSkewMs = session.clockSkewMs;
}
