import type { INodeExecutionData } from 'n8n-workflow';

import type { ApiSession } from '../shared/http/session';
import { clock } from '../shared/util/clock';
import { skewOf, type AccountQuota } from './budget/accountQuota';
import { toStoredBudget, type PacedPoll } from './budget/pacing';
import { spendCalls, turnMonth } from './budget/tokenBucket';
import type { TriggerMemory } from './memory';
import type { CurrentPoll } from './reportErrors';
import type { TriggerSettings } from './settings/settings';
import type { LoadedState } from './state/checkpoint';
import type { PollLease } from './state/pollLock';
import { storeState } from './state/storeState';
import type { TriggerState } from './state/triggerState';

/** A poll that has just begun. */
export interface PollStart extends CurrentPoll {
	memory: TriggerMemory;
	lease: PollLease;
}

/** A poll that knows its settings, where it goes on from and what it may spend. */
export interface PollRun extends PollStart {
	settings: TriggerSettings;
	loaded: LoadedState;
	session: ApiSession;
	accountQuota: AccountQuota;
	/** How many of the session's calls the account quota has already. */
	settledCalls: number;
}

/**
 * Takes the calls that went out since the last time off the budget. Where the month ended meanwhile, they count for
 * the new one, as with the API.
 */
export function settleCalls(run: PollRun): void {
	const { accountQuota, session } = run;
	const skewMs = skewOf(session, accountQuota.budget);
	const budget = turnMonth(accountQuota.budget, clock.nowMs() + skewMs);
	accountQuota.budget = { ...spendCalls(budget, session.stats.callsSent - run.settledCalls), skewMs };
	run.settledCalls = session.stats.callsSent;
}

/**
 * Stores the state together with the budget.
 * @returns what the poll is to return: the items that belong to the state; null where there are none.
 */
export function commit(
	run: PollRun,
	state: TriggerState,
	items: INodeExecutionData[],
): INodeExecutionData[][] | null {
	settleCalls(run);
	return storeState(run, { ...state, budget: toStoredBudget(toPacedPoll(run)) }, items);
}

/** When the poll began, by the API's clock, whose month it is. */
export function budgetNowMs({ nowMs, session, accountQuota }: PollRun): number {
	return nowMs + skewOf(session, accountQuota.budget);
}

export function toPacedPoll(run: PollRun): PacedPoll {
	return {
		...run,
		pace: run.memory.pace,
		nowMs: budgetNowMs(run),
		knownCodes: Math.max(run.loaded.state.cursors.size, run.loaded.state.memories?.size ?? 0),
	};
}
