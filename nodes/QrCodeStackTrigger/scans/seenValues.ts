import { traitWords, type ScanTrait } from '../../shared/api/decode/scanTraits';
import type { JsonObject } from '../../shared/api/endpoints';
import { tidyText } from '../../shared/util/redact';
import type { ScanFilters } from '../settings/settings';
import { filteredTraits } from './filter';

/** A text names so many values of a kind; a person sees from them how the API writes. */
const MAX_VALUES = 10;
/** An address may be long, and its beginning shows where it leads. */
const MAX_VALUE_LENGTH = 60;

/** How a text names each trait, for one value and for several. */
const TRAIT_NAMES: Readonly<Record<ScanTrait, readonly [one: string, several: string]>> = {
	country: ['the country', 'the countries'],
	city: ['the city', 'the cities'],
	device: ['the device', 'the devices'],
	os: ['the operating system', 'the operating systems'],
	browser: ['the browser', 'the browsers'],
	referrer: ['the referrer', 'the referrers'],
};

/**
 * What scans say where a filter asks, for a text: `the countries DE, FR and the device mobile`.
 * @param apiKey is kept out of the text.
 */
export function describeSeenValues(
	rows: readonly JsonObject[],
	filters: ScanFilters,
	apiKey: string,
): string {
	return filteredTraits(filters)
		.map((trait) => describeTrait(rows, trait, apiKey))
		.join(' and ');
}

function describeTrait(rows: readonly JsonObject[], trait: ScanTrait, apiKey: string): string {
	const words = rows.map((row) => traitWords(row, trait)[0] ?? '');
	const values = [
		...new Set(words.map((word) => tidyText(word, apiKey).slice(0, MAX_VALUE_LENGTH).toWellFormed())),
	];
	const named = values.filter((value) => value !== '');
	const [one, several] = TRAIT_NAMES[trait];
	if (named.length === 0) return `no ${one.replace('the ', '')}`;
	const more = named.length > MAX_VALUES ? ` and ${named.length - MAX_VALUES} more` : '';
	return `${named.length === 1 ? one : several} ${named.slice(0, MAX_VALUES).join(', ')}${more}`;
}
