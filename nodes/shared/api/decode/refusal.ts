import { ERROR_FIELD_KEYS } from '../contract';
import { isObject, omitUndefined, toText } from '../../util/objects';

/** What the API says about why it refused. Every text is the API's own: hostile until redacted. */
export interface ErrorBody {
	message?: string;
	/** The machine code of the documented error body. */
	code?: string;
	/** The field that it names, where it names one. */
	field?: string;
}

/**
 * Reads why the API refused a call: from the documented body (D6), or from where other servers put it. Of several
 * complaints, the first one counts.
 */
export function decodeErrorBody(body: unknown): ErrorBody {
	if (!isObject(body)) return {};
	const nested = isObject(body.error) ? body.error : body;
	const first = firstEntryOf(body.errors);
	const message = textOf(body.error) ?? textOf(nested.message) ?? textOf(first) ?? textOf(first, 'message');
	const field =
		firstText(ERROR_FIELD_KEYS.map((key) => nested[key])) ??
		firstText(ERROR_FIELD_KEYS.map((key) => (isObject(first) ? first[key] : undefined))) ??
		firstKeyOf(body.errors);
	return omitUndefined({ message, code: textOf(body.code) ?? textOf(nested.code), field });
}

function firstEntryOf(errors: unknown): unknown {
	if (Array.isArray(errors)) return errors[0];
	return isObject(errors) ? Object.values(errors).flat()[0] : undefined;
}

function firstKeyOf(errors: unknown): string | undefined {
	return isObject(errors) && !Array.isArray(errors) ? Object.keys(errors)[0] : undefined;
}

function firstText(values: unknown[]): string | undefined {
	return values
		.map((value) => (Array.isArray(value) ? value.map(toText).join('.') : textOf(value)))
		.find(Boolean);
}

function textOf(value: unknown, key?: string): string | undefined {
	const text = key === undefined ? value : isObject(value) ? value[key] : undefined;
	return typeof text === 'string' && text.trim() !== '' ? text : undefined;
}
