import type { ApiSession } from './session';
import { clock } from '../util/clock';
import { formatDuration } from '../util/duration';

/** Shorter waits are not worth a line in the log. */
const MIN_LOGGED_WAIT_MS = 5_000;
/** Many items may wait for the same limit: together they tell so once in this time. */
const MIN_LOG_INTERVAL_MS = 10_000;

/** What a session has to tell about its waiting for rate limits. */
export interface RateWaits {
	/** Time in which at least one call waited. */
	totalMs: number;
	/** How many calls wait now, and since when. */
	waiting: number;
	sinceMs: number;
	loggedAtMs: number;
}

export function noWaits(): RateWaits {
	return { totalMs: 0, waiting: 0, sinceMs: 0, loggedAtMs: Number.NEGATIVE_INFINITY };
}

/** Counts a wait of one of the session's calls for the rate limit, and tells of it in the log. */
export async function waitForLimit<T>(
	session: ApiSession,
	waitMs: number,
	wait: () => Promise<T>,
): Promise<T> {
	const { waits } = session;
	logWait(session, waitMs);
	if (waits.waiting++ === 0) waits.sinceMs = clock.nowMs();
	try {
		return await wait();
	} finally {
		if (--waits.waiting === 0) waits.totalMs += clock.nowMs() - waits.sinceMs;
	}
}

function logWait({ context, waits, describeProgress }: ApiSession, waitMs: number): void {
	const nowMs = clock.nowMs();
	if (waitMs < MIN_LOGGED_WAIT_MS || nowMs - waits.loggedAtMs < MIN_LOG_INTERVAL_MS) return;
	waits.loggedAtMs = nowMs;
	const progress = describeProgress?.() ?? '';
	context.logger.info(
		`QRCodeStack: waiting ${formatDuration(waitMs)} for the rate limit to reopen${progress && ` (${progress})`}`,
	);
}
