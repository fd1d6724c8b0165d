import type { IPollFunctions } from 'n8n-workflow';

import { recall, STATE_KEY } from './checkpoint';
import type { PollMemory } from './memory';
import { serializeState } from '../scans/state';

/** n8n may start the next poll while one is on; one that is on for longer than this has died. */
const MAX_IN_FLIGHT_MS = 10 * 60_000;

/** Whether another poll of this trigger is on. It is told if the workflow was published anew meanwhile. */
export function isBusy(memory: PollMemory, context: IPollFunctions, nowMs: number): boolean {
	const { inFlight } = memory;
	if (!inFlight) return false;
	if (nowMs - inFlight.sinceMs < MAX_IN_FLIGHT_MS) {
		inFlight.isSuperseded ||= inFlight.context !== context;
		return true;
	}
	// should the dead poll come back to life, it must not go on with the reads of this one
	memory.reads = new Map();
	return false;
}

/**
 * Stores what memory has where n8n has nothing, although this poll does nothing else: under the new name of a
 * node, or while the first poll is still on. n8n stores what it finds after this poll; if that were nothing, a
 * restart would start over. The poll that is on stores what is newer, after this.
 */
export function keepState(memory: PollMemory, context: IPollFunctions): void {
	const staticData = context.getWorkflowStaticData('node');
	if (staticData[STATE_KEY] !== undefined) return;
	const state = recall(memory, context.getNode().name);
	if (state) staticData[STATE_KEY] = serializeState(state);
}
