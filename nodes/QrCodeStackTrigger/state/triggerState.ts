import { isObject } from '../../shared/util/objects';
import type { AccountBudget } from '../budget/restart';
import type { ScanCursor } from '../scans/cursor';
import type { CursorSet } from '../scans/cursors';
import { readCursor, writeCursor } from '../scans/cursorText';

/** Everything that the trigger remembers from poll to poll. */
export interface TriggerState extends CursorSet {
	/** Which start the state belongs to: another `startFrom` or `startDate` starts over. */
	startKey: string;
	/** Which codes were watched when `startMs` was set. */
	watchKey: string;
	/** The starting point is noted by our clock only: no call has worked out since. */
	isStarting?: boolean;
	/** What is remembered of the codes, by code key, where the event is one of the list; events/ says how. */
	memories?: ReadonlyMap<string, string>;
	/** The account's budget as it stood at the last write. */
	budget?: AccountBudget;
}

/** The state as n8n stores it: one small object, rewritten as a whole. */
export interface StoredState {
	version: number;
	startKey: string;
	watchKey: string;
	startMs: number;
	isStarting?: true;
	/** By code key: cursorText.ts says how. */
	cursors: { [codeKey: string]: string };
	/** By code key: events/ says how. */
	memories?: { [codeKey: string]: string };
	budget?: AccountBudget;
}

export const STATE_VERSION = 1;

export function serializeState({ cursors, ...state }: TriggerState): StoredState {
	const { startKey, watchKey, startMs, isStarting, memories, budget } = state;
	return {
		version: STATE_VERSION,
		startKey,
		watchKey,
		startMs,
		...(isStarting ? { isStarting } : {}),
		cursors: Object.fromEntries([...cursors].map(([key, cursor]) => [key, writeCursor(cursor)])),
		...(memories ? { memories: Object.fromEntries(memories) } : {}),
		...(budget ? { budget } : {}),
	};
}

/** Reads a stored state; undefined for one that is missing, of another version or corrupt. */
export function parseState(stored: unknown): TriggerState | undefined {
	if (!isObject(stored) || stored.version !== STATE_VERSION || !isObject(stored.cursors)) return undefined;
	const { startKey, watchKey, startMs, isStarting } = stored;
	if (typeof startKey !== 'string' || typeof watchKey !== 'string' || !isTime(startMs)) return undefined;
	const cursors = new Map<string, ScanCursor>();
	for (const [key, text] of Object.entries(stored.cursors)) {
		const cursor = readCursor(text);
		if (!cursor) return undefined;
		cursors.set(key, cursor);
	}
	const budget = parseBudget(stored.budget);
	const memories = parseMemories(stored.memories);
	const rest = {
		...(isStarting === true ? { isStarting } : {}),
		...(memories ? { memories } : {}),
		...(budget ? { budget } : {}),
	};
	return { startKey, watchKey, startMs, cursors, ...rest };
}

/** An entry that can't be read is left out: the code counts as one that turned up since. */
function parseMemories(stored: unknown): Map<string, string> | undefined {
	if (!isObject(stored)) return undefined;
	const entries = Object.entries(stored).filter(
		(entry): entry is [string, string] => typeof entry[1] === 'string',
	);
	return new Map(entries);
}

/** A budget that can't be read is no reason to lose the cursors: it starts anew. */
function parseBudget(stored: unknown): AccountBudget | undefined {
	if (!isObject(stored) || !isObject(stored.monthly) || typeof stored.key !== 'string') return undefined;
	const { key, account, available, atMs, spent, monthly } = stored;
	const { limit, used } = monthly;
	if (![available, atMs, spent, limit, used].every((value) => Number.isFinite(value))) return undefined;
	const { skewMs, askedAtMs, askEveryMs, failingSinceMs, pollCalls, callsPerHour, pausedSinceMs } = stored;
	const times = { askedAtMs, askEveryMs, failingSinceMs, pausedSinceMs };
	const budget = {
		...{ key, available, atMs, spent, monthly: { limit, used } },
		...(typeof account === 'string' ? { account } : {}),
		...(Number.isFinite(skewMs) ? { skewMs } : {}),
		...(stored.isPlanSettled === true ? { isPlanSettled: true } : {}),
		...(typeof stored.scanRate === 'string' ? { scanRate: stored.scanRate } : {}),
		...keepPositive({ ...times, pollCalls, callsPerHour }),
	} as AccountBudget;
	// nobody can owe more than the month has: such a debt would silence the trigger for ever
	const { limit: most } = budget.monthly;
	return most > 0 && budget.available >= -most && (budget.pollCalls ?? 0) <= most ? budget : undefined;
}

function keepPositive(numbers: { [name: string]: unknown }): object {
	const isPositive = (value: unknown) => Number.isFinite(value) && Number(value) > 0;
	return Object.fromEntries(Object.entries(numbers).filter(([, value]) => isPositive(value)));
}

function isTime(value: unknown): value is number {
	return typeof value === 'number' && Number.isSafeInteger(value);
}
