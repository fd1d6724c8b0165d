import { isObject, omitUndefined, toText } from '../../util/objects';
import { BULK_NAMES, QR_CODE_FACTS } from '../contract';
import { MAX_BULK_ROWS } from '../limits';
import type { JsonObject } from '../endpoints';
import { Facts, objectsIn, toKey } from './facts';
import { decodeQrCode, hasId, type QrCode } from './qrCode';
import {
	decodeErrorBody,
	decodeIssues,
	readOutcome,
	readRow,
	type ErrorBody,
	type RowReference,
} from './refusal';
import { toCount, toId, toTextOnly } from './values';

/** What the answer to a bulk call says of one row (A7). */
export interface BulkEntry {
	/** `unclear`: neither an ID nor a word says whether the code exists. */
	kind: 'created' | 'refused' | 'unclear';
	/** Which row it says that it is about. */
	row?: RowReference;
	/** Its place in a list with one entry for each row. */
	place?: number;
	/** The code, or what an entry without one shows of its row. */
	code?: QrCode;
	/** Why there is no code. */
	refusal?: ErrorBody;
}

/** What a bulk call led to, as far as its answer says so. */
export interface BulkOutcome {
	entries: BulkEntry[];
	/** Whether any code exists by this answer: then nothing of the batch may be sent again. */
	hasCreated: boolean;
	/** What the answer had, for a text about what could not be understood: "created (2)", "job_id". */
	seen: string[];
}

type ListKind = 'created' | 'refused' | 'rows';
const LIST_KINDS: readonly ListKind[] = ['created', 'refused', 'rows'];

/** A list of the answer, and what its name says of its entries. */
interface List {
	kind: ListKind;
	entries: readonly unknown[];
}

interface Collected {
	lists: List[];
	/** Lists under names that nobody foresaw. */
	others: unknown[][];
	/** Entries by the number of their row. */
	numbered: BulkEntry[];
	seen: string[];
	/** How many codes the answer counts as created. */
	createdCount: number;
}

/** Of each list: four times what a call can have created. */
const MAX_ENTRIES = 4 * MAX_BULK_ROWS;
/** Lists stand at the top, in `data`, or in an object of their own in there. */
const MAX_DEPTH = 3;

/**
 * Reads the answer to a bulk call, whatever its status: what exists counts, not what is said of the whole.
 * @param body the answer with its envelope.
 * @param rowCount how many rows were sent: a list of as many entries has one for each, in their order.
 */
export function decodeBulk(body: unknown, rowCount: number): BulkOutcome {
	const found: Collected = { lists: [], others: [], numbered: [], seen: [], createdCount: 0 };
	if (Array.isArray(body)) found.lists.push({ kind: 'rows', entries: body });
	else if (isObject(body)) {
		if (hasId(decodeQrCode(body))) found.lists.push({ kind: 'rows', entries: [body] });
		collect(body, found, undefined, 0);
	}
	const isNamed = found.lists.some(({ entries }) => entries.length > 0) || found.numbered.length > 0;
	const byForm = isNamed || found.others.length !== 1 ? [] : found.others;
	const lists = [...found.lists, ...byForm.map((entries) => ({ kind: 'rows' as const, entries }))];
	const listed = [...lists.flatMap((list) => readList(list, rowCount)), ...found.numbered];
	const entries = withoutRepeats([...listed, ...readFurtherIssues(body, listed)]);
	const hasCreated = found.createdCount > 0 || entries.some(({ kind }) => kind === 'created');
	return { entries, hasCreated, seen: found.seen };
}

/** @param around what the name of the object says of the lists in it: `created: {items: […]}`. */
function collect(object: JsonObject, found: Collected, around: ListKind | undefined, depth: number): void {
	for (const [key, value] of Object.entries(object)) {
		const kind = around === 'created' || around === 'refused' ? around : kindOfList(key);
		note(found, key, value);
		if (kind === 'created') found.createdCount += toCount(value) ?? 0;
		if (Array.isArray(value)) {
			// a map from fields to texts about them names its rows by these fields
			if (around === 'refused' && !value.some(isObject)) continue;
			if (kind !== undefined) found.lists.push({ kind, entries: value });
			else if (value.length > 0 && value.every(isObject)) found.others.push(value);
		} else if (isObject(value)) {
			if (kind !== undefined && isNumbered(value)) collectNumbered(value, kind, found);
			else if (kind !== undefined && isEntry(value)) found.lists.push({ kind, entries: [value] });
			else if (depth < MAX_DEPTH) collect(value, found, kind, depth + 1);
		}
	}
}

function kindOfList(key: string): ListKind | undefined {
	return LIST_KINDS.find((kind) => BULK_NAMES[kind].some((name) => toKey(name) === toKey(key)));
}

function isNumbered(object: JsonObject): boolean {
	const keys = Object.keys(object);
	return keys.length > 0 && keys.every((key) => /^\d{1,6}$/.test(key));
}

/** `{"0": {…}, "2": {…}}`: rows by their number. */
function collectNumbered(object: JsonObject, kind: ListKind, found: Collected): void {
	for (const [key, value] of Object.entries(object)) {
		const content = Array.isArray(value) ? value.map(toText).join('; ') : value;
		found.numbered.push({ ...toEntry(content, kind), row: { index: Number(key) } });
	}
}

/** Whether an object in place of a list is an entry itself. */
function isEntry(object: JsonObject): boolean {
	return hasId(decodeQrCode(object)) || findCode(object) !== undefined || readRow(object) !== undefined;
}

