import { invalidInput } from '../../shared/errors/connectorError';
import type { JsonObject } from '../../shared/api/endpoints';
import { nameCharacter } from '../../shared/input/visibleText';
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
	const character = nameCharacter(String.fromCodePoint(text.codePointAt(position) ?? 0));
	const found = isAfterComma(text, position) ? `${character} after a comma` : character;
	return invalidInput('jsonInvalid', { field: label, line, column, found });
}

/** The most frequent one, and hard to see where the bracket stands on a line of its own. */
function isAfterComma(text: string, position: number): boolean {
	return /[\]}]/.test(text.charAt(position)) && text.slice(0, position).trimEnd().endsWith(',');
}
