/** Colours of a picture, as "#RRGGBB". */
export interface PictureColors {
	/** Of the modules and the caption. */
	dark: string;
	/** Of the background. */
	light: string | 'transparent';
}

/** Red, green and blue, each from 0 to 255. */
export type Rgb = [red: number, green: number, blue: number];

/** @param color "#RRGGBB". */
export function toRgb(color: string): Rgb {
	const number = Number.parseInt(color.slice(1), 16);
	return [number >> 16, (number >> 8) & 255, number & 255];
}

/** A colour on the way from one to the other; `share` 0 is the first, 1 the second. */
export function mixColors(from: Rgb, to: Rgb, share: number): Rgb {
	const mix = (index: 0 | 1 | 2) => Math.round(from[index] + (to[index] - from[index]) * share);
	return [mix(0), mix(1), mix(2)];
}
