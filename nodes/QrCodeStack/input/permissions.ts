import type { IExecuteFunctions } from 'n8n-workflow';

import { DESIGN_FIELD, QR_CODE_FIELDS } from '../../shared/api/requestNames';
import type { JsonObject } from '../../shared/api/endpoints';
import { invalidInput } from '../../shared/errors/connectorError';
import { tidyText } from '../../shared/util/redact';
import { PERMISSIONS } from '../fields/permissionFields';
import { isToolUse } from '../run/toolUse';

const KNOWN_FIELDS: readonly string[] = ['name', 'type', QR_CODE_FIELDS.destinationUrl, DESIGN_FIELD];
/** As many names as a text can list. */
const MAX_NAMED_FIELDS = 20;

/**
 * Keeps a model from deleting unless a person allowed it.
 * @throws {ConnectorError} kind 'invalidInput', with a text that a model can pass on.
 */
export function requireDeletingAllowed(context: IExecuteFunctions): void {
	if (!isAllowed(context, 'deleting')) throw invalidInput('deletingOff');
}

/**
 * Keeps a model from changing where an existing code leads unless a person allowed it.
 * @param changes what is to be sent, in the API's names.
 * @throws {ConnectorError} kind 'invalidInput', with a text that a model can pass on.
 */
export function requireRedirectingAllowed(context: IExecuteFunctions, changes: JsonObject): void {
	if (!Object.hasOwn(changes, QR_CODE_FIELDS.destinationUrl)) return;
	if (!isAllowed(context, 'redirecting')) throw invalidInput('redirectingOff');
}

/**
 * Keeps a model from sending custom fields unless a person allowed it. Those that a person wrote without an
 * expression may be sent.
 * @param parameter the path of the parameter that holds them.
 * @throws {ConnectorError} kind 'invalidInput', with a text that a model can pass on.
 */
export function requireCustomFieldsAllowed(
	context: IExecuteFunctions,
	parameter: string,
	fields: JsonObject,
): void {
	const names = Object.keys(fields);
	if (names.length === 0 || isAllowed(context, 'customFields')) return;
	if (!isExpression(context.getNode().parameters, parameter.split('.'))) return;
	throw invalidInput('customFieldsOff', { names: tidyText(names.slice(0, MAX_NAMED_FIELDS).join(', ')) });
}

/** The same for objects in the API's names: only their fields that the node does not know count as custom ones. */
export function requireUnknownFieldsAllowed(
	context: IExecuteFunctions,
	parameter: string,
	body: JsonObject,
): void {
	const unknown = Object.entries(body).filter(([name]) => !KNOWN_FIELDS.includes(name));
	requireCustomFieldsAllowed(context, parameter, Object.fromEntries(unknown));
}

/** The stored value counts, not the resolved one: an expression could let the model decide. */
function isAllowed(context: IExecuteFunctions, permission: keyof typeof PERMISSIONS): boolean {
	return !isToolUse(context) || context.getNode().parameters[PERMISSIONS[permission]] === true;
}

/** Whether an expression stands at the path or above it: n8n takes a text for one that begins with an equals sign. */
function isExpression(value: unknown, [name, ...rest]: string[]): boolean {
	if (typeof value === 'string') return value.startsWith('=');
	if (name === undefined || typeof value !== 'object' || value === null) return false;
	return isExpression((value as JsonObject)[name], rest);
}
