import type { INodeProperties } from 'n8n-workflow';

import { LATE_ENTRY_WINDOW_MS } from '../../shared/api/limits';
import type { NumberField } from '../../shared/input/parameterValues';
import { codeFilterOptions } from '../../shared/qrCodes/codeFilterFields';
import { qrCodeLocator } from '../../shared/qrCodes/locator';

/** Values of `event`. */
export const EVENTS = { newScan: 'newScan', firstScan: 'firstScan' } as const;
/** Values of `watch`. */
export const WATCH = { all: 'all', matching: 'matching', selected: 'selected', one: 'one' } as const;
/** Values of `output`. */
export const OUTPUT = { simplified: 'simplified', raw: 'raw' } as const;
/** Values of `startFrom`. */
export const START_FROM = { now: 'now', date: 'date', beginning: 'beginning' } as const;

/** A number among the options. */
export interface NumberOption extends NumberField {
	fallback: number;
}

/** What a workflow downstream can take in one execution; a larger backlog leaves over several polls. */
export const MAX_SCANS_PER_POLL: NumberOption = {
	label: 'Max Scans per Poll',
	fallback: 1_000,
	min: 1,
};
/** A6. A day at most: within the window, every scan has to be remembered. */
export const LATE_WINDOW_MINUTES: NumberOption = {
	label: 'Late Window',
	fallback: LATE_ENTRY_WINDOW_MS / 60_000,
	min: 0,
	max: 24 * 60,
};
/** Half of the plan by default: the other half is for the nodes that create and change codes. */
export const MONTHLY_BUDGET_PERCENT: NumberOption = {
	label: 'Monthly Budget',
	fallback: 50,
	min: 1,
	max: 100,
};

export const triggerFields: INodeProperties[] = [
	{
		displayName:
			'Each poll uses API calls: every minute makes 43,200 a month, and the Pro plan has 5,000. The trigger keeps to half of the plan and skips polls that come too early; see Monthly Budget in the options.',
		name: 'callsNotice',
		type: 'notice',
		default: '',
	},
	{
		// the node creator makes an action of each entry of a field with this name
		displayName: 'Trigger On',
		name: 'event',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'First Scan',
				value: EVENTS.firstScan,
				description: 'Only the first scan of each QR code since the starting point',
			},
			{ name: 'New Scan', value: EVENTS.newScan, description: 'Every scan of a QR code' },
		],
		default: 'newScan',
	},
	{
		displayName: 'Watch',
		name: 'watch',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'All QR Codes', value: WATCH.all, description: 'Codes that you add later are watched as well' },
			{
				name: 'Matching QR Codes',
				value: WATCH.matching,
				description: 'Those that fit filters; codes that you add later and that fit are watched as well',
			},
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
	{
		displayName: 'QR Code Filters',
		name: 'qrCodeFilters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		displayOptions: { show: { watch: [WATCH.matching] } },
		options: codeFilterOptions,
		description: 'Which QR codes to watch: those that fit all filters',
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
				displayName: 'Browser',
				name: 'browser',
				type: 'string',
				default: '',
				placeholder: 'e.g. Safari, Chrome',
				description: 'Emit only scans with these browsers, separated by commas',
			},
			{
				displayName: 'City',
				name: 'city',
				type: 'string',
				default: '',
				placeholder: 'e.g. Berlin, Hamburg',
				description: 'Emit only scans from these cities, as QRCodeStack writes them, separated by commas',
			},
			{
				displayName: 'Country Names or IDs',
				name: 'country',
				type: 'multiOptions',
				typeOptions: { loadOptionsMethod: 'getCountries' },
				default: [],
				description:
					'Emit only scans from these countries. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
			},
			{
				displayName: 'Device',
				name: 'device',
				type: 'multiOptions',
				options: [
					{ name: 'Desktop', value: 'desktop' },
					{ name: 'Mobile', value: 'mobile' },
					{ name: 'Tablet', value: 'tablet' },
				],
				default: [],
				description: 'Emit only scans with these devices. An expression may give any other word.',
			},
			{
				displayName: 'Include QR Code',
				name: 'includeQrCode',
				type: 'boolean',
				default: true,
				description:
					"Whether to add the code's name, short link and destination to each scan, and not only its ID",
			},
			{
				displayName: 'Late Window (Minutes)',
				name: 'lateWindow',
				type: 'number',
				typeOptions: { minValue: LATE_WINDOW_MINUTES.min, maxValue: LATE_WINDOW_MINUTES.max },
				default: 15,
				description: 'How long after its own time a scan may still turn up in the log and be picked up',
			},
			{
				displayName: 'Max Scans per Poll',
				name: 'maxScansPerPoll',
				type: 'number',
				typeOptions: { minValue: MAX_SCANS_PER_POLL.min },
				default: 1000,
				description: 'Max number of scans to emit at once; the others follow with the next polls',
			},
			{
				displayName: 'Monthly Budget (Percent)',
				name: 'monthlyBudget',
				type: 'number',
				typeOptions: { minValue: MONTHLY_BUDGET_PERCENT.min, maxValue: MONTHLY_BUDGET_PERCENT.max },
				default: 50,
				description:
					"How much of the plan's API calls per month this trigger may use. It polls less often when the schedule would take more.",
			},
			{
				displayName: 'Operating System',
				name: 'os',
				type: 'string',
				default: '',
				placeholder: 'e.g. iOS, Android',
				description: 'Emit only scans with these operating systems, separated by commas',
			},
			{
				displayName: 'Output',
				name: 'output',
				type: 'options',
				options: [
					{ name: 'Raw', value: OUTPUT.raw, description: 'Each scan as QRCodeStack sends it' },
					{
						name: 'Simplified',
						value: OUTPUT.simplified,
						description: 'When, which code, where and with what, always under the same names',
					},
				],
				default: 'simplified',
				description: 'In which form a scan is emitted',
			},
			{
				displayName: 'Referrer Contains',
				name: 'referrerContains',
				type: 'string',
				default: '',
				placeholder: 'e.g. instagram',
				description: 'Emit only scans whose referrer contains this text',
			},
		],
	},
];
