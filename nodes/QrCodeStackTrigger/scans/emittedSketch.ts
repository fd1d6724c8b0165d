import { changeSketch, countSketched, sketchOf } from './setSketch';
import type { ScanCursor } from './cursor';
import type { Scan } from './scan';
import { ScanTimes, toEntry, type Entry } from './scanTimes';
import { countEmitted, findKnown, listEmitted, listUnshown, takePending, type ScanDiff } from './diff';

type Digest = Required<Pick<ScanCursor, 'sketch' | 'known'>>;

/** The sketch of a cursor, with the scans that leave now. */
export function growSketch(cursor: ScanCursor, emitted: readonly Scan[]): Digest {
	const { seen, sketch = sketchOf(seen) } = cursor;
	return {
		sketch: changeSketch(sketch, emitted.map(toIdentity), []),
		known: findKnown(cursor, []).plus(emitted),
	};
}

/**
 * The sketch that a restart left, with the scans that leave now added, where the log shows fewer scans than stand
 * in it. A later read tells which those are; until then none of them may count as new.
 * @param before the read, before these scans left.
 * @returns undefined where the log shows them all.
 */
export function growUnclearSketch(
	{ sketch, known, lookbackStartMs }: ScanCursor,
	before: ScanDiff,
	emitted: readonly Scan[],
): string | undefined {
	if (sketch === undefined || known) return undefined;
	if (countUntold(sketch, lookbackStartMs, before) >= 0) return undefined;
	return changeSketch(sketch, emitted.map(toIdentity), []);
}

/**
 * After a restart, how many scans count as emitted although they are not, since more came in late than a sketch can
 * tell from those that left. Zero without a sketch, and as long as this process knows what stands in it.
 */
export function countMissed({ sketch, known, lookbackStartMs }: ScanCursor, read: ScanDiff): number {
	return sketch === undefined || known ? 0 : Math.max(0, countUntold(sketch, lookbackStartMs, read));
}

/** How many more scans a read takes for emitted than were; below zero where it does not show all of them. */
function countUntold(sketch: string, lookbackStartMs: number, read: ScanDiff): number {
	return (
		countEmitted(read, lookbackStartMs) + listUnshown(read, lookbackStartMs).length - countSketched(sketch)
	);
}

/**
 * The sketch of everything that was emitted at or above a lookback start. Between the first and the last part of a read,
 * only what changes is worked in; the first and the last part make it anew.
 * @param before the read, before this part of it left.
 */
export function sketchEmitted(
	cursor: ScanCursor,
	before: ScanDiff,
	after: ScanDiff,
	lookbackStartMs: number,
): Digest {
	const { sketch, known } = cursor;
	const isBetween = before.left > 0 && after.left < after.fresh.length;
	if (!isBetween || sketch === undefined || !known) return sketchAnew(after, lookbackStartMs);
	const emitted = takePending(before, after.left - before.left);
	const added = emitted.filter(({ timeMs }) => timeMs >= lookbackStartMs).map(toIdentity);
	const sunk = listEntries(before, cursor.lookbackStartMs, lookbackStartMs).map(([identity]) => identity);
	return { sketch: changeSketch(sketch, added, sunk), known: known.plus(emitted) };
}

function sketchAnew(after: ScanDiff, lookbackStartMs: number): Digest {
	const kept = listEntries(after, lookbackStartMs);
	return { sketch: sketchOf(kept.map(([identity]) => identity)), known: ScanTimes.of(kept) };
}

function listEntries(sorted: ScanDiff, fromMs: number, beforeMs?: number): Entry[] {
	return [...listEmitted(sorted, fromMs, beforeMs).map(toEntry), ...listUnshown(sorted, fromMs, beforeMs)];
}

function toIdentity({ identity }: Scan): string {
	return identity;
}
