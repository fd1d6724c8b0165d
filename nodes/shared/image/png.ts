import { mixColors, toRgb, type PictureColors, type Rgb } from './colors';
import type { QrMatrix } from './matrix';
import { writePngFile } from './pngFile';
import { paintRows } from './pngRows';
import { listBars, type DotShape } from './shapes';

/** Pixels a side. Below, few codes have a pixel for each module; above, a picture is for print, and a PDF is better. */
export const MIN_PNG_SIZE = 100;
export const MAX_PNG_SIZE = 4000;
/** Fewer pixels a module have no room for a round corner. */
const MIN_ROUND_PIXELS = 4;
/** Between light and dark, two steps are enough for edges that look smooth; 4 colours take 2 bits a pixel. */
const SMOOTH_DEPTH = 2;

export interface PngOptions {
	/** Pixels a side of the picture, MIN_PNG_SIZE to MAX_PNG_SIZE. */
	size: number;
	/** Light modules around the code, at least; what is left over of the size is added to it. */
	margin: number;
	shape: DotShape;
	colors: PictureColors;
}

/** Whole pixels a module, so that all are of one size; 0 if the code doesn't fit. */
export function countPixelsPerModule({ size }: QrMatrix, picture: { size: number; margin: number }): number {
	return Math.floor(picture.size / (size + 2 * picture.margin));
}

/**
 * Draws a code as PNG, with a palette of two colours, or four where corners are round. Draws no caption and no logo.
 * @returns undefined when the picture has less than one pixel for a module.
 * @throws RangeError for a size that isn't a whole number within the bounds.
 */
export async function drawPng(
	matrix: QrMatrix,
	{ size, margin, shape, colors }: PngOptions,
): Promise<Buffer | undefined> {
	if (!Number.isInteger(size) || size < MIN_PNG_SIZE || size > MAX_PNG_SIZE) throw new RangeError();
	const scale = countPixelsPerModule(matrix, { size, margin });
	if (scale < 1) return undefined;
	const drawnShape = scale < MIN_ROUND_PIXELS ? 'square' : shape;
	const depth = drawnShape === 'square' ? 1 : SMOOTH_DEPTH;
	const rows = paintRows(listBars(matrix, drawnShape), {
		size,
		depth,
		scale,
		offset: Math.floor((size - scale * matrix.size) / 2),
		modules: matrix.size,
	});
	return await writePngFile({ size, depth, rows, ...makePalette(colors, 2 ** depth - 1) });
}

/** Colours from light, at index 0, to dark, at index `steps`. A transparent background fades the dark one out. */
function makePalette({ dark, light }: PictureColors, steps: number): { palette: Rgb[]; alphas: number[] } {
	const to = toRgb(dark);
	const from = light === 'transparent' ? to : toRgb(light);
	const shares = Array.from({ length: steps + 1 }, (_, index) => index / steps);
	return {
		palette: shares.map((share) => mixColors(from, to, share)),
		alphas: light === 'transparent' ? shares.map((share) => Math.round(share * 255)) : [],
	};
}
