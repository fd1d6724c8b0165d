import type { INodeExecutionData } from 'n8n-workflow';

import { apiNowMs, type ApiSession } from '../shared/http/session';
import { settleCalls, toStoredBudget, type PollBudget } from './budget/pollBudget';
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
	budget: PollBudget;
}

/** Books the calls that went out since the last time, at the time that it is by the API's clock. */
export function settlePoll({ budget, session }: PollRun): void {
	settleCalls(budget, session.stats.callsSent, apiNowMs(session));
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
	settlePoll(run);
	return storeState(run, { ...state, budget: toStoredBudget(run.budget) }, items);
}
