import { evenRate, HOUR_MS, type QuotaShare } from './rate';

/** What others spend on the account changes slowly: sixty calls a month are enough to see it. */
export const ASK_EVERY_MS = 12 * HOUR_MS;
/** After a call that did not tell, twice as long after each further one, up to the half day. */
const RETRY_AFTER_MS = 10 * 60_000;
/** One call in ten may ask: where the share is small, questions must not be what all calls go into. */
const CALLS_PER_QUESTION = 10;

/** How long after the last question the next one is due. */
export function askEveryMs(share: QuotaShare, nowMs: number, failures = 0): number {
	const backoffMs = failures === 0 ? ASK_EVERY_MS : RETRY_AFTER_MS * 2 ** (failures - 1);
	return Math.max(Math.min(ASK_EVERY_MS, backoffMs), CALLS_PER_QUESTION / evenRate(share, nowMs));
}

/**
 * When a process before this one will have asked last: nothing is stored of most polls, and a restart is no reason to
 * ask. Undefined where that is not known.
 */
export function lastAskedMs(
	storedMs: number | undefined,
	everyMs: number,
	nowMs: number,
): number | undefined {
	if (storedMs === undefined || storedMs > nowMs) return undefined;
	return nowMs - ((nowMs - storedMs) % everyMs);
}
