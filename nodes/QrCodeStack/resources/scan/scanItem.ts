import { decodeQrCode } from '../../../shared/api/decode/qrCode';
import type { JsonObject } from '../../../shared/api/endpoints';
import { toText } from '../../../shared/util/objects';
import type { MeantCode } from './meantCodes';

/** The fields by which an item names a code; null for what is not known of it. The trigger's items name it alike. */
export function nameCode({ id, code }: MeantCode): JsonObject {
	const { name = null, shortUrl = null, destinationUrl = null } = code ? (decodeQrCode(code.raw) ?? {}) : {};
	return { id: toText(id), name, shortUrl, destinationUrl };
}

/** A scan together with its code. A member of the API with our name is kept in `raw`. */
export function withCode(scan: JsonObject, qrCode: JsonObject): JsonObject {
	if (!Object.hasOwn(scan, 'qrCode')) return { ...scan, qrCode };
	return { ...scan, qrCode, raw: { qrCode: scan.qrCode } };
}
