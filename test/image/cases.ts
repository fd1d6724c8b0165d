import fc from 'fast-check';

import type { PictureColors } from '../../nodes/shared/image/colors';
import { encodeMatrix, type ErrorCorrection, type QrMatrix } from '../../nodes/shared/image/matrix';
import { findReadabilityWarnings, measureContrast } from '../../nodes/shared/image/readability';
import type { DotShape } from '../../nodes/shared/image/shapes';

/** Bytes that the largest code holds: table 7 of ISO/IEC 18004. */
export const CAPACITY: Record<ErrorCorrection, number> = { L: 2953, M: 2331, Q: 1663, H: 1273 };
export const LEVELS = ['L', 'M', 'Q', 'H'] as const;
export const SHAPES = ['square', 'rounded', 'dots'] as const;

/** The decoders take a tenth of a second for a million pixels; larger pictures have tests of their own. */
const MAX_SIZE = 500;
/** With three, which draw no warning, a decoder misses one in some hundreds where modules aren't whole pixels. */
const MIN_SCALE = 4;
const MAX_SCALE = 12;
/** Just above what draws a warning, a decoder misses one in some hundreds. */
const MIN_CONTRAST = 4;

export interface Case {
	text: string;
	level: ErrorCorrection;
	shape: DotShape;
	colors: PictureColors;
	margin: number;
	/** Pixels a module, and some left over. */
	scale: number;
	rest: number;
}

/** Short ones mostly, as short links are. */
const LENGTHS = [
	{ weight: 6, minLength: 1, maxLength: 60 },
	{ weight: 3, minLength: 60, maxLength: 300 },
	{ weight: 1, minLength: 300, maxLength: 1200 },
];
const CHARACTERS = {
	link: fc.constantFrom(
		...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/?#@!$&()*+,;=%',
	),
	upperCase: fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 $%*+-./:'),
	digit: fc.constantFrom(...'0123456789'),
	world: fc.constantFrom(
		...'aäöüßéñçøłŻжщЯαΩבעالعربية中文字日本語かなカナ한국어ไทยहिन्दी€™😀👍🏽🇩🇪𝒳\n "\'<>&',
	),
	any: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
};

/** 1 to 1,200 characters of some kind. */
const texts = fc.oneof(
	...LENGTHS.flatMap(({ weight, ...length }) =>
		Object.values(CHARACTERS).map((character) => ({
			weight: character === CHARACTERS.link ? 4 * weight : weight,
			// "max": as long as asked for, and not mostly short
			arbitrary: fc.string({ unit: character, ...length, size: 'max' }),
		})),
	),
);

const hexColors = fc
	.integer({ min: 0, max: 0xffffff })
	.map((number) => `#${number.toString(16).padStart(6, '0').toUpperCase()}`);
const READABLE = { matrixSize: 21, margin: 4, errorCorrection: 'M', hasLogo: false } as const;
/** Any that are easily told apart, dark on light. */
const colors = fc.oneof(
	{ weight: 1, arbitrary: fc.constant({ dark: '#000000', light: '#FFFFFF' }) },
	{
		weight: 3,
		arbitrary: fc
			.record({ dark: hexColors, light: fc.oneof(hexColors, fc.constant('transparent')) })
			.map(({ dark, light }) => (isDarker(dark, light) ? { dark, light } : { dark: light, light: dark }))
			.filter(isReadable),
	},
);

export const cases: fc.Arbitrary<Case> = fc
	.record({
		text: texts,
		level: fc.constantFrom(...LEVELS),
		shape: fc.constantFrom(...SHAPES),
		colors,
		margin: fc.integer({ min: 4, max: 8 }),
		scale: fc.integer({ min: MIN_SCALE, max: MAX_SCALE }),
		rest: fc.nat({ max: 40 }),
	})
	.map((made) => ({ ...made, text: cutToFit(made.text, made.level) }));

/** Pixels a side of a case's picture. */
export function measureSize({ scale, rest, margin }: Case, { size }: QrMatrix): number {
	const modules = size + 2 * margin;
	const drawnScale = Math.max(MIN_SCALE, Math.min(scale, Math.floor(MAX_SIZE / modules)));
	return Math.max(100, modules * drawnScale + rest);
}

/** @throws where no code holds the text: the cases have none such. */
export function encodeCase({ text, level }: Pick<Case, 'text' | 'level'>): QrMatrix {
	const matrix = encodeMatrix(text, level);
	if (!matrix) throw new Error(`${text.length} characters don't fit at level ${level}`);
	return matrix;
}

function isDarker(first: string, second: string): boolean {
	return !findReadabilityWarnings({ ...READABLE, colors: { dark: first, light: second } }).includes(
		'lightOnDark',
	);
}

function isReadable({ dark, light }: PictureColors): boolean {
	return measureContrast({ dark, light }) >= MIN_CONTRAST;
}

function cutToFit(text: string, level: ErrorCorrection): string {
	let bytes = 0;
	let kept = '';
	for (const character of text) {
		bytes += Buffer.byteLength(character);
		if (bytes > CAPACITY[level]) break;
		kept += character;
	}
	return kept;
}
