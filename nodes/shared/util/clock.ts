import { sleep } from 'n8n-workflow';

/**
 * Time and chance as the package sees them. Tests put virtual ones in place of these functions, so
 * that nothing ever waits real seconds; production code must not call Date.now() or Math.random() itself.
 */
export const clock = {
	nowMs: (): number => Date.now(),
	/** Milliseconds since some moment, which go on evenly while a person or the network sets the clock. */
	steadyMs: (): number => performance.now(),
	sleepMs: async (durationMs: number): Promise<void> => await sleep(durationMs),
	/** Is aborted after that long, unless nobody listens any more; keeps no process alive. */
	timeoutSignal: (durationMs: number): AbortSignal => AbortSignal.timeout(durationMs),
	/** Uniform in [0, 1), for jitter only. */
	random: (): number => Math.random(),
};

/**
 * Longest sleep between two looks at the cancel signal. n8n's own sleep can't be aborted, so a wait is cut
 * into slices: "Stop" is obeyed within half a second, and no timer outlives it by more.
 */
const WAIT_SLICE_MS = 500;

/**
 * Waits until `durationMs` have passed or the signal aborts, whichever comes first; a clock that is set back meanwhile
 * makes it no longer. Never throws.
 */
export async function waitUnlessAborted(durationMs: number, signal: AbortSignal | undefined): Promise<void> {
	const endsAtMs = clock.nowMs() + durationMs;
	let leftMs = durationMs;
	while (leftMs > 0 && !signal?.aborted) {
		const sliceMs = Math.min(leftMs, WAIT_SLICE_MS);
		await clock.sleepMs(sliceMs);
		leftMs = Math.min(leftMs - sliceMs, endsAtMs - clock.nowMs());
	}
}
