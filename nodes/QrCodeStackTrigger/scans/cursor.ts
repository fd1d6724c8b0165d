import { sketchEmitted, growSketch, growUnclearSketch } from './emittedSketch';
import { compareScans, type Scan } from './scan';
import { ScanTimes, toEntry, type Entry } from './scanTimes';
import {
	countEmitted,
	findKnown,
	markEmitted,
	listEmitted,
	listUnshown,
	newestEmittedMs,
	takePending,
	type ScanDiff,
} from './diff';

/** How far one code's log was followed. Plain data; never changed in place. */
export interface ScanCursor {
	/** The newest scan that was emitted, or the starting point. Never moves back. */
	watermarkMs: number;
	/** Scans before this are over and done with: never emitted, never looked for. */
	lookbackStartMs: number;
	/** Which scans at or above the lookback start were emitted already. */
	seen: readonly string[];
	/** The same for more scans than can be stored one by one; `seen` is empty then. */
	sketch?: string;
	/**
	 * What `seen` or `sketch` stands for, with times, as long as this process lives; never stored. While a read
	 * leaves in parts, also what has sunk below the lookback start since it began.
	 */
	known?: ScanTimes;
	/** The code's scan counter as it was when the log was last read, where the list shows one. */
	count?: number;
	/** Scans that are known to exist and were not emitted yet. */
	outstanding?: { scans: number; sinceMs: number };
}

export interface AdvanceOptions {
	nowMs: number;
	/** How long after its own time a scan may still enter the log. */
	allowedLatenessMs: number;
	/** How many identities the cursor may remember one by one. */
	maxSeen: number;
	/** Whether the state has room for a sketch, when there are more. */
	maySketch?: boolean;
	/** The log was read back to the newest scan only, not to the lookback start. */
	isPartial?: boolean;
	/** When the read of the log began: what entered it since may be missing. */
	readAtMs: number;
}

export interface AdvancedCursor {
	cursor: ScanCursor;
	/** The read when the scans have left. */
	sorted: ScanDiff;
	/** There was no room for all that lies in the late window: what comes in late behind the lookback start is missed. */
	isWindowCut: boolean;
}

/**
 * How long after the late window a code that rests keeps its identities. Nothing can come in late any more
 * by then; an hour of difference between this machine's clock and the API's does no harm.
 */
const FORGET_AFTER_MS = 60 * 60_000;

/** A cursor that has seen nothing and puts out scans from `startMs` on. */
export function startCursor(startMs: number): ScanCursor {
	return { watermarkMs: startMs, lookbackStartMs: startMs, seen: [] };
}

/**
 * Moves a cursor on after a complete read, when the first `emittedCount` of the fresh scans leave the
 * trigger. What stays behind is found again by the next read.
 *
 * The lookback start follows the newest scan at the distance of the late window, so that a late entry is still
 * found. A stamp in the future counts as now: it must not push the lookback start past scans that are yet to come. Nor
 * does a read that took its time: of what came in since it began, it has seen only a part.
 * When more identities lie above the lookback start than may be remembered, they go into a sketch. Where there is no room
 * for that either, the lookback start rises until they fit, but never past a scan that has yet to leave.
 */
export function advanceCursor(
	cursor: ScanCursor,
	before: ScanDiff,
	emittedCount: number,
	{ nowMs, allowedLatenessMs, maxSeen, readAtMs, maySketch = false, isPartial = false }: AdvanceOptions,
): AdvancedCursor {
	const emitted = takePending(before, emittedCount);
	const after = markEmitted(before, emittedCount);
	const lastMs = emitted.at(-1)?.timeMs ?? cursor.watermarkMs;
	const watermarkMs = Math.max(cursor.watermarkMs, Math.min(lastMs, nowMs));
	const moveWith = (changes: Partial<ScanCursor>) => {
		return { cursor: { ...cursor, watermarkMs, ...changes }, sorted: after, isWindowCut: false };
	};
	// which of the identities lie below a higher lookback start would not be known
	if (isPartial) return moveWith(growSketch(cursor, emitted));
	const windowStartMs = Math.max(cursor.lookbackStartMs, Math.min(watermarkMs, readAtMs) - allowedLatenessMs);
	const unclear =
		windowStartMs === cursor.lookbackStartMs ? growUnclearSketch(cursor, before, emitted) : undefined;
	if (unclear !== undefined) return moveWith({ sketch: unclear });
	const isTooMuch = countEmitted(after, windowStartMs) + listUnshown(after, windowStartMs).length > maxSeen;
	if (maySketch && isTooMuch && newestEmittedMs(after) <= watermarkMs) {
		const sketch = sketchEmitted(cursor, before, after, windowStartMs);
		return moveWith({ lookbackStartMs: windowStartMs, seen: [], ...sketch });
	}
	return { ...rememberOneByOne({ ...cursor, watermarkMs }, after, windowStartMs, maxSeen), sorted: after };
}

