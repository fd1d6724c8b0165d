import {
	selectBatch as handOutSorted,
	type FinishedRead,
} from '../../nodes/QrCodeStackTrigger/scans/selectBatch';
import type { Scan } from '../../nodes/QrCodeStackTrigger/scans/scan';
import { diffScans } from '../../nodes/QrCodeStackTrigger/scans/diff';
import { cursorOf } from '../../nodes/QrCodeStackTrigger/scans/state';

type Arguments = Parameters<typeof handOutSorted>;

/** A read as the log showed it. */
export type UnsortedRead = Omit<FinishedRead, 'sorted'> & { scans: readonly Scan[] };

/** `selectBatch` for reads that are sorted by the very state that they are handed out from. */
export function selectBatch(
	state: Arguments[0],
	reads: readonly UnsortedRead[],
	settings: Arguments[2],
	nowMs: number,
) {
	const sorted = reads.map(({ scans, ...read }) => ({
		...read,
		sorted: diffScans(cursorOf(state, read.code.id), scans),
	}));
	return handOutSorted(state, sorted, settings, nowMs);
}
