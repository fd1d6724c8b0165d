import type { IExecuteFunctions } from 'n8n-workflow';

import { invalidInput } from '../../shared/errors/connectorError';
import { MAX_NAME_LENGTH } from '../../shared/api/limits';
import { DEFAULT_QR_CODE_TYPE } from '../../shared/api/requestNames';
import type { JsonObject } from '../../shared/api/endpoints';
import { isLeftOut } from '../../shared/input/parameterValues';
import { isObject, toText } from '../../shared/util/objects';
import { tidyText } from '../../shared/util/redact';
import { warnOnce } from '../run/hints';
import { readItemParameter } from './itemParameter';
import { parseJsonObject } from './json';
import { requireCustomFieldsAllowed } from './permissions';
import { addFurtherFields, isFilled, parseNewQrCode, parseQrCode, toApiNames } from './qrCodeInput';
import type { Utm } from './utm/mergeUtm';
import { hasUtm, readUtm, tagDestination } from './utm/utm';
import { rejectValues } from './validationIssues';

/**
 * What a new code is to be, from the fields of Create, Create Many and Create or Update.
 * @param known fields in the API's names that the operation itself fills in.
 * @throws {ConnectorError} kind 'invalidInput', naming every field that is missing or needs a correction.
 */
export function readNewQrCode(
	context: IExecuteFunctions,
	itemIndex: number,
	known: JsonObject = {},
): { body: JsonObject; utm: Utm } {
	const read = (name: string) => readItemParameter(context, name, itemIndex, null);
	const additional = readCollection(context, 'additionalFields', 'Additional Fields', itemIndex);
	const design = readCollection(context, 'design', 'Design', itemIndex);
	const { type } = additional;
	const fields = toApiNames({ name: read('name'), destinationUrl: read('destinationUrl'), type, ...design });
	const custom = readCustomFields(context, additional, 'additionalFields');
	requireNoOtherValue(fields, known);
	const raw = mergeFields(context, { ...fields, ...known }, custom);
	const body = parseNewQrCode(
		'type' in raw || 'type' in additional ? raw : { ...raw, type: DEFAULT_QR_CODE_TYPE },
	);
	warnOfLongName(context, body);
	const utm = readUtm(context, itemIndex);
	return { body: tagDestination(body, utm), utm };
}

function requireNoOtherValue(fields: JsonObject, known: JsonObject): void {
	const isOther = (name: string) =>
		Object.hasOwn(fields, name) && toText(fields[name]).trim() !== toText(known[name]);
	const name = Object.keys(known).find(isOther);
	if (name !== undefined)
		throw rejectValues([`Match Value and the field for "${tidyText(name)}" say different things`]);
}

/** What an update changes. */
export interface Update {
	/** Without the UTM parameters. */
	body: JsonObject;
	utm: Utm;
}

/**
 * What an update changes.
 * @param isDesigned whether it also takes over the design of another code.
 * @throws {ConnectorError} kind 'invalidInput' when nothing would change.
 */
export function readUpdate(context: IExecuteFunctions, itemIndex: number, isDesigned = false): Update {
	const design = readCollection(context, 'design', 'Design', itemIndex);
	const body = readChangedFields(context, itemIndex, 'updateFields', 'Update Fields', design);
	const utm = readUtm(context, itemIndex);
	const changesNothing = Object.keys(body).length === 0 && !hasUtm(utm) && !isDesigned;
	if (changesNothing) throw invalidInput('nothingToUpdate');
	return { body, utm };
}

/** What a copy is to have otherwise than its original; empty when it is to be the same. */
export function readChanges(context: IExecuteFunctions, itemIndex: number): JsonObject {
	return readChangedFields(context, itemIndex, 'changes', 'Changes', {});
}

function readChangedFields(
	context: IExecuteFunctions,
	itemIndex: number,
	parameter: string,
	label: string,
	design: JsonObject,
): JsonObject {
	const collection = readCollection(context, parameter, label, itemIndex);
	const { name, destinationUrl } = collection;
	const custom = readCustomFields(context, collection, parameter);
	const body = parseQrCode(mergeFields(context, toApiNames({ name, destinationUrl, ...design }), custom));
	warnOfEmptyFields(context, collection);
	warnOfLongName(context, body);
	return body;
}

/** @throws {ConnectorError} kind 'invalidInput' where an expression gives no object in place of the whole collection. */
function readCollection(
	context: IExecuteFunctions,
	parameter: string,
	label: string,
	itemIndex: number,
): JsonObject {
	const value = readItemParameter(context, parameter, itemIndex, {});
	if (isLeftOut(value)) return {};
	if (isObject(value)) return value;
	throw invalidInput('jsonNoObject', { field: label });
}

function readCustomFields(context: IExecuteFunctions, collection: JsonObject, parameter: string): JsonObject {
	const fields = parseJsonObject(collection.customFields, 'Custom Fields');
	requireCustomFieldsAllowed(context, `${parameter}.customFields`, fields);
	return fields;
}

/** A field that is filled in wins over a custom one of the same name, and a hint says so. */
function mergeFields(context: IExecuteFunctions, fields: JsonObject, custom: JsonObject): JsonObject {
	const { raw, overridden } = addFurtherFields(fields, custom);
	for (const name of overridden) {
		warnOnce(context, `"${tidyText(name)}" stands in Custom Fields as well, where it was left out.`);
	}
	return raw;
}

/** A field that somebody added and whose expression gives nothing is left as it is, which nobody would notice. */
function warnOfEmptyFields(context: IExecuteFunctions, fields: JsonObject): void {
	const labels = { name: 'Name', destinationUrl: 'Destination URL' };
	for (const [field, label] of Object.entries(labels)) {
		if (field in fields && !isFilled(fields[field])) {
			warnOnce(context, `${label} was left as it is where it was empty.`);
		}
	}
}

/** B13 is a guess, so the API decides; a person learns why it may refuse. */
export function warnOfLongName(context: IExecuteFunctions, { name }: JsonObject): void {
	if (typeof name !== 'string' || !isLongerThan(name, MAX_NAME_LENGTH)) return;
	warnOnce(context, `A name has more than ${MAX_NAME_LENGTH} characters, which QRCodeStack may refuse.`);
}

/** Counts characters as a person does: an emoji with its skin tone is one. */
function isLongerThan(text: string, maximum: number): boolean {
	if (text.length <= maximum) return false;
	let count = 0;
	for (const _character of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)) {
		if (++count > maximum) return true;
	}
	return false;
}
