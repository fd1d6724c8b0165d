import type { PollMemory } from './pollMemory';
import { parseState, serializeState, startState, type TriggerState } from './triggerState';
import type { TriggerSettings } from './triggerSettings';

/** The key of the one entry that the trigger keeps in n8n's static data. */
export const STATE_KEY = 'qrCodeStack';

export interface LoadedState {
	state: TriggerState;
	/** Whether this is a new start: the poll then sets the starting point and puts nothing out. */
	isFresh: boolean;
	/** Something was stored, and it can't be used: worth a word to the person. */
	isUnreadable: boolean;
}

/**
 * Finds the state to go on from. What n8n stored comes first; memory fills in where a host does not store
 * what a poll without scans changed, and where a rename hid the stored data.
 */
export function loadState(
	stored: unknown,
	settings: TriggerSettings,
	memory: PollMemory,
	nowMs: number,
): LoadedState {
	const storedJson = JSON.stringify(stored ?? null);
	const parsed = parseState(stored);
	confirmSent(memory, storedJson);
	if (parsed && !memory.sent) memory.lastStored = parsed;
	const known = memory.quiet?.storedJson === storedJson ? memory.quiet.state : (parsed ?? memory.lastStored);
	const isUnreadable = stored !== undefined && parsed === undefined;
	if (known?.startKey === settings.startKey) return { state: known, isFresh: false, isUnreadable };
	memory.firstPollMs ??= nowMs;
	const startMs = settings.start.kind === 'at' ? settings.start.atMs : memory.firstPollMs;
	return {
		state: startState(settings.startKey, startMs),
		isFresh: settings.start.kind === 'now',
		isUnreadable,
	};
}

/** Notes the state that a poll leaves behind, in memory as far as n8n may not keep it. */
export function rememberState(
	memory: PollMemory,
	stored: unknown,
	state: TriggerState,
	hasScans: boolean,
): void {
	memory.firstPollMs = undefined;
	if (hasScans) {
		memory.sent = state;
		memory.quiet = undefined;
		return;
	}
	memory.quiet = { storedJson: JSON.stringify(stored ?? null), state };
	memory.lastStored = state;
}

/** The host stored what went out with scans when the next poll finds it. */
function confirmSent(memory: PollMemory, storedJson: string): void {
	if (memory.sent && JSON.stringify(serializeState(memory.sent)) === storedJson) {
		memory.lastStored = memory.sent;
	}
	memory.sent = undefined;
}
