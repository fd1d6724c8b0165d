import { pause } from '../e2e/client/waitFor';

/** Most things take a fraction of a second; the rest is for a slow and busy machine. */
const SOON_MS = 30_000;
const AGAIN_MS = 100;

/** Repeats a check until it holds: the editor shows most things a moment later. The last failure stands. */
export async function soon(check: () => Promise<void>, timeoutMs = SOON_MS): Promise<void> {
	const endsAt = Date.now() + timeoutMs;
	for (;;) {
		try {
			return await check();
		} catch (error) {
			if (Date.now() >= endsAt) throw error;
			await pause(AGAIN_MS);
		}
	}
}