function readList({ kind, entries }: List, rowCount: number): BulkEntry[] {
	const isOnePerRow = kind === 'rows' && entries.length === rowCount;
	return entries
		.slice(0, MAX_ENTRIES)
		.map((value, place) => ({ ...toEntry(value, kind), ...(isOnePerRow ? { place } : {}) }));
}

/** What one entry says: an ID means that the code exists, whatever stands beside it. */
function toEntry(value: unknown, list: ListKind): BulkEntry {
	if (!isObject(value)) return toPlainEntry(value, list);
	const nested = findCode(value);
	const code = withEcho(nested ?? decodeQrCode(withoutIndex(value)), value);
	const about = omitUndefined({ row: readRow(value), code });
	const says = readOutcome(value) ?? (list === 'rows' ? undefined : list);
	if (hasId(code)) return { kind: isOwnId(code, list, says, nested) ? 'created' : 'unclear', ...about };
	if (says === 'refused') return { kind: 'refused', ...about, refusal: decodeEntryRefusal(value) };
	return { kind: says === 'created' ? 'created' : 'unclear', ...about };
}

/** A code that shows nothing of its row, with the name and the address that the entry repeats beside it. */
function withEcho(code: QrCode | undefined, entry: JsonObject): QrCode | undefined {
	if (!code || code.name !== undefined || code.destinationUrl !== undefined) return code;
	const echo = objectsIn(entry)
		.map(decodeQrCode)
		.find((other) => other?.destinationUrl !== undefined);
	return echo
		? { ...code, ...omitUndefined({ name: echo.name, destinationUrl: echo.destinationUrl }) }
		: code;
}

/**
 * Whether an ID is that of a code: among entries that failed it may be that of the failure, as in JSON:API, and beside
 * "queued" that of a job, beside a status of failure that of the request.
 */
function isOwnId(
	code: QrCode,
	list: ListKind,
	says: string | undefined,
	nested: QrCode | undefined,
): boolean {
	const showsCode = nested !== undefined || code.shortUrl !== undefined;
	if (showsCode) return true;
	const isOpen = says === 'pending' || says === 'refused';
	return list !== 'refused' && (!isOpen || code.destinationUrl !== undefined);
}

/** A list of created codes may be one of IDs, and one of errors a list of texts. */
function toPlainEntry(value: unknown, list: ListKind): BulkEntry {
	const id = toId(value);
	if (list === 'created' && id !== undefined) {
		return { kind: 'created', code: { id, isDeleted: false, raw: { [QR_CODE_FACTS.id.names[0]]: id } } };
	}
	const message = toTextOnly(value);
	if (list === 'refused' && message !== undefined) return { kind: 'refused', refusal: { message } };
	return { kind: 'unclear' };
}

/**
 * The code inside an entry: by the name of its member, or because it is the only object with an ID. Where the entry has
 * an ID itself, that may be the one of the request.
 */
function findCode(entry: JsonObject): QrCode | undefined {
	const facts = new Facts(entry);
	const named = facts
		.keys({ names: BULK_NAMES.code })
		.map((key) => decodeQrCode(entry[key]))
		.find(hasId);
	const own = decodeQrCode(entry);
	if (named || own?.name || own?.shortUrl || own?.destinationUrl) return named;
	const others = objectsIn(entry).map(decodeQrCode).filter(hasId);
	const [only] = others;
	return others.length === 1 && (!hasId(own) || readOutcome(entry) !== undefined) ? only : undefined;
}

/** The index is the answer's way to point at a row, not a part of the code. */
function withoutIndex(entry: JsonObject): JsonObject {
	const [key] = new Facts(entry).keys({ names: ['index'] });
	return key === undefined
		? entry
		: Object.fromEntries(Object.entries(entry).filter(([name]) => name !== key));
}

function decodeEntryRefusal(entry: JsonObject): ErrorBody {
	const said = decodeErrorBody(entry);
	return said.message === undefined ? { ...said, message: JSON.stringify(withoutIndex(entry)) } : said;
}

/** Rows that are named by a path or in another list: `{"details": [{"path": ["qr_codes", 3, "name"], …}]}`. */
function readFurtherIssues(body: unknown, listed: readonly BulkEntry[]): BulkEntry[] {
	const known = new Set(listed.map(({ row }) => row?.index));
	return decodeIssues(body)
		.filter(({ row }) => row !== undefined && !known.has(row.index))
		.map(({ row, message, field, code }) => ({
			kind: 'refused',
			...omitUndefined({ row }),
			refusal: omitUndefined({ message, field, code }),
		}));
}

/** Some answers show a code in two lists. One that is shown for two rows is unclear. */
function withoutRepeats(entries: readonly BulkEntry[]): BulkEntry[] {
	const byId = new Map<string, BulkEntry>();
	return entries.filter((entry) => {
		const id = entry.kind === 'created' ? entry.code?.id : undefined;
		const known = id === undefined ? undefined : byId.get(id);
		if (id !== undefined && !known) byId.set(id, entry);
		if (!known) return true;
		known.row ??= entry.row;
		known.place ??= entry.place;
		if (entry.row !== undefined && entry.row.index !== known.row?.index) known.kind = 'unclear';
		return false;
	});
}

/** Names of members for a text; of lists, how many entries they have. */
function note({ seen }: Collected, key: string, value: unknown): void {
	if (value === null || isObject(value) || key === 'success') return;
	seen.push(Array.isArray(value) ? `${key} (${value.length})` : key);
}
