import { clock } from '../util/clock';

/** How long a caller is ready to wait. */
export interface WaitLimits {
	/** The longest single wait; a longer one ends the call with the time at which to come back. */
	maxWaitMs: number;
	/** Whether a person can raise `maxWaitMs` in the node's options: then a text may say so. */
	canRaiseMaxWait?: boolean;
	/** Epoch milliseconds after which no call is started and no wait may end, where there is such a bound. */
	deadlineMs?: number;
}

/** The host would wait 5 minutes; an answer that takes longer than this is not coming. */
const TIMEOUT_MS = 30_000;
/** A call that is started with less time than this before the deadline could only be cut off. */
const MIN_TIMEOUT_MS = 1_000;

/** How long a call that starts now may take; so long again for the body of its answer. */
export function timeoutMs({ deadlineMs }: WaitLimits): number {
	if (deadlineMs === undefined) return TIMEOUT_MS;
	// Node.js takes whole milliseconds only
	return Math.max(MIN_TIMEOUT_MS, Math.min(TIMEOUT_MS, Math.floor(deadlineMs - clock.nowMs())));
}

/** The longest that a call may wait before it starts. */
export function longestWaitMs(limits: WaitLimits): number {
	return Math.min(limits.maxWaitMs, latestStartMs(limits) - clock.nowMs());
}

/** After this, no call is worth waiting for. */
export function latestStartMs({ deadlineMs = Number.POSITIVE_INFINITY }: WaitLimits): number {
	return deadlineMs - MIN_TIMEOUT_MS;
}
