import type { INodeProperties } from 'n8n-workflow';

import { MAX_BULK_ROWS } from '../../shared/apiContract';
import {
	additionalFieldsField,
	designField,
	destinationUrlField,
	nameField,
	typeField,
} from './qrCodeFields';
import { bareOptionsField } from './optionFields';

/** Values of `source`. */
export const SOURCES = { items: 'items', json: 'json' } as const;
/** Values of `options.whenBulkUnavailable`. */
export const WHEN_BULK_UNAVAILABLE = { createOneByOne: 'createOneByOne', stop: 'stop' } as const;

const sourceField: INodeProperties = {
	displayName: 'Source',
	name: 'source',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Input Items',
			value: SOURCES.items,
			description: 'Each input item becomes one QR code; fill the fields below with expressions',
		},
		{ name: 'JSON', value: SOURCES.json, description: 'An array of QR codes in the field names of the API' },
	],
	default: 'items',
	description: 'Where the QR codes come from',
};

const planNotice: INodeProperties = {
	displayName:
		'Creating in bulk needs the Advanced plan. On other plans, this node creates the codes one by one unless you choose otherwise in the options.',
	name: 'bulkPlanNotice',
	type: 'notice',
	default: '',
};

const jsonField: INodeProperties = {
	displayName: 'QR Codes (JSON)',
	name: 'qrCodesJson',
	type: 'json',
	default:
		'[\n  {\n    "name": "Spring promo",\n    "destination_url": "https://shop.example.com/spring"\n  }\n]',
	required: true,
	displayOptions: { show: { source: [SOURCES.json] } },
	description: 'An array with one object per QR code, in the field names of the API',
};

const batchSizeOption: INodeProperties = {
	displayName: 'Batch Size',
	name: 'batchSize',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: MAX_BULK_ROWS },
	default: MAX_BULK_ROWS,
	description: `How many QR codes to create with one call, up to ${MAX_BULK_ROWS}`,
};

const whenBulkUnavailableOption: INodeProperties = {
	displayName: 'When Bulk Is Unavailable',
	name: 'whenBulkUnavailable',
	type: 'options',
	options: [
		{
			name: 'Create One by One',
			value: WHEN_BULK_UNAVAILABLE.createOneByOne,
			description: 'Use one call per QR code',
		},
		{ name: 'Stop', value: WHEN_BULK_UNAVAILABLE.stop, description: 'Create nothing' },
	],
	default: 'createOneByOne',
	description: 'What to do when the plan has no bulk creation',
};

const rowFields = [nameField, destinationUrlField, typeField, designField, additionalFieldsField];

export const createManyFields: INodeProperties[] = [
	planNotice,
	sourceField,
	...rowFields.map((field) => ({ ...field, displayOptions: { show: { source: [SOURCES.items] } } })),
	jsonField,
	bareOptionsField(batchSizeOption, whenBulkUnavailableOption),
];
