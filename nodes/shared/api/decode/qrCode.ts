import { QR_CODE_FIELDS } from '../contract';
import type { JsonObject } from '../endpoints';
import { toComparableText } from '../../input/visibleText';
import { toText } from '../../util/objects';

/** The first of several names under which an object may carry a fact (A3, A4). */
export function firstFilled(object: JsonObject, names: readonly string[]): unknown {
	return names
		.map((name) => object[name])
		.find((value) => value !== undefined && value !== null && value !== '');
}

/** A3: a list may show codes that were deleted; a call for one of them finds nothing. */
export function isDeleted(code: JsonObject): boolean {
	return Boolean(code[QR_CODE_FIELDS.deletedAt]);
}

/** "3 entries without an ID", which a list may hold besides codes (A3): no call can be made for them. */
export function countWithoutId(count: number): string {
	return `${count} ${count === 1 ? 'entry' : 'entries'} without an ID`;
}

/** How often a code was scanned, where the list tells it as a number (A3). */
export function readScanCount(code: JsonObject): number | undefined {
	const count = firstFilled(code, QR_CODE_FIELDS.scanCount);
	return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : undefined;
}

/** Whether a code has a text in its name, short link, destination or ID, whatever the letter case. */
export function matchesSearch(code: JsonObject, search: string): boolean {
	const wanted = toSearchable(search);
	const { id, name, shortUrl, destinationUrl } = QR_CODE_FIELDS;
	const texts = [code[id], code[name], code[destinationUrl], firstFilled(code, shortUrl)];
	return texts.some((text) => toSearchable(toText(text)).includes(wanted));
}

function toSearchable(text: string): string {
	return toComparableText(text).toLowerCase();
}

/** What a list entry shows to a person: the name, or the best that there is in its place. */
export function describeQrCode(code: JsonObject): string {
	const id = toText(code[QR_CODE_FIELDS.id]);
	const name = code[QR_CODE_FIELDS.name];
	const shortUrl = firstFilled(code, QR_CODE_FIELDS.shortUrl);
	const label = typeof name === 'string' && name.trim() !== '' ? name.trim() : id;
	return typeof shortUrl === 'string' ? `${label} (${shortUrl.replace(/^https?:\/\//, '')})` : label;
}
