import { clock } from '../../nodes/shared/util/clock';

interface Alarm {
	atMs: number;
	ring: () => void;
}

/** A clock for many who sleep at the same time: it jumps to the next alarm once nobody has anything to do. */
export function useEventClock(startMs = Date.UTC(2026, 10, 22, 8, 0, 0)) {
	let nowMs = startMs;
	let alarms: Alarm[] = [];
	const original = { ...clock };
	clock.nowMs = () => nowMs;
	clock.steadyMs = () => nowMs - startMs;
	clock.random = () => 0.5;
	clock.sleepMs = async (durationMs) =>
		await new Promise((ring) => void alarms.push({ atMs: nowMs + durationMs, ring }));

	const jump = () => {
		const nextMs = Math.min(...alarms.map(({ atMs }) => atMs));
		const due = alarms.filter(({ atMs }) => atMs === nextMs);
		alarms = alarms.filter(({ atMs }) => atMs !== nextMs);
		nowMs = Math.max(nowMs, nextMs);
		for (const { ring } of due) ring();
	};

	return {
		elapsedMs: () => nowMs - startMs,
		/** Lets time pass until the promise is settled. */
		async passUntil<T>(promise: Promise<T>): Promise<T> {
			let isSettled = false;
			const settled = promise.finally(() => (isSettled = true));
			settled.catch(() => {});
			while (!isSettled) {
				await new Promise((resolve) => setImmediate(resolve));
				if (!isSettled && alarms.length > 0) jump();
			}
			return await settled;
		},
		restore: () => void Object.assign(clock, original),
	};
}
