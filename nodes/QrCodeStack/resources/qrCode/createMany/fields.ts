import type { INodeProperties } from 'n8n-workflow';

import { MAX_BULK_ROWS } from '../../../../shared/api/limits';
import { AS_TOOL, NOT_AS_TOOL } from '../../../run/toolUse';
import {
	additionalFieldsField,
	designField,
	destinationUrlField,
	nameField,
	utmParametersField,
} from '../../../fields/qrCodeFields';
import { allowCustomFieldsField, allowRedirectingField } from '../../../fields/permissionFields';
import { imageOptions } from '../../../fields/imageFields';
import { bareOptionsField } from '../../../fields/optionFields';

/** Values of `source`. */
export const SOURCES = { columns: 'columns', items: 'items', json: 'json' } as const;
/** Values of `options.whenBulkUnavailable`. */
export const WHEN_BULK_UNAVAILABLE = { createOneByOne: 'createOneByOne', stop: 'stop' } as const;

/** Values of `options.onInvalidRow`. */
export const ON_INVALID_ROW = { stop: 'stop', skip: 'skipToErrorOutput' } as const;
/** Values of `options.onRefusedBatch`. */
export const ON_REFUSED_BATCH = { keep: 'rejectAll', bisect: 'bisect' } as const;

/** Values of `options.whenNameExists`. */
export const WHEN_NAME_EXISTS = { create: 'create', skip: 'skip', update: 'update' } as const;

const sourceField: INodeProperties = {
	displayName: 'Source',
	name: 'source',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Input Columns',
			value: SOURCES.columns,
			description:
				'Each input item is a row, with columns such as Name, URL, Dot Color and UTM Source (fastest)',
		},
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
	// an example would be created by whoever runs it untouched
	default: '[]',
	required: true,
	displayOptions: { show: { source: [SOURCES.json] } },
	hint: 'e.g. [{"name": "Spring promo", "destination_url": "https://shop.example.com/spring"}]',
	description:
		'A JSON array with one object per QR code, in the field names of the API: name, destination_url and, if wanted, render_customizations; UTM parameters as utm_source and so on',
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

const onInvalidRowOption: INodeProperties = {
	displayName: 'When Rows Are Wrong',
	name: 'onInvalidRow',
	type: 'options',
	options: [
		{
			name: 'Skip Them',
			value: ON_INVALID_ROW.skip,
			description:
				'Create the others. The items of wrong rows say why, and leave by the second output if the node has one.',
		},
		{
			name: 'Stop',
			value: ON_INVALID_ROW.stop,
			description: 'Create nothing and list what is wrong with every row',
		},
	],
	default: 'stop',
	description:
		'What to do with rows that can be seen to be wrong before any call, or that the account has no room for',
};

const onRefusedBatchOption: INodeProperties = {
	displayName: 'When Batch Is Refused',
	name: 'onRefusedBatch',
	type: 'options',
	options: [
		{
			name: 'Find the Rows at Fault',
			value: ON_REFUSED_BATCH.bisect,
			description: 'Send halves of the batch until the rows at fault are found, which takes more calls',
		},
		{
			name: 'Reject All Its Rows',
			value: ON_REFUSED_BATCH.keep,
			description: 'Give all rows of the batch the reason that QRCodeStack named',
		},
	],
	default: 'rejectAll',
	description: 'What to do when QRCodeStack refuses a whole batch and does not say because of which rows',
};

const allowDuplicatesOption: INodeProperties = {
	displayName: 'Allow Duplicates',
	name: 'allowDuplicates',
	type: 'boolean',
	default: false,
	description: 'Whether rows with exactly the same values may each become a QR code',
};

const includeInputFieldsOption: INodeProperties = {
	displayName: 'Include Input Fields',
	name: 'includeInputFields',
	type: 'boolean',
	default: false,
	description:
		'Whether each item keeps the fields of its row, beside the ID and short link of its QR code and what became of it',
};

const whenNameExistsOption: INodeProperties = {
	displayName: 'When Name Exists',
	name: 'whenNameExists',
	type: 'options',
	options: [
		{ name: 'Create', value: WHEN_NAME_EXISTS.create, description: 'Create another QR code of that name' },
		{
			name: 'Skip',
			value: WHEN_NAME_EXISTS.skip,
			description: 'Return the QR code that there is. An interrupted run can simply be run again.',
		},
		{
			name: 'Update',
			value: WHEN_NAME_EXISTS.update,
			description: 'Update the QR code that there is with the values of the row',
		},
	],
	default: 'create',
	description:
		'What to do with a row whose name a QR code of the account has already. Skip and Update read the list of QR codes first, with one call per 100.',
};

const checkAccountOption: INodeProperties = {
	displayName: 'Check Account First',
	name: 'checkAccount',
	type: 'boolean',
	default: false,
	description:
		'Whether to spend one call on asking how many QR codes and API calls the account has left, before the first is created. Without it, this is asked only when it seems needed.',
};

/** A fixed text would make every item the same code, which is refused. */
const rowFields = [
	{ ...nameField, placeholder: 'e.g. {{ $json.name }}' },
	{ ...destinationUrlField, placeholder: 'e.g. {{ $json.url }}' },
	utmParametersField,
	designField,
	additionalFieldsField,
];

export const createManyFields: INodeProperties[] = [
	planNotice,
	{ ...sourceField, displayOptions: NOT_AS_TOOL },
	// a model has one item at a time: many codes can only come as JSON
	{ ...sourceField, default: 'json', displayOptions: AS_TOOL },
	...rowFields.map((field) => ({ ...field, displayOptions: { show: { source: [SOURCES.items] } } })),
	jsonField,
	allowRedirectingField,
	allowCustomFieldsField,
	bareOptionsField(
		allowDuplicatesOption,
		batchSizeOption,
		checkAccountOption,
		...imageOptions,
		includeInputFieldsOption,
		onInvalidRowOption,
		onRefusedBatchOption,
		whenBulkUnavailableOption,
		whenNameExistsOption,
	),
];
