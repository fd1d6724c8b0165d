import { isObject } from '../../shared/util/objects';
import type { TokenBucket } from '../budget/tokenBucket';
import { SKETCH_LENGTH } from '../scans/setSketch';
import type { ScanCursor } from '../scans/cursor';
import type { CursorSet } from '../scans/cursors';

/** Everything that the trigger remembers from poll to poll. */
export interface TriggerState extends CursorSet {
	/** Which start the state belongs to: another `startFrom` or `startDate` starts over. */
	startKey: string;
	/** Which codes were watched when `startMs` was set. */
	watchKey: string;
	/** The starting point is noted by our clock only: no call has worked out since. */
	isStarting?: boolean;
	/** The account's budget as it stood at the last write. */
	budget?: TokenBucket;
}

/** The state as n8n stores it: one small object, rewritten as a whole. */
export interface StoredState {
	version: number;
	startKey: string;
	watchKey: string;
	startMs: number;
	isStarting?: true;
	/**
	 * `<code key>` → `<watermark>.<distance of the lookback start>.<count>.<outstanding>.<outstanding
	 * since>.<identities>~<sketch>`, in base 36.
	 */
	cursors: { [codeKey: string]: string };
	budget?: TokenBucket;
}

export const STATE_VERSION = 1;
const BASE = 36;
/** How exactly the time since which scans are outstanding is stored: whole minutes save space and do. */
const OUTSTANDING_UNIT_MS = 60_000;
const IDENTITY = /.{8}/g;
const CURSOR =
	/^(-?[0-9a-z]+)\.(-?[0-9a-z]+)\.([0-9a-z]*)\.([0-9a-z]*)\.(-?[0-9a-z]*)\.((?:[\w-]{8})*)(?:~([\w-]+))?$/;

export function serializeState({ cursors, ...state }: TriggerState): StoredState {
	const { startKey, watchKey, startMs, isStarting, budget } = state;
	return {
		version: STATE_VERSION,
		startKey,
		watchKey,
		startMs,
		...(isStarting ? { isStarting } : {}),
		cursors: Object.fromEntries([...cursors].map(([key, cursor]) => [key, serializeCursor(cursor)])),
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
		const cursor = parseCursor(text);
		if (!cursor) return undefined;
		cursors.set(key, cursor);
	}
	const budget = parseBudget(stored.budget);
	const rest = { ...(isStarting === true ? { isStarting } : {}), ...(budget ? { budget } : {}) };
	return { startKey, watchKey, startMs, cursors, ...rest };
}

/** A budget that can't be read is no reason to lose the cursors: it starts anew. */
function parseBudget(stored: unknown): TokenBucket | undefined {
	if (!isObject(stored) || !isObject(stored.monthly)) return undefined;
	const { available, atMs, spent, monthly } = stored;
	const { limit, used } = monthly;
	if (![available, atMs, spent, limit, used].every((value) => Number.isFinite(value))) return undefined;
	const budget = { available, atMs, spent, monthly: { limit, used } } as TokenBucket;
	// nobody can owe more than the month has: such a debt would silence the trigger for ever
	return budget.monthly.limit > 0 && budget.available >= -budget.monthly.limit ? budget : undefined;
}

function serializeCursor({
	watermarkMs,
	lookbackStartMs,
	count,
	outstanding,
	seen,
	sketch,
}: ScanCursor): string {
	const outstandingSince = outstanding && Math.ceil(outstanding.sinceMs / OUTSTANDING_UNIT_MS);
	const numbers = [watermarkMs, watermarkMs - lookbackStartMs, count, outstanding?.scans, outstandingSince];
	const identities = seen.join('') + (sketch === undefined ? '' : `~${sketch}`);
	return [...numbers.map((value) => value?.toString(BASE) ?? ''), identities].join('.');
}

function parseCursor(text: unknown): ScanCursor | undefined {
	const parts = typeof text === 'string' ? CURSOR.exec(text) : null;
	if (!parts) return undefined;
	const [watermarkMs, distanceMs, count, scans, outstandingSince] = parts.slice(1, 6).map(parseNumber);
	const sketch = parts[7];
	if (!isTime(watermarkMs) || !isTime(distanceMs)) return undefined;
	if (sketch !== undefined && sketch.length !== SKETCH_LENGTH) return undefined;
	return {
		watermarkMs,
		lookbackStartMs: watermarkMs - distanceMs,
		seen: parts[6]?.match(IDENTITY) ?? [],
		...(sketch === undefined ? {} : { sketch }),
		...(isTime(count) ? { count } : {}),
		...(isTime(scans) && isTime(outstandingSince)
			? { outstanding: { scans, sinceMs: outstandingSince * OUTSTANDING_UNIT_MS } }
			: {}),
	};
}

function parseNumber(text: string): number | undefined {
	return text === '' ? undefined : parseInt(text, BASE);
}

function isTime(value: unknown): value is number {
	return typeof value === 'number' && Number.isSafeInteger(value);
}
