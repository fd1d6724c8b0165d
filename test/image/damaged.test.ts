import fc from 'fast-check';

import { drawPng } from '../../nodes/shared/image/png';
import { encodeCase, SHAPES } from './cases';
import { PICTURE_CASES } from './count';
import { damage, type Damage } from './damage';
import { decodeTwice } from './readers';

/** Pixels a module of the picture before it is damaged. */
const SCALE = 10;
const UNHURT: Damage = { rotate: 0, pixelsPerModule: 6, blur: 0, noise: 0, specks: 0, seed: 1 };

const hundredths = (min: number, max: number) =>
	fc.integer({ min: min * 100, max: max * 100 }).map((n) => n / 100);

const DAMAGES: Record<string, fc.Arbitrary<Partial<Damage>>> = {
	'out of focus': fc.record({ blur: hundredths(0.1, 0.5) }),
	turned: fc.record({ rotate: fc.integer({ min: 0, max: 359 }) }),
	'scaled down': fc.record({ pixelsPerModule: hundredths(3, 6) }),
	'noisy, as in poor light': fc.record({ noise: fc.integer({ min: 5, max: 30 }), seed: fc.nat() }),
	'printed with specks': fc.record({ specks: hundredths(0, 0.02), seed: fc.nat() }),
	'all of it, a little': fc.record({
		rotate: fc.integer({ min: -20, max: 20 }),
		pixelsPerModule: hundredths(4, 6),
		blur: hundredths(0, 0.25),
		noise: fc.integer({ min: 0, max: 12 }),
		specks: hundredths(0, 0.01),
		seed: fc.nat(),
	}),
};

const links = fc.stringMatching(/^https:\/\/qrcodestack\.com\/r\/[A-Za-z0-9]{4,30}$/);

/** Each decoder has pictures that it misses, the other's not among them. */
const MISSES = 0.1;

describe.each(Object.entries(DAMAGES))('a short link as a camera sees it: %s', (_, damages) => {
	it.each(SHAPES)(
		'drawn as %s, each picture is read by a decoder, nearly each by both, and none wrongly',
		async (shape) => {
			const inputs = fc.record({
				text: links,
				level: fc.constantFrom('M' as const, 'Q' as const, 'H' as const),
			});
			const missed = { zxing: 0, qr: 0 };
			const wrong: unknown[] = [];
			for (const [input, how] of fc.sample(fc.tuple(inputs, damages), PICTURE_CASES.damaged)) {
				const { text } = input;
				const size = (encodeCase(input).size + 8) * SCALE;
				const png = await drawPng(encodeCase(input), {
					size,
					margin: 4,
					shape,
					colors: { dark: '#000000', light: '#FFFFFF' },
				});
				const { zxing, qr } = await decodeTwice(damage(png!, SCALE, { ...UNHURT, ...how }));
				if (zxing === undefined) missed.zxing++;
				if (qr === undefined) missed.qr++;
				if ((zxing ?? qr) !== text || (qr ?? zxing) !== text) wrong.push({ input, how, zxing, qr });
			}
			expect(wrong).toEqual([]);
			expect(Math.max(missed.zxing, missed.qr)).toBeLessThanOrEqual(
				Math.ceil(PICTURE_CASES.damaged * MISSES),
			);
		},
	);
});
