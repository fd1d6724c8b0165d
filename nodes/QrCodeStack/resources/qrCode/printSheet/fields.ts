import type { INodeProperties } from 'n8n-workflow';

import { qrCodeLocator } from '../../../../shared/qrCodes/locator';
import {
	dotColorOption,
	dotShapeOption,
	drawnNotice,
	errorCorrectionOption,
	fileNameOption,
	marginOption,
	outputFieldOption,
} from '../../../fields/imageFields';
import { optionsField } from '../../../fields/optionFields';

/** Values of `paper`. */
export const PAPERS = { a4: 'a4', letter: 'letter' } as const;
/** Values of `caption`. */
export const CAPTIONS = { name: 'name', shortUrl: 'shortUrl', none: 'none' } as const;

/** A common sheet of labels: 21 of 63.5 × 38.1 mm on A4. */
export const DEFAULT_COLUMNS = 3;
export const DEFAULT_ROWS = 7;
export const DEFAULT_LAYOUT = { marginX: 7.2, marginY: 15.1, gapX: 2.5, gapY: 0 } as const;
/** More labels have no room for a code that phones read. */
export const MAX_COLUMNS = 20;
export const MAX_ROWS = 30;

const millimeters = {
	type: 'number',
	typeOptions: { minValue: 0, numberPrecision: 2 },
} as const;

const sheetOptionsField: INodeProperties = {
	displayName: 'Sheet Options',
	name: 'sheetOptions',
	type: 'collection',
	placeholder: 'Add Sheet Option',
	default: {},
	options: [
		{
			displayName: 'Column Gap (Millimeters)',
			name: 'gapX',
			...millimeters,
			default: DEFAULT_LAYOUT.gapX,
			description: 'Space between labels side by side',
		},
		{
			displayName: 'Cut Marks',
			name: 'cutMarks',
			type: 'boolean',
			default: false,
			description: 'Whether to draw marks in the margins of the page along which to cut',
		},
		dotColorOption,
		dotShapeOption,
		errorCorrectionOption,
		fileNameOption('What to call the file'),
		{
			displayName: 'Horizontal Margin (Millimeters)',
			name: 'marginX',
			...millimeters,
			default: DEFAULT_LAYOUT.marginX,
			description: 'Space left and right of the labels',
		},
		marginOption,
		outputFieldOption,
		{
			displayName: 'Row Gap (Millimeters)',
			name: 'gapY',
			...millimeters,
			default: DEFAULT_LAYOUT.gapY,
			description: 'Space between labels one below the other',
		},
		{
			displayName: 'Vertical Margin (Millimeters)',
			name: 'marginY',
			...millimeters,
			default: DEFAULT_LAYOUT.marginY,
			description: 'Space above and below the labels',
		},
	],
};

export const printSheetFields: INodeProperties[] = [
	drawnNotice,
	{
		...qrCodeLocator(
			'The QR code of each label. Leave it empty where the input items are QR codes, such as those of Create Many: then it costs no call.',
		),
		required: false,
	},
	{
		displayName: 'Paper',
		name: 'paper',
		type: 'options',
		options: [
			{ name: 'A4', value: PAPERS.a4, description: '210 × 297 mm' },
			{ name: 'Letter', value: PAPERS.letter, description: '215.9 × 279.4 mm' },
		],
		default: 'a4',
	},
	{
		displayName: 'Columns',
		name: 'columns',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: MAX_COLUMNS },
		default: DEFAULT_COLUMNS,
		description: 'How many columns of labels a page has',
	},
	{
		displayName: 'Rows',
		name: 'rows',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: MAX_ROWS },
		default: DEFAULT_ROWS,
		description: 'How many rows of labels a page has',
	},
	{
		displayName: 'Caption',
		name: 'caption',
		type: 'options',
		options: [
			{ name: 'Name', value: CAPTIONS.name, description: 'The name of the QR code' },
			{ name: 'None', value: CAPTIONS.none, description: 'Codes alone, and larger' },
			{ name: 'Short Link', value: CAPTIONS.shortUrl, description: 'For whoever cannot scan it' },
		],
		default: 'name',
		description: 'What stands beneath each code',
	},
	sheetOptionsField,
	optionsField(),
];
