import { SCAN_TRAITS, traitWords, type ScanTrait } from '../../shared/api/decode/scanTraits';
import type { JsonObject } from '../../shared/api/endpoints';
import { countryCode } from '../../shared/input/country';
import { toDevice } from '../../shared/input/deviceWords';
import { hasWords, toFilterText } from '../../shared/input/filterText';
import type { ScanFilters, TriggerSettings } from '../settings/settings';
import type { ScanCursor } from './cursor';
import { cursorOf, type CursorSet } from './cursors';
import type { EmittedScan } from './selectBatch';

/** The scans of a batch, divided by what the person wants to see. */
export interface FilteredScans {
	passed: EmittedScan[];
	/** Those that a filter took out for what they say of who scanned. */
	blocked: EmittedScan[];
}

/**
 * Takes out what the person does not want. The cursors have moved past it already, so that a scan that was filtered
 * out is never read again.
 * @param before the state before this poll, which shows whether a code was scanned before.
 */
export function filterScans(
	emitted: readonly EmittedScan[],
	before: CursorSet,
	{ filters }: Pick<TriggerSettings, 'filters'>,
): FilteredScans {
	const known = new Set<string>();
	const result: FilteredScans = { passed: [], blocked: [] };
	for (const entry of emitted) {
		const { qrCodeId, scan } = entry;
		const isFirst = !known.has(qrCodeId) && isUntouched(cursorOf(before, qrCodeId));
		known.add(qrCodeId);
		if (filters.firstScanOnly && !isFirst) continue;
		(passesFilters(scan.row, filters) ? result.passed : result.blocked).push(entry);
	}
	return result;
}

/** Whether a scan is one that the person wants to see, by what it says of who scanned. */
export function passesFilters(row: JsonObject, filters: ScanFilters): boolean {
	return filteredTraits(filters).every((trait) =>
		traitWords(row, trait).some((word) => isWanted(trait, word, filters)),
	);
}

/** The traits that a filter is set for. */
export function filteredTraits(filters: ScanFilters): ScanTrait[] {
	return SCAN_TRAITS.filter((trait) => wantedOf(trait, filters).length > 0);
}

function wantedOf(trait: ScanTrait, filters: ScanFilters): readonly string[] {
	switch (trait) {
		case 'country':
			return filters.countries;
		case 'city':
			return filters.cities;
		case 'device':
			return filters.devices;
		case 'os':
			return filters.operatingSystems;
		case 'browser':
			return filters.browsers;
		case 'referrer':
			return filters.referrerContains === '' ? [] : [filters.referrerContains];
	}
}

function isWanted(trait: ScanTrait, word: string, filters: ScanFilters): boolean {
	const wanted = wantedOf(trait, filters);
	const text = toFilterText(word);
	switch (trait) {
		case 'country':
			return wanted.includes(countryCode(word) ?? '');
		case 'city':
			return wanted.includes(text);
		case 'device':
			return wanted.some((device) => toDevice(device) === toDevice(text));
		case 'os':
		case 'browser':
			// "Safari" also means "Mobile Safari", and "iOS" the one of which the API states the version
			return wanted.some((name) => hasWords(text, name));
		case 'referrer':
			return wanted.some((part) => text.includes(part));
	}
}

/** Whether no scan of the code was emitted since its baseline, which may be another than the trigger's. */
function isUntouched({ watermarkMs, lookbackStartMs, emitted }: ScanCursor): boolean {
	return watermarkMs === lookbackStartMs && emitted.size === 0;
}
