import { LIGHT, PATTERN, type QrMatrix } from './matrix';

/** How dark modules are drawn: as squares, as bars with round ends, or as a dot each. */
export type DotShape = 'square' | 'rounded' | 'dots';

export const TOP_LEFT = 1;
export const TOP_RIGHT = 2;
export const BOTTOM_RIGHT = 4;
export const BOTTOM_LEFT = 8;
const ALL_CORNERS = TOP_LEFT | TOP_RIGHT | BOTTOM_RIGHT | BOTTOM_LEFT;

/** Dark modules beside each other, drawn as one bar, one module high. */
export interface Bar {
	/** In modules, from the code's left and top. */
	x: number;
	y: number;
	/** In modules. */
	length: number;
	/** Which corners are round, with a radius of half a module: a sum of TOP_LEFT and so on. */
	corners: number;
}

/**
 * What is to be drawn, in any format: bars that don't overlap, from top to bottom. Of dots, finder and alignment
 * patterns are drawn in one piece, since readers look for their outlines.
 */
export function listBars({ size, modules }: QrMatrix, shape: DotShape): Bar[] {
	const isInside = (x: number, y: number) => x >= 0 && y >= 0 && x < size && y < size;
	const moduleAt = (x: number, y: number) => (isInside(x, y) ? modules[y * size + x] : LIGHT);
	const joins =
		shape === 'dots'
			? (x: number, y: number) => moduleAt(x, y) === PATTERN
			: (x: number, y: number) => moduleAt(x, y) !== LIGHT;
	const roundCorners = (x: number, y: number, end: number) =>
		(joins(x, y - 1) ? 0 : TOP_LEFT) |
		(joins(end, y - 1) ? 0 : TOP_RIGHT) |
		(joins(end, y + 1) ? 0 : BOTTOM_RIGHT) |
		(joins(x, y + 1) ? 0 : BOTTOM_LEFT);

	const bars: Bar[] = [];
	for (let y = 0; y < size; y++) {
		for (let x = 0; x < size; x++) {
			if (modules[y * size + x] === LIGHT) continue;
			if (!joins(x, y)) {
				bars.push({ x, y, length: 1, corners: ALL_CORNERS });
				continue;
			}
			let end = x;
			while (joins(end + 1, y)) end++;
			bars.push({ x, y, length: end - x + 1, corners: shape === 'square' ? 0 : roundCorners(x, y, end) });
			x = end;
		}
	}
	return bars;
}

/**
 * Makes room for a logo.
 * @param side of the square in the middle, in modules; odd, as the code's own.
 */
export function clearMiddle({ size, modules }: QrMatrix, side: number): QrMatrix {
	const cleared = modules.slice();
	const from = (size - side) / 2;
	for (let y = from; y < from + side; y++) cleared.fill(LIGHT, y * size + from, y * size + from + side);
	return { size, modules: cleared };
}
