import type { ApiSession } from './session';
import { clock } from '../util/clock';

/** The host would wait 5 minutes; an answer that takes longer than this is not coming. */
const TIMEOUT_MS = 30_000;
/** A call that is started with less time than this before the deadline could only be cut off. */
const MIN_TIMEOUT_MS = 1_000;

/** How long a call that starts now may take; so long again for the body of its answer. */
export function timeoutMs({ waitLimits: { deadlineMs } }: ApiSession): number {
	if (deadlineMs === undefined) return TIMEOUT_MS;
	// Node.js takes whole milliseconds only
	return Math.max(MIN_TIMEOUT_MS, Math.min(TIMEOUT_MS, Math.floor(deadlineMs - clock.nowMs())));
}

/** The longest that a call may wait before it starts. */
export function longestWaitMs(session: ApiSession): number {
	return Math.min(session.waitLimits.maxWaitMs, latestStartMs(session) - clock.nowMs());
}

/** After this, no call is worth waiting for. */
export function latestStartMs({ waitLimits: { deadlineMs = Number.POSITIVE_INFINITY } }: ApiSession): number {
	return deadlineMs - MIN_TIMEOUT_MS;
}
