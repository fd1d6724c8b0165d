import { trimInvisible } from '../../shared/input/visibleText';

/** Red, green and blue, or hue, saturation and lightness (or value); each from 0 to 1. */
type Triple = [number, number, number];

const HEX = /^#?([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i;
const FUNCTION = /^(rgb|hsl|hsv)a?\(([^()]*)\)$/i;
/** Commas or spaces between the parts, a comma or a slash before the alpha. */
const PARTS = /^([^\s,/]+)(?:\s*,\s*|\s+)([^\s,/]+)(?:\s*,\s*|\s+)([^\s,/]+)(?:\s*[,/]\s*([^\s,/]+))?$/;
const NUMBER = /^-?(?:\d+(?:\.\d*)?|\.\d+)(?:e-?\d+)?$/i;
const OPAQUE_DIGITS = /^f+$/i;
const OPAQUE_ALPHA = /^(?:1(?:\.0*)?|100(?:\.0*)?%)$/;
/** Longer than any colour, the picker's hues with 15 decimals among them, and nothing to try patterns on for long. */
const MAX_COLOR_LENGTH = 96;
/** What calculates a colour may write 100.00000000000001%. */
const ROUNDING = 1e-9;

/**
 * Reads a colour in any format that n8n's color field can hold. Its picker (Element Plus) writes #RRGGBB,
 * as n8n sets neither `color-format` nor, for our field, `showAlpha`; the box beside it takes what is typed,
 * and expressions bring what other tools write: #RGB, #RGBA, #RRGGBB, #RRGGBBAA, rgb(), hsl(), hsv(), with
 * or without an opaque alpha.
 * @returns "#RRGGBB", as the API's documentation writes colours; undefined for anything else, a transparent
 * colour among it: QR codes have none, and to leave the transparency out would make another colour.
 */
export function parseColor(value: unknown): string | undefined {
	if (typeof value !== 'string' || value.length > MAX_COLOR_LENGTH) return undefined;
	const text = trimInvisible(value);
	return parseHex(text) ?? parseFunction(text);
}

function parseHex(text: string): string | undefined {
	const digits = HEX.exec(text)?.[1];
	if (!digits) return undefined;
	const full = digits.length <= 4 ? [...digits].map((digit) => digit + digit).join('') : digits;
	const alpha = full.slice(6);
	return alpha === '' || OPAQUE_DIGITS.test(alpha) ? `#${full.slice(0, 6).toUpperCase()}` : undefined;
}

function parseFunction(text: string): string | undefined {
	const [, name = '', inside = ''] = FUNCTION.exec(text) ?? [];
	const [, first, second, third, alpha = '1'] = PARTS.exec(inside.trim()) ?? [];
	if (first === undefined || second === undefined || third === undefined) return undefined;
	if (!OPAQUE_ALPHA.test(alpha)) return undefined;
	const model = name.toLowerCase();
	const parts =
		model === 'rgb'
			? [parseShare(first, 255), parseShare(second, 255), parseShare(third, 255)]
			: [parseHue(first), parseShare(second, 100), parseShare(third, 100)];
	if (!isTriple(parts)) return undefined;
	return toHex(model === 'rgb' ? parts : model === 'hsl' ? hslToRgb(parts) : hsvToRgb(parts));
}

function isTriple(parts: Array<number | undefined>): parts is Triple {
	return parts.every((part) => part !== undefined);
}

/** A percentage, or a number up to `whole`, as a share of it. */
function parseShare(text: string, whole: number): number | undefined {
	const share = text.endsWith('%') ? toNumber(text.slice(0, -1)) / 100 : toNumber(text) / whole;
	return share >= 0 && share <= 1 + ROUNDING ? Math.min(1, share) : undefined;
}

/** Degrees of a circle: 360 is 0 again, and -30 is 330. */
function parseHue(text: string): number | undefined {
	const turns = toNumber(text.replace(/deg$/i, '')) / 360;
	return Number.isFinite(turns) ? turns - Math.floor(turns) : undefined;
}

function toNumber(text: string): number {
	return NUMBER.test(text) ? Number(text) : Number.NaN;
}

function hslToRgb([hue, saturation, lightness]: Triple): Triple {
	const value = lightness + saturation * Math.min(lightness, 1 - lightness);
	return hsvToRgb([hue, value === 0 ? 0 : 2 * (1 - lightness / value), value]);
}

/** The usual formula: https://en.wikipedia.org/wiki/HSL_and_HSV#HSV_to_RGB_alternative */
function hsvToRgb([hue, saturation, value]: Triple): Triple {
	const channel = (offset: number) => {
		const sixth = (offset + hue * 6) % 6;
		return value - value * saturation * Math.max(0, Math.min(sixth, 4 - sixth, 1));
	};
	return [channel(5), channel(3), channel(1)];
}

function toHex(rgb: Triple): string {
	const digits = rgb.map((share) =>
		Math.round(share * 255)
			.toString(16)
			.padStart(2, '0'),
	);
	return `#${digits.join('').toUpperCase()}`;
}
