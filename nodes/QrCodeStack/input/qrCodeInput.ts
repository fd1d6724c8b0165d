/**
 * What people type for a QR code, from wherever it comes (fields, items, JSON rows, tools), checked and brought into
 * the form in which it is sent. There is no other way from a parameter into a body.
 */
import {
	DEFAULT_QR_CODE_TYPE,
	DESIGN_FIELD,
	DESIGN_FIELDS,
	QR_CODE_FIELDS,
} from '../../shared/api/requestNames';
import type { JsonObject } from '../../shared/api/endpoints';
import { trimInvisible } from '../../shared/input/visibleText';
import { isObject, omitUndefined } from '../../shared/util/objects';
import { quoteGiven } from '../../shared/util/redact';
import { parseColor } from './color';
import { describeMissing, findMisspelledNames } from './fieldNames';
import { rejectValues } from './validationIssues';
import { findAddressFault } from './webAddress';

/** The fields of one QR code as the node names them; empty ones count as left out. */
export interface QrCodeInput {
	name?: unknown;
	type?: unknown;
	destinationUrl?: unknown;
	dotColor?: unknown;
	dotShape?: unknown;
	logoUrl?: unknown;
	frame?: unknown;
}

/** Filled-in fields in the API's names, not checked yet. */
export function toApiNames(input: QrCodeInput): JsonObject {
	const { name, destinationUrl, dotColor, logoUrl } = input;
	const [type, dotShape, frame] = [input.type, input.dotShape, input.frame].map(toChosenValue);
	const design = omitEmpty({
		[DESIGN_FIELDS.dotColor]: dotColor,
		[DESIGN_FIELDS.dotShape]: dotShape,
		[DESIGN_FIELDS.logoUrl]: logoUrl,
		[DESIGN_FIELDS.frame]: frame,
	});
	return omitEmpty({
		name,
		type,
		[QR_CODE_FIELDS.destinationUrl]: destinationUrl,
		[DESIGN_FIELD]: Object.keys(design).length > 0 ? design : undefined,
	});
}

/** What was chosen from a list; an expression in place of the whole field gives the value itself. */
function toChosenValue(given: unknown): unknown {
	return isObject(given) && given.__rl === true ? given.value : given;
}

/**
 * Puts further fields, in the API's names, beside those that are filled in, which win.
 * @returns the whole, and the names of the further fields that do not count.
 */
export function addFurtherFields(
	fields: JsonObject,
	further: JsonObject,
): { raw: JsonObject; overridden: string[] } {
	const raw = { ...further, ...fields };
	const { [DESIGN_FIELD]: design } = fields;
	const { [DESIGN_FIELD]: furtherDesign } = further;
	if (!isObject(design) || !isObject(furtherDesign)) return { raw, overridden: sharedNames(fields, further) };
	const { [DESIGN_FIELD]: _design, ...otherFields } = fields;
	return {
		raw: { ...raw, [DESIGN_FIELD]: { ...furtherDesign, ...design } },
		overridden: [...sharedNames(otherFields, further), ...sharedNames(design, furtherDesign)],
	};
}

function sharedNames(a: JsonObject, b: JsonObject): string[] {
	return Object.keys(a).filter((name) => Object.hasOwn(b, name));
}

/**
 * Checks a body and brings it into the form in which it is sent: trimmed, colours as #RRGGBB, known fields without
 * a value left out. Fields that nobody knows stay as they are.
 * @throws {ConnectorError} kind 'invalidInput', naming every field that needs a correction.
 */
export function parseQrCode(raw: JsonObject): JsonObject {
	const { body, issues } = checkQrCode(raw);
	if (issues.length > 0) throw rejectValues(issues);
	return body;
}

/**
 * The same for a new code, which needs a name and a destination.
 * @throws {ConnectorError} kind 'invalidInput', naming every field that is missing or needs a correction.
 */
export function parseNewQrCode(raw: JsonObject): JsonObject {
	const { body, issues } = checkQrCode(raw);
	const all = [...issues, ...findMissingFields(raw, issues)];
	if (all.length > 0) throw rejectValues(all);
	return body;
}

/**
 * Checks that a body that was put together from checked parts has what a new code needs.
 * @throws {ConnectorError} kind 'invalidInput', naming every field that is missing.
 */
export function requireCreateFields(body: JsonObject): JsonObject {
	const missing = findMissingFields(body, []);
	if (missing.length > 0) throw rejectValues(missing);
	return body;
}

/** B2: what the documented create call needs, and a body lacks. A name that is misspelled is not missing as well. */
function findMissingFields(raw: JsonObject, issues: readonly string[]): string[] {
	const destination = QR_CODE_FIELDS.destinationUrl;
	const isToldOf = (label: string) => issues.some((issue) => issue.startsWith(`${label} is written`));
	return [
		...(isFilled(raw.name) || isToldOf('Name') ? [] : [describeMissing('name', raw)]),
		...(!isOfTypeUrl(raw.type) || isFilled(raw[destination]) || isToldOf('Destination URL')
			? []
			: [describeMissing(destination, raw)]),
	];
}

interface CheckedBody {
	body: JsonObject;
	/** Sentences without their full stop, each of which begins with the label of its field. */
	issues: string[];
}

