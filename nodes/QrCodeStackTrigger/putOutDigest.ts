import { changeDigest, countDigested, digestIdentities } from './identityDigest';
import type { ScanCursor } from './scanCursor';
import type { Scan } from './scanRows';
import { ScanTimes, toEntry } from './scanTimes';
import { countPutOut, findKnown, listPutOut, takeWaiting, type SortedScans } from './sortedScans';

type Digest = Required<Pick<ScanCursor, 'digest' | 'digested'>>;

/** The digest of a cursor, with the scans that leave now. */
export function growDigest(cursor: ScanCursor, emitted: readonly Scan[]): Digest {
	const { seen, digest = digestIdentities(seen) } = cursor;
	return {
		digest: changeDigest(digest, emitted.map(toIdentity), []),
		digested: findKnown(cursor, []).plus(emitted),
	};
}

/**
 * The digest that a restart left, with the scans that leave now, where the log shows fewer scans than it stands
 * for: what it stands for is made out by a later read, and until then no scan of it may count as new.
 * @param before the read, before these scans left.
 * @returns undefined where the log shows them all.
 */
export function growUnclearDigest(
	{ digest, digested, floorMs }: ScanCursor,
	before: SortedScans,
	emitted: readonly Scan[],
): string | undefined {
	if (digest === undefined || digested) return undefined;
	if (countDigested(digest) <= countPutOut(before, floorMs)) return undefined;
	return changeDigest(digest, emitted.map(toIdentity), []);
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
	if (!isBetween || digest === undefined || !digested) return digestAnew(before, after, floorMs);
	const emitted = takeWaiting(before, after.left - before.left);
	const added = emitted.filter(({ timeMs }) => timeMs >= floorMs).map(toIdentity);
	const sunk = listPutOut(before, cursor.floorMs, floorMs).map(toIdentity);
	const isFirstToSink = cursor.floorMs === before.floorMs && floorMs > before.floorMs;
	const removed = isFirstToSink ? [...sunk, ...before.unshown] : sunk;
	return { digest: changeDigest(digest, added, removed), digested: digested.plus(emitted) };
}

function digestAnew(before: SortedScans, after: SortedScans, floorMs: number): Digest {
	const kept = listPutOut(after, floorMs).map(toEntry);
	// what the log does not show can't be told to lie below a higher floor: it goes with the first that sinks
	const unshown = floorMs === before.floorMs ? before.unshown : [];
	const digested = ScanTimes.of([...kept, ...unshown.map((identity) => [identity, floorMs] as const)]);
	return { digest: digestIdentities([...digested].map(([identity]) => identity)), digested };
}

function toIdentity({ identity }: Scan): string {
	return identity;
}
