import type { INodeProperties } from 'n8n-workflow';

import { qrCodeLocator } from '../shared/qrCodeLocator';

/** Values of `watch`. */
export const WATCH = { all: 'all', selected: 'selected', one: 'one' } as const;
/** Values of `startFrom`. */
export const START_FROM = { now: 'now', date: 'date', beginning: 'beginning' } as const;

/** What a workflow downstream can take in one execution; a larger backlog leaves over several polls. */
export const DEFAULT_MAX_SCANS_PER_POLL = 1_000;

export const triggerFields: INodeProperties[] = [
	{
		displayName:
			'Each poll uses at least one API call: every minute makes 43,200 a month, and the Pro plan has 5,000. With Pro, poll every 10 minutes or less often.',
		name: 'callsNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Event',
		name: 'event',
		type: 'options',
		noDataExpression: true,
		options: [{ name: 'New Scan', value: 'newScan', description: 'A QR code was scanned' }],
		default: 'newScan',
		description: 'What starts the workflow',
	},
	{
		displayName: 'Watch',
		name: 'watch',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'All QR Codes', value: WATCH.all, description: 'Codes that you add later are watched as well' },
			{ name: 'One QR Code', value: WATCH.one },
			{ name: 'Selected QR Codes', value: WATCH.selected },
		],
		default: 'all',
		description: 'Which QR codes to watch',
	},
	{
		displayName: 'QR Code Names or IDs',
		name: 'qrCodeIds',
		type: 'multiOptions',
		typeOptions: { loadOptionsMethod: 'getQrCodes' },
		default: [],
		required: true,
		displayOptions: { show: { watch: [WATCH.selected] } },
		description:
			'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
	},
	{ ...qrCodeLocator('The QR code to watch'), displayOptions: { show: { watch: [WATCH.one] } } },
	{
		displayName: 'Start From',
		name: 'startFrom',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Beginning', value: START_FROM.beginning, description: 'Scans since the code was made' },
			{ name: 'Date', value: START_FROM.date, description: 'Scans since a date that you choose' },
			{ name: 'Now', value: START_FROM.now, description: 'Scans from the moment the workflow is activated' },
		],
		default: 'now',
		description: 'Which scans count as new when the workflow is activated for the first time',
	},
	{
		displayName: 'Start Date',
		name: 'startDate',
		type: 'dateTime',
		default: '',
		required: true,
		displayOptions: { show: { startFrom: [START_FROM.date] } },
		description: "The earliest scan to pick up, in the workflow's time zone",
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			{
				displayName: 'Include QR Code',
				name: 'includeQrCode',
				type: 'boolean',
				default: true,
				description: "Whether to add the code's ID, name, short link and destination to each scan",
			},
			{
				displayName: 'Max Scans per Poll',
				name: 'maxScansPerPoll',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: DEFAULT_MAX_SCANS_PER_POLL,
				description: 'Max number of scans to hand on at once; the others follow with the next polls',
			},
		],
	},
];
