import fc from 'fast-check';

import type { QrMatrix } from '../../../../nodes/shared/image/matrix';
import { drawPdf } from '../../../../nodes/shared/image/pdf/pdf';
import { drawPng } from '../../../../nodes/shared/image/png';
import { drawSvg } from '../../../../nodes/shared/image/svg';
import { cases, encodeCase, measureSize, type Case } from '../../../image/cases';
import { expectBothToRead, renderPdfByPdfium, renderSvg } from '../../../image/readers';

/** `npm run test:image` has thousands. */
const CASES = 5;

const SHOW = {
	PNG: async (picture: Case, matrix: QrMatrix, size: number) =>
		(await drawPng(matrix, { ...picture, size }))!,
	SVG: (picture: Case, matrix: QrMatrix, size: number) =>
		renderSvg(drawSvg(matrix, { ...picture, size, title: picture.text, caption: picture.text })),
	PDF: async (picture: Case, matrix: QrMatrix, size: number) => {
		const { pdf } = await drawPdf(matrix, {
			...picture,
			widthMm: 50,
			title: picture.text,
			caption: picture.text,
		});
		return (await renderPdfByPdfium(pdf, (size / 50) * 25.4))[0]!;
	},
};

it.each(['PNG', 'SVG', 'PDF'] as const)(
	'two decoders read from a %s exactly what was put in',
	async (format) => {
		await fc.assert(
			fc.asyncProperty(cases, async (picture) => {
				const matrix = encodeCase(picture);
				await expectBothToRead(
					await SHOW[format](picture, matrix, measureSize(picture, matrix)),
					picture.text,
				);
			}),
			{ numRuns: CASES },
		);
	},
);
