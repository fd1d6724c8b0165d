import { encode, QrCodeDataType } from 'uqr';

/** How much of a code may be unreadable: about 7, 15, 25 and 30 % of it. */
export type ErrorCorrection = 'L' | 'M' | 'Q' | 'H';

/** What a module (one square of the code) is. */
export const LIGHT = 0;
/** Dark, and read one by one. */
export const DATA = 1;
/** Dark, and of a finder or an alignment pattern, by whose outlines a reader finds the code. */
export const PATTERN = 2;

export interface QrMatrix {
	/** Modules a side, without a margin: 21 to 177, always odd. */
	size: number;
	/** LIGHT, DATA or PATTERN; size × size of them, row by row. */
	modules: Uint8Array;
}

/** More than the largest code holds, digits only and at level L: 7,089. */
const MAX_CHARACTERS = 7089;

/**
 * Encodes a text as a QR code in the smallest version that holds it: digits and upper-case texts in their compact
 * modes, all else as UTF-8. A surrogate without its other half becomes U+FFFD, as in any UTF-8.
 * @param text at least one character.
 * @returns undefined when no version holds the text at this level.
 */
export function encodeMatrix(text: string, level: ErrorCorrection): QrMatrix | undefined {
	if (text.length > MAX_CHARACTERS) return undefined;
	const code = encodeOrRefuse(text.toWellFormed(), level);
	if (!code) return undefined;
	const { size, data, types } = code;
	const modules = new Uint8Array(size * size);
	data.forEach((row, y) =>
		row.forEach((dark, x) => {
			if (dark) modules[y * size + x] = isPattern(types[y]?.[x]) ? PATTERN : DATA;
		}),
	);
	return { size, modules };
}

function encodeOrRefuse(text: string, level: ErrorCorrection) {
	try {
		return encode(text, { ecc: level, border: 0 });
	} catch {
		// well-formed text and a known level: what is left for the library to refuse is the length
		return undefined;
	}
}

function isPattern(type: QrCodeDataType | undefined): boolean {
	return type === QrCodeDataType.Position || type === QrCodeDataType.Alignment;
}
