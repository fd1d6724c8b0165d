import { QR_CODE_FIELDS } from '../api/contract';
import { isObject } from '../util/objects';
import { sha256 } from '../util/hash';

/**
 * What tells a page from any other one: the IDs of its rows where each has one of its own, since all else may
 * change from one call to the next, as a scan counter does; the whole rows otherwise.
 */
export function fingerprintPage(rows: readonly unknown[]): string {
	const ids = rows.map((row) => (isObject(row) ? row[QR_CODE_FIELDS.id] : undefined));
	const named = new Set(ids.filter((id) => typeof id === 'string' || typeof id === 'number'));
	return sha256(JSON.stringify(named.size === rows.length ? ids : rows), 'base64');
}
