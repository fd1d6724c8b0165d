import fc from 'fast-check';

import { drawPng } from '../../nodes/shared/image/png';
import { encodeCase, SHAPES } from './cases';
import { PICTURE_CASES } from './count';
import { damage, type Damage } from './damage';
import { expectBothToRead } from './readers';

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

describe.each(Object.entries(DAMAGES))('a short link as a camera sees it: %s', (_, damages) => {
	it.each(SHAPES)('drawn as %s, both decoders read it', async (shape) => {
		const inputs = fc.record({
			text: links,
			level: fc.constantFrom('M' as const, 'Q' as const, 'H' as const),
		});
		await fc.assert(
			fc.asyncProperty(inputs, damages, async (input, how) => {
				const matrix = encodeCase(input);
				const png = drawPng(matrix, {
					size: (matrix.size + 8) * SCALE,
					margin: 4,
					shape,
					colors: { dark: '#000000', light: '#FFFFFF' },
				});
				await expectBothToRead(damage(png!, SCALE, { ...UNHURT, ...how }), input.text);
			}),
			{ numRuns: PICTURE_CASES.damaged },
		);
	});
});
