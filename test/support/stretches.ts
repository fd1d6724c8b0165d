import { performance } from 'node:perf_hooks';

import { processorMs } from './processorTime';

const RESOLUTION_MS = 5;

/**
 * Runs something and tells the longest time for which nothing else in the process could run. Time in which the
 * machine let the process itself not run does not count: of each stretch, only the processor time does.
 */
export async function measureLongestStretch(
	run: () => Promise<unknown>,
): Promise<{ longestMs: number; runMs: number }> {
	let longestMs = 0;
	let last = { atMs: performance.now(), usedMs: processorMs() };
	const look = () => {
		const now = { atMs: performance.now(), usedMs: processorMs() };
		longestMs = Math.max(longestMs, Math.min(now.atMs - last.atMs, now.usedMs - last.usedMs));
		last = now;
	};
	const timer = setInterval(look, RESOLUTION_MS);
	const startedAtMs = performance.now();
	await run();
	const runMs = performance.now() - startedAtMs;
	// a stretch at the very end counts, too
	look();
	clearInterval(timer);
	return { longestMs, runMs };
}