function checkQrCode(given: JsonObject): CheckedBody {
	const raw = withoutPrototypes(given);
	const issues = findMisspelledNames(raw, 'body');
	const read = (name: string, parse: (value: unknown) => Parsed): unknown =>
		readField(raw[name], parse, issues);
	const destination = QR_CODE_FIELDS.destinationUrl;
	const known = {
		name: read('name', parseLabeledText('Name')),
		type: read('type', parseType),
		[destination]: read(destination, isOfTypeUrl(raw.type) ? parseDestination : parseOtherContent),
		[DESIGN_FIELD]: readDesign(raw[DESIGN_FIELD], issues),
	};
	return { body: replaceKnown(raw, known), issues };
}

function readDesign(value: unknown, issues: string[]): JsonObject | undefined {
	if (!isFilled(value)) return undefined;
	if (!isObject(value)) {
		issues.push(`Design (${DESIGN_FIELD}) must be a JSON object, not ${quoteGiven(value)}`);
		return undefined;
	}
	issues.push(...findMisspelledNames(value, 'design'));
	const { dotColor, dotShape, logoUrl, frame } = DESIGN_FIELDS;
	const design = replaceKnown(value, {
		[dotColor]: readField(value[dotColor], parseDotColor, issues),
		[dotShape]: readField(value[dotShape], parseLabeledText('Dot Shape'), issues),
		[logoUrl]: readField(value[logoUrl], parseLogoUrl, issues),
		[frame]: readField(value[frame], parseLabeledText('Frame'), issues),
	});
	return Object.keys(design).length > 0 ? design : undefined;
}

/** The same object in the same order, with known fields in their new form, or without them where they have none. */
function replaceKnown(raw: JsonObject, known: JsonObject): JsonObject {
	return omitUndefined(
		Object.fromEntries(
			Object.entries(raw).map(([name, value]) => [name, Object.hasOwn(known, name) ? known[name] : value]),
		),
	);
}

/** A value as it is sent, or what is wrong with it. */
type Parsed = { value: unknown } | { issue: string };

function readField(value: unknown, parse: (value: unknown) => Parsed, issues: string[]): unknown {
	if (!isFilled(value)) return undefined;
	const parsed = parse(value);
	if ('value' in parsed) return parsed.value;
	issues.push(parsed.issue);
	return undefined;
}

function parseLabeledText(label: string): (value: unknown) => Parsed {
	return (value) => {
		const text = typeof value === 'number' ? String(value) : value;
		return typeof text === 'string' ? { value: trimInvisible(text) } : { issue: `${label} must be a text` };
	};
}

function parseType(value: unknown): Parsed {
	return isOfTypeUrl(value) ? { value: DEFAULT_QR_CODE_TYPE } : parseLabeledText('Type')(value);
}

function parseDestination(value: unknown): Parsed {
	return parseAddress('Destination URL', value);
}

function parseLogoUrl(value: unknown): Parsed {
	return parseAddress('Logo URL', value);
}

function parseAddress(label: string, value: unknown): Parsed {
	const parsed = parseLabeledText(label)(value);
	if (!('value' in parsed)) return parsed;
	const fault = findAddressFault(String(parsed.value));
	return fault === undefined ? parsed : { issue: `${label} ${fault}` };
}

/** What runs in the phone of whoever scans is no content of any type. */
const RUNS_CODE = /^(?:javascript|data|vbscript|file):/i;

/** Only a code of type "url" has to lead to a web address; what other types hold is the API's to judge. */
function parseOtherContent(value: unknown): Parsed {
	const content = typeof value === 'string' ? trimInvisible(value) : value;
	if (typeof content !== 'string' || !RUNS_CODE.test(content)) return { value: content };
	return { issue: `Destination URL must not be ${quoteGiven(content)}: no QR code may hold that` };
}

function parseDotColor(value: unknown): Parsed {
	const color = parseColor(value);
	if (color !== undefined) return { value: color };
	return { issue: `Dot Color must be a color such as #0F172A, not ${quoteGiven(value)}` };
}

function isOfTypeUrl(type: unknown): boolean {
	return (
		!isFilled(type) ||
		(typeof type === 'string' && trimInvisible(type).toLowerCase() === DEFAULT_QR_CODE_TYPE)
	);
}

/** Whether a field has a value: an expression that finds nothing gives none. */
export function isFilled(value: unknown): boolean {
	return value !== undefined && value !== null && !(typeof value === 'string' && trimInvisible(value) === '');
}

function omitEmpty(object: JsonObject): JsonObject {
	return Object.fromEntries(Object.entries(object).filter(([, value]) => isFilled(value)));
}

/** JSON can carry a member that JavaScript would take for an object's prototype, here or on the API's side. */
function withoutPrototypes<T>(value: T): T {
	if (Array.isArray(value)) return value.map(withoutPrototypes) as T;
	// a date of an expression knows itself how it is written
	if (!isObject(value) || typeof value.toJSON === 'function') return value;
	const entries = Object.entries(value).filter(([name]) => name !== '__proto__');
	return Object.fromEntries(entries.map(([name, entry]) => [name, withoutPrototypes(entry)])) as T;
}
