import type { Rgb } from './colors';
import { deflate } from './deflate';

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
/** Of PNG: colours stand in a palette. */
const INDEXED_COLOR = 3;

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
	let crc = byte;
	for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
	return crc;
});

export interface PngFile {
	/** Pixels a side. */
	size: number;
	/** Bits a pixel. */
	depth: number;
	/** Indexes into the palette, row by row, each row led by the byte of its filter. */
	rows: Uint8Array;
	palette: Rgb[];
	/** How opaque each colour of the palette is, 0 to 255; none if all are. */
	alphas: number[];
}

/** Writes a square picture as a PNG file. */
export async function writePngFile({ size, depth, rows, palette, alphas }: PngFile): Promise<Buffer> {
	const header = Buffer.alloc(13);
	header.writeUInt32BE(size, 0);
	header.writeUInt32BE(size, 4);
	header.set([depth, INDEXED_COLOR], 8);
	return Buffer.concat([
		SIGNATURE,
		makeChunk('IHDR', header),
		makeChunk('PLTE', Uint8Array.from(palette.flat())),
		...(alphas.length > 0 ? [makeChunk('tRNS', Uint8Array.from(alphas))] : []),
		makeChunk('IDAT', await deflate(rows)),
		makeChunk('IEND', new Uint8Array()),
	]);
}

function makeChunk(type: string, data: Uint8Array): Buffer {
	const chunk = Buffer.alloc(data.length + 12);
	chunk.writeUInt32BE(data.length, 0);
	chunk.write(type, 4, 'latin1');
	chunk.set(data, 8);
	chunk.writeUInt32BE(crc32(chunk.subarray(4, -4)), chunk.length - 4);
	return chunk;
}

function crc32(bytes: Uint8Array): number {
	let crc = 0xffffffff;
	for (const byte of bytes) crc = CRC_TABLE[(crc ^ byte) & 255]! ^ (crc >>> 8);
	return ~crc >>> 0;
}
