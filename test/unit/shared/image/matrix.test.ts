import fc from 'fast-check';
import { create, type QRCodeSegment } from 'qrcode';

import { DATA, encodeMatrix, LIGHT, PATTERN, type QrMatrix } from '../../../../nodes/shared/image/matrix';
import { CAPACITY, LEVELS } from '../../../image/cases';

const levels = fc.constantFrom(...LEVELS);

it('a matrix is the one that a second encoder makes with the same mask', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 }), levels, (text, level) => {
			const matrix = encodeMatrix(text, level)!;
			expect(listByOtherEncoder(text, level)).toContain(toText(matrix));
		}),
		{ numRuns: 15 },
	);
});

it.each(LEVELS)(
	'at level %s a text may be as long as the standard allows, and not a byte longer',
	(level) => {
		expect(encodeMatrix('é'.repeat(CAPACITY[level] / 2) + 'e'.repeat(CAPACITY[level] % 2), level)?.size).toBe(
			177,
		);
		expect(encodeMatrix('e'.repeat(CAPACITY[level] + 1), level)).toBeUndefined();
	},
);

it('digits and upper-case texts take less room', () => {
	expect(encodeMatrix('1'.repeat(7089), 'L')?.size).toBe(177);
	expect(encodeMatrix('1'.repeat(7090), 'L')).toBeUndefined();
	expect(encodeMatrix('A'.repeat(4296), 'L')?.size).toBe(177);
	expect(encodeMatrix('A'.repeat(4297), 'L')).toBeUndefined();
});

it('the code is the smallest that holds the text', () => {
	expect(encodeMatrix('https://q.de/a1b2', 'L')?.size).toBe(21);
	expect(encodeMatrix('https://q.de/a1b2c', 'L')?.size).toBe(25);
});

it('a text with half a character has the sign for it instead', () => {
	expect(encodeMatrix('a\uD800', 'M')).toEqual(encodeMatrix('a\uFFFD', 'M'));
});

it('finder and alignment patterns are told from data', () => {
	const { size, modules } = encodeMatrix('https://q.de/a1b2c', 'L')!;
	const row = (y: number, from: number, to: number) => [...modules.subarray(y * size + from, y * size + to)];
	expect(row(0, 0, 8)).toEqual([...Array<number>(7).fill(PATTERN), LIGHT]);
	expect(row(16, 16, 21)).toEqual(Array<number>(5).fill(PATTERN));
	expect(row(17, 16, 21)).toEqual([PATTERN, LIGHT, LIGHT, LIGHT, PATTERN]);
	// a timing pattern has nothing that could be drawn in one piece
	expect(row(6, 8, 13)).toEqual([DATA, LIGHT, DATA, LIGHT, DATA]);
});

function listByOtherEncoder(text: string, errorCorrectionLevel: (typeof LEVELS)[number]): string[] {
	const segments = [toSegment(text.toWellFormed())] as QRCodeSegment[];
	return ([0, 1, 2, 3, 4, 5, 6, 7] as const).map((maskPattern) => {
		const { size, data } = create(segments, { errorCorrectionLevel, maskPattern }).modules;
		return toText({ size, modules: data });
	});
}

function toSegment(text: string): unknown {
	if (/^\d+$/.test(text)) return { data: text, mode: 'numeric' };
	if (/^[\dA-Z $%*+\-./:]+$/.test(text)) return { data: text, mode: 'alphanumeric' };
	return { data: new Uint8ClampedArray(Buffer.from(text)), mode: 'byte' };
}

function toText({ size, modules }: QrMatrix): string {
	const rows = Array.from({ length: size }, (_, y) => [...modules.subarray(y * size, (y + 1) * size)]);
	return rows.map((row) => row.map((module) => (module === LIGHT ? ' ' : '#')).join('')).join('\n');
}
