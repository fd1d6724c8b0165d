import { CAPTION_BASELINE, CAPTION_HEIGHT, fitCaption } from './caption';
import type { PictureColors } from './colors';
import { measureLogo, type Logo } from './logo';
import type { QrMatrix } from './matrix';
import {
	BOTTOM_LEFT,
	BOTTOM_RIGHT,
	clearMiddle,
	listBars,
	TOP_LEFT,
	TOP_RIGHT,
	type Bar,
	type DotShape,
} from './shapes';

/** Two units a module: half a module, the radius of round corners and the space around a logo, is a whole number. */
const UNITS = 2;
/** What XML can't hold, not even escaped. */
const NO_XML_CHARACTER = /[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;
const XML_ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export interface SvgOptions {
	/** Pixels a side, for programs that ask a drawing for its size; with a caption, the height is more. */
	size: number;
	/** Light modules around the code. */
	margin: number;
	shape: DotShape;
	colors: PictureColors;
	/** What the picture is, for screen readers. */
	title: string;
	/** One line beneath the code. */
	caption?: string;
	/** Give the code a higher error correction for it. */
	logo?: Logo;
}

/**
 * Draws a code as SVG: one path, nothing that runs, nothing from elsewhere. A logo is embedded as an image, in which
 * even an SVG has no scripts, and its ids are its own.
 */
export function drawSvg(matrix: QrMatrix, options: SvgOptions): string {
	const { margin, shape, colors, title, logo } = options;
	const caption = fitCaption(options.caption ?? '');
	const width = (matrix.size + 2 * margin) * UNITS;
	const height = width + (caption ? Math.ceil(width * CAPTION_HEIGHT) : 0);
	const drawn = logo ? clearMiddle(matrix, measureLogo(matrix)) : matrix;
	const path = listBars(drawn, shape)
		.map((bar) => drawBar(bar, margin))
		.join('');
	const pixelHeight = Math.round((options.size * height) / width);
	const edges = shape === 'square' ? ' shape-rendering="crispEdges"' : '';
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" width="${options.size}" height="${pixelHeight}" viewBox="0 0 ${width} ${height}" role="img">`,
		`<title>${escapeXml(title)}</title>`,
		colors.light === 'transparent'
			? ''
			: `<path fill="${escapeXml(colors.light)}" d="M0 0h${width}v${height}H0z"/>`,
		`<path fill="${escapeXml(colors.dark)}"${edges} d="${path}"/>`,
		logo ? drawLogo(logo, { matrix, width }) : '',
		caption ? drawCaption(caption, { width, color: colors.dark }) : '',
		'</svg>',
	].join('');
}

function drawBar({ x, y, length, corners }: Bar, margin: number): string {
	const left = (x + margin) * UNITS;
	const top = (y + margin) * UNITS;
	const width = length * UNITS;
	if (corners === 0) return `M${left} ${top}h${width}v${UNITS}h${-width}z`;
	// clockwise from the top left; a side is as long as its round corners, of radius 1, leave it
	const side = (full: number, first: number, second: number) =>
		full - (corners & first ? 1 : 0) - (corners & second ? 1 : 0);
	const corner = (which: number, arc: string) => (corners & which ? `a1 1 0 0 1 ${arc}` : '');
	return [
		`M${left + (corners & TOP_LEFT ? 1 : 0)} ${top}`,
		`h${side(width, TOP_LEFT, TOP_RIGHT)}${corner(TOP_RIGHT, '1 1')}`,
		`v${side(UNITS, TOP_RIGHT, BOTTOM_RIGHT)}${corner(BOTTOM_RIGHT, '-1 1')}`,
		`h${-side(width, BOTTOM_LEFT, BOTTOM_RIGHT)}${corner(BOTTOM_LEFT, '-1 -1')}`,
		`v${-side(UNITS, TOP_LEFT, BOTTOM_LEFT)}${corner(TOP_LEFT, '1 -1')}`,
		'z',
	]
		.join('')
		.replace(/[hv]0/g, '');
}

function drawLogo({ mimeType, bytes }: Logo, { matrix, width }: { matrix: QrMatrix; width: number }): string {
	// half a module stays free on each side
	const side = (measureLogo(matrix) - 1) * UNITS;
	const from = (width - side) / 2;
	const data = Buffer.from(bytes).toString('base64');
	return `<image x="${from}" y="${from}" width="${side}" height="${side}" href="data:${mimeType};base64,${data}"/>`;
}

function drawCaption(
	{ text, fontSize }: { text: string; fontSize: number },
	{ width, color }: { width: number; color: string },
): string {
	const y = round(width + width * CAPTION_BASELINE);
	return (
		`<text x="${width / 2}" y="${y}" font-family="Helvetica,Arial,sans-serif" font-size="${round(width * fontSize)}" ` +
		`text-anchor="middle" fill="${escapeXml(color)}">${escapeXml(text)}</text>`
	);
}

const round = (number: number) => Math.round(number * 100) / 100;

function escapeXml(text: string): string {
	return text.replace(NO_XML_CHARACTER, ' ').replace(/[&<>"]/g, (character) => XML_ESCAPES[character]!);
}
