import type { TriggerSettings } from '../settings/settings';
import { accountForCount, advanceCursor, evictIdle, type ScanCursor } from './cursor';
import { codeKey, cursorOf, type CursorSet, type WatchedCode } from './cursors';
import { countPending, countPendingUntil, takePending, type ScanDiff } from './diff';
import { compareScans, type Scan } from './scan';

/** A log that was read back to the lookback start of its cursor. */
export interface FinishedRead {
	code: WatchedCode;
	/** Its scans, compared with the cursor that the state has for the code. */
	sorted: ScanDiff;
	/** When the read began, by the API's clock: what has come in since is not in it. */
	readAtMs: number;
	/** It was read back to the watermark only. */
	isPartial?: boolean;
}

/** A scan that is emitted, and the code that was scanned. */
export interface EmittedScan {
	qrCodeId: string;
	scan: Scan;
}

export interface Batch<State extends CursorSet = CursorSet> {
	/** What is emitted now, oldest first over all codes. */
	emitted: EmittedScan[];
	state: State;
	/** Codes with more scans than could be emitted now: where their read goes on with the next poll. */
	unfinished: Map<string, PartialEmit>;
	/** Codes with more scans within the allowed lateness than there is room for. */
	overflowIds: string[];
	/** Codes of which scans are left out: after a restart, too little was known to tell them from emitted ones. */
	missed: Array<{ id: string; count: number }>;
}

/** A read of which a part was emitted, and the cursor that goes with that. */
export interface PartialEmit {
	cursor: ScanCursor;
	sorted: ScanDiff;
}

/** A sketch tells a hundred scans from those that were emitted; with some distance. */
const MAX_TOLD_BY_SKETCH = 80;
/** So many more than the maximum may be emitted at once; without times, all of a log would count as one moment. */
const MAX_BEYOND_MAXIMUM = 5_000;
/** The emitted sets of all codes together weigh this much at most: with 1,000 codes, the state stays under 64 KiB. */
const MAX_WEIGHT = 2_000;

/**
 * Decides which scans are emitted and moves the cursors on. Pure.
 * @param nowMs by the API's clock, as its stamps are.
 */
export function selectBatch<State extends CursorSet>(
	state: State,
	reads: readonly FinishedRead[],
	{ maxScansPerPoll, allowedLatenessMs }: Pick<TriggerSettings, 'maxScansPerPoll' | 'allowedLatenessMs'>,
	nowMs: number,
): Batch<State> {
	const counts = countToEmit(state, reads, maxScansPerPoll);
	const emitted = mergeOldestFirst(reads, (id) => counts.get(id) ?? 0);
	const cursors = makeRoom(state, reads, emitted.length, { nowMs, allowedLatenessMs });
	const batch: Batch<State> = {
		emitted,
		state: { ...state, cursors },
		unfinished: new Map(),
		overflowIds: [],
		missed: [],
	};
	let weight = weighAll(cursors);
	for (const { code, sorted, readAtMs, isPartial } of reads) {
		const count = counts.get(code.id) ?? 0;
		const before = cursorOf(state, code.id);
		const weightOfOthers = weight - weigh(before);
		const read = { nowMs, allowedLatenessMs, isPartial, readAtMs };
		const room = Math.max(1, MAX_WEIGHT - weightOfOthers);
		const { cursor: moved, diff, isOverflow } = advanceCursor(before, sorted, count, { ...read, room });
		const isFinished = countPending(diff) === 0;
		const counted = accountForCount(moved, code.count, count, isFinished, read);
		const cursor = isPartial ? counted : evictIdle(counted, readAtMs, allowedLatenessMs);
		weight = weightOfOthers + weigh(cursor);
		cursors.set(codeKey(code.id), cursor);
		if (!isFinished) batch.unfinished.set(code.id, { cursor, sorted: diff });
		if (isOverflow) batch.overflowIds.push(code.id);
		if (sorted.missed > 0) batch.missed.push({ id: code.id, count: sorted.missed });
	}
	return batch;
}

/**
 * How many scans of each code are emitted now: the oldest over all codes, up to the maximum. Of such a code, what is
 * pending at or before its watermark goes with them: after a restart, a sketch can't tell many of those from what was
 * emitted, and they would be lost.
 */
function countToEmit(
	state: CursorSet,
	reads: readonly FinishedRead[],
	maxScansPerPoll: number,
): Map<string, number> {
	const oldest = mergeOldestFirst(reads, () => maxScansPerPoll).slice(0, maxScansPerPoll);
	const counts = new Map<string, number>();
	for (const { qrCodeId } of oldest) counts.set(qrCodeId, (counts.get(qrCodeId) ?? 0) + 1);
	for (const { code, sorted } of reads) {
		const count = counts.get(code.id) ?? 0;
		const lastMs = takePending(sorted, count).at(-1)?.timeMs ?? Number.NEGATIVE_INFINITY;
		const all = countPendingUntil(sorted, Math.max(lastMs, cursorOf(state, code.id).watermarkMs));
		const stays = all - count;
		if (stays > MAX_TOLD_BY_SKETCH && stays <= MAX_BEYOND_MAXIMUM) counts.set(code.id, all);
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

/**
 * The cursors, with room for more identities: where they do not fit, the codes that have been idle longest give up
 * theirs, as many as it takes. Their logs were not read, so what entered late since is missed: the smaller loss.
 */
function makeRoom(
	{ cursors: before }: CursorSet,
	reads: readonly FinishedRead[],
	newIdentities: number,
	{ nowMs, allowedLatenessMs }: { nowMs: number; allowedLatenessMs: number },
): Map<string, ScanCursor> {
	const cursors = new Map(before);
	let excess = weighAll(cursors) + newIdentities - MAX_WEIGHT;
	if (excess <= 0) return cursors;
	const read = new Set(reads.map(({ code }) => codeKey(code.id)));
	const unread = [...cursors].filter(([key]) => !read.has(key));
	for (const [key, cursor] of unread.sort(([, a], [, b]) => a.watermarkMs - b.watermarkMs)) {
		if (excess <= 0) break;
		const evicted = evictIdle(cursor, nowMs, allowedLatenessMs);
		excess -= weigh(cursor) - weigh(evicted);
		cursors.set(key, evicted);
	}
	return cursors;
}

function weighAll(cursors: ReadonlyMap<string, ScanCursor>): number {
	return [...cursors.values()].reduce((sum, cursor) => sum + weigh(cursor), 0);
}

function weigh({ emitted, watermarkMs }: ScanCursor): number {
	return emitted.weigh(watermarkMs);
}
