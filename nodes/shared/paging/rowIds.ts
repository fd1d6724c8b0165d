import { readEntryId } from '../api/decode/qrCode';
import { isObject } from '../util/objects';
import { sha256 } from '../util/hash';

/**
 * The IDs of a page's rows; undefined where not each of them has one of its own, so that an ID there does not
 * tell one row from another.
 */
export function readRowIds(rows: readonly unknown[]): string[] | undefined {
	const ids = rows.map((row) => (isObject(row) ? readEntryId(row) : undefined));
	const named = new Set(ids.filter((id) => id !== undefined));
	return named.size === rows.length ? [...named] : undefined;
}

/**
 * What tells a page from any other one: the IDs of its rows, since all else may change from one call to the next,
 * as a scan counter does; the whole rows where they have none.
 */
export function fingerprintPage(rows: readonly unknown[]): string {
	return sha256(JSON.stringify(readRowIds(rows) ?? rows), 'base64');
}
