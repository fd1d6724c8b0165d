import { ConnectorError } from '../../errors/connectorError';
import { renderMessage } from '../../errors/catalogue/catalogue';
import { isObject } from '../../util/objects';
import type { JsonObject } from '../endpoints';
import { describeNames, Facts, objectsIn } from './facts';

/**
 * Takes an answer's payload, or an entry of it, as the one object that it must be.
 * @throws {ConnectorError} kind 'unexpectedAnswer' for anything else.
 */
export function requireObject(data: unknown, subject: string): JsonObject {
	if (isObject(data)) return data;
	throw unknownForm(subject, data);
}

/** Said when an answer is not what it should be: `subject`. */
export function unknownForm(subject: string, data: unknown): ConnectorError {
	const names = isObject(data) ? describeNames(Object.keys(data)) : 'none';
	const failure = { cause: 'node-defect' } as const;
	return new ConnectorError(
		{ ...renderMessage('unknownForm', { subject, names }), failure },
		'unexpectedAnswer',
	);
}

/**
 * Finds the one object that an answer holds: the payload itself, the only entry of a list, or an object inside
 * of it, by its name (`{"qr_code": {…}}`) or because it is the only one there. What stands beside that object stays
 * with it, below what it says itself.
 * @param isIt whether an object is that one already.
 */
export function unwrapObject(
	data: unknown,
	names: readonly string[],
	isIt: (object: JsonObject) => boolean,
): JsonObject | undefined {
	if (Array.isArray(data)) return data.length === 1 && isObject(data[0]) ? data[0] : undefined;
	if (!isObject(data)) return undefined;
	const key = isIt(data) ? undefined : findWrapped(data, names, isIt);
	if (key === undefined) return data;
	const { [key]: inner, ...beside } = data;
	return isObject(inner) ? { ...beside, ...inner } : data;
}

function findWrapped(
	data: JsonObject,
	names: readonly string[],
	isIt: (object: JsonObject) => boolean,
): string | undefined {
	const facts = new Facts(data);
	const keys = Object.keys(data);
	const [only] = keys;
	const named = facts.keys({ names }).filter((key) => isObject(data[key]));
	const fitting = named.find((key) => isIt(data[key] as JsonObject));
	if (fitting !== undefined || keys.length === 1) return fitting ?? named.find((key) => key === only);
	const objects = objectsIn(data);
	const [object] = objects;
	return objects.length === 1 && object && isIt(object)
		? keys.find((key) => data[key] === object)
		: undefined;
}
