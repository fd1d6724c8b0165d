import { CAPTION_HEIGHT, fitCaption } from '../caption';
import type { QrMatrix } from '../matrix';
import { chooseCaption, drawBackground, drawCaption, drawCode, type CodeStyle } from './pdfDrawing';
import { startPdf } from './pdfFile';

export interface PdfOptions extends CodeStyle {
	/** Of the picture with its margins, and so of the page. */
	widthMm: number;
	/** What a reader shows as the document's name. */
	title: string;
	/** One line beneath the code. */
	caption?: string;
	/** The caption in place of one that the font can't write: the short link. */
	otherwise?: string;
}

export interface PdfPicture {
	pdf: Buffer;
	/** Whether the caption had letters that the font doesn't have. */
	captionFellBack: boolean;
}

/** Draws a code as a PDF of one page, as large as the picture. Draws no logo. */
export async function drawPdf(matrix: QrMatrix, options: PdfOptions): Promise<PdfPicture> {
	const { widthMm, colors, title } = options;
	const { text, fellBack } = chooseCaption(options);
	const heightMm = widthMm * (fitCaption(text) ? 1 + CAPTION_HEIGHT : 1);
	const place = { xMm: 0, yMm: 0, sideMm: widthMm };
	const file = startPdf(title);
	file.addPage({
		widthMm,
		heightMm,
		content: [
			drawBackground({ xMm: 0, yMm: 0, widthMm, heightMm }, colors.light),
			drawCode(matrix, place, options),
			drawCaption(text, place, colors.dark),
		].join(''),
	});
	return { pdf: await file.finish(), captionFellBack: fellBack };
}
