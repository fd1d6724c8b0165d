import { isPlainSvg } from './plainSvg';

export interface ImageType {
	extension: string;
	mimeType: string;
}

const SIGNATURES: Array<{ type: ImageType; matches: (bytes: Buffer) => boolean }> = [
	{
		type: { extension: 'png', mimeType: 'image/png' },
		matches: (bytes) => bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex')),
	},
	{
		type: { extension: 'jpg', mimeType: 'image/jpeg' },
		matches: (bytes) => bytes.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex')),
	},
	{
		type: { extension: 'gif', mimeType: 'image/gif' },
		matches: (bytes) => /^GIF8[79]a$/.test(bytes.toString('latin1', 0, 6)),
	},
	{
		type: { extension: 'webp', mimeType: 'image/webp' },
		matches: (bytes) => /^RIFF[^]{4}WEBP$/.test(bytes.toString('latin1', 0, 12)),
	},
	{ type: { extension: 'svg', mimeType: 'image/svg+xml' }, matches: isPlainSvg },
];

/** What kind of image the bytes are, whatever a header or a file name says; undefined for anything else. */
export function detectImageType(bytes: Buffer): ImageType | undefined {
	return SIGNATURES.find(({ matches }) => matches(bytes))?.type;
}
