import { invalidInput } from '../../../../shared/errors/connectorError';
import type { ApiSession } from '../../../../shared/http/session';
import { toComparable } from './compareFields';
import { collectRows } from '../../../../shared/paging/collectRows';
import { listQrCodes, type JsonObject } from '../../../../shared/api/endpoints';
import { isObject, toText } from '../../../../shared/util/objects';
import { decodeQrCode, readField, readId } from '../../../../shared/api/decode/qrCode';
import { tidyText } from '../../../../shared/util/redact';

/** The codes of the account as far as a session knows: read once, and kept up to date by it. */
interface OwnQrCodes {
	/** All of them, by ID. */
	codes: Map<string, JsonObject>;
	/** Those of them that the session made or changed itself, and can name: a list may show them late. */
	noted: Map<string, JsonObject>;
	/** What was sent with creates that may have worked. */
	inDoubt: JsonObject[];
}

const ownBySession = new WeakMap<ApiSession, OwnQrCodes>();

/**
 * The codes of the account whose `field` holds `value`, deleted ones left out. Reads the whole list the
 * first time: less would not show that there is no second one. Reads it again only for a code that a create
 * without a certain end may have made.
 */
export async function findOwnQrCodes(
	session: ApiSession,
	{ field, value }: { field: string; value: unknown },
): Promise<JsonObject[]> {
	const wanted = toComparable(value);
	const isWanted = (code: JsonObject) => toComparable(readField(code, field)) === wanted;
	const known = ownBySession.get(session);
	const own = known && !known.inDoubt.some(isWanted) ? known : await readAll(session, known?.noted);
	ownBySession.set(session, own);
	return [...own.codes.values()].filter((code) => !decodeQrCode(code)?.isDeleted && isWanted(code));
}

/** Notes a create that may have worked: whoever means that code next has to look into the list. */
export function noteCreateInDoubt(session: ApiSession, body: JsonObject): void {
	ownBySession.get(session)?.inDoubt.push(body);
}

/** Keeps what the session created or updated itself in the list that {@link findOwnQrCodes} looks at. */
export function noteOwnQrCode(session: ApiSession, code: JsonObject): void {
	const own = ownBySession.get(session);
	own?.codes.set(idOf(code), code);
	if (readId(code) !== undefined) own?.noted.set(idOf(code), code);
}

/**
 * @returns the one code that there is, or undefined when there is none.
 * @throws {ConnectorError} kind 'invalidInput' when there are several: a guess could change a printed code.
 */
export function requireOnlyOne(
	found: JsonObject[],
	{ field, value }: { field: string; value: unknown },
): JsonObject | undefined {
	if (found.length <= 1) return found[0];
	const ids = found.map((code) => tidyText(readId(code) ?? '') || 'one without an ID');
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

async function readAll(
	session: ApiSession,
	noted: ReadonlyMap<string, JsonObject> = new Map(),
): Promise<OwnQrCodes> {
	const rows = await collectRows(
		session,
		{ endpoint: listQrCodes, needsProof: true },
		Number.POSITIVE_INFINITY,
	);
	const listed = rows.filter(isObject).map((code) => [idOf(code), code] as const);
	return { codes: new Map([...listed, ...noted]), noted: new Map(noted), inDoubt: [] };
}

/** A code that came without its ID still counts as one. */
function idOf(code: JsonObject): string {
	return readId(code) ?? JSON.stringify(code);
}
