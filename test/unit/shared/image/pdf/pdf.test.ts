import { encodeMatrix } from '../../../../../nodes/shared/image/matrix';
import { drawPdf, type PdfOptions } from '../../../../../nodes/shared/image/pdf/pdf';
import { renderPdfByPdfium } from '../../../../image/readers';
import { listPdfPages } from './pdfPages';

const MATRIX = encodeMatrix('https://qrcodestack.com/r/abc123', 'M')!;
const OPTIONS: PdfOptions = {
	widthMm: 40,
	margin: 4,
	shape: 'square',
	colors: { dark: '#FF0000', light: '#FFFFFF' },
	title: 'Menu',
};
const draw = async (options: Partial<PdfOptions> = {}) => await drawPdf(MATRIX, { ...OPTIONS, ...options });

it('is a PDF 1.4 whose table says where its parts are', async () => {
	const text = (await draw({ caption: 'Menu' })).pdf.toString('latin1');
	expect(text).toMatch(/^%PDF-1\.4\n/);
	const offsets = [...text.matchAll(/^(\d{10}) 00000 n $/gm)].map(([, offset]) => Number(offset));
	offsets.forEach((offset, index) => expect(text.slice(offset)).toMatch(new RegExp(`^${index + 1} 0 obj\n`)));
	expect(text.slice(Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)?.[1]))).toMatch(/^xref\n/);
	expect(text).toContain(`/Size ${offsets.length + 1}/`);
});

it.each([10, 40, 123.4])('is %d mm wide, and as high without a caption', async (widthMm) => {
	const [page] = listPdfPages((await draw({ widthMm })).pdf);
	expect(page!.widthMm).toBeCloseTo(widthMm, 2);
	expect(page!.heightMm).toBeCloseTo(widthMm, 2);
});

it('draws modules in millimetres: the margin, then the first bar', async () => {
	const { content } = listPdfPages((await draw()).pdf)[0]!;
	const moduleMm = 40 / (MATRIX.size + 8);
	const [, scale, x] = /^q ([\d.]+) 0 0 \1 ([\d.]+) \2 cm 1 0 0 rg\n0 0 7 1 re$/m.exec(content)!;
	expect(Number(scale)).toBeCloseTo(moduleMm, 6);
	expect(Number(x)).toBeCloseTo(4 * moduleMm, 3);
});

it('is a drawing, not a picture: one path for all modules', async () => {
	for (const shape of ['square', 'rounded', 'dots'] as const) {
		const { content } = listPdfPages(
			(await draw({ shape, colors: { dark: '#000000', light: 'transparent' } })).pdf,
		)[0]!;
		expect(content.match(/^f Q$/gm)).toHaveLength(1);
		expect(content).not.toMatch(/ Do|BI /);
	}
});

it('leaves out a transparent background', async () => {
	const hasBackground = async (light: string) =>
		listPdfPages((await draw({ colors: { dark: '#000000', light } })).pdf)[0]!.content.includes(
			'0 0 40 40 re',
		);
	expect(await hasBackground('#FFFF00')).toBe(true);
	expect(await hasBackground('transparent')).toBe(false);
});

it('has a caption beneath, in Helvetica', async () => {
	const { pdf, captionFellBack } = await draw({ caption: 'Menü (1)' });
	expect(captionFellBack).toBe(false);
	const [page] = listPdfPages(pdf);
	expect(page!.heightMm).toBeGreaterThan(43);
	expect(page!.content).toContain(`<${Buffer.from('Menü (1)', 'latin1').toString('hex')}> Tj`);
});

it('takes the other caption where the font has not all letters, and says so', async () => {
	const { pdf, captionFellBack } = await draw({ caption: 'Łódź', otherwise: 'q.de/a' });
	expect(captionFellBack).toBe(true);
	expect(listPdfPages(pdf)[0]!.content).toContain(`<${Buffer.from('q.de/a').toString('hex')}> Tj`);
	expect(listPdfPages((await draw({ caption: 'Łódź' })).pdf)[0]!.content).not.toContain('Tj');
});

it('bears a title in any script', async () => {
	expect((await draw({ title: '菜' })).pdf.toString('latin1')).toContain('/Title <feff83dc>');
});

it("Chrome's reader opens it", async () => {
	expect(await renderPdfByPdfium((await draw({ shape: 'dots', caption: 'Menu' })).pdf, 72)).toHaveLength(1);
});
