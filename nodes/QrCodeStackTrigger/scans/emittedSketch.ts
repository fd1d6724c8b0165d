import { changeDigest, countDigested, digestIdentities } from './setSketch';
import type { ScanCursor } from './cursor';
import type { Scan } from './scan';
import { ScanTimes, toEntry, type Entry } from './scanTimes';
import { countPutOut, findKnown, listPutOut, listUnshown, takeWaiting, type SortedScans } from './diff';

type Digest = Required<Pick<ScanCursor, 'digest' | 'known'>>;

/** The digest of a cursor, with the scans that leave now. */
export function growDigest(cursor: ScanCursor, emitted: readonly Scan[]): Digest {
	const { seen, digest = digestIdentities(seen) } = cursor;
	return {
		digest: changeDigest(digest, emitted.map(toIdentity), []),
		known: findKnown(cursor, []).plus(emitted),
	};
}

/**
 * The digest that a restart left, with the scans that leave now added, where the log shows fewer scans than stand
 * in it. A later read tells which those are; until then none of them may count as new.
 * @param before the read, before these scans left.
 * @returns undefined where the log shows them all.
 */
export function growUnclearDigest(
	{ digest, known, floorMs }: ScanCursor,
	before: SortedScans,
	emitted: readonly Scan[],
): string | undefined {
	if (digest === undefined || known) return undefined;
	if (countUntold(digest, floorMs, before) >= 0) return undefined;
	return changeDigest(digest, emitted.map(toIdentity), []);
}

/**
 * After a restart, how many scans count as put out although they are not, since more came in late than a digest can
 * tell from those that left. Zero without a digest, and as long as this process knows what stands in it.
 */
export function countMissed({ digest, known, floorMs }: ScanCursor, read: SortedScans): number {
	return digest === undefined || known ? 0 : Math.max(0, countUntold(digest, floorMs, read));
}

/** How many more scans a read takes for put out than were; below zero where it does not show all of them. */
function countUntold(digest: string, floorMs: number, read: SortedScans): number {
	return countPutOut(read, floorMs) + listUnshown(read, floorMs).length - countDigested(digest);
}

/**
 * The digest of everything that was put out at or above a floor. Between the first and the last part of a read,
 * only what changes is worked in; the first and the last part make it anew.
 * @param before the read, before this part of it left.
 */
export function digestPutOut(
	cursor: ScanCursor,
	before: SortedScans,
	after: SortedScans,
	floorMs: number,
): Digest {
	const { digest, known } = cursor;
	const isBetween = before.left > 0 && after.left < after.fresh.length;
	if (!isBetween || digest === undefined || !known) return digestAnew(after, floorMs);
	const emitted = takeWaiting(before, after.left - before.left);
	const added = emitted.filter(({ timeMs }) => timeMs >= floorMs).map(toIdentity);
	const sunk = listEntries(before, cursor.floorMs, floorMs).map(([identity]) => identity);
	return { digest: changeDigest(digest, added, sunk), known: known.plus(emitted) };
}

function digestAnew(after: SortedScans, floorMs: number): Digest {
	const kept = listEntries(after, floorMs);
	return { digest: digestIdentities(kept.map(([identity]) => identity)), known: ScanTimes.of(kept) };
}

function listEntries(sorted: SortedScans, fromMs: number, beforeMs?: number): Entry[] {
	return [...listPutOut(sorted, fromMs, beforeMs).map(toEntry), ...listUnshown(sorted, fromMs, beforeMs)];
}

function toIdentity({ identity }: Scan): string {
	return identity;
}
