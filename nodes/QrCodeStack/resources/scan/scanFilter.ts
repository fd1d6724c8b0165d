import type { IExecuteFunctions } from 'n8n-workflow';

import type { Scan } from '../../../shared/api/decode/scan';
import { traitWords } from '../../../shared/api/decode/scanTraits';
import { invalidInput } from '../../../shared/errors/connectorError';
import { countryCode, requireCountryCode } from '../../../shared/input/country';
import { toDevice } from '../../../shared/input/deviceWords';
import { parseList } from '../../../shared/input/parameterValues';
import {
	parseDateMs,
	readFilter,
	requireCollection,
	requireRange,
} from '../../../shared/qrCodes/codeFilterFields';
import { omitUndefined } from '../../../shared/util/objects';
import { SCAN_LABELS } from '../../fields/scanFields';
import { isToolUse } from '../../run/toolUse';
import { readItemParameter } from '../../input/itemParameter';

/** Which scans are meant. All that is given has to hold; nothing given means all. */
export interface ScanFilter {
	/** At this moment or later; milliseconds since 1970. */
	afterMs?: number;
	/** Before this moment; milliseconds since 1970. */
	beforeMs?: number;
	/** ISO 3166-1 alpha-2. */
	countries?: readonly string[];
	/** As {@link toDevice} writes them. */
	devices?: readonly string[];
}

/**
 * Which scans the Filters of an operation mean.
 * @throws {ConnectorError} kind 'invalidInput' where a filter was added and is empty, which would mean every scan, where
 * the two moments leave nothing in between, and for a word that names no country.
 */
export function readScanFilter(context: IExecuteFunctions, itemIndex: number): ScanFilter {
	const allowsEmpty = isToolUse(context);
	const collection = readItemParameter(context, 'filters', itemIndex, {});
	const given = requireCollection(collection, SCAN_LABELS.filters, { allowsEmpty });
	const read = <T>(name: 'after' | 'before' | 'country' | 'device', parse: (value: unknown) => T) =>
		readFilter(given, name, SCAN_LABELS[name], parse, { allowsEmpty });
	const toMs = (label: string) => (value: unknown) => parseDateMs(value, label, context.getTimezone());
	const filter: ScanFilter = omitUndefined({
		afterMs: read('after', toMs(SCAN_LABELS.after)),
		beforeMs: read('before', toMs(SCAN_LABELS.before)),
		countries: read('country', (value) =>
			readWords(value, SCAN_LABELS.country, allowsEmpty)?.map(requireCountryCode),
		),
		devices: read('device', (value) => readWords(value, SCAN_LABELS.device, allowsEmpty)?.map(toDevice)),
	});
	requireRange(filter.afterMs, filter.beforeMs, [SCAN_LABELS.after, SCAN_LABELS.before]);
	return filter;
}

/** @returns undefined where a model gave none. */
function readWords(value: unknown, field: string, allowsEmpty: boolean): string[] | undefined {
	const words = parseList(value, field);
	if (words.length > 0) return words;
	if (allowsEmpty) return undefined;
	throw invalidInput('filterEmpty', { field });
}

/** Whether a scan is meant. What it does not say never fits. */
export function matchesScanFilter({ timeMs, raw }: Scan, filter: ScanFilter): boolean {
	const { afterMs = Number.NEGATIVE_INFINITY, beforeMs = Number.POSITIVE_INFINITY } = filter;
	if (timeMs < afterMs || timeMs >= beforeMs) return false;
	return matchesTraits(raw, filter);
}

/** The same for what a scan says of who scanned, whenever it was. */
export function matchesTraits(raw: Scan['raw'], { countries, devices }: ScanFilter): boolean {
	const hasCountry = (word: string) => countries?.includes(countryCode(word) ?? '') === true;
	const hasDevice = (word: string) => devices?.includes(toDevice(word)) === true;
	return (
		(countries === undefined || traitWords(raw, 'country').some(hasCountry)) &&
		(devices === undefined || traitWords(raw, 'device').some(hasDevice))
	);
}
