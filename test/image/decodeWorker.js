'use strict';

/*
 * Decodes pictures in a thread of its own: in jest's sandbox, where each use of a global goes a long way, decoders
 * take ten times as long.
 */

const { Buffer } = require('node:buffer');
const { readFileSync } = require('node:fs');
const { parentPort } = require('node:worker_threads');
const { PNG } = require('pngjs');
const { prepareZXingModule, readBarcodes } = require('zxing-wasm/reader');

const wasm = readFileSync(require.resolve('zxing-wasm/reader/zxing_reader.wasm'));
// by default it would be fetched from a server
prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasm).buffer } });

// an ES module
const qr = import('qr/decode.js');

parentPort.on('message', async ({ id, shown }) => {
	const pixels = shown.width ? shown : PNG.sync.read(Buffer.from(shown), { checkCRC: true });
	const paper = layOnPaper(pixels);
	parentPort.postMessage({ id, answer: { zxing: await decodeByZxing(paper), qr: await decodeByQr(paper) } });
});

/** White paper behind what is transparent; red first. */
function layOnPaper({ data, width, height, isBgr }) {
	const paper = new Uint8ClampedArray(data.length).fill(255);
	const [red, blue] = isBgr ? [2, 0] : [0, 2];
	for (let i = 0; i < data.length; i += 4) {
		const alpha = data[i + 3] / 255;
		paper[i] = 255 - (255 - data[i + red]) * alpha;
		paper[i + 1] = 255 - (255 - data[i + 1]) * alpha;
		paper[i + 2] = 255 - (255 - data[i + blue]) * alpha;
	}
	return { data: paper, width, height };
}

// both are asked for bytes, which are taken for UTF-8, as phones take them

async function decodeByZxing({ data, width, height }) {
	const image = { data, width, height, colorSpace: 'srgb' };
	const [found] = await readBarcodes(image, { formats: ['QRCode'], tryInvert: false });
	return found?.isValid ? Buffer.from(found.bytes).toString('utf8') : undefined;
}

/** With time for second tries; by itself it gives up after the 16 ms that a picture of a film stands. */
async function decodeByQr({ data, width, height }) {
	const { decodeQR } = await qr;
	try {
		return decodeQR(
			{ data, width, height },
			{ effort: 100, timeLimit: 2000, textDecoder: (bytes) => Buffer.from(bytes).toString('utf8') },
		);
	} catch {
		return undefined;
	}
}
