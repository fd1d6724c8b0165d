import type { INodeProperties } from 'n8n-workflow';

import { MAX_PNG_SIZE, MIN_PNG_SIZE } from '../../shared/image/png';

/** Values of `imageFormat` and, with `none`, of `options.image`. */
export const IMAGE_FORMATS = { png: 'png', svg: 'svg', pdf: 'pdf' } as const;
export const NO_IMAGE = 'none';

/** Pixels a side: 8 cm in print at 300 dots an inch, in a file of a few kilobytes. */
export const DEFAULT_IMAGE_SIZE = 1000;
export const DEFAULT_MARGIN = 4;
/** More light around a code than the code has modules is a slip. */
export const MAX_MARGIN = 40;
/** Where n8n's nodes look for a file by default. */
export const DEFAULT_BINARY_FIELD = 'data';

/** Honest about what the picture is. */
export const drawnNotice: INodeProperties = {
	displayName:
		"Pictures are drawn from the short link, in the code's color and dot shape where QRCodeStack shows them. Frame and logo of the dashboard's design are not in them.",
	name: 'drawnNotice',
	type: 'notice',
	default: '',
};

export const imageFormatField: INodeProperties = {
	displayName: 'Image Format',
	name: 'imageFormat',
	type: 'options',
	noDataExpression: true,
	options: [
		{ name: 'PDF', value: IMAGE_FORMATS.pdf, description: 'For print, with a size in millimeters' },
		{ name: 'PNG', value: IMAGE_FORMATS.png, description: 'For mails, chats and web pages' },
		{ name: 'SVG', value: IMAGE_FORMATS.svg, description: 'For print and design, at any size' },
	],
	default: 'png',
	description: 'What kind of file to make',
};

export const sizeOption: INodeProperties = {
	displayName: 'Size (Pixels)',
	name: 'size',
	type: 'number',
	typeOptions: { minValue: MIN_PNG_SIZE, maxValue: MAX_PNG_SIZE },
	default: DEFAULT_IMAGE_SIZE,
	description: 'Width of the picture with its margins',
};

export const outputFieldOption: INodeProperties = {
	displayName: 'Output Field',
	name: 'outputField',
	type: 'string',
	default: DEFAULT_BINARY_FIELD,
	description: 'Name of the binary field to put the file in',
};

export const fileNameOption = (description: string): INodeProperties => ({
	displayName: 'File Name',
	name: 'fileName',
	type: 'string',
	default: '',
	placeholder: 'e.g. menu',
	description,
});

export const marginOption: INodeProperties = {
	displayName: 'Margin (Modules)',
	name: 'margin',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: MAX_MARGIN },
	default: DEFAULT_MARGIN,
	description: 'Free space around the code, in squares of the code. Phones need 4 to find it.',
};

export const dotColorOption: INodeProperties = {
	displayName: 'Dot Color',
	name: 'dotColor',
	type: 'color',
	default: '#000000',
	description: 'Color of the dots. Without it, they are as in the design of the code, or black.',
};

export const dotShapeOption: INodeProperties = {
	displayName: 'Dot Shape',
	name: 'dotShape',
	type: 'options',
	options: [
		{ name: 'As Designed', value: 'design', description: 'As in the design of the code, or squares' },
		{ name: 'Dots', value: 'dots' },
		{ name: 'Rounded', value: 'rounded' },
		{ name: 'Square', value: 'square' },
	],
	default: 'design',
};

export const errorCorrectionOption: INodeProperties = {
	displayName: 'Error Correction',
	name: 'errorCorrection',
	type: 'options',
	options: [
		{ name: 'Auto', value: 'auto', description: 'M, or H with a logo' },
		{ name: 'H', value: 'H', description: 'Up to 30 % of the code may be covered' },
		{ name: 'L', value: 'L', description: 'Up to 7 %' },
		{ name: 'M', value: 'M', description: 'Up to 15 %' },
		{ name: 'Q', value: 'Q', description: 'Up to 25 %' },
	],
	default: 'auto',
	description: 'How much of the code may be dirty or covered. More makes its squares smaller.',
};

/** What an operation whose result is codes can attach to each of them. */
export const imageOptions: INodeProperties[] = [
	{
		displayName: 'Image',
		name: 'image',
		type: 'options',
		options: [
			{ name: 'None', value: NO_IMAGE, description: 'No file' },
			{ name: 'PDF', value: IMAGE_FORMATS.pdf, description: 'For print, with a size in millimeters' },
			{ name: 'PNG', value: IMAGE_FORMATS.png, description: 'For mails, chats and web pages' },
			{ name: 'SVG', value: IMAGE_FORMATS.svg, description: 'For print and design, at any size' },
		],
		default: 'none',
		description:
			'A picture to draw of each QR code and attach in the binary field "data". It costs no API call. For its colors, caption and more, use Get Image.',
	},
	{
		...sizeOption,
		displayName: 'Image Size (Pixels)',
		name: 'imageSize',
		displayOptions: { show: { image: [IMAGE_FORMATS.png, IMAGE_FORMATS.svg] } },
	},
];
