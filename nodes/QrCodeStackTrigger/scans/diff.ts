import type { EmittedSet } from './emittedSet';
import { compareScans, type Scan } from './scan';

/**
 * A read of a log, compared with what was emitted. A long one is emitted in parts and compared once: a part costs what
 * it emits, not what is held. Plain data; never changed in place.
 */
export interface ScanDiff {
	/** What was emitted before the read, oldest first. */
	shown: readonly Scan[];
	/** What was not, oldest first. */
	fresh: readonly Scan[];
	/** How many of `fresh` were emitted since. */
	emittedCount: number;
	/** All that was emitted from the lookback start on, also what the read does not show. */
	emitted: EmittedSet;
	/** The same, where the read could not make out all of it. */
	unclear?: EmittedSet;
	/** How many scans count as emitted although they were not: more came in late than a sketch can tell. */
	missed: number;
}

/** Tells the scans of a complete read that were emitted before from those that were not. */
export function diffScans(
	{ emitted: before, lookbackStartMs }: { emitted: EmittedSet; lookbackStartMs: number },
	scans: readonly Scan[],
): ScanDiff {
	const inWindow = sortOnce(scans.filter(({ timeMs }) => timeMs >= lookbackStartMs));
	const { emitted, unclear, missed } = before.makeOut(inWindow);
	const shown: Scan[] = [];
	const fresh: Scan[] = [];
	for (const scan of inWindow) (emitted.has(scan.identity) ? shown : fresh).push(scan);
	return { shown, fresh, emittedCount: 0, emitted, unclear, missed };
}

/**
 * Each scan once, oldest first. One that the log shows with two times has the later one, or it would be fresh again
 * above the earlier.
 */
function sortOnce(scans: readonly Scan[]): Scan[] {
	const byIdentity = new Map<string, Scan>();
	for (const scan of [...scans].sort(compareScans)) byIdentity.set(scan.identity, scan);
	return byIdentity.size === scans.length
		? [...byIdentity.values()]
		: [...byIdentity.values()].sort(compareScans);
}

/** How many scans have yet to be emitted. */
export function countPending({ fresh, emittedCount }: ScanDiff): number {
	return fresh.length - emittedCount;
}

/** How many scans have yet to be emitted that lie at or before a moment. */
export function countPendingUntil({ fresh, emittedCount }: ScanDiff, untilMs: number): number {
	return Math.max(0, placeOf(fresh, untilMs + 1) - emittedCount);
}

/** The next scans to emit, oldest first. */
export function takePending({ fresh, emittedCount }: ScanDiff, most: number): readonly Scan[] {
	return fresh.slice(emittedCount, emittedCount + most);
}

/** The same read when the next scans were emitted. */
export function markEmitted(diff: ScanDiff, count: number): ScanDiff {
	const scans = takePending(diff, count);
	return {
		...diff,
		emittedCount: diff.emittedCount + count,
		emitted: diff.emitted.add(scans),
		unclear: diff.unclear?.add(scans),
	};
}

/** Pruning copies what stays: only so many scans at once are worth it, or half of a shorter read. */
const MIN_PRUNED = 5_000;

/** The same read without what was emitted before a moment, so that a long backlog takes less and less memory. */
export function prune(diff: ScanDiff, beforeMs: number): ScanDiff {
	const { shown, fresh, emittedCount } = diff;
	const oldShown = placeOf(shown, beforeMs);
	const oldFresh = Math.min(emittedCount, placeOf(fresh, beforeMs));
	if (oldShown + oldFresh < Math.min(MIN_PRUNED, (shown.length + fresh.length) / 2)) return diff;
	return {
		...diff,
		shown: shown.slice(oldShown),
		fresh: fresh.slice(oldFresh),
		emittedCount: emittedCount - oldFresh,
	};
}

/** The index of the first scan at or after a moment, found by halving: a list may be long. */
function placeOf(scans: readonly Scan[], fromMs: number): number {
	let low = 0;
	let high = scans.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((scans[middle]?.timeMs ?? fromMs) < fromMs) low = middle + 1;
		else high = middle;
	}
	return low;
}
