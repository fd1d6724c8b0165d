import type { IPollFunctions } from 'n8n-workflow';

import type { JsonObject } from '../../shared/api/endpoints';
import { forgetAccountQuotas } from '../budget/accountQuota';
import type { ScanLogRead } from '../read/logReader';
import type { TriggerState } from '../scans/state';
import type { WatchedCode } from '../read/codes';

/**
 * What one trigger keeps in memory between polls. Losing it costs calls, never scans: everything that
 * counts is in n8n's static data.
 */
export interface PollMemory {
	/** The node's name when it polled last. */
	nodeName: string;
	/** The poll that is on, if one is; n8n may start a second one beside it. */
	inFlight?: PollLease;
	/** When the first poll began: the starting point "now", however many polls it takes to succeed. */
	firstPollMs?: number;
	/** The starting point by our clock, as a state has it until a call works out, and by that of the API. */
	start?: { startMs: number; byApiMs: number };
	/**
	 * The state after a poll without scans, and the stored text that it follows: some hosts drop what such a
	 * poll changed. Never a state after a poll with scans, since the host may have lost those as well.
	 */
	quiet?: { storedJson: string; state: TriggerState };
	/**
	 * What the last poll found or left behind, for a renamed node: n8n files static data under the node's name. `safe`
	 * lacks the scans that went out with it, `sent` has them and is missing where the host may have refused them.
	 */
	last?: { nodeName: string; safe: TriggerState; sent?: TriggerState };
	/** The stored text that the last poll with scans followed, and when its scans left. */
	handedOut?: { storedJson: string; atMs: number };
	/** Reads that were cut short, or whose scans could not all leave at once, by code id. */
	reads: Map<string, ScanLogRead>;
	/** When a log was last read back to its floor, by the API's clock and by code id. */
	wholeReadAtMs: Map<string, number>;
	/** QR codes as last seen, for the fields that go with each scan. */
	qrCodes: Map<string, { code: JsonObject; readAtMs: number }>;
	/** Codes whose log was not found, what the API said, and when. */
	gone: Map<string, { trouble: unknown; sinceMs: number }>;
	/** The id behind the short link that the trigger watches. */
	resolvedLink?: { link: string; id: string };
	/** The code whose log was read last, so that the next poll goes on behind it. */
	lastReadId?: string;
	/** How many calls a poll usually takes. */
	usualCalls?: number;
	/** When the trigger polled last, whether it had to wait or not, and how long after the poll before. */
	polledAtMs?: number;
	intervalMs?: number;
	/** The poll interval that was last told in the log. */
	reportedIntervalMs?: number;
	/** The codes that the last list call brought, for sweeps that go without one. */
	listedCodes?: WatchedCode[];
	/** How many entries of the list without an ID the log told of last. */
	reportedWithoutId?: number;
	/** How far the sweep over all logs has come: `afterId` is the last code of it that is done with. */
	sweep?: { startedAtMs: number; afterId?: string; pollsSinceStep: number };
	/** Trouble that was told, and until when it is not told again. */
	reportedUntilMs: Map<string, number>;
	/** Since when polls have been in trouble. */
	failingSinceMs?: number;
	/** The trouble that the log had last. */
	loggedError?: string;
}

/** A poll that is on. */
export interface PollLease {
	sinceMs: number;
	context: IPollFunctions;
	/** The workflow was published anew meanwhile: n8n may drop what this poll hands out. */
	isSuperseded?: boolean;
}

/** Enough for any instance; beyond it the longest unused entry goes. */
const MAX_TRIGGERS = 5_000;
/** By workflow and node id: one memory, unless several nodes have the same id. */
const memories = new Map<string, PollMemory[]>();
/** Contexts that polled before. A host of the usual engine keeps one for as long as the workflow is active. */
let knownContexts = new WeakSet<IPollFunctions>();

/**
 * The memory of this workflow's trigger node. It follows a node that is renamed. Two nodes may have the same id,
 * as those of a workflow that was written by hand: each of them has a memory of its own.
 */
export function memoryOf(context: IPollFunctions): PollMemory {
	const { id, name } = context.getNode();
	const key = `${context.getWorkflow().id ?? ''}\n${id}`;
	const known = memories.get(key) ?? [];
	const own =
		known.find(({ nodeName }) => nodeName === name) ??
		known.find(({ nodeName }) => isNoMoreThere(context, nodeName));
	const memory = own ?? newPollMemory();
	memory.nodeName = name;
	memories.delete(key);
	memories.set(key, own ? known : [...known, memory]);
	const [oldestKey] = memories.keys();
	if (memories.size > MAX_TRIGGERS && oldestKey !== undefined) memories.delete(oldestKey);
	return memory;
}

/** Whether nothing follows a node of that name: it was renamed, or it never mattered. */
function isNoMoreThere(context: IPollFunctions, nodeName: string): boolean {
	return context.getChildNodes(nodeName).length === 0;
}

export function newPollMemory(): PollMemory {
	return {
		nodeName: '',
		reads: new Map(),
		wholeReadAtMs: new Map(),
		qrCodes: new Map(),
		gone: new Map(),
		reportedUntilMs: new Map(),
	};
}

/**
 * Whether this may be the poll that n8n makes when it activates the workflow. The activation mode alone does
 * not tell: the usual engine keeps it for all later polls.
 */
export function isFirstPollOf(context: IPollFunctions): boolean {
	const isFirst = !knownContexts.has(context);
	knownContexts.add(context);
	return isFirst;
}

/** Forgets everything: what a restart of n8n does, and what tests need between each other. */
export function forgetTriggerMemories(): void {
	memories.clear();
	forgetAccountQuotas();
	knownContexts = new WeakSet();
}
