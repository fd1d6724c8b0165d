import type { INodeProperties } from 'n8n-workflow';

import { AS_TOOL, NOT_AS_TOOL } from '../run/toolUse';

/** Values of `output`. */
export const OUTPUT = { raw: 'raw', simplified: 'simplified', selectedFields: 'selectedFields' } as const;

const outputField: INodeProperties = {
	displayName: 'Output',
	name: 'output',
	type: 'options',
	noDataExpression: true,
	options: [
		{ name: 'Raw', value: OUTPUT.raw, description: 'Everything that QRCodeStack sends' },
		{
			name: 'Selected Fields',
			value: OUTPUT.selectedFields,
			description: 'Only the fields that you name',
		},
		{
			name: 'Simplified',
			value: OUTPUT.simplified,
			description: 'The most useful fields, at most ten, without what is nested or long',
		},
	],
	default: 'raw',
	description: 'How much of each result to return',
};

/** How much to return: everything in a workflow, and the essence where a model has to read it. */
export const outputFields: INodeProperties[] = [
	{ ...outputField, displayOptions: NOT_AS_TOOL },
	{ ...outputField, default: 'simplified', displayOptions: AS_TOOL },
	{
		displayName: 'Fields',
		name: 'fields',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. name, short_url, scan_count',
		displayOptions: { show: { output: [OUTPUT.selectedFields] } },
		description: 'Fields to return, as QRCodeStack names them, separated by commas',
	},
];
