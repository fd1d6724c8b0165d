import { waitUnlessAborted } from './clock';

/** A body that is larger than was allowed. */
export const TOO_LARGE = {};

export interface Readable extends AsyncIterable<Uint8Array> {
	destroy(error?: Error): unknown;
}

export interface ReadLimits {
	maxBytes: number;
	/** The host's own time limit ends with the headers of the answer. */
	timeoutMs: number;
	signal: AbortSignal | undefined;
}

/**
 * Reads a stream into memory, but never more than allowed and never for longer.
 * @returns the bytes, or {@link TOO_LARGE}; in both cases the stream is done with.
 * @throws what the stream throws when it breaks, and a timeout in the form that Node.js gives it.
 */
export async function readLimited(
	stream: Readable,
	{ maxBytes, timeoutMs, signal }: ReadLimits,
): Promise<Buffer | typeof TOO_LARGE> {
	const done = new AbortController();
	const reading = readAll(stream, maxBytes);
	// the race may be over before it breaks
	reading.catch(() => undefined);
	const giveUp = async () => {
		await waitUnlessAborted(timeoutMs, anySignal(done.signal, signal));
		throw Object.assign(new Error(), { code: 'ETIMEDOUT' });
	};
	try {
		return await Promise.race([reading, giveUp()]);
	} finally {
		done.abort();
		// not awaited: the host wraps the socket in a stream that ends only with the next piece of it
		stream.destroy();
	}
}

async function readAll(stream: Readable, maxBytes: number): Promise<Buffer | typeof TOO_LARGE> {
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of stream) {
		size += chunk.length;
		if (size > maxBytes) return TOO_LARGE;
		chunks.push(chunk);
	}
	return Buffer.concat(chunks);
}

function anySignal(...signals: Array<AbortSignal | undefined>): AbortSignal {
	return AbortSignal.any(signals.filter((signal) => signal !== undefined));
}
