import { clock } from '../../util/clock';
import { onAbort } from '../../util/onAbort';

export interface Readable extends AsyncIterable<Uint8Array> {
	destroy(error?: Error): unknown;
}

export interface ReadLimits {
	maxBytes: number;
	/** How long reading may take; waits for room don't count. */
	timeoutMs: number;
	signal: AbortSignal | undefined;
	/** Looks at each piece as it comes, and says whether to read on. */
	accepts?: (piece: Uint8Array) => boolean;
	/** Asked with the size so far, before more is read: what to wait for, if anything. */
	waitForRoom?: (bytesRead: number) => Promise<void> | undefined;
}

/** Whether a body is yet to be read; some hosts give what they have read already. */
export function isReadable(body: unknown): body is Readable {
	return typeof body === 'object' && body !== null && Symbol.asyncIterator in body && 'destroy' in body;
}

/**
 * Reads a stream into memory, but never more than allowed and never for longer.
 * @returns the bytes, or undefined when there are too many or a piece was not accepted; in any case the stream
 * is done with.
 * @throws what the stream throws when it breaks, and a timeout in the form that Node.js gives it.
 */
export async function readLimited(stream: Readable, limits: ReadLimits): Promise<Buffer | undefined> {
	const { maxBytes, signal, accepts, waitForRoom } = limits;
	const pieces = stream[Symbol.asyncIterator]();
	const chunks: Uint8Array[] = [];
	let size = 0;
	let timeout = clock.timeoutSignal(limits.timeoutMs);
	try {
		for (;;) {
			const piece = await unlessAborted(pieces.next(), [timeout, signal]);
			if (piece.done) return Buffer.concat(chunks);
			size += piece.value.length;
			if (size > maxBytes || accepts?.(piece.value) === false) return undefined;
			chunks.push(piece.value);
			const room = waitForRoom?.(size);
			if (!room) continue;
			await unlessAborted(room, [signal]);
			timeout = clock.timeoutSignal(limits.timeoutMs);
		}
	} finally {
		// not awaited: the host wraps the socket in a stream that ends only with the next piece of it
		stream.destroy();
	}
}

/** Not by AbortSignal.any: a long run would gather those up. */
async function unlessAborted<T>(
	promise: Promise<T>,
	signals: ReadonlyArray<AbortSignal | undefined>,
): Promise<T> {
	// the race may be over before it breaks
	promise.catch(() => undefined);
	let giveUp: () => void = () => {};
	const end = new Promise<never>((_, reject) => {
		giveUp = () => reject(Object.assign(new Error(), { code: 'ETIMEDOUT' }));
	});
	end.catch(() => undefined);
	const stopListening = signals.flatMap((signal) => (signal ? [onAbort(signal, giveUp)] : []));
	try {
		return await Promise.race([promise, end]);
	} finally {
		for (const stop of stopListening) stop();
	}
}
