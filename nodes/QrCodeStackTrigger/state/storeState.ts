import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { hasElapsed } from '../../shared/util/age';
import { isObject } from '../../shared/util/objects';
import { recall, rememberState, STATE_KEY, type CheckpointMemory, type LoadedState } from './checkpoint';
import { holdsLock, type PollLease, type PollLock } from './pollLock';
import { serializeState, type StoredState, type TriggerState } from './triggerState';

/** A budget moves with every poll; for that alone, the state is written now and then only. */
const STORE_BUDGET_EVERY_MS = 60 * 60_000;

/** What storing depends on, of the poll that is on. */
export interface StoringPoll {
	context: IPollFunctions;
	lease: PollLease;
	loaded: LoadedState;
	memory: { lock: PollLock; checkpoint: CheckpointMemory };
}

/**
 * Writes the state and returns the items that belong to it, for n8n to emit. The last step of a poll. n8n notices
 * only that the entry itself is assigned, so it is replaced and never changed in place.
 */
export function storeState(
	{ context, memory, lease, loaded }: StoringPoll,
	state: TriggerState,
	items: INodeExecutionData[],
): INodeExecutionData[][] | null {
	const staticData = context.getWorkflowStaticData('node');
	if (!holdsLock(memory.lock, lease) || isStoredByOther(staticData[STATE_KEY], loaded)) {
		context.logger.warn('QRCodeStack Trigger: a newer poll took over; this one emits nothing');
		return null;
	}
	const hasScans = items.length > 0;
	const { isSuperseded } = lease;
	const nodeName = context.getNode().name;
	rememberState(memory.checkpoint, loaded, state, { hasScans, nodeName, isSuperseded });
	const stored = serializeState(state);
	if (hasScans || isWorthStoring(staticData[STATE_KEY], stored)) staticData[STATE_KEY] = stored;
	return hasScans ? [items] : null;
}

/**
 * Whether n8n has another state by now than this poll found or began with: from the new code of this package, which was
 * updated while the poll was on, and has a memory and a lock of its own.
 */
function isStoredByOther(stored: unknown, { storedJson, state }: LoadedState): boolean {
	const now = withoutBudget(stored);
	return now !== withoutBudget(JSON.parse(storedJson)) && now !== withoutBudget(serializeState(state));
}

/**
 * Stores what memory has where n8n has nothing, although this poll does nothing else: under the new name of a
 * node, or while the first poll is still on. n8n stores what it finds after this poll; if that were nothing, a
 * restart would start over. The poll that is on stores what is newer, after this.
 */
export function storeFromMemory(checkpoint: CheckpointMemory, context: IPollFunctions): void {
	const staticData = context.getWorkflowStaticData('node');
	if (staticData[STATE_KEY] !== undefined) return;
	const state = recall(checkpoint, context.getNode().name);
	if (state) staticData[STATE_KEY] = serializeState(state);
}

/** Whether more than the budget has changed, or the stored budget is old. */
function isWorthStoring(before: unknown, next: StoredState): boolean {
	if (!isObject(before) || withoutBudget(before) !== withoutBudget(next)) return true;
	const storedAtMs = isObject(before.budget) ? Number(before.budget.atMs) : 0;
	return hasElapsed(storedAtMs, STORE_BUDGET_EVERY_MS, next.budget?.atMs ?? 0);
}

function withoutBudget(stored: unknown): string {
	return JSON.stringify(isObject(stored) ? { ...stored, budget: undefined } : (stored ?? null));
}
