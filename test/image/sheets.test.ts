import { drawPdf } from '../../nodes/shared/image/pdf/pdf';
import { measureText } from '../../nodes/shared/image/helvetica';
import { startPrintSheet } from '../../nodes/shared/image/pdf/printSheet';
import { encodeCase } from './cases';
import { ensurePoppler, readPdfInfo, readPdfWords, renderPdfByPoppler } from './poppler';
import { expectBothToRead, readPng, renderPdfByPdfium, type Pixels } from './readers';

const DPI = 200;
const STYLE = { margin: 4, colors: { dark: '#000000', light: 'transparent' } };
const MATRIX = encodeCase({ text: 'https://qrcodestack.com/r/abc123', level: 'M' });

beforeAll(ensurePoppler);

it('each of 50 codes on a print sheet is read where its label is', async () => {
	const link = (index: number) => `https://qrcodestack.com/r/label${index}`;
	const sheet = startPrintSheet({
		...{
			...STYLE,
			shape: 'rounded',
			paper: 'letter',
			columns: 4,
			rows: 5,
			hasCaptions: true,
			cutMarks: true,
			title: 'Labels',
		},
		...{ marginMm: { horizontal: 10, vertical: 10 }, gapMm: { horizontal: 2, vertical: 2 } },
	})!;
	for (let i = 0; i < 50; i++) {
		sheet.add({ matrix: encodeCase({ text: link(i), level: 'M' }), caption: `Label ${i}` });
	}
	const { pdf } = await sheet.finish();
	expect(readPdfInfo(pdf)).toMatchObject({ Pages: '3', 'PDF version': '1.4', Title: 'Labels' });
	const labels = readPdfWords(pdf)
		.flat()
		.filter(({ text }) => text === 'Label');
	expect(labels).toHaveLength(50);

	const chromePages = await renderPdfByPdfium(pdf, DPI);
	for (let page = 0; page < 3; page++) {
		const pages = [readPng(renderPdfByPoppler(pdf, DPI, page + 1)), chromePages[page]!];
		for (let i = page * 20; i < Math.min(50, page * 20 + 20); i++) {
			const [widthMm, heightMm] = [(215.9 - 20 - 6) / 4, (279.4 - 20 - 8) / 5];
			const xMm = 10 + (i % 4) * (widthMm + 2);
			const yMm = 10 + (Math.floor(i / 4) % 5) * (heightMm + 2);
			for (const shown of pages) await expectBothToRead(cut(shown, { xMm, yMm, widthMm, heightMm }), link(i));
		}
	}
});

it.each([15, 40, 99.9, 250])('by poppler, too, a PDF of %d mm has that size', async (widthMm) => {
	const { pdf } = await drawPdf(MATRIX, { ...STYLE, shape: 'square', widthMm, title: 'Menu' });
	const [, width, height] = /^([\d.]+) x ([\d.]+) pts/.exec(readPdfInfo(pdf)['Page size']!)!;
	expect(Math.abs((Number(width) / 72) * 25.4 - widthMm)).toBeLessThan(0.05);
	expect(height).toBe(width);
});

it("letters are as wide as poppler's own tables say, so that captions are in the middle", async () => {
	const letters = [
		...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
	];
	const others = Array.from({ length: 95 }, (_, i) => String.fromCharCode(0xa1 + i)).filter(
		(c) => c !== '\u00AD',
	);
	const texts = [...letters, ...others, ...'€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ'].map(
		(letter) => `i${letter.repeat(8)}i`,
	);
	const sheet = startPrintSheet({
		...{
			...STYLE,
			shape: 'square',
			paper: 'a4',
			columns: 1,
			rows: 1,
			hasCaptions: true,
			cutMarks: false,
			title: '',
		},
		...{ marginMm: { horizontal: 55, vertical: 20 }, gapMm: { horizontal: 0, vertical: 0 } },
	})!;
	for (const caption of texts) sheet.add({ matrix: MATRIX, caption });
	const { pdf } = await sheet.finish();
	const wrong = readPdfWords(pdf).flatMap((words, page) => {
		const text = texts[page]!;
		const width = (words.at(-1)!.xMax - words[0]!.xMin) / ((100 / 25.4) * 72);
		const measured = width / Math.min(0.07, 0.94 / measureText(text));
		return Math.abs(measured - measureText(text)) > 0.02
			? [`${text}: ${measured}, not ${measureText(text)}`]
			: [];
	});
	expect(wrong).toEqual([]);
});

function cut(
	{ data, width, isBgr }: Pixels,
	{ xMm, yMm, widthMm, heightMm }: { xMm: number; yMm: number; widthMm: number; heightMm: number },
): Pixels {
	const [left, top, columns, rows] = [xMm, yMm, widthMm, heightMm].map((mm) =>
		Math.round((mm / 25.4) * DPI),
	) as [number, number, number, number];
	const part = new Uint8ClampedArray(columns * rows * 4);
	for (let y = 0; y < rows; y++) {
		const from = ((top + y) * width + left) * 4;
		part.set(data.subarray(from, from + columns * 4), y * columns * 4);
	}
	return { data: part, width: columns, height: rows, isBgr };
}
