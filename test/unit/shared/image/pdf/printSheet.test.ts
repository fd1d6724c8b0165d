import { encodeMatrix } from '../../../../../nodes/shared/image/matrix';
import {
	startPrintSheet,
	type SheetCode,
	type SheetOptions,
} from '../../../../../nodes/shared/image/pdf/printSheet';
import { renderPdfByPdfium } from '../../../../image/readers';
import { listPdfPages } from './pdfPages';

const MATRIX = encodeMatrix('https://qrcodestack.com/r/abc123', 'M')!;
/** A common sheet of 21 labels of 63.5 × 38.1 mm. */
const OPTIONS: SheetOptions = {
	paper: 'a4',
	columns: 3,
	rows: 7,
	marginMm: { horizontal: 7.2, vertical: 15.1 },
	gapMm: { horizontal: 2.55, vertical: 0 },
	hasCaptions: false,
	cutMarks: false,
	title: 'Labels',
	margin: 4,
	shape: 'square',
	colors: { dark: '#000000', light: 'transparent' },
};

async function draw(count: number, options: Partial<SheetOptions> = {}, code: Partial<SheetCode> = {}) {
	const sheet = startPrintSheet({ ...OPTIONS, ...options })!;
	for (let i = 0; i < count; i++) sheet.add({ matrix: MATRIX, ...code });
	return await sheet.finish();
}

/** Where codes stand, without their margins, in mm. */
function listCodes(content: string) {
	return [...content.matchAll(/^q ([\d.]+) 0 0 \1 ([\d.]+) ([\d.]+) cm/gm)].map(([, scale, x, y]) => ({
		sideMm: Number(scale) * MATRIX.size,
		centerMm: [x, y].map((from) => Number(from) + (Number(scale) * MATRIX.size) / 2),
	}));
}

it.each([
	[0, 1],
	[1, 1],
	[21, 1],
	[22, 2],
	[300, 15],
])('%i codes take %i pages', async (count, pages) => {
	const drawn = await draw(count);
	expect(drawn.pages).toBe(pages);
	const contents = listPdfPages(drawn.pdf).map(({ content }) => content);
	expect(contents).toHaveLength(pages);
	expect(contents.flatMap(listCodes)).toHaveLength(count);
});

it.each([
	['a4', 210, 297],
	['letter', 215.9, 279.4],
] as const)('a page of %s is %d × %d mm', async (paper, widthMm, heightMm) => {
	const [page] = listPdfPages((await draw(1, { paper })).pdf);
	expect(page!.widthMm).toBeCloseTo(widthMm, 2);
	expect(page!.heightMm).toBeCloseTo(heightMm, 2);
});

it('codes stand in the middle of their labels, row by row, to a hundredth of a millimetre', async () => {
	const codes = listCodes(listPdfPages((await draw(21)).pdf)[0]!.content);
	codes.forEach(({ sideMm, centerMm: [x, y] }, index) => {
		expect(x).toBeCloseTo(7.2 + (index % 3) * (63.5 + 2.55) + 63.5 / 2, 2);
		expect(y).toBeCloseTo(15.1 + Math.floor(index / 3) * 38.1143 + 38.1143 / 2, 2);
		expect(sideMm).toBeCloseTo((38.1143 / (MATRIX.size + 8)) * MATRIX.size, 2);
	});
});

it('captions take their room from the code, and are its own', async () => {
	const { pdf } = await draw(1, { hasCaptions: true }, { caption: 'Table 1' });
	const { content } = listPdfPages(pdf)[0]!;
	expect(content).toContain(`<${Buffer.from('Table 1').toString('hex')}> Tj`);
	expect(listCodes(content)[0]!.sideMm).toBeLessThan(
		listCodes(listPdfPages((await draw(1)).pdf)[0]!.content)[0]!.sideMm,
	);
	expect(listPdfPages((await draw(1, {}, { caption: 'Table 1' })).pdf)[0]!.content).not.toContain('Tj');
});

it('counts the captions that the font can not write', async () => {
	const sheet = startPrintSheet({ ...OPTIONS, hasCaptions: true })!;
	for (const caption of ['Łódź', 'Lodz', '菜单']) sheet.add({ matrix: MATRIX, caption, otherwise: 'q.de/a' });
	const { pdf, captionsFellBack } = await sheet.finish();
	expect(captionsFellBack).toBe(2);
	const { content } = listPdfPages(pdf)[0]!;
	expect(content.match(new RegExp(`<${Buffer.from('q.de/a').toString('hex')}> Tj`, 'g'))).toHaveLength(2);
});

it('cut marks stand in the margins, in line with the edges of labels', async () => {
	const { content } = listPdfPages(
		(await draw(1, { cutMarks: true, columns: 1, rows: 1, marginMm: { horizontal: 10, vertical: 20 } })).pdf,
	)[0]!;
	const lines = [...content.matchAll(/^([\d.]+) ([\d.]+) m ([\d.]+) ([\d.]+) l S$/gm)].map((line) =>
		line.slice(1, 5).map(Number),
	);
	expect(lines).toEqual([
		[5, 20, 9, 20],
		[201, 20, 205, 20],
		[5, 277, 9, 277],
		[201, 277, 205, 277],
		[10, 15, 10, 19],
		[10, 278, 10, 282],
		[200, 15, 200, 19],
		[200, 278, 200, 282],
	]);
});

it('a page without margins has no cut marks', async () => {
	const { content } = listPdfPages(
		(await draw(1, { cutMarks: true, marginMm: { horizontal: 1, vertical: 0 } })).pdf,
	)[0]!;
	expect(content).not.toContain(' l S');
});

it('margins and gaps that leave no room make no sheet', () => {
	expect(startPrintSheet({ ...OPTIONS, marginMm: { horizontal: 105, vertical: 0 } })).toBeUndefined();
	expect(startPrintSheet({ ...OPTIONS, rows: 30, gapMm: { horizontal: 0, vertical: 10 } })).toBeUndefined();
	expect(startPrintSheet({ ...OPTIONS, columns: Number.NaN })).toBeUndefined();
});

it("Chrome's reader opens all pages", async () => {
	expect(
		await renderPdfByPdfium(
			(await draw(50, { hasCaptions: true, cutMarks: true }, { caption: 'Menu' })).pdf,
			36,
		),
	).toHaveLength(3);
});
