import { clock } from '../../shared/util/clock';
import type { PollMemory } from './memory';
import { parseState, serializeState, type TriggerState } from '../scans/state';
import type { TriggerSettings } from '../settings/settings';

/** The key of the one entry that the trigger keeps in n8n's static data. */
export const STATE_KEY = 'qrCodeStack';

export interface LoadedState {
	/** `isStarting` says that the poll has to set the starting point and put nothing out. */
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
	memory: PollMemory,
	{ nowMs, nodeName }: { nowMs: number; nodeName: string },
): LoadedState {
	const storedJson = JSON.stringify(stored ?? null);
	const parsed = parseState(stored);
	const found =
		memory.quiet?.storedJson === storedJson ? memory.quiet.state : (asSent(memory, storedJson) ?? parsed);
	if (found) memory.last = { nodeName, safe: found, sent: found };
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
 * on from it would put those scans out again. A state that is still the same a while later is the right one.
 */
export function isBeingStored(
	{ handedOut, last }: PollMemory,
	storedJson: string,
	{ nowMs, nodeName }: { nowMs: number; nodeName: string },
): boolean {
	// under a new name nothing is stored, and nothing will be: memory has what is needed
	if (last?.nodeName !== nodeName) return false;
	return handedOut?.storedJson === storedJson && nowMs - handedOut.atMs < STORING_MS;
}

/** The state that went out with scans, if the host stored it: in memory it says more than in storage. */
function asSent({ last }: PollMemory, storedJson: string): TriggerState | undefined {
	return last?.sent && JSON.stringify(serializeState(last.sent)) === storedJson ? last.sent : undefined;
}

function fitToSettings(
	known: TriggerState | undefined,
	{ start, startKey, watchKey }: Start,
	memory: PollMemory,
	nowMs: number,
): TriggerState {
	const isSameStart = known?.startKey === startKey;
	if (isSameStart && (known.watchKey === watchKey || start.kind === 'at')) return { ...known, watchKey };
	const cursors = isSameStart ? known.cursors : new Map();
	if (start.kind === 'at') return { startKey, watchKey, startMs: start.atMs, cursors };
	memory.firstPollMs ??= nowMs;
	return { startKey, watchKey, startMs: memory.firstPollMs, isStarting: true, cursors };
}

/** Notes the state that a poll leaves behind, as far as n8n may not keep it or not find it again. */
export function rememberState(
	memory: PollMemory,
	{ state: before, storedJson }: LoadedState,
	after: TriggerState,
	{
		hasScans,
		nodeName,
		isSuperseded = false,
	}: { hasScans: boolean; nodeName: string; isSuperseded?: boolean },
): void {
	memory.firstPollMs = undefined;
	memory.handedOut = hasScans ? { storedJson, atMs: clock.nowMs() } : undefined;
	memory.quiet = hasScans ? undefined : { storedJson, state: after };
	memory.last = { nodeName, safe: hasScans ? before : after, sent: isSuperseded ? undefined : after };
}

/**
 * The state of the node under its former name. With scans on the way nobody says whether the host took
 * them: after a rename it is likely, since they left under the old name; otherwise n8n would have stored it.
 */
export function recall({ last }: PollMemory, nodeName: string): TriggerState | undefined {
	const isRenamed = last !== undefined && last.nodeName !== nodeName;
	return (isRenamed ? last.sent : undefined) ?? last?.safe;
}
