import { SKETCH_LENGTH } from './setSketch';
import { countMissed } from './emittedSketch';
import { accountForCount, advanceCursor, evictIdle, evictUnreadIdle, type ScanCursor } from './cursor';
import { compareScans, IDENTITY_LENGTH, type Scan } from './scan';
import { countPending, countPendingUntil, takePending, type ScanDiff } from './diff';
import { codeKey, cursorOf, type CursorSet, type WatchedCode } from './cursors';
import type { TriggerSettings } from '../settings/settings';

/** A log that was read back to the lookback start of its cursor. */
export interface FinishedRead {
	code: WatchedCode;
	/** Its scans, sorted by the cursor that the state has for the code. */
	sorted: ScanDiff;
	/** When the read began, by the API's clock: what has come in since is not in it. */
	readAtMs: number;
	/** It was read back to the newest scan only. */
	isPartial?: boolean;
}

/** A scan that leaves the trigger, and the code that was scanned. */
export interface EmittedScan {
	qrCodeId: string;
	scan: Scan;
}

export interface Batch<State extends CursorSet = CursorSet> {
	/** What leaves the trigger now, oldest first over all codes. */
	emitted: EmittedScan[];
	state: State;
	/** Codes with more scans than could leave now: where their read goes on with the next poll. */
	unfinished: Map<string, PartialEmit>;
	/** Codes with more scans inside the late window than can be remembered. */
	overflowIds: string[];
	/** Codes of which scans are left out, since a restart left too little to tell them from those that left. */
	missed: Array<{ id: string; count: number }>;
}

/** A read of which a part has left, and the cursor that goes with that. */
export interface PartialEmit {
	cursor: ScanCursor;
	sorted: ScanDiff;
}

/** A sketch tells a hundred scans from those that left; with some distance. */
const MAX_RESOLVED_BY_SKETCH = 80;
/** So many more than the maximum may leave at once; without times, all of a log would count as one moment. */
const MAX_BEYOND_MAXIMUM = 5_000;
/** All codes together may remember this many identities: with 1,000 codes, the state stays under 64 KiB. */
const MAX_SEEN_IN_ALL = 2_000;
/** One code remembers at most this many one by one; a sketch takes less room than more would. */
const MAX_SEEN_PER_CODE = 400;
/** What a sketch takes of the common allowance: as much as so many identities. */
const SKETCH_WEIGHT = SKETCH_LENGTH / IDENTITY_LENGTH;

/**
 * Decides which scans leave the trigger and moves the cursors on. Pure.
 * @param nowMs by the API's clock, as its stamps are.
 */
export function selectBatch<State extends CursorSet>(
	state: State,
	reads: readonly FinishedRead[],
	{ maxScansPerPoll, allowedLatenessMs }: Pick<TriggerSettings, 'maxScansPerPoll' | 'allowedLatenessMs'>,
	nowMs: number,
): Batch<State> {
	const emittedCounts = countToEmit(state, reads, maxScansPerPoll);
	const emitted = mergeOldestFirst(reads, (id) => emittedCounts.get(id) ?? 0);
	const window = { nowMs, allowedLatenessMs };
	const cursors = makeRoom(state, reads, emitted.length, window);
	const unfinished = new Map<string, PartialEmit>();
	const overflowIds: string[] = [];
	const missed: Batch['missed'] = [];
	let seenInAll = countSeen(cursors);
	for (const { code, sorted, readAtMs, isPartial } of reads) {
		const emittedCount = emittedCounts.get(code.id) ?? 0;
		const before = cursorOf(state, code.id);
		const seenByOthers = seenInAll - weigh(before);
		const maxSeen = allowance(seenByOthers);
		const maySketch = seenByOthers + SKETCH_WEIGHT <= MAX_SEEN_IN_ALL;
		const read = { ...window, isPartial, readAtMs };
		const moved = advanceCursor(before, sorted, emittedCount, { ...read, maxSeen, maySketch });
		const isFinished = countPending(moved.sorted) === 0;
		const counted = accountForCount(moved.cursor, code.count, emittedCount, isFinished, read);
		const cursor = isPartial ? counted : evictIdle(counted, sorted, read);
		seenInAll = seenByOthers + weigh(cursor);
		cursors.set(codeKey(code.id), cursor);
		if (!isFinished) unfinished.set(code.id, { cursor, sorted: moved.sorted });
		if (moved.isWindowCut) overflowIds.push(code.id);
		const missedCount = countMissed(before, sorted);
		if (missedCount > 0) missed.push({ id: code.id, count: missedCount });
	}
	return { emitted, state: { ...state, cursors }, unfinished, overflowIds, missed };
}

