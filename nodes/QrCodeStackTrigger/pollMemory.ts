import type { IPollFunctions } from 'n8n-workflow';

import type { JsonObject } from '../shared/endpoints';
import type { ScanLogRead } from './scanLogRead';
import type { TriggerState } from './triggerState';

/**
 * What one trigger keeps in memory between polls. Losing it costs calls, never scans: everything that
 * counts is in n8n's static data.
 */
export interface PollMemory {
	/** The poll that is on, if one is; n8n may start a second one beside it. */
	inFlight?: { sinceMs: number };
	/** When the first poll began: the starting point "now", however many polls it takes to succeed. */
	firstPollMs?: number;
	/**
	 * The state after a poll without scans, and the stored text that it follows: some hosts drop what such a
	 * poll changed. Never a state after a poll with scans, since the host may have lost those as well.
	 */
	quiet?: { storedJson: string; state: TriggerState };
	/** The state that went out with scans, until the next poll shows that the host stored it. */
	sent?: TriggerState;
	/** The last state known to be stored, for a renamed node: n8n files static data under the node's name. */
	lastStored?: TriggerState;
	/** Reads that were cut short, or whose scans could not all leave at once, by code id. */
	reads: Map<string, ScanLogRead>;
	/** QR codes as last seen, for the fields that go with each scan. */
	qrCodes: Map<string, { code: JsonObject; readAtMs: number }>;
	/** Codes whose log was not found, and when to look again. */
	goneUntilMs: Map<string, number>;
	/** The id behind the short link that the trigger watches. */
	resolvedLink?: { link: string; id: string };
	/** The code whose log was read last, so that the next poll goes on behind it. */
	lastReadId?: string;
	/** The trouble that was last reported, so that the same news is not told every minute. */
	reported?: { key: string; atMs: number };
	/** Since when polls have failed for a passing reason. */
	troubledSinceMs?: number;
}

/** Enough for any instance; beyond it the longest unused entry goes. */
const MAX_TRIGGERS = 5_000;
const memories = new Map<string, PollMemory>();

/** The memory of this workflow's trigger node, whatever its name is. */
export function memoryOf(context: IPollFunctions): PollMemory {
	const key = `${context.getWorkflow().id ?? ''}\n${context.getNode().id}`;
	const memory = memories.get(key) ?? { reads: new Map(), qrCodes: new Map(), goneUntilMs: new Map() };
	memories.delete(key);
	memories.set(key, memory);
	const [oldestKey] = memories.keys();
	if (memories.size > MAX_TRIGGERS && oldestKey !== undefined) memories.delete(oldestKey);
	return memory;
}

/** Forgets everything: what a restart of n8n does, and what tests need between each other. */
export function forgetPollMemories(): void {
	memories.clear();
}
