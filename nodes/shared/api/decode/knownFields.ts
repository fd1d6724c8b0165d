import { QR_CODE_FACTS, SCAN_FACTS } from '../contract';
import type { JsonObject } from '../endpoints';
import { Facts, type FactNames } from './facts';

/** Where a model reads which file was attached to a code, spelled as the API spells the names beside it. */
export const ATTACHED_FILE = 'attached_file';

/** The columns that a row of a spreadsheet gets, spelled as the API spells the names of its own columns. */
export const ROW_COLUMNS = {
	id: 'qr_code_id',
	shortUrl: 'short_url',
	outcome: 'outcome',
	problem: 'problem',
} as const;

/** What is worth showing of a code, the most telling first. */
const QR_CODE_ORDER: readonly FactNames[] = [
	{ names: [ATTACHED_FILE] },
	QR_CODE_FACTS.id,
	QR_CODE_FACTS.name,
	QR_CODE_FACTS.shortUrl,
	QR_CODE_FACTS.destinationUrl,
	QR_CODE_FACTS.scanCount,
	QR_CODE_FACTS.type,
	QR_CODE_FACTS.createdAt,
	QR_CODE_FACTS.deletedAt,
];

/** What is worth showing of a scan, the most telling first. */
const SCAN_ORDER: readonly FactNames[] = [
	SCAN_FACTS.id,
	SCAN_FACTS.qrCodeId,
	SCAN_FACTS.time,
	SCAN_FACTS.country,
	SCAN_FACTS.city,
	SCAN_FACTS.device,
	SCAN_FACTS.os,
	SCAN_FACTS.browser,
	SCAN_FACTS.referrer,
];

/** Fields of a scan that say nothing to a person. */
export const MEANINGLESS: ReadonlySet<string> = new Set(['ip_hash']);

/** How a short form counts what it leaves out, spelled as the API spells the names beside it. */
export const LEFT_OUT = 'left_out';

/** The known fields of a code, under the names that the answer uses, where `isShown` lets their values through. */
export function listQrCodeFields(
	code: JsonObject,
	isShown: (value: unknown) => boolean,
): Array<[string, unknown]> {
	return listFields(code, QR_CODE_ORDER, isShown);
}

/** The same of a scan. */
export function listScanFields(
	scan: JsonObject,
	isShown: (value: unknown) => boolean,
): Array<[string, unknown]> {
	return listFields(scan, SCAN_ORDER, isShown);
}

/** A fact under its own name, or under ours where it stands deeper in the object. */
function listFields(
	object: JsonObject,
	order: readonly FactNames[],
	isShown: (value: unknown) => boolean,
): Array<[string, unknown]> {
	const facts = new Facts(object);
	return order.flatMap((fact): Array<[string, unknown]> => {
		const own = facts.keys(fact).filter((key) => isShown(object[key]));
		if (own.length > 0) return own.map((key) => [key, object[key]]);
		const [name = ''] = fact.names;
		const deeper = facts.first(fact, (value) => (isShown(value) ? value : undefined));
		return deeper === undefined ? [] : [[name, deeper]];
	});
}
