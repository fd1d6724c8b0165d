import type { QrMatrix } from './matrix';

/** An image to be drawn in the middle of an SVG. */
export interface Logo {
	/** What the bytes are, not what a file name says; for an SVG, the caller has made sure that it only draws. */
	mimeType: 'image/png' | 'image/jpeg' | 'image/svg+xml';
	bytes: Uint8Array;
}

/**
 * Share of the code's side, with the free space around: covers 7 % of the code, of which level M restores 15 %. Half
 * of what a level restores is left for dirt and reflections.
 */
const LOGO_SHARE = 0.27;

/** @returns the side of the square that is kept free for a logo, in modules: odd, to be in the middle. */
export function measureLogo({ size }: Pick<QrMatrix, 'size'>): number {
	return 2 * Math.floor((size * LOGO_SHARE - 1) / 2) + 1;
}
