import { deflate } from '../deflate';

/** A PDF counts in points, 72 an inch. */
const POINTS_PER_MM = 72 / 25.4;
/** Bytes above 127, so that no program takes the file for text. */
const HEADER = Buffer.from('%PDF-1.4\n%\xe2\xe3\xcf\xd3\n', 'latin1');
const CATALOG = 1;
const PAGES = 2;
const FONT = 3;
const INFO = 4;
const FIXED_OBJECTS = [
	`<</Type/Catalog/Pages ${PAGES} 0 R>>`,
	'', // the pages, when all are known
	'<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>',
	'', // the title
];

export interface PdfPage {
	widthMm: number;
	heightMm: number;
	/** Operators of PDF, in millimetres from the page's left and top; the font is /F1. */
	content: string;
}

export interface PdfFile {
	/** Adds a page, and begins to compress it: what is kept is small. */
	addPage: (page: PdfPage) => void;
	finish: () => Promise<Buffer>;
}

/** Begins a PDF 1.4 whose pages hold vectors and text in Helvetica. */
export function startPdf(title: string): PdfFile {
	const objects: Array<string | Promise<Buffer>> = [...FIXED_OBJECTS];
	const pages: string[] = [];
	objects[INFO - 1] = `<</Title ${encodeText(title)}>>`;

	return {
		addPage({ widthMm, heightMm, content }) {
			const [width, height] = [formatNumber(widthMm * POINTS_PER_MM), formatNumber(heightMm * POINTS_PER_MM)];
			const scale = POINTS_PER_MM.toFixed(6);
			objects.push(writeStream(`${scale} 0 0 -${scale} 0 ${height} cm\n${content}`));
			objects.push(
				`<</Type/Page/Parent ${PAGES} 0 R/MediaBox[0 0 ${width} ${height}]/Contents ${objects.length} 0 R` +
					`/Resources<</Font<</F1 ${FONT} 0 R>>>>>>`,
			);
			pages.push(`${objects.length} 0 R`);
		},
		async finish() {
			objects[PAGES - 1] = `<</Type/Pages/Count ${pages.length}/Kids[${pages.join(' ')}]>>`;
			return writeObjects(await Promise.all(objects.map(async (object) => await object)));
		},
	};
}

/** @returns at most four decimals, without an exponent, which PDF doesn't know. */
export function formatNumber(number: number): string {
	return String(Number(number.toFixed(4)));
}

async function writeStream(content: string): Promise<Buffer> {
	const bytes = await deflate(Buffer.from(content, 'latin1'));
	return Buffer.concat([
		Buffer.from(`<</Filter/FlateDecode/Length ${bytes.length}>>stream\n`),
		bytes,
		Buffer.from('\nendstream'),
	]);
}

function writeObjects(objects: ReadonlyArray<string | Buffer>): Buffer {
	const parts = [HEADER];
	const offsets: number[] = [];
	let length = HEADER.length;
	objects.forEach((body, index) => {
		const part = Buffer.concat([
			Buffer.from(`${index + 1} 0 obj\n`),
			Buffer.from(body),
			Buffer.from('\nendobj\n'),
		]);
		offsets.push(length);
		length += part.length;
		parts.push(part);
	});
	// the table must have lines of exactly 20 bytes
	const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
	parts.push(
		Buffer.from(
			`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}` +
				`trailer\n<</Size ${objects.length + 1}/Root ${CATALOG} 0 R/Info ${INFO} 0 R>>\n` +
				`startxref\n${length}\n%%EOF\n`,
		),
	);
	return Buffer.concat(parts);
}

/** Any text, as PDF has it outside of pages: UTF-16, the high byte first, led by a mark. */
function encodeText(text: string): string {
	return `<feff${Buffer.from(text, 'utf16le').swap16().toString('hex')}>`;
}
