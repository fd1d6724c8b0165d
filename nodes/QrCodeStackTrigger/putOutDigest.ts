import { GrowingSet } from './growingSet';
import { changeDigest, digestIdentities } from './identityDigest';
import type { ScanCursor } from './scanCursor';
import type { Scan } from './scanRows';
import { listPutOut, takeWaiting, type SortedScans } from './sortedScans';

type Digest = Required<Pick<ScanCursor, 'digest' | 'digested'>>;

/** The digest of a cursor, with the scans that leave now. */
export function growDigest(
	{ seen, digest = digestIdentities(seen), digested = GrowingSet.of(seen) }: ScanCursor,
	emitted: readonly Scan[],
): Digest {
	const added = toIdentities(emitted);
	return { digest: changeDigest(digest, added, []), digested: digested.plus(added) };
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
	const { digest, digested } = cursor;
	const isBetween = before.isBegun && after.left < after.fresh.length;
	if (!isBetween || digest === undefined || !digested) {
		const kept = toIdentities(listPutOut(after, floorMs));
		// what the log does not show can't be told to lie below a higher floor: it goes with the first that sinks
		const identities = floorMs === before.floorMs ? [...kept, ...before.unshown] : kept;
		return { digest: digestIdentities(identities), digested: GrowingSet.of(identities) };
	}
	const emitted = takeWaiting(before, after.left - before.left);
	const added = toIdentities(emitted.filter(({ timeMs }) => timeMs >= floorMs));
	const sunk = toIdentities(listPutOut(before, cursor.floorMs, floorMs));
	const isFirstToSink = cursor.floorMs === before.floorMs && floorMs > before.floorMs;
	const removed = isFirstToSink ? [...sunk, ...before.unshown] : sunk;
	return { digest: changeDigest(digest, added, removed), digested: digested.plus(added) };
}

function toIdentities(scans: readonly Scan[]): string[] {
	return scans.map(({ identity }) => identity);
}
