import type { JsonObject } from '../../../shared/api/endpoints';
import { pickCodeFields } from '../../../shared/qrCodes/describeQrCode';
import { toText } from '../../../shared/util/objects';
import type { MeantCode } from './meantCodes';

/** The fields by which an item names its code. */
export function nameCode({ id, code }: MeantCode): JsonObject {
	return pickCodeFields(toText(id), code?.raw);
}

/** A scan together with its code. A member of the API with our name is kept in `raw`. */
export function withCode(scan: JsonObject, qrCode: JsonObject): JsonObject {
	if (!Object.hasOwn(scan, 'qrCode')) return { ...scan, qrCode };
	return { ...scan, qrCode, raw: { qrCode: scan.qrCode } };
}
