import { BULK_FIELDS } from '../contract';
import type { JsonObject } from '../endpoints';
import { isObject, toText } from '../../util/objects';

/** "qr_codes.3.destination_url": how some servers name the field of a row. */
const ROW_PATH = /^[^.]{1,64}\.(\d{1,6})(?:\.|$)/;

/**
 * A7: the rows of a bulk call that a refusal of the whole call names, each with `index` and what is said
 * of it. Empty when it names none.
 */
export function decodeRefusedRows(body: unknown): JsonObject[] {
	const places = isObject(body) ? [body, body.data, body.details, body.error] : [];
	return places.filter(isObject).flatMap(({ [BULK_FIELDS.errors]: errors }) => {
		if (Array.isArray(errors)) return errors.filter(isObject).filter((row) => BULK_FIELDS.index in row);
		return isObject(errors) ? Object.entries(errors).flatMap(fromPath) : [];
	});
}

function fromPath([path, texts]: [string, unknown]): JsonObject[] {
	const index = ROW_PATH.exec(path)?.[1];
	if (index === undefined) return [];
	const text: unknown = Array.isArray(texts) ? texts[0] : texts;
	return [{ [BULK_FIELDS.index]: Number(index), error: `${path}: ${toText(text)}` }];
}