/**
 * How many scans of each code leave now: the oldest over all codes, up to the maximum. A code then also emits
 * what is left at or before the newest scan that it emitted: after a restart, a sketch can't tell many
 * of those from what left, and they would be lost.
 */
function countToEmit(
	state: CursorSet,
	reads: readonly FinishedRead[],
	maxScansPerPoll: number,
): Map<string, number> {
	const oldest = mergeOldestFirst(reads, () => maxScansPerPoll).slice(0, maxScansPerPoll);
	const counts = countByCode(oldest);
	for (const { code, sorted } of reads) {
		const count = counts.get(code.id) ?? 0;
		const lastMs = takePending(sorted, count).at(-1)?.timeMs ?? Number.NEGATIVE_INFINITY;
		const all = countPendingUntil(sorted, Math.max(lastMs, cursorOf(state, code.id).watermarkMs));
		const stays = all - count;
		if (stays > MAX_RESOLVED_BY_SKETCH && stays <= MAX_BEYOND_MAXIMUM) counts.set(code.id, all);
	}
	return counts;
}

function mergeOldestFirst(reads: readonly FinishedRead[], countOf: (id: string) => number): EmittedScan[] {
	return reads
		.flatMap(({ code, sorted }) =>
			takePending(sorted, countOf(code.id)).map((scan) => ({ qrCodeId: code.id, scan })),
		)
		.sort((a, b) => compareScans(a.scan, b.scan));
}

/** Where the new identities do not fit, the codes that rest longest give up theirs, as many as it takes. */
function makeRoom(
	{ cursors: before }: CursorSet,
	reads: readonly FinishedRead[],
	newIdentities: number,
	window: { nowMs: number; allowedLatenessMs: number },
): Map<string, ScanCursor> {
	const cursors = new Map(before);
	const read = new Set(reads.map(({ code }) => codeKey(code.id)));
	let excess = countSeen(cursors) + newIdentities - MAX_SEEN_IN_ALL;
	if (excess <= 0) return cursors;
	const unread = [...cursors].filter(([key]) => !read.has(key));
	for (const [key, cursor] of unread.sort(([, a], [, b]) => a.watermarkMs - b.watermarkMs)) {
		if (excess <= 0) break;
		const evicted = evictUnreadIdle(cursor, window);
		excess -= weigh(cursor) - weigh(evicted);
		cursors.set(key, evicted);
	}
	return cursors;
}

/** What the other codes remember already is taken off the common allowance. */
function allowance(seenByOthers: number): number {
	return Math.max(1, Math.min(MAX_SEEN_PER_CODE, MAX_SEEN_IN_ALL - seenByOthers));
}

function countSeen(cursors: ReadonlyMap<string, ScanCursor>): number {
	return [...cursors.values()].reduce((sum, cursor) => sum + weigh(cursor), 0);
}

function weigh({ seen, sketch }: ScanCursor): number {
	return seen.length + (sketch === undefined ? 0 : SKETCH_WEIGHT);
}

function countByCode(emitted: readonly EmittedScan[]): Map<string, number> {
	const counts = new Map<string, number>();
	for (const { qrCodeId } of emitted) counts.set(qrCodeId, (counts.get(qrCodeId) ?? 0) + 1);
	return counts;
}
