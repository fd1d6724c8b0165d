import { isObject, omitUndefined, toText } from '../../util/objects';
import { BULK_NAMES, OUTCOME_WORDS, QR_CODE_FACTS, REFUSAL_NAMES, ROW_INDEX, ROW_NUMBER } from '../contract';
import { BULK_REQUEST_FIELD, DESIGN_FIELDS, QR_CODE_FIELDS } from '../requestNames';
import type { JsonObject } from '../endpoints';
import { Facts, toKey } from './facts';
import { toCount, toId, toTextOnly } from './values';

/** What the API says about why it refused. Every text is the API's own: hostile until redacted. */
export interface ErrorBody {
	/** What it says on the whole, and of single fields. */
	message?: string;
	/** The machine code of the documented error body. */
	code?: string;
	/** The field that it names, where it names one. */
	field?: string;
}

/** What is wrong with one field, one row or one parameter. */
export interface Issue extends ErrorBody {
	row?: RowReference;
}

/** The row of a bulk call that an answer means, as it counts. */
export interface RowReference {
	index: number;
	/** Whether it rather counts from 1, by the name under which it stands. */
	isNumber?: true;
}

/** A text quotes this many issues of one refusal: the others show when these are mended. */
const MAX_QUOTED_ISSUES = 5;
/** Lists of issues may stand in objects of lists; a deeper answer says nothing that a person could use. */
const MAX_DEPTH = 4;
/** Twice the rows of a bulk call. */
const MAX_ISSUES = 1_000;

/**
 * Reads why the API refused a call: from the documented body (D6), or from where other servers put it. Where single
 * fields are named, the sentence has what is said of them too.
 */
export function decodeErrorBody(body: unknown): ErrorBody {
	if (!isObject(body)) return {};
	const general = readIssue(body);
	const issues = decodeIssues(body);
	const [first] = issues;
	return omitUndefined({
		message: joinMessages(general.message, issues),
		code: general.code ?? first?.code,
		field: general.field ?? first?.field,
	});
}

/** "Validation failed: must be public"; with several fields "…: name: is empty; destination_url: must be public". */
export function joinMessages(general: string | undefined, issues: readonly Issue[]): string | undefined {
	const special = issues.filter(({ message }) => message !== undefined && !general?.includes(message));
	const quoted = special
		.slice(0, MAX_QUOTED_ISSUES)
		.map(({ message = '', field }) =>
			field === undefined || special.length === 1 ? message : `${field}: ${message}`,
		);
	const more = special.length > quoted.length ? [`and ${special.length - quoted.length} more`] : [];
	const opening = general?.trimEnd().replace(/[.:]$/, '');
	const parts = [opening, [...new Set(quoted), ...more].join('; ')].filter(Boolean);
	return special.length > 0 ? parts.join(': ') : general;
}

/** Every field, row or parameter that a refusal names, in whatever form: lists, maps, texts, paths. */
export function decodeIssues(body: unknown): Issue[] {
	const issues: Issue[] = [];
	if (isObject(body)) collectIssues(body, issues, 0);
	return issues;
}

function collectIssues(object: JsonObject, issues: Issue[], depth: number): void {
	if (depth >= MAX_DEPTH) return;
	for (const [key, value] of membersNamed(object, [...REFUSAL_NAMES.issues, 'data'])) {
		if (Array.isArray(value)) for (const entry of value.slice(0, MAX_ISSUES)) addEntry(entry, issues, depth);
		else if (isObject(value)) addObject(value, issues, depth, isWrapper(key));
	}
}

function isWrapper(key: string): boolean {
	return REFUSAL_NAMES.inside.some((name) => toKey(name) === toKey(key));
}

/** An object may hold lists of issues, be an issue itself, or be a map from fields to what is wrong with them. */
function addObject(object: JsonObject, issues: Issue[], depth: number, isWrapped: boolean): void {
	const before = issues.length;
	collectIssues(object, issues, depth + 1);
	if (issues.length > before) return;
	const own = readIssue(object);
	if (own.message === undefined || !isWrapped) addMap(object, issues);
	else if (own.field !== undefined || own.row !== undefined) add(issues, own);
}

function addMap(map: JsonObject, issues: Issue[]): void {
	for (const [path, value] of Object.entries(map).slice(0, MAX_ISSUES)) {
		const message = firstMessage(value);
		if (message === undefined) continue;
		const inner = isObject(value) ? readIssue(value) : {};
		add(issues, { ...inner, message, ...toPlace(path) });
	}
}

/** What a map says of a field: a text, a list of them, or an object with one. */
function firstMessage(value: unknown, depth = 0): string | undefined {
	if (depth >= MAX_DEPTH) return undefined;
	if (Array.isArray(value)) {
		return value.map((entry) => firstMessage(entry, depth + 1)).find((message) => message !== undefined);
	}
	if (!isObject(value)) return toTextOnly(value);
	// zod's own form: {"name": {"_errors": ["…"]}}
	return readIssue(value).message ?? firstMessage(value._errors, depth + 1);
}

function addEntry(entry: unknown, issues: Issue[], depth: number): void {
	if (!isObject(entry)) {
		const message = toTextOnly(entry);
		return message === undefined ? undefined : add(issues, { message });
	}
	const own = readIssue(entry);
	const before = issues.length;
	collectIssues(entry, issues, depth + 1);
	// what stands deeper is about the same row
	for (const issue of issues.slice(before)) issue.row ??= own.row;
	if (issues.length === before && Object.keys(own).length > 0) add(issues, own);
}

