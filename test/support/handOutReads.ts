import {
	selectBatch as handOutSorted,
	type FinishedRead,
} from '../../nodes/QrCodeStackTrigger/scans/selectBatch';
import type { Scan } from '../../nodes/QrCodeStackTrigger/scans/scan';
import { diffScans } from '../../nodes/QrCodeStackTrigger/scans/diff';
import { cursorOf, type CursorSet } from '../../nodes/QrCodeStackTrigger/scans/cursors';

type Settings = Parameters<typeof handOutSorted>[2];

/** A read as the log showed it. */
export type UnsortedRead = Omit<FinishedRead, 'sorted'> & { scans: readonly Scan[] };

/** `selectBatch` for reads that are sorted by the very state that they are handed out from. */
export function selectBatch<State extends CursorSet>(
	state: State,
	reads: readonly UnsortedRead[],
	settings: Settings,
	nowMs: number,
) {
	const sorted = reads.map(({ scans, ...read }) => ({
		...read,
		sorted: diffScans(cursorOf(state, read.code.id), scans),
	}));
	return handOutSorted(state, sorted, settings, nowMs);
}
