import type { IPollFunctions } from 'n8n-workflow';

import { forgetAccountQuotas } from './budget/accountQuota';
import { newPaceMemory, type PaceMemory } from './budget/pacing';
import { newEventMemory, type EventMemory } from './events/eventMemory';
import type { BaselineMemory } from './read/baseline';
import { newReadMemory, type ReadMemory } from './read/readMemory';
import { newErrorMemory, type ErrorMemory } from './reportErrors';
import { newFilterMemory, type FilterMemory } from './scans/blockedScans';
import type { CheckpointMemory } from './state/checkpoint';
import type { PollLock } from './state/pollLock';
import { newWarningMemory, type WarningMemory } from './warnings';

/**
 * What one trigger keeps in memory between polls. Losing it costs calls, never scans: everything that counts is in
 * n8n's static data. Each slice belongs to the file that declares it, which alone changes it.
 */
export interface TriggerMemory {
	/** The node's name when it polled last. */
	nodeName: string;
	lock: PollLock;
	checkpoint: CheckpointMemory;
	baseline: BaselineMemory;
	reads: ReadMemory;
	pace: PaceMemory;
	errors: ErrorMemory;
	filters: FilterMemory;
	events: EventMemory;
	warnings: WarningMemory;
}

/** Enough for any instance; beyond it the longest unused entry goes. */
const MAX_TRIGGERS = 5_000;
/** By workflow and node id: one memory, unless several nodes have the same id. */
const memories = new Map<string, TriggerMemory[]>();
/** Contexts that polled before. The default engine keeps one for as long as the workflow is active. */
let polledContexts = new WeakSet<IPollFunctions>();

/**
 * The memory of this workflow's trigger node. It follows a node that is renamed. Two nodes may have the same id,
 * as those of a workflow that was written by hand: each of them has a memory of its own.
 */
export function memoryOf(context: IPollFunctions): TriggerMemory {
	const { id, name } = context.getNode();
	const key = `${context.getWorkflow().id ?? ''}\n${id}`;
	const ofThisId = memories.get(key) ?? [];
	const own =
		ofThisId.find(({ nodeName }) => nodeName === name) ??
		ofThisId.find(({ nodeName }) => hasNoFollowers(context, nodeName));
	const memory = own ?? newTriggerMemory();
	memory.nodeName = name;
	memories.delete(key);
	memories.set(key, own ? ofThisId : [...ofThisId, memory]);
	const [oldestKey] = memories.keys();
	if (memories.size > MAX_TRIGGERS && oldestKey !== undefined) memories.delete(oldestKey);
	return memory;
}

/** Whether nothing follows a node of that name: it was renamed, or it never mattered. */
function hasNoFollowers(context: IPollFunctions, nodeName: string): boolean {
	return context.getChildNodes(nodeName).length === 0;
}

export function newTriggerMemory(): TriggerMemory {
	return {
		nodeName: '',
		lock: {},
		checkpoint: {},
		baseline: {},
		reads: newReadMemory(),
		pace: newPaceMemory(),
		errors: newErrorMemory(),
		filters: newFilterMemory(),
		events: newEventMemory(),
		warnings: newWarningMemory(),
	};
}

/**
 * Notes that a context has polled.
 * @returns whether this is its first poll, which may be the one that n8n makes when it activates the workflow. The
 * activation mode alone does not tell: the default engine keeps it for all later polls.
 */
export function markPolled(context: IPollFunctions): boolean {
	const isFirst = !polledContexts.has(context);
	polledContexts.add(context);
	return isFirst;
}

/** Forgets everything: what a restart of n8n does, and what tests need between each other. */
export function forgetTriggerMemories(): void {
	memories.clear();
	forgetAccountQuotas();
	polledContexts = new WeakSet();
}
