import { invalidInput } from './apiCallError';
import { QR_CODE_FIELDS } from './apiContract';
import type { ApiSession } from './apiSession';
import { collectRows } from './collectRows';
import { listQrCodes, type JsonObject } from './endpoints';
import { isObject, toText } from './objects';
import { isDeleted } from './qrCodeFacts';
import { tidyText } from './redact';

/** All codes of the account, by ID, as far as a session knows: read once, and kept up to date by it. */
const codesBySession = new WeakMap<ApiSession, Map<string, JsonObject>>();

/**
 * The codes of the account whose `field` holds `value`, deleted ones left out. Reads the whole list the
 * first time: less would not show that there is no second one.
 */
export async function findOwnQrCodes(
	session: ApiSession,
	{ field, value }: { field: string; value: unknown },
): Promise<JsonObject[]> {
	const codes = codesBySession.get(session) ?? (await readAll(session));
	codesBySession.set(session, codes);
	const wanted = toComparable(value);
	return [...codes.values()].filter((code) => !isDeleted(code) && toComparable(code[field]) === wanted);
}

/** Lets the session read the list anew: after a create that may have worked, it may hold one code more. */
export function forgetOwnQrCodes(session: ApiSession): void {
	codesBySession.delete(session);
}

/** Keeps what the session created or updated itself in the list that {@link findOwnQrCodes} looks at. */
export function noteOwnQrCode(session: ApiSession, code: JsonObject): void {
	codesBySession.get(session)?.set(idOf(code), code);
}

/**
 * @returns the one code that there is, or undefined when there is none.
 * @throws {ApiCallError} kind 'invalidInput' when there are several: a guess could change a printed code.
 */
export function requireOnlyOne(
	found: JsonObject[],
	{ field, value }: { field: string; value: unknown },
): JsonObject | undefined {
	if (found.length <= 1) return found[0];
	const ids = found.map((code) => tidyText(toText(code[QR_CODE_FIELDS.id])));
	const named = ids.slice(0, MAX_NAMED_IDS).join(', ');
	const rest = ids.length > MAX_NAMED_IDS ? ` and ${ids.length - MAX_NAMED_IDS} more` : '';
	throw invalidInput('severalMatch', {
		count: found.length,
		value: tidyText(toText(value)),
		field: tidyText(field),
		ids: named + rest,
	});
}

/** As many as a person can look through. */
const MAX_NAMED_IDS = 20;

async function readAll(session: ApiSession): Promise<Map<string, JsonObject>> {
	const rows = await collectRows(session, { endpoint: listQrCodes }, Number.POSITIVE_INFINITY);
	return new Map(rows.filter(isObject).map((code) => [idOf(code), code]));
}

/** A code whose ID the API did not tell still counts as one. */
function idOf(code: JsonObject): string {
	return toComparable(code[QR_CODE_FIELDS.id]) || JSON.stringify(code);
}

/** A value as codes are matched by it; undefined for what can't be compared, such as an object. */
export function toComparable(value: unknown): string | undefined {
	return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : undefined;
}
