import type { INodeProperties } from 'n8n-workflow';

import { DEVICE_OPTIONS } from '../../shared/input/deviceWords';
import { codeFilterOptions } from '../../shared/qrCodes/fields/codeFilterOptions';
import { qrCodeLocator } from '../../shared/qrCodes/locator';

/** Values of `scansOf`. */
export const SCANS_OF = { one: 'one', selected: 'selected', matching: 'matching', all: 'all' } as const;

/** The labels of fields that texts name. */
export const SCAN_LABELS = {
	scansOf: 'Scans Of',
	qrCodeIds: 'QR Code Names or IDs',
	qrCodeFilters: 'QR Code Filters',
	filters: 'Filters',
	after: 'Scanned After',
	before: 'Scanned Before',
	country: 'Country',
	device: 'Device',
} as const;

/** Whose scans are meant. */
export const scansOfFields: INodeProperties[] = [
	{
		displayName: SCAN_LABELS.scansOf,
		name: 'scansOf',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'All QR Codes',
				value: SCANS_OF.all,
				description: 'One call for every 100 codes, and at least one for each code that has scans',
			},
			{
				name: 'Matching QR Codes',
				value: SCANS_OF.matching,
				description: 'Those that fit filters, such as a name that begins with "Spring"',
			},
			{ name: 'One QR Code', value: SCANS_OF.one },
			{ name: 'Selected QR Codes', value: SCANS_OF.selected },
		],
		default: 'one',
		description: 'Which QR codes to read the scans of',
	},
	{
		...qrCodeLocator('The QR code whose scans to get'),
		displayOptions: { show: { scansOf: [SCANS_OF.one] } },
	},
	{
		displayName: SCAN_LABELS.qrCodeIds,
		name: 'qrCodeIds',
		type: 'multiOptions',
		typeOptions: { loadOptionsMethod: 'getQrCodes' },
		default: [],
		required: true,
		displayOptions: { show: { scansOf: [SCANS_OF.selected] } },
		description:
			'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
	},
	{
		displayName: SCAN_LABELS.qrCodeFilters,
		name: 'qrCodeFilters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		displayOptions: { show: { scansOf: [SCANS_OF.matching] } },
		options: codeFilterOptions,
		description: 'Which QR codes to read the scans of: those that fit all filters',
	},
];

/** Which of their scans are meant. */
export function scanFiltersField(description: string): INodeProperties {
	return {
		displayName: SCAN_LABELS.filters,
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		options: [
			{
				displayName: 'Country Names or IDs',
				name: 'country',
				type: 'multiOptions',
				typeOptions: { loadOptionsMethod: 'getCountries' },
				default: [],
				description:
					'Only scans from these countries. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
			},
			{
				displayName: SCAN_LABELS.device,
				name: 'device',
				type: 'multiOptions',
				options: DEVICE_OPTIONS,
				default: [],
				description: 'Only scans with these devices. An expression may give any other word.',
			},
			{
				displayName: SCAN_LABELS.after,
				name: 'after',
				type: 'dateTime',
				default: '',
				description: "Only scans at this moment or later, in the workflow's time zone",
			},
			{
				displayName: SCAN_LABELS.before,
				name: 'before',
				type: 'dateTime',
				default: '',
				description: "Only scans before this moment, in the workflow's time zone",
			},
		],
		description,
	};
}
