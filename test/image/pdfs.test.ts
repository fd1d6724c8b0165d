import fc from 'fast-check';

import { drawPdf } from '../../nodes/shared/image/pdf/pdf';
import { cases, encodeCase, measureSize } from './cases';
import { PICTURE_CASES } from './count';
import { ensurePoppler, renderPdfByPoppler } from './poppler';
import { expectBothToRead, renderPdfByPdfium } from './readers';

beforeAll(ensurePoppler);

it(`both decoders read from ${PICTURE_CASES.pdf} PDFs, shown by poppler and by Chrome's reader, exactly what was put in`, async () => {
	await fc.assert(
		fc.asyncProperty(
			cases,
			fc.string(),
			fc.integer({ min: 15, max: 250 }),
			async (picture, caption, widthMm) => {
				const matrix = encodeCase(picture);
				const { pdf } = await drawPdf(matrix, { ...picture, widthMm, title: picture.text, caption });
				const dpi = (measureSize(picture, matrix) / widthMm) * 25.4;
				await expectBothToRead(renderPdfByPoppler(pdf, dpi), picture.text);
				const [page] = await renderPdfByPdfium(pdf, dpi);
				await expectBothToRead(page!, picture.text);
			},
		),
		{ numRuns: PICTURE_CASES.pdf },
	);
});
