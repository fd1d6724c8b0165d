import { clock } from '../util/clock';
import { onAbort } from '../util/onAbort';

export interface Readable extends AsyncIterable<Uint8Array> {
	destroy(error?: Error): unknown;
}

export interface ReadLimits {
	maxBytes: number;
	timeoutMs: number;
	signal: AbortSignal | undefined;
}

/** Whether a body is yet to be read; some hosts hand out what was read already. */
export function isReadable(body: unknown): body is Readable {
	return typeof body === 'object' && body !== null && Symbol.asyncIterator in body && 'destroy' in body;
}

/**
 * Reads a stream into memory, but never more than allowed and never for longer.
 * @returns the bytes, or undefined when there are too many; in both cases the stream is done with.
 * @throws what the stream throws when it breaks, and a timeout in the form that Node.js gives it.
 */
export async function readLimited(
	stream: Readable,
	{ maxBytes, timeoutMs, signal }: ReadLimits,
): Promise<Buffer | undefined> {
	const reading = readAll(stream, maxBytes);
	// the race may be over before it breaks
	reading.catch(() => undefined);
	const watch = watchFor(clock.timeoutSignal(timeoutMs), signal);
	try {
		return await Promise.race([reading, watch.end]);
	} finally {
		watch.stop();
		// not awaited: the host wraps the socket in a stream that ends only with the next piece of it
		stream.destroy();
	}
}

async function readAll(stream: Readable, maxBytes: number): Promise<Buffer | undefined> {
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of stream) {
		size += chunk.length;
		if (size > maxBytes) return undefined;
		chunks.push(chunk);
	}
	return Buffer.concat(chunks);
}

/** Ends when one of the signals is aborted. Not by AbortSignal.any: a long run would gather those up. */
function watchFor(...given: Array<AbortSignal | undefined>): { end: Promise<never>; stop: () => void } {
	const signals = given.filter((signal) => signal !== undefined);
	let giveUp: () => void = () => {};
	const end = new Promise<never>((_, reject) => {
		giveUp = () => reject(Object.assign(new Error(), { code: 'ETIMEDOUT' }));
	});
	const stopListening = signals.map((signal) => onAbort(signal, giveUp));
	return { end, stop: () => stopListening.forEach((stop) => stop()) };
}
