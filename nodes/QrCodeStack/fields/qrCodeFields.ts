import type { INodeProperties } from 'n8n-workflow';

import { DEFAULT_QR_CODE_TYPE } from '../../shared/api/requestNames';
import { qrCodeLocator } from '../../shared/qrCodes/locator';

/** D10: the values of the documented create call. */
export const DOCUMENTED_VALUES = {
	dotShape: 'rounded',
	frame: 'scan-me-bottom',
	type: DEFAULT_QR_CODE_TYPE,
} as const;

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

const LISTED =
	'The list has what is documented and what your QR codes use; an expression may give any other value.';

/**
 * A field with a list of values that QRCodeStack documents no full list of: an expression may give any other, which
 * the editor must not mark as wrong.
 */
function listedField(
	displayName: string,
	name: keyof typeof DOCUMENTED_VALUES,
	loadOptionsMethod: string,
	description: string,
): INodeProperties {
	const { [name]: documented } = DOCUMENTED_VALUES;
	return {
		displayName,
		name,
		type: 'options',
		typeOptions: { loadOptionsMethod },
		allowArbitraryValues: true,
		default: documented,
		description: `${description} ${LISTED}`,
	};
}

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
		listedField('Dot Shape', 'dotShape', 'getDotShapes', 'Shape of the dots.'),
		listedField('Frame', 'frame', 'getFrames', 'Frame around the code.'),
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
	options: [
		customFieldsField,
		listedField('Type', 'type', 'getTypes', 'What a new code holds; without this field, a link.'),
	],
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
