import { clock } from '../../shared/util/clock';
import type { TriggerSettings } from '../settings/settings';
import { parseState, serializeState, type TriggerState } from './triggerState';

/** The key of the one entry that the trigger keeps in n8n's static data. */
export const STATE_KEY = 'qrCodeStack';

/** What is known of the state beyond what n8n has stored. */
export interface CheckpointMemory {
	/** When the first poll began: the baseline "now", however many polls it takes to succeed. */
	firstPollMs?: number;
	/**
	 * The state after a poll without scans, and the stored text that it follows: some hosts drop what such a
	 * poll changed. Never a state after a poll with scans, since the host may have lost those as well.
	 */
	uncommitted?: { storedJson: string; state: TriggerState };
	/**
	 * The state after the last poll, for a renamed node: n8n files static data under the node's name. `committed`
	 * lacks the scans that were emitted with it, `emitted` has them and is missing where the host may have refused them.
	 */
	lastPoll?: { nodeName: string; committed: TriggerState; emitted?: TriggerState };
	/** The stored text that the last poll with scans followed, and when its scans were emitted. */
	lastEmit?: { storedJson: string; atMs: number };
}

export interface LoadedState {
	/** `isStarting` says that the poll has to take the baseline and emit nothing. */
	state: TriggerState;
	/** What n8n had stored, as a text to recognise it by. */
	storedJson: string;
	/** Something was stored, and it can't be used: worth a word to the person. */
	isUnreadable: boolean;
}

type Start = Pick<TriggerSettings, 'start' | 'startKey' | 'watchKey'>;

/**
 * Finds the state to go on from. What n8n stored comes first; memory fills in where a host does not store
 * what a poll without scans changed, and where a rename hid the stored data.
 */
export function loadState(
	stored: unknown,
	settings: Start,
	memory: CheckpointMemory,
	{ nowMs, nodeName }: { nowMs: number; nodeName: string },
): LoadedState {
	const storedJson = JSON.stringify(stored ?? null);
	const parsed = parseState(stored);
	const found =
		memory.uncommitted?.storedJson === storedJson
			? memory.uncommitted.state
			: (asEmitted(memory, storedJson) ?? parsed);
	if (found) memory.lastPoll = { nodeName, committed: found, emitted: found };
	const known = found ?? (stored === undefined ? recall(memory, nodeName) : undefined);
	const isUnreadable = stored !== undefined && parsed === undefined;
	return { state: fitToSettings(known, settings, memory, nowMs), storedJson, isUnreadable };
}

/**
 * n8n's schedulers look the state up some time before they call poll(), and start the next poll without
 * waiting for the state of the last one to be stored. This is far longer than either takes.
 */
const STORING_MS = 5_000;

/**
 * Whether the state is the one that the last poll with scans followed, and may just not be up to date: going
 * on from it would emit those scans again. A state that is still the same a while later is the right one.
 */
export function isBeingStored(
	{ lastEmit, lastPoll }: CheckpointMemory,
	storedJson: string,
	{ nowMs, nodeName }: { nowMs: number; nodeName: string },
): boolean {
	// under a new name nothing is stored, and nothing will be: memory has what is needed
	if (lastPoll?.nodeName !== nodeName) return false;
	return lastEmit?.storedJson === storedJson && nowMs - lastEmit.atMs < STORING_MS;
}

/** The state that scans were emitted with, if the host stored it: in memory it says more than in storage. */
function asEmitted({ lastPoll }: CheckpointMemory, storedJson: string): TriggerState | undefined {
	const emitted = lastPoll?.emitted;
	return emitted && JSON.stringify(serializeState(emitted)) === storedJson ? emitted : undefined;
}

function fitToSettings(
	known: TriggerState | undefined,
	{ start, startKey, watchKey }: Start,
	memory: CheckpointMemory,
	nowMs: number,
): TriggerState {
	const isSameStart = known?.startKey === startKey;
	if (isSameStart && (known.watchKey === watchKey || start.kind === 'at')) return { ...known, watchKey };
	const cursors = isSameStart ? known.cursors : new Map();
	const budget = known?.budget;
	if (start.kind === 'at') return { startKey, watchKey, startMs: start.atMs, cursors, budget };
	memory.firstPollMs ??= nowMs;
	// what is remembered of codes stays, as cursors do
	const memories = isSameStart && known.memories ? { memories: known.memories } : {};
	return { startKey, watchKey, startMs: memory.firstPollMs, isStarting: true, cursors, budget, ...memories };
}

/** Notes the state after a poll, as far as n8n may not keep it or not find it again. */
export function rememberState(
	memory: CheckpointMemory,
	{ state: before, storedJson }: LoadedState,
	after: TriggerState,
	{
		hasScans,
		nodeName,
		isSuperseded = false,
	}: { hasScans: boolean; nodeName: string; isSuperseded?: boolean },
): void {
	memory.firstPollMs = undefined;
	memory.lastEmit = hasScans ? { storedJson, atMs: clock.nowMs() } : undefined;
	memory.uncommitted = hasScans ? undefined : { storedJson, state: after };
	const committed = hasScans ? before : after;
	memory.lastPoll = { nodeName, committed, emitted: isSuperseded ? undefined : after };
}

/**
 * The state of the node under its former name. With scans on the way nobody says whether the host took
 * them: after a rename it is likely, since they were emitted under the old name; otherwise n8n would have stored it.
 */
export function recall({ lastPoll }: CheckpointMemory, nodeName: string): TriggerState | undefined {
	const isRenamed = lastPoll !== undefined && lastPoll.nodeName !== nodeName;
	return (isRenamed ? lastPoll.emitted : undefined) ?? lastPoll?.committed;
}

/** Forgets a baseline that was not taken yet: "now" is when the next activation works out. */
export function forgetBaseline(memory: CheckpointMemory): void {
	memory.firstPollMs = undefined;
	if (memory.uncommitted?.state.isStarting) memory.uncommitted = undefined;
	if (memory.lastPoll?.committed.isStarting) memory.lastPoll = undefined;
}
