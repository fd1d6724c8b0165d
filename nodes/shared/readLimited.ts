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
	const guard = async () => {
		await waitUnlessAborted(timeoutMs, anySignal(done.signal, signal));
		if (!done.signal.aborted) stream.destroy(Object.assign(new Error(), { code: 'ETIMEDOUT' }));
	};
	void guard();
	try {
		const chunks: Uint8Array[] = [];
		let size = 0;
		for await (const chunk of stream) {
			size += chunk.length;
			// leaving the loop destroys the stream
			if (size > maxBytes) return TOO_LARGE;
			chunks.push(chunk);
		}
		return Buffer.concat(chunks);
	} finally {
		done.abort();
	}
}

function anySignal(...signals: Array<AbortSignal | undefined>): AbortSignal {
	return AbortSignal.any(signals.filter((signal) => signal !== undefined));
}
