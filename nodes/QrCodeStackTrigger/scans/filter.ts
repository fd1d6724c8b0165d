import { SCAN_FIELDS } from '../../shared/api/contract';
import { toText } from '../../shared/util/objects';
import type { EmittedScan } from './selectBatch';
import type { ScanCursor } from './cursor';
import { cursorOf, type CursorSet } from './cursors';
import type { TriggerSettings } from '../settings/settings';

/**
 * Takes out what the person does not want. It works on what the cursors have already put behind them, so
 * that a scan that was filtered out is never read again.
 * @param before the state before this poll, which tells whether a code was scanned before.
 */
export function filterScans(
	emitted: readonly EmittedScan[],
	before: CursorSet,
	{ filters }: TriggerSettings,
): EmittedScan[] {
	const known = new Set<string>();
	return emitted.filter(({ qrCodeId, scan }) => {
		const isFirst = !known.has(qrCodeId) && isUntouched(cursorOf(before, qrCodeId));
		known.add(qrCodeId);
		if (filters.firstScanOnly && !isFirst) return false;
		return (
			isAmong(scan.row[SCAN_FIELDS.country], filters.countries) &&
			isAmong(scan.row[SCAN_FIELDS.device], filters.devices)
		);
	});
}

/** Whether no scan of the code was emitted since its starting point, which may be another than the trigger's. */
function isUntouched({ watermarkMs, lookbackStartMs, seen, sketch }: ScanCursor): boolean {
	return watermarkMs === lookbackStartMs && seen.length === 0 && sketch === undefined;
}

function isAmong(value: unknown, wanted: readonly string[]): boolean {
	return wanted.length === 0 || wanted.includes(toText(value).trim().toLowerCase());
}
