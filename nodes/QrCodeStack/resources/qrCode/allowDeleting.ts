import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { invalidInput } from '../../../shared/errors/connectorError';
import { AS_TOOL, isToolUse } from '../../run/toolUse';

const NAME = 'allowDeleting';

export const allowDeletingField: INodeProperties = {
	displayName: 'Allow Deleting',
	name: NAME,
	type: 'boolean',
	// a person decides this, never the model
	noDataExpression: true,
	default: false,
	displayOptions: AS_TOOL,
	description: 'Whether the AI agent may delete QR codes. Printed copies of a deleted code stop working.',
};

/**
 * Keeps a model from deleting unless a person switched that on. The stored value counts, not the resolved
 * one: an expression could let the model decide.
 * @throws {ConnectorError} kind 'invalidInput', with a text that a model can pass on.
 */
export function requireDeletingAllowed(context: IExecuteFunctions): void {
	if (!isToolUse(context) || context.getNode().parameters[NAME] === true) return;
	throw invalidInput('deletingOff');
}
