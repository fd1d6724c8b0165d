import { clock } from '../../nodes/shared/util/clock';

/** Puts a clock in place that moves only when somebody sleeps or says so. */
export function useVirtualClock(startMs = Date.UTC(2026, 10, 22, 8, 0, 0)) {
	let nowMs = startMs;
	let steadyMs = 0;
	const advance = (durationMs: number) => {
		nowMs += durationMs;
		// time does not go back: somebody set the clock
		steadyMs += Math.max(0, durationMs);
	};
	const sleeps: number[] = [];
	const alarms: Array<{ atMs: number; run: () => void }> = [];
	const original = { ...clock };
	clock.nowMs = () => nowMs;
	clock.steadyMs = () => steadyMs;
	clock.random = () => 0;
	clock.sleepMs = async (durationMs) => {
		sleeps.push(durationMs);
		advance(durationMs);
		for (const alarm of alarms) if (alarm.atMs <= nowMs) alarm.run();
		// a macrotask, so that other waiters get their turn
		await new Promise((resolve) => setImmediate(resolve));
	};
	return {
		now: () => nowMs,
		advance,
		/** Somebody sets the clock. */
		setBy: (durationMs: number) => void (nowMs += durationMs),
		/** Runs something once sleepers have brought the clock this far from now. */
		after: (durationMs: number, run: () => void) => void alarms.push({ atMs: nowMs + durationMs, run }),
		/** All milliseconds slept so far. */
		sleptMs: () => sleeps.reduce((sum, ms) => sum + ms, 0),
		restore: () => void Object.assign(clock, original),
	};
}
