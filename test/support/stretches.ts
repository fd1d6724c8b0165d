import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

const RESOLUTION_MS = 5;
/** A stretch counts only once it is over. */
const SETTLE_MS = 20;

/** Runs something and tells the longest time for which nothing else in the process could run. */
export async function measureLongestStretch(
	run: () => Promise<unknown>,
): Promise<{ longestMs: number; runMs: number }> {
	const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
	delay.enable();
	await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
	const startedAtMs = performance.now();
	await run();
	const runMs = performance.now() - startedAtMs;
	await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
	delay.disable();
	return { longestMs: delay.max / 1e6, runMs };
}
