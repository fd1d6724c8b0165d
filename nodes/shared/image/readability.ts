import { toRgb, type PictureColors } from './colors';
import { measureLogo } from './logo';
import type { ErrorCorrection } from './matrix';

/** Why a reader may not find, or not read, a code. */
export type ReadabilityWarning =
	| 'contrastTooLow'
	| 'lightOnDark'
	| 'marginTooNarrow'
	| 'logoTooLarge'
	| 'modulesTooSmall';

/** As people see it (WCAG): black on white has 21. Cameras in poor light need about what large text needs. */
const MIN_CONTRAST = 3;
/** What the standard, ISO/IEC 18004, demands. */
const MIN_MARGIN = 4;
/** A camera needs two or three; a picture is often shown smaller than it is. */
const MIN_PIXELS_PER_MODULE = 3;
/** In print, from a hand's breadth away. */
const MIN_MODULE_MM = 0.3;
/** Share of a code that each level restores. */
const RESTORED_SHARE: Record<ErrorCorrection, number> = { L: 0.07, M: 0.15, Q: 0.25, H: 0.3 };
/** The rest of what a level restores is for dirt, folds and reflections. */
const SHARE_FOR_LOGO = 0.5;
/** What shows through a transparent background, most of the time. */
const PAPER = '#FFFFFF';

export interface PictureFacts {
	/** Of the matrix: modules a side. */
	matrixSize: number;
	/** In modules. */
	margin: number;
	colors: PictureColors;
	errorCorrection: ErrorCorrection;
	hasLogo: boolean;
	/** Of a PNG; left out for what can be enlarged. */
	pixelsPerModule?: number;
	/** Of what is printed as large as it is. */
	moduleMm?: number;
}

/** @returns what speaks against a picture's being read everywhere, the most severe first; nothing for a good one. */
export function findReadabilityWarnings(facts: PictureFacts): ReadabilityWarning[] {
	const { matrixSize, margin, colors, errorCorrection, hasLogo, pixelsPerModule = Infinity } = facts;
	const { moduleMm = Infinity } = facts;
	const { dark, light } = measureLuminances(colors);
	const logoShare = hasLogo ? (measureLogo({ size: matrixSize }) / matrixSize) ** 2 : 0;
	const found: Array<[ReadabilityWarning, boolean]> = [
		['contrastTooLow', measureContrast(colors) < MIN_CONTRAST],
		['lightOnDark', dark > light],
		['modulesTooSmall', pixelsPerModule < MIN_PIXELS_PER_MODULE || moduleMm < MIN_MODULE_MM],
		['logoTooLarge', logoShare > RESTORED_SHARE[errorCorrection] * SHARE_FOR_LOGO],
		['marginTooNarrow', margin < MIN_MARGIN],
	];
	return found.filter(([, applies]) => applies).map(([warning]) => warning);
}

/** @returns 1 for equal colours, to 21 for black and white; a transparent background counts as white. */
export function measureContrast(colors: PictureColors): number {
	const { dark, light } = measureLuminances(colors);
	return (Math.max(dark, light) + 0.05) / (Math.min(dark, light) + 0.05);
}

function measureLuminances({ dark, light }: PictureColors): { dark: number; light: number } {
	return { dark: measureLuminance(dark), light: measureLuminance(light === 'transparent' ? PAPER : light) };
}

/** The relative luminance of WCAG: 0 for black, 1 for white. */
function measureLuminance(color: string): number {
	const [red, green, blue] = toRgb(color).map((channel) => {
		const share = channel / 255;
		return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
	}) as [number, number, number];
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
