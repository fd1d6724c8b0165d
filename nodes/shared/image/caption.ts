import { encodeWinAnsi, measureText } from './helvetica';

/** Sizes as shares of the width that a caption has: about 8 points beneath a code of 40 mm, at least 4. */
const LARGEST_FONT = 0.07;
const SMALLEST_FONT = 0.035;
/** Of the width, so that letters don't touch the edge. */
const USABLE_WIDTH = 0.94;
const LINE_HEIGHT = 1.5;
/** Where letters stand within their line, so that they look centred. */
const BASELINE = 1.05;
const ELLIPSIS = '…';

/** How high the line of a caption is, for a picture of width 1. */
export const CAPTION_HEIGHT = LARGEST_FONT * LINE_HEIGHT;
/** How far beneath the top of its line a caption's letters stand, for a picture of width 1. */
export const CAPTION_BASELINE = LARGEST_FONT * BASELINE;

export interface Caption {
	text: string;
	/** For a picture of width 1. */
	fontSize: number;
}

/**
 * Fits a caption into one line: white space becomes one space, a longer text gets smaller, and what is still too
 * long then ends with an ellipsis.
 * @returns undefined for a text that shows nothing.
 */
export function fitCaption(text: string): Caption | undefined {
	const line = text
		.toWellFormed()
		.normalize('NFC')
		.replace(/\p{Cc}/gu, ' ')
		.replace(/\s+/g, ' ')
		.trim();
	if (line === '') return undefined;
	const width = measureText(line);
	if (width * SMALLEST_FONT <= USABLE_WIDTH) {
		return { text: line, fontSize: Math.min(LARGEST_FONT, USABLE_WIDTH / width) };
	}
	return { text: shorten(line, USABLE_WIDTH / SMALLEST_FONT), fontSize: SMALLEST_FONT };
}

/** Whether a PDF can have this caption; its font writes the languages of Western Europe only. */
export function canPdfWrite(caption: string): boolean {
	const fitted = fitCaption(caption);
	return fitted === undefined || encodeWinAnsi(fitted.text) !== undefined;
}

function shorten(line: string, maxWidth: number): string {
	let width = measureText(ELLIPSIS);
	let kept = '';
	for (const character of line) {
		width += measureText(character);
		if (width > maxWidth) break;
		kept += character;
	}
	return kept.trimEnd() + ELLIPSIS;
}
