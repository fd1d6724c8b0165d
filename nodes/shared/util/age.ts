import { clock } from './clock';

/**
 * How long ago something was. What lies in the future was noted before the clock was set back: nobody knows
 * how long ago that was, so it counts as infinitely long ago, and whatever waits for an age goes on.
 */
export function ageMs(atMs: number, nowMs = clock.nowMs()): number {
	return atMs > nowMs ? Number.POSITIVE_INFINITY : nowMs - atMs;
}

/** Whether something was at least that long ago; see {@link ageMs} for a clock that was set back. */
export function isOlderThan(durationMs: number, atMs: number, nowMs = clock.nowMs()): boolean {
	return ageMs(atMs, nowMs) >= durationMs;
}

/** Two looks at a clock that is read off answers can differ by as much without anybody having set it. */
const CLOCK_JITTER_MS = 60_000;

/** The same for times by such a clock. */
export function hasElapsed(sinceMs: number, durationMs: number, nowMs: number): boolean {
	return nowMs - sinceMs >= durationMs || sinceMs - nowMs > CLOCK_JITTER_MS;
}
