import { setTimeout as sleep } from 'node:timers/promises';

import type { LiveClock, SendOnWire } from './liveClient';

/** As long as the nodes wait. */
const TIMEOUT_MS = 30_000;
/** Far more than 100 QR codes take; an endless answer must not fill the memory. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** The network. A redirect is an answer and not followed: the key stays with the base URL. */
export const sendWithFetch: SendOnWire = async ({ method, url, headers, body }) => {
	const signal = AbortSignal.timeout(TIMEOUT_MS);
	const response = await fetch(url, { method, headers, body, redirect: 'manual', signal });
	return {
		status: response.status,
		headers: Object.fromEntries(response.headers),
		text: await readText(response),
	};
};

async function readText(response: Response): Promise<string> {
	// Node.js's types leave open what a body consists of
	const body = (response.body ?? []) as AsyncIterable<Uint8Array>;
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of body) {
		size += chunk.byteLength;
		if (size > MAX_BODY_BYTES) throw new Error('The answer is too large');
		chunks.push(chunk);
	}
	return Buffer.concat(chunks).toString('utf8');
}

export const realClock: LiveClock = {
	nowMs: () => Date.now(),
	sleepMs: async (ms, signal) => await sleep(ms, undefined, { signal }).catch(() => undefined),
};