/** Remembers what was emitted at or above a lookback start, which rises until no more than `maxSeen` lie above it. */
function rememberOneByOne(
	{ sketch: _digest, ...cursor }: ScanCursor,
	after: ScanDiff,
	windowStartMs: number,
	maxSeen: number,
): Pick<AdvancedCursor, 'cursor' | 'isWindowCut'> {
	const remembered = listEmitted(after, windowStartMs).sort(compareScans);
	const nextMs = after.fresh[after.left]?.timeMs ?? Number.POSITIVE_INFINITY;
	const lookbackStartMs = Math.max(
		windowStartMs,
		Math.min(nextMs, lookbackStartThatFits(remembered, maxSeen)),
	);
	const shown = remembered.filter((scan) => scan.timeMs >= lookbackStartMs).map(toEntry);
	const kept = keepUnshown(listUnshown(after, lookbackStartMs), shown, maxSeen);
	const seen = kept.map(([identity]) => identity);
	const known = ScanTimes.of(kept);
	return {
		cursor: { ...cursor, lookbackStartMs, seen, known },
		isWindowCut: lookbackStartMs > windowStartMs,
	};
}

/**
 * An answer that leaves scans out, as a server that lags behind or stumbles may give it, must not make the
 * trigger forget that they left: they would be emitted again when they are back.
 */
function keepUnshown(unshown: readonly Entry[], shown: readonly Entry[], maxSeen: number): Entry[] {
	return [...shown, ...unshown.slice(0, Math.max(0, maxSeen - shown.length))];
}

/** The lowest lookback start above which no more than `maxSeen` scans lie. */
function lookbackStartThatFits(scans: readonly Scan[], maxSeen: number): number {
	if (scans.length <= maxSeen) return Number.NEGATIVE_INFINITY;
	const newestFirst = scans.map(({ timeMs }) => timeMs).sort((a, b) => b - a);
	return (newestFirst[maxSeen] ?? 0) + 1;
}

/**
 * Accounts for the code's scan counter after a read. The counter can move before the log shows the scan
 * (A6): the difference stays outstanding, so that the log is read again, until the late window has passed since
 * the counter moved last. What counts is when the log was looked at: a read may have waited in memory while
 * its scans left in parts. A read whose scans could not all leave owes the others, whatever the counter says.
 */
export function accountForCount(
	cursor: ScanCursor,
	count: number | undefined,
	emittedCount: number,
	isFinished: boolean,
	{ nowMs, allowedLatenessMs, isPartial, readAtMs }: Omit<AdvanceOptions, 'maxSeen' | 'maySketch'>,
): ScanCursor {
	const { count: countBefore = 0, outstanding: outstandingBefore, ...rest } = cursor;
	const counted = count === undefined ? rest : { ...rest, count };
	const moved = count === undefined ? 0 : Math.max(0, count - countBefore);
	const sinceMs = moved > 0 ? nowMs : (outstandingBefore?.sinceMs ?? nowMs);
	const promised = (outstandingBefore?.scans ?? 0) + moved - emittedCount;
	if (!isFinished) return { ...counted, outstanding: { scans: Math.max(1, promised), sinceMs } };
	const isOver =
		promised <= 0 || count === undefined || (!isPartial && readAtMs - sinceMs > allowedLatenessMs);
	return isOver ? counted : { ...counted, outstanding: { scans: promised, sinceMs } };
}

/**
 * Forgets the identities of a code that rests: the room is for codes that are being scanned. Only what a read
 * has just seen can be put behind for good; of a log that was not read, a late scan may still be in it.
 * Stamps in the future stay known, or they would be emitted once more.
 */
export function evictIdle(
	cursor: ScanCursor,
	{ shown, fresh }: Pick<ScanDiff, 'shown' | 'fresh'>,
	{ readAtMs, allowedLatenessMs }: Pick<AdvanceOptions, 'allowedLatenessMs' | 'readAtMs'>,
): ScanCursor {
	if (!isIdle(cursor, readAtMs, allowedLatenessMs)) return cursor;
	const lookbackStartMs = Math.max(cursor.lookbackStartMs, cursor.watermarkMs + 1);
	const { sketch: _digest, known: _known, ...rest } = cursor;
	const scans = [...shown, ...fresh];
	const known = findKnown(cursor, scans);
	const future = scans.filter(({ timeMs, identity }) => timeMs >= lookbackStartMs && known.has(identity));
	return { ...rest, lookbackStartMs, seen: future.map(({ identity }) => identity) };
}

/**
 * Gives up the identities of a code that rests although its log was not read: when there is no room for those
 * of a code that is being scanned, which is the greater loss.
 */
export function evictUnreadIdle(
	cursor: ScanCursor,
	{ nowMs, allowedLatenessMs }: Pick<AdvanceOptions, 'nowMs' | 'allowedLatenessMs'>,
): ScanCursor {
	if (!isIdle(cursor, nowMs, allowedLatenessMs)) return cursor;
	const { sketch: _digest, known: _known, ...rest } = cursor;
	return { ...rest, lookbackStartMs: Math.max(rest.lookbackStartMs, rest.watermarkMs + 1), seen: [] };
}

function isIdle(
	{ outstanding, watermarkMs, seen, sketch }: ScanCursor,
	atMs: number,
	allowedLatenessMs: number,
): boolean {
	const hasIdentities = seen.length > 0 || sketch !== undefined;
	return (
		hasIdentities && outstanding === undefined && atMs - watermarkMs > allowedLatenessMs + FORGET_AFTER_MS
	);
}
