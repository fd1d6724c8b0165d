import type { ScanCursor } from '../../nodes/QrCodeStackTrigger/scans/cursor';
import { readCursor, writeCursor } from '../../nodes/QrCodeStackTrigger/scans/cursorText';
import { EmittedSet } from '../../nodes/QrCodeStackTrigger/scans/emittedSet';
import type { Scan } from '../../nodes/QrCodeStackTrigger/scans/scan';
import { shortHash } from '../../nodes/shared/util/hash';

/** A scan of which only its time and its name matter. */
export function scanAt(timeMs: number, scanId: number | string = `s${timeMs}`): Scan {
	return { scanId: String(scanId), identity: shortHash(String(scanId)), timeMs, row: {} };
}

/** What is left of a cursor after n8n stored it and started anew. */
export function restartCursor(cursor: ScanCursor): ScanCursor {
	return readCursor(JSON.parse(JSON.stringify(writeCursor(cursor)))) as ScanCursor;
}

/** The set of some scans that were emitted. */
export function emittedOf(scanIds: readonly string[], timeMs = 0): EmittedSet {
	return EmittedSet.of(scanIds.map((scanId) => scanAt(timeMs, scanId)));
}

/** Whether a cursor is stored with a sketch of what was emitted. */
export function isSketched(cursor: ScanCursor): boolean {
	return writeCursor(cursor).includes('~');
}
