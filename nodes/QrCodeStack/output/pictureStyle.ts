import type { IExecuteFunctions } from 'n8n-workflow';

import type { JsonObject } from '../../shared/api/endpoints';
import type { ErrorCorrection } from '../../shared/image/matrix';
import type { Logo } from '../../shared/image/logo';
import { MAX_PNG_SIZE, MIN_PNG_SIZE } from '../../shared/image/png';
import type { DotShape } from '../../shared/image/shapes';
import { parseNumber, parseOption, parseText, parseWholeNumber } from '../../shared/input/parameterValues';
import { isObject } from '../../shared/util/objects';
import { quoteGiven } from '../../shared/util/redact';
import {
	DEFAULT_BINARY_FIELD,
	DEFAULT_IMAGE_SIZE,
	DEFAULT_MARGIN,
	IMAGE_FORMATS,
	MAX_MARGIN,
	NO_IMAGE,
} from '../fields/imageFields';
import { parseColor } from '../input/color';
import { readItemParameter } from '../input/itemParameter';
import { isFilled } from '../input/qrCodeInput';
import { rejectValues } from '../input/validationIssues';

export type ImageFormat = keyof typeof IMAGE_FORMATS;

/** How a code is to be drawn. */
export interface PictureStyle {
	format: ImageFormat;
	/** Pixels a side of a PNG; what an SVG says of itself. */
	size: number;
	/** Of a PDF. */
	widthMm: number;
	/** Light modules around the code. */
	margin: number;
	/** M, or H with a logo. */
	errorCorrection: ErrorCorrection | 'auto';
	/** "#RRGGBB"; undefined: the code's own, or else black. */
	dotColor?: string;
	/** "#RRGGBB" or "transparent". */
	backgroundColor: string;
	/** The code's own, as far as we can draw it, or a certain one. */
	dotShape: DotShape | 'design';
	/** One line beneath an SVG or a PDF; empty for none. */
	caption: string;
	/** In the middle of an SVG. */
	logo?: Logo;
}

/** A PDF as wide as a stamp, to one for a wall. */
const MIN_WIDTH_MM = 10;
const MAX_WIDTH_MM = 1000;
export const DEFAULT_WIDTH_MM = 40;
export const ERROR_CORRECTIONS = ['auto', 'L', 'M', 'Q', 'H'] as const;
const DOT_SHAPES = ['design', 'square', 'rounded', 'dots'] as const;

export const USUAL_STYLE: PictureStyle = {
	format: 'png',
	size: DEFAULT_IMAGE_SIZE,
	widthMm: DEFAULT_WIDTH_MM,
	margin: DEFAULT_MARGIN,
	errorCorrection: 'auto',
	backgroundColor: '#FFFFFF',
	dotShape: 'design',
	caption: '',
};

/**
 * What `options.image` asks for; undefined for no picture.
 * @throws {ConnectorError} kind 'invalidInput' for a value that can't be.
 */
export function readAttachedStyle(context: IExecuteFunctions, itemIndex: number): PictureStyle | undefined {
	const read = (name: string) => readItemParameter(context, `options.${name}`, itemIndex, null);
	const format = parseOption(read('image'), 'Image', [NO_IMAGE, ...Object.values(IMAGE_FORMATS)], NO_IMAGE);
	if (format === NO_IMAGE) return undefined;
	return { ...USUAL_STYLE, format, size: parseSize(read('imageSize') ?? DEFAULT_IMAGE_SIZE, 'Image Size') };
}

/**
 * The style of Get Image, but for the logo, which is a file.
 * @throws {ConnectorError} kind 'invalidInput' for a value that can't be.
 */
export function readPictureStyle(context: IExecuteFunctions, itemIndex: number): PictureStyle {
	const format = readItemParameter(context, 'imageFormat', itemIndex, null);
	const options = readImageOptions(context, itemIndex);
	const { size, widthMm, margin, errorCorrection, backgroundColor, caption } = USUAL_STYLE;
	const width = { label: 'Width', min: MIN_WIDTH_MM, max: MAX_WIDTH_MM };
	return {
		format: parseOption(format, 'Image Format', Object.values(IMAGE_FORMATS), USUAL_STYLE.format),
		size: parseSize(options.size ?? size, 'Size'),
		widthMm: parseNumber(options.widthMm ?? widthMm, width),
		margin: parseWholeNumber(options.margin ?? margin, { label: 'Margin', min: 0, max: MAX_MARGIN }),
		errorCorrection: parseOption(
			options.errorCorrection,
			'Error Correction',
			ERROR_CORRECTIONS,
			errorCorrection,
		),
		backgroundColor: parseBackground(options.backgroundColor) ?? backgroundColor,
		caption: isFilled(options.caption) ? parseText(options.caption, 'Caption') : caption,
		...readDots(options),
	};
}

/** The collection of Get Image. */
export function readImageOptions(context: IExecuteFunctions, itemIndex: number): JsonObject {
	const options = readItemParameter(context, 'imageOptions', itemIndex, {});
	return isObject(options) ? options : {};
}

/** Colour and shape of the dots: what the options say, or else what the code's design does. */
export function readDots(options: JsonObject): Pick<PictureStyle, 'dotColor' | 'dotShape'> {
	const dotColor = isFilled(options.dotColor) ? requireColor(options.dotColor, 'Dot Color') : undefined;
	const dotShape = parseOption(options.dotShape, 'Dot Shape', DOT_SHAPES, USUAL_STYLE.dotShape);
	return { ...(dotColor === undefined ? {} : { dotColor }), dotShape };
}

/** The name of the binary field for the file. */
export function readOutputField(options: JsonObject): string {
	const name = parseText(options.outputField ?? DEFAULT_BINARY_FIELD, 'Output Field');
	return name === '' || name === '__proto__' ? DEFAULT_BINARY_FIELD : name;
}

function parseSize(value: unknown, label: string): number {
	return parseWholeNumber(value, { label, min: MIN_PNG_SIZE, max: MAX_PNG_SIZE });
}

function parseBackground(value: unknown): string | undefined {
	if (!isFilled(value)) return undefined;
	const isTransparent = typeof value === 'string' && value.trim().toLowerCase() === 'transparent';
	return isTransparent ? 'transparent' : requireColor(value, 'Background Color', ', or transparent');
}

function requireColor(value: unknown, label: string, others = ''): string {
	const color = parseColor(value);
	if (color !== undefined) return color;
	throw rejectValues([`${label} must be a color such as #0F172A${others}, not ${quoteGiven(value)}`]);
}
