import { PAGING } from '../../shared/api/contract';
import type { ScanCursor } from '../scans/cursor';
import type { WatchedCode } from '../scans/cursors';

/** More logs than this in one poll would fill a Pro plan's minute; the others follow with the next polls. */
export const MAX_LOGS_PER_POLL = 50;
/**
 * Logs that may still show a scan although the counter did not move again may take their time: as many as the
 * list has pages, so that they double the cost of a poll at most, but a few in any case.
 */
const MIN_UNMOVED_LOGS_PER_POLL = 3;

/**
 * Which logs to read now, in the order of turn: those whose counter moved, or that have none, and a few of
 * those that are due a look.
 * @param lastReadId the code that was read last; its followers come first.
 */
export function chooseDueCodes(
	codes: readonly WatchedCode[],
	cursorOf: (id: string) => ScanCursor,
	hasOpenRead: (id: string) => boolean,
	lastReadId: string | undefined,
): WatchedCode[] {
	const start = codes.findIndex(({ id }) => id === lastReadId) + 1;
	const inTurn = [...codes.slice(start), ...codes.slice(0, start)];
	const isMoved = (code: WatchedCode) => hasOpenRead(code.id) || hasMoved(code, cursorOf(code.id));
	const moved = inTurn.filter(isMoved);
	const outstanding = inTurn.filter((code) => !isMoved(code) && cursorOf(code.id).outstanding !== undefined);
	const maxOwed = Math.max(MIN_UNMOVED_LOGS_PER_POLL, Math.ceil(codes.length / PAGING.pageSize));
	return [...moved, ...outstanding.slice(0, maxOwed)].slice(0, MAX_LOGS_PER_POLL);
}

function hasMoved({ count }: WatchedCode, cursor: ScanCursor): boolean {
	return count === undefined || count !== cursor.count;
}
