import { markEmitted, takePending, type ScanDiff } from './diff';
import { EmittedSet } from './emittedSet';

/** How far one code's log was followed. Plain data; never changed in place. */
export interface ScanCursor {
	/** The time of the newest scan that was emitted, or the baseline. Never moves back. */
	watermarkMs: number;
	/** Scans before this are over and done with: never emitted, never looked for. */
	lookbackStartMs: number;
	/** Which scans from the lookback start on were emitted. */
	emitted: EmittedSet;
	/** The code's scan counter as it was when the log was last read, where the list shows one. */
	count?: number;
	/** Scans that are known to exist and were not emitted yet. */
	outstanding?: { scans: number; sinceMs: number };
	/**
	 * Scans that were emitted before the counter counted them, as one that came in between the list and the log; kept
	 * as long as this process lives, never stored.
	 */
	ahead?: { scans: number; sinceMs: number };
}

export interface AdvanceOptions {
	nowMs: number;
	/** How long after its own time a scan may still enter the log. */
	allowedLatenessMs: number;
	/** The room that the state has for the emitted set, in identities. */
	room: number;
	/** The log was read back to the watermark only, not to the lookback start. */
	isPartial?: boolean;
	/** When the read of the log began: what entered it since may be missing. */
	readAtMs: number;
}

export interface AdvancedCursor {
	cursor: ScanCursor;
	/** The read when the scans were emitted. */
	diff: ScanDiff;
	/** There was no room for all within the allowed lateness: what enters the log late behind that is missed. */
	isOverflow: boolean;
}

/**
 * How long after the allowed lateness an idle code keeps its emitted set. Nothing can enter the log late by then; an
 * hour of difference between this machine's clock and the API's does no harm.
 */
const EVICT_AFTER_MS = 60 * 60_000;

/** A cursor that emits scans from `startMs` on. */
export function startCursor(startMs: number): ScanCursor {
	return { watermarkMs: startMs, lookbackStartMs: startMs, emitted: EmittedSet.EMPTY };
}

/**
 * Moves a cursor on after a complete read, when the first `count` of the pending scans are emitted. The others are
 * found again by the next read.
 *
 * The lookback start follows the watermark at the distance of the allowed lateness, so that a late entry is still
 * found. A stamp in the future counts as now: it must not push the lookback start past scans that are yet to come. Nor
 * does a read that took its time: of what came in since it began, it has seen only a part. Where the state has no room
 * for the emitted set, the lookback start rises until it fits, but never past a scan that is pending.
 */
export function advanceCursor(
	cursor: ScanCursor,
	before: ScanDiff,
	count: number,
	{ nowMs, allowedLatenessMs, room, readAtMs, isPartial = false }: AdvanceOptions,
): AdvancedCursor {
	const diff = markEmitted(before, count);
	const lastMs = takePending(before, count).at(-1)?.timeMs ?? cursor.watermarkMs;
	const watermarkMs = Math.max(cursor.watermarkMs, Math.min(lastMs, nowMs));
	const windowStartMs = isPartial
		? cursor.lookbackStartMs
		: Math.max(cursor.lookbackStartMs, Math.min(watermarkMs, readAtMs) - allowedLatenessMs);
	if (diff.unclear && windowStartMs === cursor.lookbackStartMs) {
		return { cursor: { ...cursor, watermarkMs, emitted: diff.unclear }, diff, isOverflow: false };
	}
	const inWindow = diff.emitted.dropBefore(windowStartMs).fitTo(room);
	const isOverflow = !isPartial && inWindow.weigh(watermarkMs) > room;
	const nextMs = diff.fresh[diff.emittedCount]?.timeMs ?? Number.POSITIVE_INFINITY;
	const highestMs = Math.min(nextMs, watermarkMs + 1);
	const lookbackStartMs = isOverflow
		? Math.max(windowStartMs, Math.min(highestMs, inWindow.startOfNewest(room)))
		: windowStartMs;
	const emitted = inWindow.dropBefore(lookbackStartMs);
	return {
		cursor: { ...cursor, watermarkMs, lookbackStartMs, emitted },
		diff,
		isOverflow: lookbackStartMs > windowStartMs,
	};
}

/**
 * Accounts for the code's scan counter after a read. The counter can move before the log shows the scan (A6): the
 * difference stays outstanding, so that the log is read again, until the allowed lateness has passed since the counter
 * moved last. What counts is when the log was looked at: a read may have waited in memory while its scans were emitted
 * in parts. Of a read that is not finished, scans are outstanding whatever the counter says. What was emitted before
 * the counter moved is not promised once more when it does.
 */
export function accountForCount(
	cursor: ScanCursor,
	count: number | undefined,
	emittedCount: number,
	isFinished: boolean,
	{ nowMs, allowedLatenessMs, isPartial, readAtMs }: Omit<AdvanceOptions, 'room'>,
): ScanCursor {
	const { count: countBefore = 0, outstanding: outstandingBefore, ahead: aheadBefore, ...rest } = cursor;
	const counted = count === undefined ? rest : { ...rest, count };
	const moved = count === undefined ? 0 : Math.max(0, count - countBefore);
	const sinceMs = moved > 0 ? nowMs : (outstandingBefore?.sinceMs ?? nowMs);
	const isStillAhead = aheadBefore !== undefined && nowMs - aheadBefore.sinceMs <= allowedLatenessMs;
	const expected = moved - (isStillAhead ? aheadBefore.scans : 0);
	const promised = (outstandingBefore?.scans ?? 0) + expected - emittedCount;
	if (!isFinished) return { ...counted, outstanding: { scans: Math.max(1, promised), sinceMs } };
	if (promised < 0 && count !== undefined) {
		const aheadSinceMs = emittedCount === 0 && isStillAhead ? aheadBefore.sinceMs : nowMs;
		return { ...counted, ahead: { scans: -promised, sinceMs: aheadSinceMs } };
	}
	const isOver =
		promised <= 0 || count === undefined || (!isPartial && readAtMs - sinceMs > allowedLatenessMs);
	return isOver ? counted : { ...counted, outstanding: { scans: promised, sinceMs } };
}

/**
 * Drops the emitted set of an idle code: the room is for codes that are being scanned. Only the stamps in the future
 * stay, or they would be emitted once more.
 * @param atMs when the log was read last; now, where room is needed although it was not read.
 */
export function evictIdle(cursor: ScanCursor, atMs: number, allowedLatenessMs: number): ScanCursor {
	const { outstanding, watermarkMs, emitted } = cursor;
	const idleForMs = atMs - watermarkMs;
	const isIdle = outstanding === undefined && idleForMs > allowedLatenessMs + EVICT_AFTER_MS;
	if (!isIdle || emitted.size === 0) return cursor;
	const lookbackStartMs = Math.max(cursor.lookbackStartMs, watermarkMs + 1);
	return { ...cursor, lookbackStartMs, emitted: emitted.dropBefore(lookbackStartMs) };
}
