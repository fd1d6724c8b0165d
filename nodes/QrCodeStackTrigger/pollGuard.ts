import type { IPollFunctions } from 'n8n-workflow';

import { recall, STATE_KEY } from './loadState';
import type { PollMemory } from './pollMemory';
import { serializeState } from './triggerState';

/** n8n may start the next poll while one is on; one that is on for longer than this has died. */
const MAX_IN_FLIGHT_MS = 10 * 60_000;

/** Whether another poll of this trigger is on. It is told if the workflow was published anew meanwhile. */
export function isBusy(memory: PollMemory, context: IPollFunctions, nowMs: number): boolean {
	const { inFlight } = memory;
	if (!inFlight) return false;
	if (nowMs - inFlight.sinceMs < MAX_IN_FLIGHT_MS) {
		inFlight.isOvertaken ||= inFlight.context !== context;
		return true;
	}
	// should the dead poll come back to life, it must not go on with the reads of this one
	memory.reads = new Map();
	return false;
}

/**
 * Files the state of a renamed node under its new name, although this poll does nothing else. n8n stores what
 * it finds after the poll that it makes when it publishes; if that were nothing, a restart would start over.
 */
export function keepRenamedState(memory: PollMemory, context: IPollFunctions): void {
	const staticData = context.getWorkflowStaticData('node');
	const { name } = context.getNode();
	if (staticData[STATE_KEY] !== undefined || memory.last?.nodeName === name) return;
	const state = recall(memory, name);
	if (state) staticData[STATE_KEY] = serializeState(state);
}
