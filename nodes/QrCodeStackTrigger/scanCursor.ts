import { compareScans, type Scan } from './scanRows';

/** How far one code's log was followed. Plain data; never changed in place. */
export interface ScanCursor {
	/** The newest scan that was put out, or the starting point. Never moves back. */
	newestMs: number;
	/** Scans before this are over and done with: never put out, never looked for. */
	floorMs: number;
	/** Which scans at or above the floor were put out already. */
	seen: readonly string[];
	/** The code's scan counter that is accounted for, where the list shows one. */
	count?: number;
	/** Since when the counter promised scans that the log did not show. */
	owedSinceMs?: number;
}

export interface AdvanceOptions {
	nowMs: number;
	/** How long after its own time a scan may still enter the log. */
	lateWindowMs: number;
	/** How many identities the cursor may remember. */
	maxSeen: number;
}

/** A cursor that has seen nothing and puts out scans from `startMs` on. */
export function startCursor(startMs: number): ScanCursor {
	return { newestMs: startMs, floorMs: startMs, seen: [] };
}

/** The scans of a complete read that were not put out yet, oldest first. */
export function findFreshScans(cursor: ScanCursor, scans: readonly Scan[]): Scan[] {
	const known = new Set(cursor.seen);
	const fresh: Scan[] = [];
	for (const scan of [...scans].sort(compareScans)) {
		if (scan.timeMs < cursor.floorMs || known.has(scan.identity)) continue;
		known.add(scan.identity);
		fresh.push(scan);
	}
	return fresh;
}

/**
 * Moves a cursor on after a complete read, when the first `emittedCount` of the fresh scans leave the
 * trigger. What stays behind is found again by the next read.
 *
 * The floor follows the newest scan at the distance of the late window, so that a late entry is still
 * found. A stamp in the future counts as now: it must not push the floor past scans that are yet to come.
 * When more identities lie above the floor than may be remembered, the floor rises until they fit.
 */
export function advanceCursor(
	cursor: ScanCursor,
	scans: readonly Scan[],
	fresh: readonly Scan[],
	emittedCount: number,
	{ nowMs, lateWindowMs, maxSeen }: AdvanceOptions,
): { cursor: ScanCursor; isWindowCut: boolean } {
	const emitted = fresh.slice(0, emittedCount);
	const lastMs = emitted.at(-1)?.timeMs ?? cursor.newestMs;
	const newestMs = Math.max(cursor.newestMs, Math.min(lastMs, nowMs));
	const windowFloorMs = Math.max(cursor.floorMs, newestMs - lateWindowMs);
	const done = new Set([...cursor.seen, ...emitted.map(({ identity }) => identity)]);
	const remembered = dedupe(scans.filter((scan) => scan.timeMs >= windowFloorMs && done.has(scan.identity)));
	const highestFloorMs =
		emittedCount < fresh.length ? (fresh[emittedCount]?.timeMs ?? newestMs) : newestMs + 1;
	const floorMs = Math.max(windowFloorMs, Math.min(highestFloorMs, floorThatFits(remembered, maxSeen)));
	const seen = remembered.filter((scan) => scan.timeMs >= floorMs).map(({ identity }) => identity);
	return { cursor: { ...cursor, newestMs, floorMs, seen }, isWindowCut: floorMs > windowFloorMs };
}

/** The lowest floor above which no more than `maxSeen` scans lie. */
function floorThatFits(scans: readonly Scan[], maxSeen: number): number {
	if (scans.length <= maxSeen) return Number.NEGATIVE_INFINITY;
	const newestFirst = scans.map(({ timeMs }) => timeMs).sort((a, b) => b - a);
	return (newestFirst[maxSeen] ?? 0) + 1;
}

function dedupe(scans: readonly Scan[]): Scan[] {
	return [...new Map(scans.map((scan) => [scan.identity, scan])).values()];
}

/**
 * Accounts for the code's scan counter after a read. The counter can move before the log shows the scan
 * (A6): the difference stays owed, so that the log is read again, until the late window has passed.
 */
export function accountForCount(
	cursor: ScanCursor,
	count: number | undefined,
	freshCount: number,
	{ nowMs, lateWindowMs }: Pick<AdvanceOptions, 'nowMs' | 'lateWindowMs'>,
): ScanCursor {
	const { owedSinceMs = nowMs, count: accounted, ...rest } = cursor;
	if (count === undefined) return rest;
	const isPaid = accounted === undefined || accounted + freshCount >= count || accounted > count;
	if (isPaid || nowMs - owedSinceMs > lateWindowMs) return { ...rest, count };
	return { ...rest, count: accounted + freshCount, owedSinceMs };
}