function add(issues: Issue[], issue: Issue): void {
	if (issues.length < MAX_ISSUES) issues.push(issue);
}

/** What one object says of itself: its sentence, its field, its code, its row. */
export function readIssue(object: JsonObject): Issue {
	const wrapped = membersNamed(object, REFUSAL_NAMES.inside).map(([, value]) => value);
	const scopes = [object, ...wrapped.filter(isObject)].map((scope) => new Facts(scope));
	const pick = <T>(names: readonly string[], read: (value: unknown) => T | undefined) =>
		scopes.map((scope) => scope.first({ names }, read)).find((value) => value !== undefined);
	const path = pick(REFUSAL_NAMES.field, toPath) ?? scopes[0]?.first({ names: ['name'] }, toKnownField);
	return omitUndefined({
		message: pick(REFUSAL_NAMES.message, toTextOnly),
		code: pick(REFUSAL_NAMES.code, toTextOnly),
		...(path === undefined ? {} : toPlace(path)),
		...omitUndefined({ row: readRow(object) }),
	});
}

/** Which row of a bulk call an entry says that it is about. */
export function readRow(entry: JsonObject): RowReference | undefined {
	const facts = new Facts(entry);
	const index = facts.first(ROW_INDEX, toCount);
	if (index !== undefined) return { index };
	const number = facts.first(ROW_NUMBER, toCount);
	return number === undefined ? undefined : { index: number, isNumber: true };
}

const KNOWN_FIELDS = new Set([...Object.values(QR_CODE_FIELDS), ...Object.values(DESIGN_FIELDS)].map(toKey));

/** RFC 7807 names the field `name`, which is the name of a code otherwise. */
function toKnownField(value: unknown): string | undefined {
	return typeof value === 'string' && KNOWN_FIELDS.has(toKey(value)) ? value : undefined;
}

/** Some servers put the path of the call there, which says nothing. */
const CALL_PATH = /^\/(?:api|v\d)\b|qr-codes/;

/** A path may come as a list: `["body", "qr_codes", 3, "destination_url"]`. */
function toPath(value: unknown): string | undefined {
	const path = Array.isArray(value) ? value.map(toText).join('.') : toTextOnly(value);
	return path === undefined || path === '' || CALL_PATH.test(path) ? undefined : path;
}

const ROW_LISTS = new Set([BULK_REQUEST_FIELD, ...BULK_NAMES.rows].map(toKey));
/** "qr_codes.3.destination_url", "qr_codes[3].name", "/qr_codes/3/name": what stands between the parts of a path. */
const PATH_SEPARATORS = /[.[\]/]+/;
const MAX_PATH_LENGTH = 256;

/** The field that a path names, and the row where it names one. */
function toPlace(path: string): Pick<Issue, 'field' | 'row'> {
	const parts = path
		.slice(0, MAX_PATH_LENGTH)
		.split(PATH_SEPARATORS)
		.filter((part) => part !== '');
	const index = parts.findIndex(
		(part, at) => /^\d{1,6}$/.test(part) && (at === 0 || ROW_LISTS.has(toKey(parts[at - 1] ?? ''))),
	);
	return index < 0 ? { field: path } : { field: path, row: { index: Number(parts[index]) } };
}

const FIRST_ERROR_STATUS = 400;

/** What an entry says of its row by a switch, a word, a status or an error; undefined where it says nothing. */
export function readOutcome(entry: JsonObject): keyof typeof OUTCOME_WORDS | undefined {
	const facts = new Facts(entry);
	for (const key of facts.keys({ names: BULK_NAMES.outcome })) {
		const value = entry[key];
		if (typeof value === 'boolean') return value ? 'created' : 'refused';
		const status = toCount(value);
		if (status !== undefined && status >= 100) return status < FIRST_ERROR_STATUS ? 'created' : 'refused';
		const word = toKey(toTextOnly(value) ?? '');
		const kinds = ['created', 'refused', 'pending'] as const;
		const kind = kinds.find((each) => OUTCOME_WORDS[each].some((other) => toKey(other) === word));
		if (kind) return kind;
	}
	return saysWhatIsWrong(entry) ? 'refused' : undefined;
}

/** `error: null` says that nothing is wrong. */
function saysWhatIsWrong(entry: JsonObject): boolean {
	const keys = new Facts(entry).keys({ names: ['error', 'errors', 'issues', 'reason'] });
	return keys.some((key) => (Array.isArray(entry[key]) ? entry[key].length > 0 : Boolean(entry[key])));
}

/**
 * Whether an answer says by itself that a call was refused, whatever its status: `success: false`, or what is wrong and
 * nothing else. Lists and objects of other names may tell of what was done all the same.
 */
export function isRefusal(body: unknown): boolean {
	if (!isObject(body) || body.success === false) return isObject(body);
	const isPlain = Object.entries(body).every(([key, value]) => !isListOrObject(value) || key === 'error');
	return (
		isPlain && new Facts(body).first(QR_CODE_FACTS.id, toId) === undefined && readOutcome(body) === 'refused'
	);
}

function isListOrObject(value: unknown): boolean {
	return typeof value === 'object' && value !== null;
}

/** The members of an object under any of these names, in the order of the names. */
function membersNamed(object: JsonObject, names: readonly string[]): Array<[string, unknown]> {
	return [...new Set(new Facts(object).keys({ names }))].map((key) => [key, object[key]]);
}
