import { handOut as handOutSorted, type FinishedRead } from '../../nodes/QrCodeStackTrigger/handOut';
import { sortScans } from '../../nodes/QrCodeStackTrigger/sortedScans';
import { cursorOf } from '../../nodes/QrCodeStackTrigger/triggerState';

type Arguments = Parameters<typeof handOutSorted>;

/** `handOut` for reads that are sorted by the very state that they are handed out from. */
export function handOut(
	state: Arguments[0],
	reads: ReadonlyArray<Omit<FinishedRead, 'sorted'>>,
	settings: Arguments[2],
	nowMs: number,
) {
	const sorted = reads.map((read) => ({
		...read,
		sorted: sortScans(cursorOf(state, read.code.id), read.scans),
	}));
	return handOutSorted(state, sorted, settings, nowMs);
}
