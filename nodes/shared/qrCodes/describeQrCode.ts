import { decodeQrCode, type QrCode } from '../api/decode/qrCode';
import type { JsonObject } from '../api/endpoints';
import { toComparableText } from '../input/visibleText';

/** What a list entry shows to a person: the name, or the best that there is in its place. */
export function describeQrCode({ id = '', name, shortUrl }: QrCode): string {
	const label = name?.trim() ?? id;
	return shortUrl === undefined ? label : `${label} (${shortUrl.replace(/^https?:\/\//, '')})`;
}

/** "3 entries without an ID", which a list may hold besides codes (A3): no call can be made for them. */
export function countWithoutId(count: number): string {
	return `${count} ${count === 1 ? 'entry' : 'entries'} without an ID`;
}

/** Whether a code has a text in its name, short link, destination or ID, whatever the letter case. */
export function matchesSearch({ id, name, shortUrl, destinationUrl }: QrCode, search: string): boolean {
	const wanted = toSearchable(search);
	return [id, name, destinationUrl, shortUrl].some((text = '') => toSearchable(text).includes(wanted));
}

function toSearchable(text: string): string {
	return toComparableText(text).toLowerCase();
}

/**
 * The fields by which an item of either node names a code; null for what the API does not say.
 * @param code as the API sent it; undefined where nothing was read of it.
 */
export function pickCodeFields(id: string, code: JsonObject | undefined): JsonObject {
	const { name = null, shortUrl = null, destinationUrl = null } = decodeQrCode(code) ?? {};
	return { id, name, shortUrl, destinationUrl };
}
