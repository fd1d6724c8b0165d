/**
 * Helvetica is one of the fonts that every reader of PDF has, so that none is put into the file. It writes what
 * Windows code page 1252 has ("WinAnsiEncoding"): the languages of Western Europe.
 */

/** The characters of the bytes 0x80 to 0x9F; where a byte has none, a space. */
const CHARACTERS_FROM_80 = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';
const BYTE_OF = new Map([...CHARACTERS_FROM_80].map((character, index) => [character, 0x80 + index]));
BYTE_OF.delete(' ');

/** Widths of the bytes from 0x20 on, in thousandths of the font's size, as Adobe's metrics of the font have them. */
const FIRST_BYTE = 0x20;
// prettier-ignore
const WIDTHS = [
	278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
	556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
	1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
	667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
	333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
	556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584, 0,
	556, 0, 222, 556, 333, 1000, 556, 556, 333, 1000, 667, 333, 1000, 0, 611, 0,
	0, 222, 222, 333, 333, 350, 556, 1000, 333, 1000, 500, 333, 944, 0, 500, 667,
	278, 333, 556, 556, 556, 556, 260, 556, 333, 737, 370, 556, 584, 333, 737, 333,
	400, 584, 333, 333, 333, 556, 537, 278, 333, 333, 365, 556, 834, 834, 834, 611,
	667, 667, 667, 667, 667, 667, 1000, 722, 667, 667, 667, 667, 278, 278, 278, 278,
	722, 722, 778, 778, 778, 778, 778, 584, 778, 722, 722, 722, 722, 667, 667, 611,
	556, 556, 556, 556, 556, 556, 889, 500, 556, 556, 556, 556, 278, 278, 278, 278,
	556, 556, 556, 556, 556, 556, 556, 584, 611, 556, 556, 556, 556, 500, 556, 500,
];
/** Of a character that Helvetica hasn't, and another font will be taken for: as wide as Chinese ones. */
const FULL_WIDTH = 1000;

/** @returns undefined when the font can't write all of the text. */
export function encodeWinAnsi(text: string): Buffer | undefined {
	const bytes = [...text].map(toByte);
	return bytes.includes(undefined) ? undefined : Buffer.from(bytes as number[]);
}

/** How wide a text is, for a font size of 1. */
export function measureText(text: string): number {
	let width = 0;
	for (const character of text) {
		const byte = toByte(character);
		width += byte === undefined ? FULL_WIDTH : WIDTHS[byte - FIRST_BYTE]!;
	}
	return width / 1000;
}

function toByte(character: string): number | undefined {
	const code = character.codePointAt(0)!;
	const isLatin1 = (code >= 0x20 && code < 0x7f) || (code >= 0xa0 && code <= 0xff);
	return isLatin1 ? code : BYTE_OF.get(character);
}
