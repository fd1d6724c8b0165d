import { digestPutOut, growDigest, growUnclearDigest } from './emittedSketch';
import { compareScans, type Scan } from './scan';
import { ScanTimes, toEntry, type Entry } from './scanTimes';
import {
	countPutOut,
	findKnown,
	letLeave,
	listPutOut,
	listUnshown,
	newestPutOutMs,
	takeWaiting,
	type SortedScans,
} from './diff';

/** How far one code's log was followed. Plain data; never changed in place. */
export interface ScanCursor {
	/** The newest scan that was put out, or the starting point. Never moves back. */
	newestMs: number;
	/** Scans before this are over and done with: never put out, never looked for. */
	floorMs: number;
	/** Which scans at or above the floor were put out already. */
	seen: readonly string[];
	/** The same for more scans than can be stored one by one; `seen` is empty then. */
	digest?: string;
	/**
	 * What `seen` or `digest` stands for, with times, as long as this process lives; never stored. While a read
	 * leaves in parts, also what has sunk below the floor since it began.
	 */
	known?: ScanTimes;
	/** The code's scan counter as it was when the log was last read, where the list shows one. */
	count?: number;
	/** Scans that are known to exist and were not put out yet. */
	owed?: { scans: number; sinceMs: number };
}

export interface AdvanceOptions {
	nowMs: number;
	/** How long after its own time a scan may still enter the log. */
	lateWindowMs: number;
	/** How many identities the cursor may remember one by one. */
	maxSeen: number;
	/** Whether the state has room for a digest, when there are more. */
	mayDigest?: boolean;
	/** The log was read back to the newest scan only, not to the floor. */
	isPartial?: boolean;
	/** When the read of the log began: what entered it since may be missing. */
	readAtMs: number;
}

export interface AdvancedCursor {
	cursor: ScanCursor;
	/** The read when the scans have left. */
	sorted: SortedScans;
	/** There was no room for all that lies in the late window: what comes in late behind the floor is missed. */
	isWindowCut: boolean;
}

/**
 * How long after the late window a code that rests keeps its identities. Nothing can come in late any more
 * by then; an hour of difference between this machine's clock and the API's does no harm.
 */
const FORGET_AFTER_MS = 60 * 60_000;

/** A cursor that has seen nothing and puts out scans from `startMs` on. */
export function startCursor(startMs: number): ScanCursor {
	return { newestMs: startMs, floorMs: startMs, seen: [] };
}

/**
 * Moves a cursor on after a complete read, when the first `emittedCount` of the fresh scans leave the
 * trigger. What stays behind is found again by the next read.
 *
 * The floor follows the newest scan at the distance of the late window, so that a late entry is still
 * found. A stamp in the future counts as now: it must not push the floor past scans that are yet to come. Nor
 * does a read that took its time: of what came in since it began, it has seen only a part.
 * When more identities lie above the floor than may be remembered, they are digested. Where there is no room
 * for that either, the floor rises until they fit, but never past a scan that has yet to leave.
 */
export function advanceCursor(
	cursor: ScanCursor,
	before: SortedScans,
	emittedCount: number,
	{ nowMs, lateWindowMs, maxSeen, readAtMs, mayDigest = false, isPartial = false }: AdvanceOptions,
): AdvancedCursor {
	const emitted = takeWaiting(before, emittedCount);
	const after = letLeave(before, emittedCount);
	const lastMs = emitted.at(-1)?.timeMs ?? cursor.newestMs;
	const newestMs = Math.max(cursor.newestMs, Math.min(lastMs, nowMs));
	const moveWith = (changes: Partial<ScanCursor>) => {
		return { cursor: { ...cursor, newestMs, ...changes }, sorted: after, isWindowCut: false };
	};
	// which of the identities lie below a higher floor would not be known
	if (isPartial) return moveWith(growDigest(cursor, emitted));
	const windowFloorMs = Math.max(cursor.floorMs, Math.min(newestMs, readAtMs) - lateWindowMs);
	const unclear = windowFloorMs === cursor.floorMs ? growUnclearDigest(cursor, before, emitted) : undefined;
	if (unclear !== undefined) return moveWith({ digest: unclear });
	const isTooMuch = countPutOut(after, windowFloorMs) + listUnshown(after, windowFloorMs).length > maxSeen;
	if (mayDigest && isTooMuch && newestPutOutMs(after) <= newestMs) {
		const digest = digestPutOut(cursor, before, after, windowFloorMs);
		return moveWith({ floorMs: windowFloorMs, seen: [], ...digest });
	}
	return { ...rememberOneByOne({ ...cursor, newestMs }, after, windowFloorMs, maxSeen), sorted: after };
}

