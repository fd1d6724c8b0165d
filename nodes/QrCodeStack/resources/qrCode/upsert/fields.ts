import type { INodeProperties } from 'n8n-workflow';

import { imageOptions } from '../../../fields/imageFields';
import { optionsField } from '../../../fields/optionFields';
import { allowCustomFieldsField, allowRedirectingField } from '../../../fields/permissionFields';
import {
	additionalFieldsField,
	designField,
	destinationUrlField,
	nameField,
	utmParametersField,
} from '../../../fields/qrCodeFields';

/** Values of `matchBy`. */
export const MATCH_BY = { name: 'name', field: 'field' } as const;

const showForField = { displayOptions: { show: { matchBy: [MATCH_BY.field] } } };

export const upsertFields: INodeProperties[] = [
	{
		displayName: 'Match By',
		name: 'matchBy',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Name',
				value: MATCH_BY.name,
				description: 'The QR code with the same name is updated',
			},
			{
				name: 'Other Field',
				value: MATCH_BY.field,
				description: 'The QR code that has a certain value in a field, such as a reference of yours',
			},
		],
		default: 'name',
		description: 'How to find out whether the QR code exists already',
	},
	{
		displayName: 'Match Field',
		name: 'matchField',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. external_id',
		...showForField,
		description: 'Name of the field, as QRCodeStack writes it in its list',
	},
	{
		displayName: 'Match Value',
		name: 'matchValue',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. order-1234',
		...showForField,
		description: 'What the field holds. A new QR code gets it as well.',
	},
	nameField,
	{ ...destinationUrlField, description: 'Where people land when they scan the code' },
	utmParametersField,
	designField,
	additionalFieldsField,
	allowRedirectingField,
	allowCustomFieldsField,
	optionsField(...imageOptions),
];
