import { countriesOf, devicesOf } from '../../shared/api/decode/scan';
import type { JsonObject } from '../../shared/api/endpoints';
import { countryCode } from '../../shared/input/country';
import { toDevice } from '../../shared/input/deviceWords';
import { toFilterText } from '../../shared/input/filterText';
import type { EmittedScan } from './selectBatch';
import type { ScanCursor } from './cursor';
import { cursorOf, type CursorSet } from './cursors';
import type { TriggerSettings } from '../settings/settings';

/**
 * Takes out what the person does not want. The cursors have moved past it already, so that a scan that was filtered
 * out is never read again.
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
			passesWords(countriesOf, scan.row, filters.countries, toCountry) &&
			passesWords(devicesOf, scan.row, filters.devices, toDevice)
		);
	});
}

/** Whether no scan of the code was emitted since its baseline, which may be another than the trigger's. */
function isUntouched({ watermarkMs, lookbackStartMs, emitted }: ScanCursor): boolean {
	return watermarkMs === lookbackStartMs && emitted.size === 0;
}

/** The word by which a country is compared: its code, whether it is written as DE, Germany or Deutschland. */
function toCountry(word: string): string {
	return countryCode(word) ?? toFilterText(word);
}

function passesWords(
	wordsOf: (row: JsonObject) => string[],
	row: JsonObject,
	wanted: readonly string[],
	toWord: (word: string) => string,
): boolean {
	if (wanted.length === 0) return true;
	const words = wanted.map(toWord);
	return wordsOf(row).some((word) => words.includes(toWord(word)));
}