/** Remembers what was put out at or above a floor, which rises until no more than `maxSeen` lie above it. */
function rememberOneByOne(
	{ digest: _digest, ...cursor }: ScanCursor,
	after: SortedScans,
	windowFloorMs: number,
	maxSeen: number,
): Pick<AdvancedCursor, 'cursor' | 'isWindowCut'> {
	const remembered = listPutOut(after, windowFloorMs).sort(compareScans);
	const nextMs = after.fresh[after.left]?.timeMs ?? Number.POSITIVE_INFINITY;
	const floorMs = Math.max(windowFloorMs, Math.min(nextMs, floorThatFits(remembered, maxSeen)));
	const shown = remembered.filter((scan) => scan.timeMs >= floorMs).map(toEntry);
	const kept = keepUnshown(listUnshown(after, floorMs), shown, maxSeen);
	const seen = kept.map(([identity]) => identity);
	const known = ScanTimes.of(kept);
	return { cursor: { ...cursor, floorMs, seen, known }, isWindowCut: floorMs > windowFloorMs };
}

/**
 * An answer that leaves scans out, as a server that lags behind or stumbles may give it, must not make the
 * trigger forget that they left: they would be put out again when they are back.
 */
function keepUnshown(unshown: readonly Entry[], shown: readonly Entry[], maxSeen: number): Entry[] {
	return [...shown, ...unshown.slice(0, Math.max(0, maxSeen - shown.length))];
}

/** The lowest floor above which no more than `maxSeen` scans lie. */
function floorThatFits(scans: readonly Scan[], maxSeen: number): number {
	if (scans.length <= maxSeen) return Number.NEGATIVE_INFINITY;
	const newestFirst = scans.map(({ timeMs }) => timeMs).sort((a, b) => b - a);
	return (newestFirst[maxSeen] ?? 0) + 1;
}

/**
 * Accounts for the code's scan counter after a read. The counter can move before the log shows the scan
 * (A6): the difference stays owed, so that the log is read again, until the late window has passed since
 * the counter moved last. What counts is when the log was looked at: a read may have waited in memory while
 * its scans left in parts. A read whose scans could not all leave owes the others, whatever the counter says.
 */
export function accountForCount(
	cursor: ScanCursor,
	count: number | undefined,
	emittedCount: number,
	isFinished: boolean,
	{ nowMs, lateWindowMs, isPartial, readAtMs }: Omit<AdvanceOptions, 'maxSeen' | 'mayDigest'>,
): ScanCursor {
	const { count: countBefore = 0, owed: owedBefore, ...rest } = cursor;
	const counted = count === undefined ? rest : { ...rest, count };
	const moved = count === undefined ? 0 : Math.max(0, count - countBefore);
	const sinceMs = moved > 0 ? nowMs : (owedBefore?.sinceMs ?? nowMs);
	const promised = (owedBefore?.scans ?? 0) + moved - emittedCount;
	if (!isFinished) return { ...counted, owed: { scans: Math.max(1, promised), sinceMs } };
	const isOver = promised <= 0 || count === undefined || (!isPartial && readAtMs - sinceMs > lateWindowMs);
	return isOver ? counted : { ...counted, owed: { scans: promised, sinceMs } };
}

/**
 * Forgets the identities of a code that rests: the room is for codes that are being scanned. Only what a read
 * has just seen can be put behind for good; of a log that was not read, a late scan may still be in it.
 * Stamps in the future stay known, or they would be put out once more.
 */
export function forgetRested(
	cursor: ScanCursor,
	{ shown, fresh }: Pick<SortedScans, 'shown' | 'fresh'>,
	{ readAtMs, lateWindowMs }: Pick<AdvanceOptions, 'lateWindowMs' | 'readAtMs'>,
): ScanCursor {
	if (!isResting(cursor, readAtMs, lateWindowMs)) return cursor;
	const floorMs = Math.max(cursor.floorMs, cursor.newestMs + 1);
	const { digest: _digest, known: _known, ...rest } = cursor;
	const scans = [...shown, ...fresh];
	const known = findKnown(cursor, scans);
	const future = scans.filter(({ timeMs, identity }) => timeMs >= floorMs && known.has(identity));
	return { ...rest, floorMs, seen: future.map(({ identity }) => identity) };
}

/**
 * Gives up the identities of a code that rests although its log was not read: when there is no room for those
 * of a code that is being scanned, which is the greater loss.
 */
export function giveUpRested(
	cursor: ScanCursor,
	{ nowMs, lateWindowMs }: Pick<AdvanceOptions, 'nowMs' | 'lateWindowMs'>,
): ScanCursor {
	if (!isResting(cursor, nowMs, lateWindowMs)) return cursor;
	const { digest: _digest, known: _known, ...rest } = cursor;
	return { ...rest, floorMs: Math.max(rest.floorMs, rest.newestMs + 1), seen: [] };
}

function isResting(
	{ owed, newestMs, seen, digest }: ScanCursor,
	atMs: number,
	lateWindowMs: number,
): boolean {
	const hasIdentities = seen.length > 0 || digest !== undefined;
	return hasIdentities && owed === undefined && atMs - newestMs > lateWindowMs + FORGET_AFTER_MS;
}
