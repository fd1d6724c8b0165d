import { invalidInput } from '../../shared/errors/connectorError';
import type { JsonObject } from '../../shared/api/endpoints';
import { findJsonSyntaxError } from './jsonSyntax';
import { isObject } from '../../shared/util/objects';

/**
 * Reads a JSON field, which arrives as a text or, from an expression, as the value itself.
 * @throws {ConnectorError} kind 'invalidInput', with the place of the character that is wrong.
 */
export function parseJson(value: unknown, label: string): unknown {
	if (typeof value !== 'string') return value;
	if (value.trim() === '') return undefined;
	try {
		return JSON.parse(value);
	} catch {
		throw describeJsonSyntaxError(value, label);
	}
}

/** Like {@link parseJson}, for a field that must hold one object; empty means an empty object. */
export function parseJsonObject(value: unknown, label: string): JsonObject {
	const parsed = parseJson(value, label) ?? {};
	if (isObject(parsed)) return parsed;
	throw invalidInput('jsonNoObject', { field: label });
}

function describeJsonSyntaxError(text: string, label: string): Error {
	const position = findJsonSyntaxError(text);
	if (position >= text.length) {
		return invalidInput('jsonIncomplete', { field: label });
	}
	const before = text.slice(0, position);
	const line = before.split('\n').length;
	const column = before.length - before.lastIndexOf('\n');
	const character = describeCharacter(String.fromCodePoint(text.codePointAt(position) ?? 0));
	const found = isAfterComma(text, position) ? `${character} after a comma` : character;
	return invalidInput('jsonInvalid', { field: label, line, column, found });
}

/** The slip that is made most, and hard to see where the bracket stands on a line of its own. */
function isAfterComma(text: string, position: number): boolean {
	return /[\]}]/.test(text.charAt(position)) && text.slice(0, position).trimEnd().endsWith(',');
}

const INVISIBLE = /[\p{C}\p{Z}]/u;
/** What keyboards and word processors make of quotes. */
const OTHER_QUOTES = /[`´\u2018-\u201f\u00ab\u00bb\u2039\u203a]/;

/** In words where there is nothing to see; never escaped, as a person looks for the character itself. */
function describeCharacter(character: string): string {
	if (character === '\n' || character === '\r') return 'a line break';
	if (character === '\t') return 'a tab';
	// quotes in quotes would be hard to tell apart
	if (character === '"') return 'a double quote (")';
	if (character === "'") return "a single quote (')";
	if (OTHER_QUOTES.test(character)) return `a quote of another kind (${character})`;
	if (!INVISIBLE.test(character)) return `“${character}”`;
	const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
	return `an invisible character (U+${code})`;
}
