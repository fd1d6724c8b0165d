const HEX = /^#?([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i;
const RGB =
	/^rgba?\(\s*(\d{1,3})(?:\s*,\s*|\s+)(\d{1,3})(?:\s*,\s*|\s+)(\d{1,3})\s*(?:[,/]\s*(1|1\.0+|100%)\s*)?\)$/i;
/** Longer than any colour, short enough that no pattern below has much to try. */
const MAX_COLOR_LENGTH = 64;
const OPAQUE = /^f+$/i;

/**
 * Reads a colour in any format that n8n's picker hands out: #RGB, #RRGGBB, #RRGGBBAA, rgb(), rgba().
 * @returns "#RRGGBB", or undefined for anything else, a transparent colour among it.
 */
export function parseColor(value: unknown): string | undefined {
	if (typeof value !== 'string' || value.length > MAX_COLOR_LENGTH) return undefined;
	const text = value.trim();
	return parseHex(text) ?? parseRgb(text);
}

function parseHex(text: string): string | undefined {
	const digits = HEX.exec(text)?.[1];
	if (!digits) return undefined;
	const full = digits.length <= 4 ? [...digits].map((digit) => digit + digit).join('') : digits;
	const alpha = full.slice(6);
	return alpha === '' || OPAQUE.test(alpha) ? `#${full.slice(0, 6).toUpperCase()}` : undefined;
}

function parseRgb(text: string): string | undefined {
	const parts = RGB.exec(text)?.slice(1, 4).map(Number);
	if (!parts || parts.some((part) => part > 255)) return undefined;
	return `#${parts
		.map((part) => part.toString(16).padStart(2, '0'))
		.join('')
		.toUpperCase()}`;
}
