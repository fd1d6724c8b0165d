import { CAPTION_HEIGHT } from '../caption';
import type { QrMatrix } from '../matrix';
import { chooseCaption, drawBackground, drawCaption, drawCode, type CodeStyle } from './pdfDrawing';
import { startPdf } from './pdfFile';
import { drawCutMarks, measureGrid, type SheetLayout } from './sheetGrid';

export interface SheetOptions extends CodeStyle, SheetLayout {
	cutMarks: boolean;
	/** What a reader shows as the document's name. */
	title: string;
}

export interface SheetCode {
	matrix: QrMatrix;
	/** One line beneath the code, if the sheet has captions. */
	caption?: string;
	/** The caption in place of one that the font can't write: the short link. */
	otherwise?: string;
	/** In place of the sheet's own. */
	style?: Partial<Pick<CodeStyle, 'shape' | 'colors'>>;
}

export interface PrintSheet {
	/** Of a code with its margins. */
	sideMm: number;
	/** Draws the next label: row by row, and on a new page when one is full. Some tenths of a millisecond. */
	add: (code: SheetCode) => void;
	/** Once all are added. Without any, the PDF has one empty page. */
	finish: () => Promise<{ pdf: Buffer; pages: number; captionsFellBack: number }>;
}

/**
 * Begins a PDF of labels. Codes are added one by one, so that whoever has thousands can let others have their turn in
 * between.
 * @returns undefined when margins and gaps leave no room for labels.
 */
export function startPrintSheet(options: SheetOptions): PrintSheet | undefined {
	const measured = measureGrid(options);
	if (!measured) return undefined;
	const grid = measured;
	const { columns, rows, cutMarks, hasCaptions } = options;
	const file = startPdf(options.title);
	let labels: string[] = [];
	let pages = 0;
	let captionsFellBack = 0;

	function drawLabel(index: number, { matrix, style, ...texts }: SheetCode): string {
		const { margin, shape, colors } = { ...options, ...style };
		const { labelMm, sideMm, leftsMm, topsMm } = grid;
		const heightMm = sideMm * (hasCaptions ? 1 + CAPTION_HEIGHT : 1);
		const place = {
			xMm: leftsMm[index % columns]! + (labelMm.widthMm - sideMm) / 2,
			yMm: topsMm[Math.floor(index / columns)]! + (labelMm.heightMm - heightMm) / 2,
			sideMm,
		};
		const { text, fellBack } = chooseCaption(hasCaptions ? texts : {});
		if (fellBack) captionsFellBack++;
		return [
			drawBackground({ ...place, widthMm: sideMm, heightMm }, colors.light),
			drawCode(matrix, place, { margin, shape, colors }),
			drawCaption(text, place, colors.dark),
		].join('');
	}

	function endPage(): void {
		const marks = cutMarks ? drawCutMarks(grid) : '';
		file.addPage({ ...grid.pageMm, content: marks + labels.join('') });
		labels = [];
		pages++;
	}

	return {
		sideMm: grid.sideMm,
		add(code) {
			labels.push(drawLabel(labels.length, code));
			if (labels.length === columns * rows) endPage();
		},
		async finish() {
			if (labels.length > 0 || pages === 0) endPage();
			return { pdf: await file.finish(), pages, captionsFellBack };
		},
	};
}
