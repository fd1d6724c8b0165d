import type { INodeProperties } from 'n8n-workflow';

import { AS_TOOL } from '../run/toolUse';

/** What a person may allow an AI agent; the names are stored in workflows. */
export const PERMISSIONS = {
	deleting: 'allowDeleting',
	redirecting: 'allowRedirecting',
	customFields: 'allowCustomFields',
} as const;

const permissionField: Pick<INodeProperties, 'type' | 'noDataExpression' | 'default' | 'displayOptions'> = {
	type: 'boolean',
	// a person decides this, never the model
	noDataExpression: true,
	default: false,
	displayOptions: AS_TOOL,
};

export const allowDeletingField: INodeProperties = {
	displayName: 'Allow Deleting',
	name: PERMISSIONS.deleting,
	...permissionField,
	description: 'Whether the AI agent may delete QR codes. Printed copies of a deleted code stop working.',
};

export const allowRedirectingField: INodeProperties = {
	displayName: 'Allow Redirecting',
	name: PERMISSIONS.redirecting,
	...permissionField,
	description:
		'Whether the AI agent may change where existing QR codes lead. Printed copies lead to the new destination at once.',
};

export const allowCustomFieldsField: INodeProperties = {
	displayName: 'Allow Custom Fields',
	name: PERMISSIONS.customFields,
	...permissionField,
	description:
		'Whether the AI agent may send fields that this node does not know. What you enter under Custom Fields yourself is sent in any case.',
};
