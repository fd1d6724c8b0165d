import type { INodeProperties } from 'n8n-workflow';

import { LATE_ENTRY_WINDOW_MS } from '../../shared/api/limits';
import type { NumberField } from '../../shared/input/parameterValues';
import { DEVICE_OPTIONS } from '../../shared/input/deviceWords';
import { codeFilterOptions } from '../../shared/qrCodes/fields/codeFilterOptions';
import { qrCodeLocator } from '../../shared/qrCodes/locator';

/** Values of `event`. */
export const EVENTS = {
	newScan: 'newScan',
	firstScan: 'firstScan',
	scanMilestone: 'scanMilestone',
	quietQrCode: 'quietQrCode',
	newQrCode: 'newQrCode',
	changedQrCode: 'changedQrCode',
	deletedQrCode: 'deletedQrCode',
	apiCallsUsed: 'apiCallsUsed',
} as const;
/** Events of the logs; all others come from the list of codes, or from the account. */
export const SCAN_EVENTS = [EVENTS.newScan, EVENTS.firstScan];
const CODE_EVENTS = Object.values(EVENTS).filter((event) => event !== EVENTS.apiCallsUsed);
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

/** What a workflow downstream can take in one execution; a larger backlog is emitted over several polls. */
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

export const MILESTONE_EVERY: NumberOption = { label: 'Milestone Every', fallback: 0, min: 0 };
/** Ten years at most: what is older was never quiet, it was never used. */
export const QUIET_DAYS: NumberOption = { label: 'Quiet Days', fallback: 14, min: 1, max: 3_650 };
export const USED_PERCENT: NumberOption = { label: 'Percent Used', fallback: 80, min: 1, max: 100 };

/** A filter of scans, among the options. */
const forScans: INodeProperties['displayOptions'] = { show: { '/event': SCAN_EVENTS } };

