import { CAPTION_BASELINE, canPdfWrite, fitCaption } from '../caption';
import { toRgb, type PictureColors } from '../colors';
import { encodeWinAnsi, measureText } from '../helvetica';
import type { QrMatrix } from '../matrix';
import { formatNumber as f } from './pdfFile';
import { BOTTOM_LEFT, BOTTOM_RIGHT, listBars, TOP_LEFT, TOP_RIGHT, type Bar, type DotShape } from '../shapes';

/** Of a module: the radius of a round corner. */
const RADIUS = 0.5;
/** How far from the corner the handles of the curve stand that comes closest to a quarter of a circle. */
const HANDLE = 0.224;

/** Where a picture stands on a page, in millimetres from its left and top. */
export interface Place {
	xMm: number;
	yMm: number;
	/** Of the code and its margins. */
	sideMm: number;
}

export interface CodeStyle {
	/** Light modules around the code. */
	margin: number;
	shape: DotShape;
	colors: PictureColors;
}

/** Operators that draw a code and its margins: one path, so that no fine lines show between modules. */
export function drawCode(matrix: QrMatrix, { xMm, yMm, sideMm }: Place, style: CodeStyle): string {
	const { margin, shape, colors } = style;
	const moduleMm = sideMm / (matrix.size + 2 * margin);
	const scale = moduleMm.toFixed(7);
	const path = listBars(matrix, shape).map(drawBar).join('\n');
	return (
		`q ${scale} 0 0 ${scale} ${f(xMm + margin * moduleMm)} ${f(yMm + margin * moduleMm)} cm ` +
		`${drawColor(colors.dark)}\n${path}\nf Q\n`
	);
}

/** Operators that fill a rectangle; none for a transparent one. */
export function drawBackground(
	{ xMm, yMm, widthMm, heightMm }: { xMm: number; yMm: number; widthMm: number; heightMm: number },
	color: PictureColors['light'],
): string {
	if (color === 'transparent') return '';
	return `q ${drawColor(color)} ${f(xMm)} ${f(yMm)} ${f(widthMm)} ${f(heightMm)} re f Q\n`;
}

/** Operators that write a caption beneath the code at this place; none for a text that the font can't write. */
export function drawCaption(text: string, { xMm, yMm, sideMm }: Place, color: string): string {
	const caption = fitCaption(text);
	const bytes = caption && encodeWinAnsi(caption.text);
	if (!bytes) return '';
	const size = f(caption.fontSize * sideMm);
	const x = f(xMm + (sideMm * (1 - measureText(caption.text) * caption.fontSize)) / 2);
	const y = f(yMm + sideMm * (1 + CAPTION_BASELINE));
	// the page's y grows downwards, letters stand upright all the same
	return `q ${drawColor(color)} BT /F1 1 Tf ${size} 0 0 -${size} ${x} ${y} Tm <${bytes.toString('hex')}> Tj ET Q\n`;
}

/** Which of the two texts a PDF can have as a caption; neither if both are beyond its font. */
export function chooseCaption({ caption = '', otherwise = '' }: { caption?: string; otherwise?: string }): {
	text: string;
	fellBack: boolean;
} {
	const fellBack = !canPdfWrite(caption);
	return { text: fellBack ? otherwise : caption, fellBack };
}

function drawColor(color: string): string {
	return `${toRgb(color)
		.map((channel) => f(channel / 255))
		.join(' ')} rg`;
}

function drawBar({ x, y, length, corners }: Bar): string {
	if (corners === 0) return `${x} ${y} ${length} 1 re`;
	const [right, bottom] = [x + length, y + 1];
	const start = corners & TOP_LEFT ? x + RADIUS : x;
	// clockwise from the top left
	return [
		`${start} ${y} m`,
		turn(corners & TOP_RIGHT, [right, y], [-1, 0], [0, 1]),
		turn(corners & BOTTOM_RIGHT, [right, bottom], [0, -1], [-1, 0]),
		turn(corners & BOTTOM_LEFT, [x, bottom], [1, 0], [0, -1]),
		turn(corners & TOP_LEFT, [x, y], [0, 1], [1, 0]),
		'h',
	].join(' ');
}

type Vector = [x: number, y: number];

/** Operators from the last corner to this one, and around it if it is round; `from` and `to` point away from it. */
function turn(isRound: number, corner: Vector, from: Vector, to: Vector): string {
	if (!isRound) return `${corner[0]} ${corner[1]} l`;
	const move = (direction: Vector, distance: number) =>
		`${f(corner[0] + direction[0] * distance)} ${f(corner[1] + direction[1] * distance)}`;
	return `${move(from, RADIUS)} l ${move(from, HANDLE)} ${move(to, HANDLE)} ${move(to, RADIUS)} c`;
}
