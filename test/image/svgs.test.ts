import fc from 'fast-check';

import { drawSvg } from '../../nodes/shared/image/svg';
import { cases, encodeCase, measureSize } from './cases';
import { PICTURE_CASES } from './count';
import { expectBothToRead, renderSvg } from './readers';

it(`both decoders read from ${PICTURE_CASES.svg} SVGs exactly what was put in`, async () => {
	await fc.assert(
		fc.asyncProperty(cases, fc.string(), fc.string(), async (picture, title, caption) => {
			const matrix = encodeCase(picture);
			const svg = drawSvg(matrix, { ...picture, size: measureSize(picture, matrix), title, caption });
			await expectBothToRead(renderSvg(svg), picture.text);
		}),
		{ numRuns: PICTURE_CASES.svg },
	);
});