export const triggerFields: INodeProperties[] = [
	{
		displayName:
			'Scans arrive about every 20 minutes on the Pro plan and every 1 to 2 minutes on Advanced, longer with many QR codes, whatever Poll Times says: the trigger keeps to its share of the API calls. See Monthly Budget in the options.',
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
				name: 'API Calls Used',
				value: EVENTS.apiCallsUsed,
				description: "Once a month, when a share of the plan's API calls is used",
			},
			{
				name: 'First Scan',
				value: EVENTS.firstScan,
				description: 'Only the first scan of each QR code since the starting point',
			},
			{ name: 'New Scan', value: EVENTS.newScan, description: 'Every scan of a QR code' },
			{
				name: 'QR Code Changed',
				value: EVENTS.changedQrCode,
				description: 'Name, destination or design changed, here or in the dashboard',
			},
			{
				name: 'QR Code Created',
				value: EVENTS.newQrCode,
				description: 'A QR code was made, here or in the dashboard',
			},
			{
				name: 'QR Code Deleted',
				value: EVENTS.deletedQrCode,
				description: 'A QR code was deleted, here or in the dashboard',
			},
			{
				name: 'QR Code Quiet',
				value: EVENTS.quietQrCode,
				description: 'A QR code had no scan for some days; once, until it is scanned again',
			},
			{
				name: 'Scan Milestone',
				value: EVENTS.scanMilestone,
				description: 'The scans of a QR code reach a number; each number once',
			},
		],
		default: 'newScan',
	},
	{
		displayName: 'Milestones',
		name: 'milestones',
		type: 'string',
		default: '100, 500, 1000',
		placeholder: 'e.g. 100, 500, 1000',
		displayOptions: { show: { event: [EVENTS.scanMilestone] } },
		description: 'The numbers of scans to hear of, separated by commas',
	},
	{
		displayName: 'Milestone Every',
		name: 'milestoneEvery',
		type: 'number',
		typeOptions: { minValue: MILESTONE_EVERY.min },
		default: 0,
		displayOptions: { show: { event: [EVENTS.scanMilestone] } },
		description: 'Whether every so many scans are a milestone as well, such as every 1,000. 0 for none.',
	},
	{
		displayName: 'Quiet Days',
		name: 'quietDays',
		type: 'number',
		typeOptions: { minValue: QUIET_DAYS.min, maxValue: QUIET_DAYS.max },
		default: 14,
		displayOptions: { show: { event: [EVENTS.quietQrCode] } },
		description: 'How many days without a scan make a QR code quiet',
	},
	{
		displayName: 'Percent Used',
		name: 'percent',
		type: 'number',
		typeOptions: { minValue: USED_PERCENT.min, maxValue: USED_PERCENT.max },
		default: 80,
		displayOptions: { show: { event: [EVENTS.apiCallsUsed] } },
		description: "Which share of the plan's API calls per month to hear of, whoever uses them",
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
		displayOptions: { show: { event: CODE_EVENTS } },
		description: 'Which QR codes to watch',
	},
	{
		displayName: 'QR Code Names or IDs',
		name: 'qrCodeIds',
		type: 'multiOptions',
		typeOptions: { loadOptionsMethod: 'getQrCodes' },
		default: [],
		required: true,
		displayOptions: { show: { event: CODE_EVENTS, watch: [WATCH.selected] } },
		description:
			'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
	},
	{
		displayName: 'QR Code Filters',
		name: 'qrCodeFilters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		displayOptions: { show: { event: CODE_EVENTS, watch: [WATCH.matching] } },
		options: codeFilterOptions,
		description: 'Which QR codes to watch: those that fit all filters',
	},
	{
		...qrCodeLocator('The QR code to watch'),
		displayOptions: { show: { event: CODE_EVENTS, watch: [WATCH.one] } },
	},
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
		displayOptions: { show: { event: SCAN_EVENTS } },
		description: 'Which scans count as new when the workflow is activated for the first time',
	},
	{
		displayName: 'Start Date',
		name: 'startDate',
		type: 'dateTime',
		default: '',
		required: true,
		displayOptions: { show: { event: SCAN_EVENTS, startFrom: [START_FROM.date] } },
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
				displayOptions: forScans,
				type: 'string',
				default: '',
				placeholder: 'e.g. Safari, Chrome',
				description: 'Emit only scans with these browsers, separated by commas',
			},
			{
				displayName: 'City',
				name: 'city',
				displayOptions: forScans,
				type: 'string',
				default: '',
				placeholder: 'e.g. Berlin, Hamburg',
				description: 'Emit only scans from these cities, as QRCodeStack writes them, separated by commas',
			},
			{
				displayName: 'Country Names or IDs',
				name: 'country',
				displayOptions: forScans,
				type: 'multiOptions',
				typeOptions: { loadOptionsMethod: 'getCountries' },
				default: [],
				description:
					'Emit only scans from these countries. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
			},
			{
				displayName: 'Device',
				name: 'device',
				displayOptions: forScans,
				type: 'multiOptions',
				options: DEVICE_OPTIONS,
				default: [],
				description: 'Emit only scans with these devices. An expression may give any other word.',
			},
			{
				displayName: 'Include QR Code',
				name: 'includeQrCode',
				displayOptions: forScans,
				type: 'boolean',
				default: true,
				description:
					"Whether to add the code's name, short link and destination to each scan, and not only its ID",
			},
			{
				displayName: 'Late Window (Minutes)',
				name: 'lateWindow',
				displayOptions: forScans,
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
				description: 'Max number of items to emit at once; the others follow with the next polls',
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
				displayOptions: forScans,
				type: 'string',
				default: '',
				placeholder: 'e.g. iOS, Android',
				description: 'Emit only scans with these operating systems, separated by commas',
			},
			{
				displayName: 'Output',
				name: 'output',
				displayOptions: forScans,
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
				displayOptions: forScans,
				type: 'string',
				default: '',
				placeholder: 'e.g. instagram',
				description: 'Emit only scans whose referrer contains this text',
			},
		],
	},
];
