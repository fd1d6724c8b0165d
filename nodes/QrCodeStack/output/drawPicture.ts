import type { IExecuteFunctions } from 'n8n-workflow';

import { DESIGN_FIELDS } from '../../shared/api/requestNames';
import type { QrCode } from '../../shared/api/decode/qrCode';
import { invalidInput } from '../../shared/errors/connectorError';
import type { PictureColors } from '../../shared/image/colors';
import { encodeMatrix, type ErrorCorrection, type QrMatrix } from '../../shared/image/matrix';
import { drawPdf } from '../../shared/image/pdf/pdf';
import { countPixelsPerModule, drawPng } from '../../shared/image/png';
import { drawSvg } from '../../shared/image/svg';
import type { DotShape } from '../../shared/image/shapes';
import { quoteGiven } from '../../shared/util/redact';
import { parseColor } from '../input/color';
import type { PictureStyle } from './pictureStyle';
import { isWebAddress } from '../input/webAddress';
import { takeTurn } from '../run/turns';
import type { ImageType } from './imageType';
import { hintAtFallBack, hintAtReadability } from './pictureHints';

export type PictureFile = ImageType & { bytes: Buffer };

const TYPES: Record<PictureStyle['format'], ImageType> = {
	png: { extension: 'png', mimeType: 'image/png' },
	svg: { extension: 'svg', mimeType: 'image/svg+xml' },
	pdf: { extension: 'pdf', mimeType: 'application/pdf' },
};
const BLACK = '#000000';

/**
 * Draws a code from its short link, with no call; hints where it may not be read everywhere.
 * @throws {ConnectorError} kind 'invalidInput' for a code without a short link, or one that does not fit.
 */
export async function drawPicture(
	context: IExecuteFunctions,
	code: QrCode,
	style: PictureStyle,
): Promise<PictureFile> {
	const link = requireShortLink(code);
	return await takeTurn(context, async () => {
		const level = toLevel(style);
		const matrix = requireMatrix(link, level);
		const dots = chooseDots(code, style);
		hintAtReadability(context, {
			matrixSize: matrix.size,
			margin: style.margin,
			colors: dots.colors,
			errorCorrection: level,
			hasLogo: style.format === 'svg' && style.logo !== undefined,
			...measureModule(matrix, style),
		});
		return { bytes: await draw(context, { matrix, link, code, style, ...dots }), ...TYPES[style.format] };
	});
}

/**
 * What a code shows when it is scanned.
 * @throws {ConnectorError} kind 'invalidInput' for a code that came without it, or with what no phone would open.
 */
export function requireShortLink({ shortUrl, name, id }: QrCode): string {
	if (isWebAddress(shortUrl)) return shortUrl;
	throw invalidInput('shortLinkMissing', { code: `The QR code ${quoteGiven(name ?? id ?? '')}` });
}

/** @throws {ConnectorError} kind 'invalidInput' for a link that no QR code holds. */
export function requireMatrix(link: string, level: ErrorCorrection): QrMatrix {
	const matrix = encodeMatrix(link, level);
	if (matrix) return matrix;
	throw invalidInput('codeTooLarge', { room: `a QR code with error correction ${level}` });
}

/** Colours and shape: of the options, or else of the code's design, as far as it is known and can be drawn. */
export function chooseDots(
	{ design = {} }: QrCode,
	style: Pick<PictureStyle, 'dotColor' | 'dotShape' | 'backgroundColor'>,
): { colors: PictureColors; shape: DotShape } {
	const dark = style.dotColor ?? parseColor(design[DESIGN_FIELDS.dotColor]) ?? BLACK;
	const shape = style.dotShape === 'design' ? toShape(design[DESIGN_FIELDS.dotShape]) : style.dotShape;
	return { colors: { dark, light: style.backgroundColor }, shape };
}

/** QRCodeStack's names of shapes are not documented, beyond "rounded". */
function toShape(name: unknown): DotShape {
	if (typeof name !== 'string') return 'square';
	return /round/i.test(name) ? 'rounded' : /dot|circ/i.test(name) ? 'dots' : 'square';
}

function toLevel({ errorCorrection, format, logo }: PictureStyle): ErrorCorrection {
	if (errorCorrection !== 'auto') return errorCorrection;
	return format === 'svg' && logo ? 'H' : 'M';
}

/** An SVG can be shown at any size. */
function measureModule(
	matrix: QrMatrix,
	style: PictureStyle,
): { pixelsPerModule?: number; moduleMm?: number } {
	const { format, margin, widthMm } = style;
	if (format === 'png') return { pixelsPerModule: countPixelsPerModule(matrix, style) };
	return format === 'pdf' ? { moduleMm: widthMm / (matrix.size + 2 * margin) } : {};
}

interface Drawing {
	matrix: QrMatrix;
	link: string;
	code: QrCode;
	style: PictureStyle;
	colors: PictureColors;
	shape: DotShape;
}

async function draw(context: IExecuteFunctions, drawing: Drawing): Promise<Buffer> {
	const { matrix, link, code, style, colors, shape } = drawing;
	const { format, size, widthMm, margin, caption, logo } = style;
	const title = code.name ?? link;
	switch (format) {
		case 'png': {
			const png = await drawPng(matrix, { size, margin, shape, colors });
			if (png) return png;
			throw invalidInput('codeTooLarge', { room: `${size} pixels` });
		}
		case 'svg':
			return Buffer.from(
				drawSvg(matrix, { size, margin, shape, colors, title, caption, ...(logo ? { logo } : {}) }),
			);
		case 'pdf': {
			const options = { widthMm, margin, shape, colors, title, caption, otherwise: link };
			const { pdf, captionFellBack } = await drawPdf(matrix, options);
			if (captionFellBack) hintAtFallBack(context);
			return pdf;
		}
	}
}
