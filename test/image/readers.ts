import path from 'node:path';
import { Worker } from 'node:worker_threads';

import { Resvg } from '@resvg/resvg-js';
import { PDFiumLibrary } from '@hyzyla/pdfium';
import { PNG } from 'pngjs';

/** What a screen or paper shows: red, green, blue and alpha, a byte each, row by row. */
export interface Pixels {
	data: Uint8ClampedArray;
	width: number;
	height: number;
	/** Whether blue comes first. */
	isBgr?: boolean;
}

export interface Reading {
	zxing: string | undefined;
	qr: string | undefined;
}

/**
 * What two decoders read that share no code: ZXing, in C++, and `qr`, in JavaScript. Undefined where one finds nothing.
 * @param shown pixels, or a PNG.
 */
export async function decodeTwice(shown: Pixels | Buffer): Promise<Reading> {
	decoders ??= startDecoders();
	return await decoders(shown);
}

let stopDecoders = async () => {};
afterAll(async () => await stopDecoders());

let decoders: ((shown: Pixels | Buffer) => Promise<Reading>) | undefined;

function startDecoders(): (shown: Pixels | Buffer) => Promise<Reading> {
	const worker = new Worker(path.join(__dirname, 'decodeWorker.js'));
	stopDecoders = async () => void (await worker.terminate());
	const waiting = new Map<number, { resolve: (reading: Reading) => void; reject: (error: Error) => void }>();
	worker.on('message', ({ id, answer }: { id: number; answer: Reading }) => {
		waiting.get(id)?.resolve(answer);
		waiting.delete(id);
	});
	worker.on('error', (error) => waiting.forEach(({ reject }) => reject(error)));
	let asked = 0;
	return async (shown) =>
		await new Promise((resolve, reject) => {
			const id = asked++;
			waiting.set(id, { resolve, reject });
			worker.postMessage({ id, shown });
		});
}

export async function expectBothToRead(shown: Pixels | Buffer, text: string): Promise<void> {
	const written = text.toWellFormed();
	expect(await decodeTwice(shown)).toEqual({ zxing: written, qr: written });
}

export function readPng(png: Buffer): Pixels {
	const { data, width, height } = PNG.sync.read(png, { checkCRC: true });
	return { data: Uint8ClampedArray.from(data), width, height };
}

/** @param width in pixels; none for the drawing's own. */
export function renderSvg(svg: string, width?: number): Pixels {
	const image = new Resvg(svg, {
		...(width ? { fitTo: { mode: 'width', value: width } } : {}),
		font: { loadSystemFonts: false },
	}).render();
	return { data: new Uint8ClampedArray(image.pixels), width: image.width, height: image.height };
}

let pdfium: Promise<PDFiumLibrary> | undefined;

/** Chrome's reader of PDF. */
export async function renderPdfByPdfium(pdf: Buffer, dpi: number): Promise<Pixels[]> {
	pdfium ??= PDFiumLibrary.init();
	const document = await (await pdfium).loadDocument(pdf);
	const pages: Pixels[] = [];
	for (const page of document.pages()) {
		const { data, width, height } = await page.render({ scale: dpi / 72, render: 'bitmap' });
		pages.push({ data: new Uint8ClampedArray(data), width, height, isBgr: true });
	}
	document.destroy();
	return pages;
}
