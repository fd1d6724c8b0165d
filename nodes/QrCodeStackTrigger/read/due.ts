import { PAGE_SIZE } from '../../shared/api/limits';
import type { ScanCursor } from '../scans/cursor';
import type { KnownCode } from './readMemory';

/** More logs than this in one poll would fill a Pro plan's minute; the others follow with the next polls. */
export const MAX_LOGS_PER_POLL = 50;
/**
 * Logs that may still show a scan although the counter did not move again may take their time: as many as the
 * list has pages, so that they double the cost of a poll at most, but a few in any case.
 */
const MIN_OUTSTANDING_LOGS_PER_POLL = 3;
/**
 * A scan counter may stand still although scans come in: it may be cached, or count something else. So every log
 * is read this often whatever its counter says.
 */
const STALE_AFTER_MS = 60 * 60_000;
/** One poll in five goes to stale logs: the other four stay quick to find what counters do show. */
const LISTS_BETWEEN_STALEST = 4;
/** A log that is longer than this is read on by itself, while the others have their turns. */
export const SHORT_LOG_PAGES = 3;

/**
 * The logs to read in a poll that has asked the list, in the order of turn: those that have been read and have scans
 * to emit, which costs no call; those that changed, and a few of those that have scans outstanding, each time the
 * one first whose turn is the longest ago.
 */
export function chooseDueCodes(
	codes: readonly KnownCode[],
	cursorOf: (id: string) => ScanCursor,
	nowMs: number,
): KnownCode[] {
	const ready = codes.filter(isReady);
	const others = codes.filter((code) => !isReady(code) && !isWaiting(code, codes));
	const isChanged = (code: KnownCode) => code.read !== undefined || hasMoved(code, cursorOf(code.id));
	const changed = others.filter(isChanged);
	const outstanding = others.filter(
		(code) => !isChanged(code) && cursorOf(code.id).outstanding !== undefined,
	);
	const mostOutstanding = Math.max(MIN_OUTSTANDING_LOGS_PER_POLL, Math.ceil(codes.length / PAGE_SIZE));
	const inTurn = [
		...stalestFirst(changed, nowMs),
		...stalestFirst(outstanding, nowMs).slice(0, mostOutstanding),
	];
	return [...ready, ...inTurn.slice(0, MAX_LOGS_PER_POLL)];
}

/** Whether it is the turn of the stalest logs, after so many lists since the last one. */
export function isTurnOfStalest(listsSinceStalest: number): boolean {
	return listsSinceStalest >= LISTS_BETWEEN_STALEST;
}

/**
 * The stalest logs, which one poll in five reads in place of the list: those that were not read for an hour. Codes
 * without a counter are read all the time, and what is being read goes on with the other polls.
 * @param most how many calls a poll usually takes: it must not cost more than the one that it stands in for.
 */
export function chooseStalest(codes: readonly KnownCode[], most: number, nowMs: number): KnownCode[] {
	const stale = codes.filter(
		({ count, read, lastReadAtMs }) =>
			count !== undefined && read === undefined && ageOf(lastReadAtMs, nowMs) >= STALE_AFTER_MS,
	);
	return stalestFirst(stale, nowMs).slice(0, Math.min(MAX_LOGS_PER_POLL, Math.max(1, most)));
}

/** Whether a log was read, and has scans that could not be emitted yet. */
export function isReady({ read }: KnownCode): boolean {
	return read?.isComplete === true;
}

/**
 * Whether a long log waits while another one is read: several at once would all be held in memory, and none would
 * get to its end. The one that was begun first goes on; one that fails steps back.
 */
export function isWaiting({ read }: KnownCode, codes: readonly KnownCode[]): boolean {
	if (!read || read.isComplete || read.pagesRead < SHORT_LOG_PAGES) return false;
	return isBehindAnother(read, codes);
}

/** Whether another long read comes before one. */
export function isBehindAnother(read: OpenRead, codes: readonly KnownCode[]): boolean {
	return codes.some(({ read: other }) => other !== undefined && other !== read && comesBefore(other, read));
}

type OpenRead = NonNullable<KnownCode['read']>;

function comesBefore(other: OpenRead, read: OpenRead): boolean {
	if (other.isComplete || other.pagesRead === 0) return false;
	if (other.hasFailed !== read.hasFailed) return read.hasFailed;
	return other.order < read.order;
}

function stalestFirst(codes: readonly KnownCode[], nowMs: number): KnownCode[] {
	return [...codes].sort((a, b) => ageOf(b.lastReadAtMs, nowMs) - ageOf(a.lastReadAtMs, nowMs));
}

/** A moment that lies ahead was noted before the clock was set back: nobody knows how long ago it was. */
function ageOf(atMs: number, nowMs: number): number {
	return atMs > nowMs ? Number.MAX_SAFE_INTEGER : nowMs - atMs;
}

function hasMoved({ count }: KnownCode, cursor: ScanCursor): boolean {
	return count === undefined || count !== cursor.count;
}
