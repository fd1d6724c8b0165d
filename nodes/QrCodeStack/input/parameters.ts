import type { IExecuteFunctions } from 'n8n-workflow';

import { invalidInput } from '../../shared/errors/connectorError';
import { DEFAULT_QR_CODE_TYPE } from '../../shared/api/contract';
import { MAX_CALLS_IN_FLIGHT } from '../../shared/rateLimit/slotQueue';
import type { JsonObject, Query } from '../../shared/api/endpoints';
import { parseWholeNumber } from '../../shared/input/expressionValues';
import { parseJsonObject } from './json';
import { isObject, toText } from '../../shared/util/objects';
import { isFilled } from './validateQrCode';
import { parseNewQrCode, parseQrCodeInput } from './qrCodeInput';
import { DEFAULT_CONCURRENCY, DEFAULT_MAX_WAIT_S } from '../fields/optionFields';
import { warnOnce } from '../run/hints';
import { readItemParameter } from './itemParameter';

/** The `options.queryParameters` of a read, ready for the query. */
export function readQueryParameters(context: IExecuteFunctions, itemIndex: number): Query {
	const list = readItemParameter(context, 'options.queryParameters.parameter', itemIndex, []);
	const pairs = (Array.isArray(list) ? list : []).filter(isObject);
	const named = pairs.map(({ name, value }) => [toText(name).trim(), toText(value)] as const);
	if (named.some(([name, value]) => name === '' && value !== '')) {
		warnOnce(context, 'A query parameter without a name was not sent.');
	}
	return Object.fromEntries(named.filter(([name]) => name !== ''));
}

/** The longest single wait for a rate limit that the node's options allow. */
export function readMaxWaitMs(context: IExecuteFunctions): number {
	const seconds = context.getNodeParameter('options.maxWait', 0, DEFAULT_MAX_WAIT_S);
	return parseWholeNumber(seconds, { label: 'Max Wait', min: 0 }) * 1000;
}

/** How many items to work on at the same time. */
export function readConcurrency(context: IExecuteFunctions): number {
	const value = context.getNodeParameter('options.concurrency', 0, DEFAULT_CONCURRENCY);
	return readBoundedNumber(value, 'Concurrency', MAX_CALLS_IN_FLIGHT, 'concurrencyTooHigh');
}

/**
 * Reads a whole number from 1 to `maximum`.
 * @param tooMuch what a person is told who asks for more.
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

/** The body for a new code, from the fields of Create and Create Many. */
export function readCreateBody(context: IExecuteFunctions, itemIndex: number): JsonObject {
	const read = (name: string, fallback: unknown) => readItemParameter(context, name, itemIndex, fallback);
	const additional = read('additionalFields', {});
	const { type = DEFAULT_QR_CODE_TYPE } = isObject(additional) ? additional : {};
	const input = {
		name: read('name', ''),
		destinationUrl: read('destinationUrl', ''),
		type,
		...(read('design', {}) as JsonObject),
	};
	return parseNewQrCode(input, readCustomFields(additional));
}

/**
 * The body for an update.
 * @throws {ConnectorError} kind 'invalidInput' when nothing would change.
 */
export function readUpdateBody(context: IExecuteFunctions, itemIndex: number): JsonObject {
	const fields = context.getNodeParameter('updateFields', itemIndex, {}) as JsonObject;
	const design = context.getNodeParameter('design', itemIndex, {}) as JsonObject;
	const { name, destinationUrl } = fields;
	const body = { ...parseQrCodeInput({ name, destinationUrl, ...design }), ...readCustomFields(fields) };
	if (Object.keys(body).length === 0) throw invalidInput('nothingToUpdate');
	tellOfEmptyFields(context, fields);
	return body;
}

/** What a copy is to have otherwise than its original; empty when it is to be the same. */
export function readChanges(context: IExecuteFunctions, itemIndex: number): JsonObject {
	const changes = context.getNodeParameter('changes', itemIndex, {}) as JsonObject;
	const { name, destinationUrl } = changes;
	tellOfEmptyFields(context, changes);
	return { ...parseQrCodeInput({ name, destinationUrl }), ...readCustomFields(changes) };
}

/** A field that somebody added and whose expression gives nothing is left as it is, which nobody would notice. */
function tellOfEmptyFields(context: IExecuteFunctions, fields: JsonObject): void {
	const labels = { name: 'Name', destinationUrl: 'Destination URL' };
	for (const [field, label] of Object.entries(labels)) {
		if (field in fields && !isFilled(fields[field])) {
			warnOnce(context, `${label} was left as it is where it was empty.`);
		}
	}
}

function readCustomFields(collection: unknown): JsonObject {
	return parseJsonObject(isObject(collection) ? collection.customFields : undefined, 'Custom Fields');
}
