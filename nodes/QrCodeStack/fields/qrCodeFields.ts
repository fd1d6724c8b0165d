import type { INodeProperties } from 'n8n-workflow';

import { DEFAULT_QR_CODE_TYPE } from '../../shared/api/requestNames';
import { qrCodeLocator } from '../../shared/qrCodes/locator';

export const nameField: INodeProperties = {
	displayName: 'Name',
	name: 'name',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. Spring promo',
	description: 'What you call this QR code; people who scan it do not see it',
};

export const destinationUrlField: INodeProperties = {
	displayName: 'Destination URL',
	name: 'destinationUrl',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. https://shop.example.com/spring',
	description: 'Where people land when they scan the code. You can change it later without printing again.',
};

/** Chooses one of the values that are documented or that codes of the account have, or takes any other. */
function valueLocator(
	field: Pick<INodeProperties, 'displayName' | 'name' | 'description'>,
	searchListMethod: string,
	value = '',
): INodeProperties {
	return {
		...field,
		type: 'resourceLocator',
		default: { mode: 'list', value },
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				typeOptions: { searchListMethod, searchable: true },
			},
			{ displayName: 'By Name', name: 'name', type: 'string' },
		],
	};
}

const typeField = valueLocator(
	{
		displayName: 'Type',
		name: 'type',
		description: 'What a new code holds. Without this field, it is a link to a web address.',
	},
	'searchTypes',
	DEFAULT_QR_CODE_TYPE,
);

export const designField: INodeProperties = {
	displayName: 'Design',
	name: 'design',
	type: 'collection',
	placeholder: 'Add Design Option',
	default: {},
	options: [
		{
			displayName: 'Dot Color',
			name: 'dotColor',
			type: 'color',
			default: '#0F172A',
			description: 'Color of the dots. Dark colors scan best.',
		},
		valueLocator(
			{
				displayName: 'Dot Shape',
				name: 'dotShape',
				description: 'Shape of the dots, as QRCodeStack names it',
			},
			'searchDotShapes',
		),
		valueLocator(
			{ displayName: 'Frame', name: 'frame', description: 'Frame around the code, as QRCodeStack names it' },
			'searchFrames',
		),
		{
			displayName: 'Logo URL',
			name: 'logoUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://shop.example.com/logo.png',
			description: 'Web address of an image to put in the middle of the code',
		},
		{
			...qrCodeLocator('The QR code whose design to take over; the fields beside it are laid on top'),
			displayName: 'Same As',
			name: 'sameAs',
			required: false,
		},
	],
};

export const utmParametersField: INodeProperties = {
	displayName: 'UTM Parameters',
	name: 'utmParameters',
	type: 'collection',
	placeholder: 'Add UTM Parameter',
	default: {},
	options: [
		{
			displayName: 'UTM Campaign',
			name: 'utmCampaign',
			type: 'string',
			default: '',
			placeholder: 'e.g. spring sale',
			description: 'Name of the campaign. Spaces and umlauts may stand in it.',
		},
		{
			displayName: 'UTM Content',
			name: 'utmContent',
			type: 'string',
			default: '',
			placeholder: 'e.g. poster a',
			description: 'What tells this code from others of the campaign',
		},
		{
			displayName: 'UTM ID',
			name: 'utmId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 2026-04',
			description: 'ID of the campaign in your analytics',
		},
		{
			displayName: 'UTM Medium',
			name: 'utmMedium',
			type: 'string',
			default: '',
			placeholder: 'e.g. qr',
			description: 'Kind of channel',
		},
		{
			displayName: 'UTM Source',
			name: 'utmSource',
			type: 'string',
			default: '',
			placeholder: 'e.g. flyer',
			description: 'Where the code is seen',
		},
		{
			displayName: 'UTM Term',
			name: 'utmTerm',
			type: 'string',
			default: '',
			placeholder: 'e.g. running shoes',
			description: 'Keyword of the campaign',
		},
	],
	description:
		'Parameters by which your analytics recognise visits by this code. They are added to the address that it leads to; of the same name, they replace what is there.',
};

export const customFieldsField: INodeProperties = {
	displayName: 'Custom Fields (JSON)',
	name: 'customFields',
	type: 'json',
	default: '{}',
	description:
		'A JSON object of further fields to send, in the names that the API uses. A field of the node that is filled in wins over one of the same name here.',
};

export const additionalFieldsField: INodeProperties = {
	displayName: 'Additional Fields',
	name: 'additionalFields',
	type: 'collection',
	placeholder: 'Add Field',
	default: {},
	// nearly all codes are links: what a code holds is asked of those who want another
	options: [customFieldsField, typeField],
};

export const updateFieldsField: INodeProperties = {
	displayName: 'Update Fields',
	name: 'updateFields',
	type: 'collection',
	placeholder: 'Add Field',
	default: {},
	options: [
		customFieldsField,
		{ ...destinationUrlField, required: false, description: 'Where the printed code leads from now on' },
		{ ...nameField, required: false },
	],
};
