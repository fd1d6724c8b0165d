import type { ScanCursor } from './scanCursor';
import type { WatchedCode } from './watchedCodes';

/** More logs than this in one poll would fill a Pro plan's minute; the others follow with the next polls. */
export const MAX_LOGS_PER_POLL = 50;
/** Logs that may still show a scan although the counter did not move again may take their time. */
const MAX_UNMOVED_LOGS_PER_POLL = 10;

/**
 * Which logs to read now, in the order of turn: those whose counter moved, or that have none, and a few of
 * those that are owed a look.
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
	const owed = inTurn.filter((code) => !isMoved(code) && cursorOf(code.id).owed !== undefined);
	return [...moved, ...owed.slice(0, MAX_UNMOVED_LOGS_PER_POLL)].slice(0, MAX_LOGS_PER_POLL);
}

function hasMoved({ count }: WatchedCode, cursor: ScanCursor): boolean {
	return count === undefined || count !== cursor.count;
}
