import { inflateSync } from 'node:zlib';

export interface PdfPageText {
	widthMm: number;
	heightMm: number;
	/** The operators, as text. */
	content: string;
}

/** The pages of a PDF that this package has written. */
export function listPdfPages(pdf: Buffer): PdfPageText[] {
	const text = pdf.toString('latin1');
	const streams = [...text.matchAll(/\/Length (\d+)>>stream\n/g)].map(({ index, 0: head, 1: length }) => {
		const start = index + head.length;
		return inflateSync(pdf.subarray(start, start + Number(length))).toString('latin1');
	});
	const boxes = [...text.matchAll(/\/MediaBox\[0 0 ([\d.]+) ([\d.]+)\]/g)];
	const toMm = (points = '') => (Number(points) / 72) * 25.4;
	return boxes.map(([, width, height], index) => ({
		widthMm: toMm(width),
		heightMm: toMm(height),
		content: streams[index] ?? '',
	}));
}
