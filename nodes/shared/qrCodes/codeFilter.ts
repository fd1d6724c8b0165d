import type { QrCode } from '../api/decode/qrCode';
import { toComparableText } from '../input/visibleText';
import { matchesSearch } from './describeQrCode';

/** Which codes of an account are meant, wherever several are. All that is given has to hold; nothing given means all. */
export interface CodeFilter {
	/** A text in the name, short link, destination or ID. */
	search?: string;
	nameStartsWith?: string;
	destinationContains?: string;
	/** Made at this moment or later; milliseconds since 1970. */
	createdAfterMs?: number;
	/** Made before this moment; milliseconds since 1970. */
	createdBeforeMs?: number;
	minScans?: number;
	/** 0: never scanned. */
	maxScans?: number;
	type?: string;
}

/**
 * Whether a code is meant. Letter case does not count. What a code does not show never fits: a code without a counter
 * is not one that was never scanned.
 */
export function matchesCodeFilter(code: QrCode, filter: CodeFilter): boolean {
	const { search, nameStartsWith, destinationContains, type } = filter;
	return (
		(search === undefined || matchesSearch(code, search)) &&
		compareTexts(code.name, nameStartsWith, (text, wanted) => text.startsWith(wanted)) &&
		compareTexts(code.destinationUrl, destinationContains, (text, wanted) => text.includes(wanted)) &&
		compareTexts(code.type, type, (text, wanted) => text === wanted) &&
		isWithin(code.createdAtMs, filter.createdAfterMs, belowNext(filter.createdBeforeMs)) &&
		isWithin(code.scanCount, filter.minScans, filter.maxScans)
	);
}

/** Whether a code does not show when it was made, or how often it was scanned, where a filter asks for it. */
export function lacksFacts(code: QrCode, filter: CodeFilter): boolean {
	const { createdAfterMs, createdBeforeMs, minScans, maxScans } = filter;
	const isAsked = (...values: unknown[]) => values.some((value) => value !== undefined);
	return (
		(isAsked(createdAfterMs, createdBeforeMs) && code.createdAtMs === undefined) ||
		(isAsked(minScans, maxScans) && code.scanCount === undefined)
	);
}

/** Whether a filter lets every code through. */
export function isOpenFilter(filter: CodeFilter): boolean {
	return Object.values(filter).every((value) => value === undefined);
}

function compareTexts(
	text: string | undefined,
	wanted: string | undefined,
	fits: (text: string, wanted: string) => boolean,
): boolean {
	if (wanted === undefined) return true;
	return text !== undefined && fits(toComparable(text), toComparable(wanted));
}

function toComparable(text: string): string {
	return toComparableText(text).toLowerCase();
}

/** Times are whole milliseconds. */
function belowNext(endMs: number | undefined): number | undefined {
	return endMs === undefined ? undefined : endMs - 1;
}

function isWithin(value: number | undefined, min: number | undefined, max: number | undefined): boolean {
	if (min === undefined && max === undefined) return true;
	if (value === undefined) return false;
	return (min === undefined || value >= min) && (max === undefined || value <= max);
}
