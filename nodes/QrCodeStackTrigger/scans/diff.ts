import { compareToSketch } from './setSketch';
import type { ScanCursor } from './cursor';
import { compareScans, type Scan } from './scan';
import { ScanTimes, toEntry, type Entry } from './scanTimes';

/**
 * A read of a log, sorted by what a cursor knew. A long one leaves in parts, and is sorted once: a part costs
 * what it emits, not what is held. Plain data; never changed in place.
 */
export interface ScanDiff {
	/** The lookback start of the cursor that the read was sorted by. */
	lookbackStartMs: number;
	/** Those that were emitted before, oldest first. */
	shown: readonly Scan[];
	/** Those that were emitted before and that the read does not show. */
	unshown: readonly Entry[];
	/** Those that were not emitted before, oldest first. */
	fresh: readonly Scan[];
	/** How many of `fresh` have left since. */
	left: number;
}

/** Tells the scans of a complete read that were emitted before from those that were not. */
export function diffScans(cursor: ScanCursor, scans: readonly Scan[]): ScanDiff {
	const { lookbackStartMs } = cursor;
	const known = findKnown(cursor, scans);
	const shown: Scan[] = [];
	const fresh: Scan[] = [];
	const met = new Set<string>();
	// an entry that the log shows with two times has the later one, or it would be new again above the earlier
	for (const scan of [...scans].sort(compareScans).reverse()) {
		if (scan.timeMs < lookbackStartMs || met.has(scan.identity)) continue;
		met.add(scan.identity);
		(known.has(scan.identity) ? shown : fresh).push(scan);
	}
	return {
		lookbackStartMs,
		shown: shown.reverse(),
		unshown: [...known].filter(([identity, timeMs]) => timeMs >= lookbackStartMs && !met.has(identity)),
		fresh: fresh.reverse(),
		left: 0,
	};
}

/**
 * The scans that were emitted already; those that were noted without a time get the latest one that they may
 * have, so that an answer that leaves them out for a while does not make them fall below the lookback start. Where a
 * restart left only the sketch, and so much came in late that it can't tell what, all count as emitted: a few
 * missed ones do less harm than thousands that come twice.
 */
export function findKnown(
	{ sketch, known, lookbackStartMs, watermarkMs, seen }: ScanCursor,
	scans: readonly Scan[],
): ScanTimes {
	if (known) return known;
	const withLatestTime = (identity: string): Entry => [identity, Math.max(lookbackStartMs, watermarkMs)];
	if (sketch === undefined) return ScanTimes.of(seen.map(withLatestTime));
	const candidates = scans.filter(({ timeMs }) => timeMs >= lookbackStartMs && timeMs <= watermarkMs);
	const identities = candidates.map(({ identity }) => identity);
	const { fresh, missing } = compareToSketch(sketch, identities) ?? { fresh: new Set<string>(), missing: [] };
	const shown = candidates.filter(({ identity }) => !fresh.has(identity)).map(toEntry);
	// those that are missing have left all the same, with stamps in the future or before an answer left them out
	return ScanTimes.of([...shown, ...[...missing].map(withLatestTime)]);
}

/** How many scans have yet to leave. */
export function countPending({ fresh, left }: ScanDiff): number {
	return fresh.length - left;
}

/** How many scans have yet to leave that lie at or before a moment. */
export function countPendingUntil({ fresh, left }: ScanDiff, untilMs: number): number {
	return Math.max(0, placeOf(fresh, untilMs + 1) - left);
}

/** The next scans to leave, oldest first. */
export function takePending({ fresh, left }: ScanDiff, most: number): readonly Scan[] {
	return fresh.slice(left, left + most);
}

/** The same read when the next scans have left. */
export function markEmitted(sorted: ScanDiff, count: number): ScanDiff {
	return { ...sorted, left: sorted.left + count };
}

/** Letting go of scans copies what stays: only this many at once are worth it. */
const MIN_PRUNED = 5_000;

/** The same read without what was emitted below a lookback start, so that a long backlog takes less and less memory. */
export function prune(sorted: ScanDiff, lookbackStartMs: number): ScanDiff {
	const { shown, fresh, left } = sorted;
	const goneShown = placeOf(shown, lookbackStartMs);
	const goneFresh = Math.min(left, placeOf(fresh, lookbackStartMs));
	if (goneShown + goneFresh < MIN_PRUNED) return sorted;
	return { ...sorted, shown: shown.slice(goneShown), fresh: fresh.slice(goneFresh), left: left - goneFresh };
}

/** How many scans were emitted that lie at or above a lookback start. */
export function countEmitted({ shown, fresh, left }: ScanDiff, lookbackStartMs: number): number {
	return shown.length - placeOf(shown, lookbackStartMs) + Math.max(0, left - placeOf(fresh, lookbackStartMs));
}

/** The scans that were emitted, from one moment up to before another. */
export function listEmitted(
	{ shown, fresh, left }: ScanDiff,
	fromMs: number,
	beforeMs = Number.POSITIVE_INFINITY,
): Scan[] {
	return [
		...shown.slice(placeOf(shown, fromMs), placeOf(shown, beforeMs)),
		...fresh.slice(placeOf(fresh, fromMs), Math.min(left, placeOf(fresh, beforeMs))),
	];
}

/** What was emitted and the read does not show, from one moment up to before another. */
export function listUnshown(
	{ unshown }: ScanDiff,
	fromMs: number,
	beforeMs = Number.POSITIVE_INFINITY,
): Entry[] {
	return unshown.filter(([, timeMs]) => timeMs >= fromMs && timeMs < beforeMs);
}

/** The time of the newest scan that was emitted. */
export function newestEmittedMs({ shown, fresh, left }: ScanDiff): number {
	const timesMs = [shown.at(-1), fresh[left - 1]].map((scan) => scan?.timeMs ?? Number.NEGATIVE_INFINITY);
	return Math.max(...timesMs);
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
