import type { INodeProperties } from 'n8n-workflow';

import { AS_TOOL, NOT_AS_TOOL } from '../../../run/toolUse';

/** Values of `groupBy`, in the order in which the list shows them. */
export const GROUP_BY = [
	'browser',
	'city',
	'country',
	'day',
	'device',
	'hour',
	'month',
	'os',
	'qrCode',
	'referrer',
	'week',
	'weekday',
] as const;
export type GroupBy = (typeof GROUP_BY)[number];

/** Values of `options.weekStart`. */
export const WEEK_START = { monday: 'monday', sunday: 'sunday' } as const;

/** The labels of fields that texts name. */
export const SUMMARY_LABELS = {
	groupBy: 'Group By',
	fillGaps: 'Fill Gaps',
	totalRow: 'Add Total Row',
	weekStart: 'Week Starts On',
} as const;

export const groupByField: INodeProperties = {
	displayName: SUMMARY_LABELS.groupBy,
	name: 'groupBy',
	type: 'multiOptions',
	options: [
		{ name: 'Browser', value: 'browser' },
		{ name: 'City', value: 'city' },
		{ name: 'Country', value: 'country' },
		{ name: 'Day', value: 'day' },
		{ name: 'Device', value: 'device' },
		{ name: 'Hour of the Day', value: 'hour', description: 'From 0 to 23' },
		{ name: 'Month', value: 'month' },
		{ name: 'Operating System', value: 'os' },
		{ name: 'QR Code', value: 'qrCode' },
		{ name: 'Referrer', value: 'referrer' },
		{ name: 'Week', value: 'week', description: 'By its first day' },
		{ name: 'Weekday', value: 'weekday' },
	],
	default: ['day'],
	description:
		"What makes a row: one for each day, for each QR code, or for each combination of several. Days and hours are those of the workflow's time zone. Without any, there is one row with all scans.",
};

const fillGapsField: INodeProperties = {
	displayName: SUMMARY_LABELS.fillGaps,
	name: 'fillGaps',
	type: 'boolean',
	default: true,
	description: 'Whether days and QR codes without scans are rows as well, with 0 scans',
};

/** A model reads the rows that have scans; nothing is to be drawn there. */
export const fillGapsFields: INodeProperties[] = [
	{ ...fillGapsField, displayOptions: NOT_AS_TOOL },
	{ ...fillGapsField, default: false, displayOptions: AS_TOOL },
];

export const totalRowOption: INodeProperties = {
	displayName: SUMMARY_LABELS.totalRow,
	name: 'totalRow',
	type: 'boolean',
	default: true,
	description: 'Whether the last row is the sum of all others. In it, isTotal is true.',
};

export const weekStartOption: INodeProperties = {
	displayName: SUMMARY_LABELS.weekStart,
	name: 'weekStart',
	type: 'options',
	options: [
		{ name: 'Monday', value: WEEK_START.monday },
		{ name: 'Sunday', value: WEEK_START.sunday },
	],
	default: 'monday',
	description: 'With which day a week begins',
};
