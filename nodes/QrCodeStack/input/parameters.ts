import type { IExecuteFunctions } from 'n8n-workflow';

import { invalidInput } from '../../shared/errors/connectorError';
import { MAX_CALLS_IN_FLIGHT } from '../../shared/rateLimit/slotQueue';
import type { Query } from '../../shared/api/endpoints';
import { isLeftOut, parseText, parseWholeNumber } from '../../shared/input/parameterValues';
import { isObject } from '../../shared/util/objects';
import { tidyText } from '../../shared/util/redact';
import { DEFAULT_CONCURRENCY, DEFAULT_MAX_WAIT_S } from '../fields/optionFields';
import { warnOnce } from '../run/hints';
import { isToolUse } from '../run/toolUse';
import { readItemParameter } from './itemParameter';

/**
 * The `options.queryParameters` of a read, ready for the query.
 * @throws {ConnectorError} kind 'invalidInput' for a value that is no text, and for one whose expression gives
 * nothing: without it, the read would return more than was meant.
 */
export function readQueryParameters(context: IExecuteFunctions, itemIndex: number): Query {
	const list = readItemParameter(context, 'options.queryParameters.parameter', itemIndex, []);
	const pairs = (Array.isArray(list) ? list : []).filter(isObject);
	const query: Query = {};
	for (const pair of pairs) {
		const name = parseText(pair.name, 'Query Parameters');
		if (isLeftOut(pair.value) && isToolUse(context)) continue;
		const value = readQueryValue(pair.value, name);
		if (name !== '') query[name] = value;
		else if (value !== '') warnOnce(context, 'A query parameter without a name was not sent.');
	}
	return query;
}

function readQueryValue(value: unknown, name: string): string {
	const label = `Query Parameter "${tidyText(name)}"`;
	if (isLeftOut(value)) throw invalidInput('filterEmpty', { field: label });
	return typeof value === 'string'
		? value
		: parseText(typeof value === 'boolean' ? String(value) : value, label);
}

/** The longest single wait for a rate limit that the node's options allow. */
export function readMaxWaitMs(context: IExecuteFunctions): number {
	const seconds = context.getNodeParameter('options.maxWait', 0, null) ?? DEFAULT_MAX_WAIT_S;
	return parseWholeNumber(seconds, { label: 'Max Wait', min: 0 }) * 1000;
}

/** How many items to work on at the same time. */
export function readConcurrency(context: IExecuteFunctions): number {
	const value = context.getNodeParameter('options.concurrency', 0, null) ?? DEFAULT_CONCURRENCY;
	return readBoundedNumber(value, 'Concurrency', MAX_CALLS_IN_FLIGHT, 'concurrencyTooHigh');
}

/**
 * Reads a whole number from 1 to `maximum`.
 * @param tooMuch the message for a number above it.
 */
export function readBoundedNumber(
	value: unknown,
	label: string,
	maximum: number,
	tooMuch: 'concurrencyTooHigh' | 'batchTooLarge',
): number {
	const number = parseWholeNumber(value, { label, min: 1 });
	if (number > maximum) throw invalidInput(tooMuch, { maximum });
	return number;
}
