import type { INodeExecutionData } from 'n8n-workflow';

import { isObject } from '../../shared/util/objects';
import { rememberState, STATE_KEY } from './checkpoint';
import { settleCalls, type PollRun } from './pollRun';
import { serializeState, type StoredState, type TriggerState } from '../scans/state';

/** A budget moves with every poll; for that alone, the state is written now and then only. */
const STORE_BUDGET_EVERY_MS = 60 * 60_000;

/**
 * Writes the state, last, and hands out the items that belong to it. n8n notices only that the entry itself
 * is assigned, so it is replaced and never changed in place.
 */
export function storeState(
	run: PollRun,
	state: TriggerState,
	items: INodeExecutionData[],
): INodeExecutionData[][] | null {
	const { context, memory, ticket, loaded, accountQuota } = run;
	if (memory.inFlight !== ticket) {
		context.logger.warn('QRCodeStack Trigger: a newer poll took over; this one hands out nothing');
		return null;
	}
	const staticData = context.getWorkflowStaticData('node');
	const hasScans = items.length > 0;
	settleCalls(run);
	const next = { ...state, budget: accountQuota.budget };
	const { isSuperseded } = ticket;
	rememberState(memory, loaded, next, { hasScans, nodeName: context.getNode().name, isSuperseded });
	const stored = serializeState(next);
	if (hasScans || isWorthStoring(staticData[STATE_KEY], stored)) staticData[STATE_KEY] = stored;
	return hasScans ? [items] : null;
}

/** Whether more than the budget has changed, or the stored budget is old. */
function isWorthStoring(before: unknown, next: StoredState): boolean {
	if (!isObject(before) || withoutBudget(before) !== withoutBudget(next)) return true;
	const storedAtMs = isObject(before.budget) ? Number(before.budget.atMs) : 0;
	return (next.budget?.atMs ?? 0) - storedAtMs >= STORE_BUDGET_EVERY_MS;
}

function withoutBudget(stored: object): string {
	return JSON.stringify({ ...stored, budget: undefined });
}
