import type { INodeProperties } from 'n8n-workflow';

/** Names of the locator's modes; stored in people's workflows. */
export const LOCATOR_MODES = { list: 'list', id: 'id', shortLink: 'shortLink' } as const;

/** Picks one QR code: from a searchable list, by ID, or by a link: the one that is printed in the code, or its page in the dashboard. */
export function qrCodeLocator(description: string): INodeProperties {
	return {
		displayName: 'QR Code',
		name: 'qrCodeId',
		type: 'resourceLocator',
		default: { mode: LOCATOR_MODES.list, value: '' },
		required: true,
		description,
		modes: [
			{
				displayName: 'From List',
				name: LOCATOR_MODES.list,
				type: 'list',
				placeholder: 'Select a QR code...',
				typeOptions: { searchListMethod: 'searchQrCodes', searchable: true },
			},
			{
				displayName: 'By ID',
				name: LOCATOR_MODES.id,
				type: 'string',
				placeholder: 'e.g. 7f9c24e8-3b12-4f5a-9c61-2d1e8a0b7c33',
			},
			{
				displayName: 'By Link',
				name: LOCATOR_MODES.shortLink,
				type: 'string',
				placeholder: 'e.g. https://qrs.example.com/r/Ab3dE',
				validation: [
					{
						type: 'regex',
						properties: {
							regex: '\\s*(https?://)?[^\\s/]+/\\S+\\s*',
							errorMessage:
								'This is not a link. Paste the short link of the QR code, or the address of its page in the dashboard.',
						},
					},
				],
			},
		],
	};
}
