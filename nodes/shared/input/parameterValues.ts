import { invalidInput } from '../errors/connectorError';
import { toText } from '../util/objects';
import { quoteGiven } from '../util/redact';
import { trimInvisible } from './visibleText';

/** A number field, as texts name it, with its bounds. */
export interface NumberField {
	label: string;
	min: number;
	/** Undefined: any number above `min`. */
	max?: number;
}

/** Whether a parameter was left out: an expression that finds nothing gives null or undefined. */
export function isLeftOut(value: unknown): value is null | undefined {
	return value === undefined || value === null;
}

/**
 * Reads a whole number, which an expression may give as a text.
 * @throws {ConnectorError} kind 'invalidInput' for anything else, nothing at all among it.
 */
export function parseWholeNumber(value: unknown, { label, min, max }: NumberField): number {
	const number = toNumber(value);
	const isWhole = typeof number === 'number' && Number.isSafeInteger(number);
	if (isWhole && number >= min && number <= (max ?? number)) return number;
	throw invalidInput('noWholeNumber', {
		field: label,
		range: describeRange(min, max),
		given: quoteGiven(value),
	});
}

/**
 * Reads a number with decimals, such as millimetres, which an expression may give as a text.
 * @throws {ConnectorError} kind 'invalidInput' for anything else, nothing at all among it.
 */
export function parseNumber(value: unknown, { label, min, max = Infinity }: NumberField): number {
	const number = toNumber(value);
	if (typeof number === 'number' && number >= min && number <= max) return number;
	throw invalidInput('noNumber', { field: label, range: describeRange(min, max), given: quoteGiven(value) });
}

function toNumber(value: unknown): unknown {
	const text = typeof value === 'string' ? trimInvisible(value) : '';
	return text === '' ? value : Number(text);
}

function describeRange(min: number, max = Infinity): string {
	return max === Infinity ? `of ${min} or more` : `from ${min} to ${max}`;
}

const SWITCH_WORDS: ReadonlyMap<string, boolean> = new Map([
	['true', true],
	['1', true],
	['yes', true],
	['on', true],
	['false', false],
	['0', false],
	['no', false],
	['off', false],
]);

/**
 * Reads a switch, which an expression may give as a text or a number.
 * @param usual what counts where it is left out.
 * @throws {ConnectorError} kind 'invalidInput' for anything that says neither yes nor no.
 */
export function parseSwitch(value: unknown, label: string, usual: boolean): boolean {
	if (isLeftOut(value)) return usual;
	const isWord = ['boolean', 'number', 'string'].includes(typeof value);
	const found = isWord ? SWITCH_WORDS.get(trimInvisible(toText(value)).toLowerCase()) : undefined;
	if (found !== undefined) return found;
	throw invalidInput('noSwitch', { field: label, given: quoteGiven(value) });
}

/**
 * Reads one of a field's values.
 * @param usual what counts where it is left out.
 * @throws {ConnectorError} kind 'invalidInput' for any other word.
 */
export function parseOption<Value extends string>(
	value: unknown,
	label: string,
	values: readonly Value[],
	usual: Value,
): Value {
	if (isLeftOut(value)) return usual;
	const word = typeof value === 'string' ? trimInvisible(value) : value;
	const found = values.find((known) => known === word);
	if (found !== undefined) return found;
	const words = `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
	throw invalidInput('optionUnknown', { field: label, values: words, given: quoteGiven(value) });
}

/** What people and spreadsheets put between the entries of a list. */
const SEPARATORS = /[,;\t\r\n]/;

/**
 * Reads a list of texts: an array, a JSON array as a text, or one text with commas, semicolons or line breaks.
 * @returns the entries without the white space around them; those that are empty left out, and none twice.
 * @throws {ConnectorError} kind 'invalidInput' where something else than texts and numbers stands in it.
 */
export function parseList(value: unknown, label: string): string[] {
	const entries = splitList(value).filter((entry) => !isLeftOut(entry));
	const texts = entries.map((entry) => parseText(entry, label));
	return [...new Set(texts.filter((text) => text !== ''))];
}

function splitList(value: unknown): unknown[] {
	if (Array.isArray(value)) return value;
	if (typeof value !== 'string') return [value];
	return parseJsonArray(value) ?? value.split(SEPARATORS);
}

function parseJsonArray(text: string): unknown[] | undefined {
	if (!text.trimStart().startsWith('[')) return undefined;
	try {
		const parsed: unknown = JSON.parse(text);
		return Array.isArray(parsed) ? parsed : undefined;
	} catch {
		return undefined;
	}
}

/**
 * Reads a text, which an expression may give as a number.
 * @returns it without the invisible characters at its ends; an empty text where it is left out.
 * @throws {ConnectorError} kind 'invalidInput' for an object, a list or a switch.
 */
export function parseText(value: unknown, label: string): string {
	if (isLeftOut(value)) return '';
	if (typeof value === 'string') return trimInvisible(value);
	if (typeof value === 'number' && Number.isFinite(value)) return String(value);
	throw invalidInput('noText', { field: label, given: quoteGiven(value) });
}
