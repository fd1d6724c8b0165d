import { CAPTION_HEIGHT } from '../caption';
import { formatNumber as f } from './pdfFile';

export type Paper = 'a4' | 'letter';

const PAPERS: Record<Paper, { widthMm: number; heightMm: number }> = {
	a4: { widthMm: 210, heightMm: 297 },
	letter: { widthMm: 215.9, heightMm: 279.4 },
};
/** A mark stands clear of what will be cut out, and is long enough to lay a ruler on. */
const MARK_DISTANCE_MM = 1;
const MARK_LENGTH_MM = 4;
/** Thin enough to cut along, thick enough for any printer. */
const MARK_WIDTH_MM = 0.1;

/** How labels stand on a page: in columns and rows, with equal margins left and right, and top and bottom. */
export interface SheetLayout {
	paper: Paper;
	columns: number;
	rows: number;
	marginMm: { horizontal: number; vertical: number };
	gapMm: { horizontal: number; vertical: number };
	/** Whether there is a line of text beneath each code. */
	hasCaptions: boolean;
}

export interface SheetGrid {
	pageMm: { widthMm: number; heightMm: number };
	/** Of one label. */
	labelMm: { widthMm: number; heightMm: number };
	/** Of a code with its margins, as large as the label allows. */
	sideMm: number;
	/** Left edges of the columns, top edges of the rows. */
	leftsMm: number[];
	topsMm: number[];
}

/** @returns undefined when margins and gaps leave no room for labels. */
export function measureGrid(layout: SheetLayout): SheetGrid | undefined {
	const { columns, rows, marginMm, gapMm, hasCaptions } = layout;
	const pageMm = PAPERS[layout.paper];
	const divide = (whole: number, margin: number, gap: number, count: number) =>
		(whole - 2 * margin - (count - 1) * gap) / count;
	const widthMm = divide(pageMm.widthMm, marginMm.horizontal, gapMm.horizontal, columns);
	const heightMm = divide(pageMm.heightMm, marginMm.vertical, gapMm.vertical, rows);
	// also false for what isn't a number
	if (!(widthMm > 0 && heightMm > 0)) return undefined;
	const spread = (count: number, margin: number, step: number) =>
		Array.from({ length: count }, (_, index) => margin + index * step);
	return {
		pageMm,
		labelMm: { widthMm, heightMm },
		sideMm: Math.min(widthMm, heightMm / (hasCaptions ? 1 + CAPTION_HEIGHT : 1)),
		leftsMm: spread(columns, marginMm.horizontal, widthMm + gapMm.horizontal),
		topsMm: spread(rows, marginMm.vertical, heightMm + gapMm.vertical),
	};
}

/** Operators that draw marks in the page's margins, in line with the labels' edges; none where there is no room. */
export function drawCutMarks({ pageMm, labelMm, leftsMm, topsMm }: SheetGrid): string {
	const { widthMm, heightMm } = pageMm;
	const xs = leftsMm.flatMap((left) => [left, left + labelMm.widthMm]);
	const ys = topsMm.flatMap((top) => [top, top + labelMm.heightMm]);
	const [left, top] = [leftsMm[0] ?? 0, topsMm[0] ?? 0];
	const marks = [
		...ys.flatMap((y) => listEnds(left, widthMm).map(([from, to]) => drawLine([from, y], [to, y]))),
		...xs.flatMap((x) => listEnds(top, heightMm).map(([from, to]) => drawLine([x, from], [x, to]))),
	];
	return `q 0 G ${MARK_WIDTH_MM} w\n${marks.join('\n')}\nQ\n`;
}

/** Where a mark begins and ends in the margin, and in the one across the page. */
function listEnds(margin: number, pageLength: number): Array<[from: number, to: number]> {
	const to = margin - MARK_DISTANCE_MM;
	if (to <= 0) return [];
	const from = Math.max(0, to - MARK_LENGTH_MM);
	return [
		[from, to],
		[pageLength - to, pageLength - from],
	];
}

function drawLine(from: [x: number, y: number], to: [x: number, y: number]): string {
	return `${f(from[0])} ${f(from[1])} m ${f(to[0])} ${f(to[1])} l S`;
}
