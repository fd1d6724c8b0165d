import fc from 'fast-check';

import { drawPng } from '../../nodes/shared/image/png';
import { cases, encodeCase, measureSize } from './cases';
import { PICTURE_CASES } from './count';
import { expectBothToRead } from './readers';

it(`both decoders read from ${PICTURE_CASES.png} PNGs exactly what was put in`, async () => {
	await fc.assert(
		fc.asyncProperty(cases, async (picture) => {
			const matrix = encodeCase(picture);
			const png = await drawPng(matrix, { ...picture, size: measureSize(picture, matrix) });
			await expectBothToRead(png!, picture.text);
		}),
		{ numRuns: PICTURE_CASES.png },
	);
});
