import { clock } from '../../nodes/shared/clock';

/** Puts a clock in place that moves only when somebody sleeps or says so. */
export function useVirtualClock(startMs = Date.UTC(2026, 10, 22, 8, 0, 0)) {
	let nowMs = startMs;
	const sleeps: number[] = [];
	const original = { ...clock };
	clock.nowMs = () => nowMs;
	clock.random = () => 0;
	clock.sleepMs = async (durationMs) => {
		sleeps.push(durationMs);
		nowMs += durationMs;
		// a macrotask, so that other waiters get their turn
		await new Promise((resolve) => setImmediate(resolve));
	};
	return {
		now: () => nowMs,
		advance: (durationMs: number) => void (nowMs += durationMs),
		/** All milliseconds slept so far. */
		sleptMs: () => sleeps.reduce((sum, ms) => sum + ms, 0),
		restore: () => void Object.assign(clock, original),
	};
}
