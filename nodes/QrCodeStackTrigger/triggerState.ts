import { createHash } from 'crypto';

import { isObject } from '../shared/objects';
import { startCursor, type ScanCursor } from './scanCursor';

/** Everything that the trigger remembers from poll to poll. */
export interface TriggerState {
	/** Which start the state belongs to: another `startFrom` or `startDate` starts over. */
	startKey: string;
	/** Scans before this are not put out; codes that turn up later start here as well. */
	startMs: number;
	cursors: ReadonlyMap<string, ScanCursor>;
}

/** The state as n8n stores it: one small object, rewritten as a whole. */
export interface StoredState {
	version: number;
	startKey: string;
	startMs: number;
	/** `<code key>` → `<newest>.<floor>.<count>.<owed since>.<identities>`, numbers in base 36. */
	cursors: { [codeKey: string]: string };
}

export const STATE_VERSION = 1;
const BASE = 36;
const IDENTITY = /.{8}/g;
const CURSOR = /^(-?[0-9a-z]+)\.(-?[0-9a-z]+)\.([0-9a-z]*)\.([0-9a-z]*)\.((?:[\w-]{8})*)$/;

/** Names a code in the state by a short hash: a thousand whole ids would not fit. */
export function codeKey(id: unknown): string {
	return createHash('sha256').update(String(id)).digest('base64url').slice(0, 8);
}

export function startState(startKey: string, startMs: number): TriggerState {
	return { startKey, startMs, cursors: new Map() };
}

/** The cursor of a code; one that is new to the state begins at the state's start. */
export function cursorOf(state: TriggerState, id: unknown): ScanCursor {
	return state.cursors.get(codeKey(id)) ?? startCursor(state.startMs);
}

export function serializeState(state: TriggerState): StoredState {
	const cursors = Object.fromEntries(
		[...state.cursors].map(([key, cursor]) => [key, serializeCursor(cursor)]),
	);
	return { version: STATE_VERSION, startKey: state.startKey, startMs: state.startMs, cursors };
}

/** Reads a stored state; undefined for one that is missing, of another version or corrupt. */
export function parseState(stored: unknown): TriggerState | undefined {
	if (!isObject(stored) || stored.version !== STATE_VERSION || !isObject(stored.cursors)) return undefined;
	const { startKey, startMs } = stored;
	if (typeof startKey !== 'string' || !isTime(startMs)) return undefined;
	const cursors = new Map<string, ScanCursor>();
	for (const [key, text] of Object.entries(stored.cursors)) {
		const cursor = parseCursor(text);
		if (!cursor) return undefined;
		cursors.set(key, cursor);
	}
	return { startKey, startMs, cursors };
}

function serializeCursor({ newestMs, floorMs, count, owedSinceMs, seen }: ScanCursor): string {
	const numbers = [newestMs, newestMs - floorMs, count, owedSinceMs].map(
		(value) => value?.toString(BASE) ?? '',
	);
	return [...numbers, seen.join('')].join('.');
}

function parseCursor(text: unknown): ScanCursor | undefined {
	const parts = typeof text === 'string' ? CURSOR.exec(text) : null;
	if (!parts) return undefined;
	const [newestMs = Number.NaN, distanceMs = Number.NaN] = parts
		.slice(1, 3)
		.map((part) => parseInt(part, BASE));
	const [count, owedSinceMs] = parts
		.slice(3, 5)
		.map((part) => (part === '' ? undefined : parseInt(part, BASE)));
	if (!isTime(newestMs) || !isTime(distanceMs)) return undefined;
	return {
		newestMs,
		floorMs: newestMs - distanceMs,
		seen: parts[5]?.match(IDENTITY) ?? [],
		...(count === undefined ? {} : { count }),
		...(owedSinceMs === undefined ? {} : { owedSinceMs }),
	};
}

function isTime(value: unknown): value is number {
	return typeof value === 'number' && Number.isSafeInteger(value);
}
