import type { INodeProperties } from 'n8n-workflow';

import { qrCodeLocator } from '../../../../shared/qrCodes/locator';
import {
	dotColorOption,
	dotShapeOption,
	drawnNotice,
	errorCorrectionOption,
	fileNameOption,
	IMAGE_FORMATS,
	imageFormatField,
	marginOption,
	outputFieldOption,
	sizeOption,
} from '../../../fields/imageFields';
import { optionsField } from '../../../fields/optionFields';
import { DEFAULT_WIDTH_MM } from '../../../output/pictureStyle';

/** Values of `imageOptions.source`. */
export const IMAGE_SOURCES = { drawn: 'drawn', qrCodeStack: 'qrCodeStack' } as const;

const showFor = (...formats: Array<keyof typeof IMAGE_FORMATS>) => ({
	displayOptions: { show: { '/imageFormat': formats } },
});

const imageOptionsField: INodeProperties = {
	displayName: 'Image Options',
	name: 'imageOptions',
	type: 'collection',
	placeholder: 'Add Image Option',
	default: {},
	options: [
		{
			displayName: 'Background Color',
			name: 'backgroundColor',
			type: 'color',
			default: '#FFFFFF',
			description: 'Color behind the dots. Type "transparent" for none.',
		},
		{
			displayName: 'Caption',
			name: 'caption',
			type: 'string',
			default: '',
			placeholder: 'e.g. Scan for the menu',
			...showFor('svg', 'pdf'),
			description: 'One line of text beneath the code',
		},
		dotColorOption,
		dotShapeOption,
		errorCorrectionOption,
		fileNameOption('What to call the file. Without it, it is called as the QR code is.'),
		{
			displayName: 'Logo Field',
			name: 'logoField',
			type: 'string',
			default: '',
			placeholder: 'e.g. logo',
			...showFor('svg'),
			description:
				'Name of a binary field of the input item with a PNG, JPEG or SVG to draw in the middle of the code',
		},
		marginOption,
		outputFieldOption,
		{ ...sizeOption, ...showFor('png', 'svg') },
		{
			displayName: 'Source',
			name: 'source',
			type: 'options',
			options: [
				{
					name: 'Drawn',
					value: IMAGE_SOURCES.drawn,
					description: 'Draw the short link. Costs no call where the input item has it.',
				},
				{
					name: 'QRCodeStack',
					value: IMAGE_SOURCES.qrCodeStack,
					description: 'Download the file that QRCodeStack links to, if it does, as it is',
				},
			],
			default: 'drawn',
			description: 'Where the picture comes from',
		},
		{
			displayName: 'Width (Millimeters)',
			name: 'widthMm',
			type: 'number',
			typeOptions: { minValue: 10, maxValue: 1000, numberPrecision: 1 },
			default: DEFAULT_WIDTH_MM,
			...showFor('pdf'),
			description: 'Width of the picture with its margins',
		},
	],
};

export const getImageFields: INodeProperties[] = [
	drawnNotice,
	qrCodeLocator('The QR code to draw'),
	imageFormatField,
	imageOptionsField,
	optionsField(),
];
