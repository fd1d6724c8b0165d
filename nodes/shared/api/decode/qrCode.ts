import { isObject, omitUndefined } from '../../util/objects';
import { QR_CODE_FACTS, SCAN_FACTS, SINGLE_NAMES } from '../contract';
import { DESIGN_FIELD, DESIGN_FIELDS, QR_CODE_FIELDS } from '../requestNames';
import type { JsonObject } from '../endpoints';
import { Facts, readFact, toKey } from './facts';
import { unknownForm, unwrapObject } from './requireObject';
import { toCount, toFilledText, toFlag, toId, toTextOnly, toTimeMs } from './values';

/** A QR code in our own words (A3). Everything but `raw` may be missing. */
export interface QrCode {
	id?: string;
	name?: string;
	type?: string;
	shortUrl?: string;
	destinationUrl?: string;
	/** B12: a link to its image. */
	imageUrl?: string;
	scanCount?: number;
	/** When it was made. */
	createdAtMs?: number;
	isDeleted: boolean;
	/** In the names that calls use. */
	design?: JsonObject;
	/** Everything that the API sent. */
	raw: JsonObject;
}

/** A code that a call can be made for. */
export type QrCodeWithId = QrCode & { id: string };

/** Reads a code, as an entry of a list or from what {@link requireQrCode} found; undefined for what is no object. */
export function decodeQrCode(value: unknown): QrCode | undefined {
	if (!isObject(value)) return undefined;
	const facts = new Facts(value);
	const { id, name, type, shortUrl, destinationUrl, imageUrl, scanCount, createdAt, design } = QR_CODE_FACTS;
	return omitUndefined({
		id: facts.first(id, toId),
		name: facts.first(name, toFilledText),
		type: facts.first(type, toTextOnly),
		shortUrl: facts.first(shortUrl, toTextOnly),
		destinationUrl: facts.first(destinationUrl, toTextOnly),
		imageUrl: facts.first(imageUrl, toTextOnly),
		scanCount: facts.first(scanCount, toCount),
		createdAtMs: facts.first(createdAt, toTimeMs),
		isDeleted: facts.first(QR_CODE_FACTS.deletedAt, toFlag) ?? false,
		design: facts.first(design, toDesign),
		raw: value,
	});
}

/**
 * Reads an answer that holds one code, also from inside an object of its own.
 * @throws {ConnectorError} kind 'unexpectedAnswer' for what shows nothing of a code.
 */
export function requireQrCode(data: unknown): QrCode {
	const code = decodeSingleQrCode(data);
	if (code?.id || code?.name || code?.shortUrl || code?.destinationUrl) return code;
	throw unknownForm('one QR code', data);
}

/** Reads an answer that may hold one code; undefined where there is none, as in an empty answer. */
export function decodeSingleQrCode(data: unknown): QrCode | undefined {
	return decodeQrCode(findQrCode(data));
}

/** Whether an answer that says `success: false` shows a code that exists: what exists counts more than what is said. */
export function showsNewQrCode(body: unknown): boolean {
	const code = isObject(body) ? decodeSingleQrCode(body.data ?? body) : undefined;
	return hasId(code) && (code.shortUrl !== undefined || code.destinationUrl !== undefined);
}

function findQrCode(data: unknown): JsonObject | undefined {
	return unwrapObject(data, SINGLE_NAMES.qrCode, (object) => readId(object) !== undefined);
}

/** Reads the codes of a list; entries that are no objects are left out. */
export function decodeQrCodes(rows: readonly unknown[]): QrCode[] {
	return rows.map(decodeQrCode).filter((code) => code !== undefined);
}

/** Whether a call can be made for a code. */
export function hasId(code: QrCode | undefined): code is QrCodeWithId {
	return code?.id !== undefined;
}

/** The ID of a code. */
export function readId(object: JsonObject): string | undefined {
	return readFact(object, QR_CODE_FACTS.id, toId);
}

/** Under which names of its own an object, a code or a scan, gives its ID. */
export function idKeysOf(object: JsonObject): string[] {
	const facts = new Facts(object);
	return [SCAN_FACTS.id, QR_CODE_FACTS.id].flatMap((fact) => facts.keys(fact)).slice(0, 1);
}

/** The ID of an entry of a list, be it one of codes or of scans, which name their code too. */
export function readEntryId(entry: JsonObject): string | undefined {
	return readFact(entry, SCAN_FACTS.id, toId) ?? readId(entry);
}

/**
 * What a code of the API holds in a field that is named as calls name it, whatever the answer calls it.
 * @param field a field of the create call, or one that only this account has.
 */
export function readField(code: JsonObject, field: string): unknown {
	const decoded = decodeQrCode(code);
	switch (field) {
		case QR_CODE_FIELDS.id:
			return decoded?.id;
		case QR_CODE_FIELDS.name:
			return decoded?.name;
		case QR_CODE_FIELDS.type:
			return decoded?.type;
		case QR_CODE_FIELDS.destinationUrl:
			return decoded?.destinationUrl;
		case DESIGN_FIELD:
			return decoded?.design;
		default:
			return readFact(code, { names: [field] }, (value) => value);
	}
}

const WIRE_NAMES = new Map<string, string>(Object.values(DESIGN_FIELDS).map((name) => [toKey(name), name]));

/** A design may come spelt otherwise than it has to be sent: `dotColor`. */
function toDesign(value: unknown): JsonObject | undefined {
	if (!isObject(value)) return undefined;
	return Object.fromEntries(
		Object.entries(value).map(([key, entry]) => [WIRE_NAMES.get(toKey(key)) ?? key, entry]),
	);
}
