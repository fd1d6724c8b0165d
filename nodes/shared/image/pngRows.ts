import { BOTTOM_LEFT, BOTTOM_RIGHT, TOP_LEFT, TOP_RIGHT, type Bar } from './shapes';

/** Of PNG: a row is written as its difference to the row above, 0 where nothing changes. */
const FILTER_UP = 2;
/** Samples a side of a pixel to tell how much of it a disc covers. */
const SAMPLES = 4;

export interface Canvas {
	/** Pixels a side. */
	size: number;
	/** Bits a pixel: 1, or 2 for smooth corners. */
	depth: 1 | 2;
	/** Pixels a module. */
	scale: number;
	/** Pixels from the edge to the code. */
	offset: number;
	/** Modules a side of the code. */
	modules: number;
}

/**
 * One row of pixels of a disc as wide as a module: how dark each is, from its left edge up to the first that is all
 * dark, or to the middle. The right half mirrors it.
 */
type DiscRow = number[];

/**
 * Paints bars as rows of pixels, each led by the byte of its filter, as PNG has them before compression.
 * @param bars from top to bottom.
 */
export function paintRows(bars: Bar[], { size, depth, scale, offset, modules }: Canvas): Uint8Array {
	const bytesPerRow = Math.ceil((size * depth) / 8);
	const rows = new Uint8Array(size * (bytesPerRow + 1));
	const disc = depth === 1 ? [] : listDiscRows(scale, 2 ** depth - 1);
	let above = new Uint8Array(bytesPerRow);
	let row = new Uint8Array(bytesPerRow);
	const writeRow = (y: number) => {
		const start = y * (bytesPerRow + 1) + 1;
		for (let i = 0; i < bytesPerRow; i++) rows[start + i] = row[i]! - above[i]!;
		[above, row] = [row, above];
	};

	for (let y = 0; y < size; y++) rows[y * (bytesPerRow + 1)] = FILTER_UP;
	let next = 0;
	for (let y = 0; y < modules; y++) {
		const first = next;
		while (bars[next]?.y === y) next++;
		const line = bars.slice(first, next);
		// of squares, the rows of a module are all the same: the first is its difference to the row above, the rest is 0
		const painted = line.some(({ corners }) => corners !== 0) ? scale : 1;
		for (let inside = 0; inside < painted; inside++) {
			row.fill(0);
			for (const bar of line) paintBar(row, bar, { depth, scale, offset, inside, disc });
			writeRow(offset + y * scale + inside);
		}
	}
	// the margin beneath
	row.fill(0);
	if (offset + modules * scale < size) writeRow(offset + modules * scale);
	return rows;
}

interface Brush extends Pick<Canvas, 'depth' | 'scale' | 'offset'> {
	/** Which row of pixels within the module. */
	inside: number;
	disc: DiscRow[];
}

function paintBar(row: Uint8Array, { x, length, corners }: Bar, brush: Brush): void {
	const { depth, scale, offset, inside, disc } = brush;
	const isUpper = inside < scale / 2;
	const shades = disc[inside] ?? [];
	const left = corners & (isUpper ? TOP_LEFT : BOTTOM_LEFT) ? shades : [];
	const right = corners & (isUpper ? TOP_RIGHT : BOTTOM_RIGHT) ? shades : [];
	const start = offset + x * scale;
	const end = start + length * scale;
	for (let i = 0; i < left.length; i++) setShade(row, start + i, left[i]!);
	for (let i = 0; i < right.length; i++) setShade(row, end - 1 - i, right[i]!);
	setBits(row, (start + left.length) * depth, (end - right.length) * depth);
}

/** Only for a depth of 2: four pixels a byte, the first in the highest bits. */
function setShade(row: Uint8Array, x: number, shade: number): void {
	row[x >> 2]! |= shade << (6 - 2 * (x & 3));
}

/** Sets all bits from one to before another: the darkest colour has all of them. */
function setBits(row: Uint8Array, from: number, to: number): void {
	if (from >= to) return;
	const first = from >> 3;
	const last = to >> 3;
	const head = 0xff >> (from & 7);
	const tail = 0xff & ~(0xff >> (to & 7));
	if (first === last) {
		row[first]! |= head & tail;
		return;
	}
	row[first]! |= head;
	row.fill(0xff, first + 1, last);
	if (tail) row[last]! |= tail;
}

function listDiscRows(scale: number, darkest: number): DiscRow[] {
	return Array.from({ length: scale }, (_, y) => {
		const shades: number[] = [];
		for (let x = 0; x < scale / 2; x++) {
			const shade = Math.round(measureCover(x, y, scale) * darkest);
			if (shade === darkest) break;
			shades.push(shade);
		}
		return shades;
	});
}

/** How much of a pixel a disc covers, from 0 to 1. */
function measureCover(x: number, y: number, diameter: number): number {
	const radius = diameter / 2;
	let covered = 0;
	for (let i = 0; i < SAMPLES * SAMPLES; i++) {
		const dx = x + ((i % SAMPLES) + 0.5) / SAMPLES - radius;
		const dy = y + (Math.floor(i / SAMPLES) + 0.5) / SAMPLES - radius;
		if (dx * dx + dy * dy <= radius * radius) covered++;
	}
	return covered / (SAMPLES * SAMPLES);
}
