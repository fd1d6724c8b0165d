import type { IExecuteFunctions } from 'n8n-workflow';

import { invalidInput } from '../../shared/errors/connectorError';
import { idKeysOf } from '../../shared/api/decode/qrCode';
import type { JsonObject } from '../../shared/api/endpoints';
import { parseList, parseOption } from '../../shared/input/parameterValues';
import { tidyText } from '../../shared/util/redact';
import { OUTPUT } from '../fields/outputFields';
import { warnOnce } from '../run/hints';
import { readItemParameter } from '../input/itemParameter';
import { isToolUse } from '../run/toolUse';

/** A text lists this many names: more than any object has that is documented or assumed. */
const MAX_LISTED_NAMES = 40;

/**
 * Puts results into the form that the node's Output field asks for.
 * @param simplify makes the short form of one result.
 * @throws {ConnectorError} kind 'invalidInput' when no result has any of the selected fields.
 */
export function shapeOutput(
	context: IExecuteFunctions,
	itemIndex: number,
	objects: JsonObject[],
	simplify: (object: JsonObject) => JsonObject,
): JsonObject[] {
	const fallback = isToolUse(context) ? OUTPUT.simplified : OUTPUT.raw;
	const output = readItemParameter(context, 'output', itemIndex, null);
	switch (parseOption(output, 'Output', Object.values(OUTPUT), fallback)) {
		case OUTPUT.raw:
			return objects;
		case OUTPUT.simplified:
			return objects.map(simplify);
		case OUTPUT.selectedFields:
			return selectFields(context, objects, readNames(context.getNodeParameter('fields', itemIndex, '')));
	}
}

function readNames(value: unknown): string[] {
	const names = parseList(value, 'Fields');
	if (names.length > 0) return names;
	throw invalidInput('noFieldSelected');
}

function selectFields(context: IExecuteFunctions, objects: JsonObject[], names: string[]): JsonObject[] {
	const [first] = objects;
	if (!first) return [];
	const unknown = names.filter((name) => !objects.some((object) => Object.hasOwn(object, name)));
	if (unknown.length < names.length) {
		// the results of other items may have it
		for (const name of unknown) {
			warnOnce(context, `There are results without the field "${tidyText(name)}".`);
		}
		// a model can't do anything with a code or a scan that it cannot name
		const withId = isToolUse(context);
		return objects.map((object) =>
			pick(object, withId ? [...new Set([...idKeysOf(object), ...names])] : names),
		);
	}
	const existing = Object.keys(first).slice(0, MAX_LISTED_NAMES).join(', ');
	throw invalidInput('fieldsUnknown', { names: tidyText(existing) });
}

function pick(object: JsonObject, names: string[]): JsonObject {
	return Object.fromEntries(
		names.filter((name) => Object.hasOwn(object, name)).map((name) => [name, object[name]]),
	);
}
