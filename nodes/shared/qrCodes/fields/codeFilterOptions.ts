import type { INodeProperties } from 'n8n-workflow';

/** What the filters of QR codes are called. */
export const CODE_FILTER_LABELS = {
	createdAfter: 'Created After',
	createdBefore: 'Created Before',
	destinationContains: 'Destination Contains',
	maxScans: 'Max Scans',
	minScans: 'Min Scans',
	nameStartsWith: 'Name Starts With',
	search: 'Search',
	type: 'Type',
} as const;

/** The entries of a collection that says which QR codes are meant; parseCodeFilter reads it. */
export const codeFilterOptions: INodeProperties[] = [
	{
		displayName: CODE_FILTER_LABELS.createdAfter,
		name: 'createdAfter',
		type: 'dateTime',
		default: '',
		description: "Only QR codes made at this moment or later, in the workflow's time zone",
	},
	{
		displayName: CODE_FILTER_LABELS.createdBefore,
		name: 'createdBefore',
		type: 'dateTime',
		default: '',
		description: "Only QR codes made before this moment, in the workflow's time zone",
	},
	{
		displayName: CODE_FILTER_LABELS.destinationContains,
		name: 'destinationContains',
		type: 'string',
		default: '',
		placeholder: 'e.g. utm_campaign=spring',
		description: 'Only QR codes with this text in the address that they lead to',
	},
	{
		displayName: CODE_FILTER_LABELS.maxScans,
		name: 'maxScans',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 0,
		description: 'Only QR codes with so many scans at most. 0 finds those that nobody scanned.',
	},
	{
		displayName: CODE_FILTER_LABELS.minScans,
		name: 'minScans',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 1,
		description: 'Only QR codes with so many scans at least',
	},
	{
		displayName: CODE_FILTER_LABELS.nameStartsWith,
		name: 'nameStartsWith',
		type: 'string',
		default: '',
		placeholder: 'e.g. Spring',
		description: 'Only QR codes whose name begins with this text, in capital or small letters',
	},
	{
		displayName: CODE_FILTER_LABELS.search,
		name: 'search',
		type: 'string',
		default: '',
		placeholder: 'e.g. spring',
		description: 'Only QR codes with this text in their name, short link, destination or ID',
	},
	{
		displayName: CODE_FILTER_LABELS.type,
		name: 'type',
		type: 'string',
		default: 'url',
		placeholder: 'e.g. url',
		description: 'Only QR codes that hold this, as QRCodeStack names it',
	},
];
