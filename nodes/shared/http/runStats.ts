import type { Logger } from 'n8n-workflow';

import type { ConnectorError } from '../errors/connectorError';
import { clock } from '../util/clock';
import { formatDuration } from '../util/duration';

/** Shorter waits are not worth a line in the log. */
const MIN_LOGGED_WAIT_MS = 5_000;
/** Many items may wait for the same limit: together they log one line in this time. */
const MIN_LOG_INTERVAL_MS = 10_000;

/** What has happened in a session so far. */
export class RunStats {
	/** Calls that went out, refused ones included. */
	callsSent = 0;
	/** Calls that worked out and are not mere reads. */
	changesMade = 0;
	/** Set once the API refused the key: it would refuse each further call as well. */
	keyRefusal?: ConnectorError;
	/** How far the work has come, for the log: "120 of 1000 items". */
	describeProgress?: () => string;
	/** Time in which at least one call waited for a rate limit. */
	waitedMs = 0;
	private waiting = 0;
	private waitingSinceMs = 0;
	private loggedAtMs = Number.NEGATIVE_INFINITY;

	constructor(private readonly logger: Pick<Logger, 'info'>) {}

	/** Counts a wait for the rate limit of about `waitMs`, and logs it; to be ended by what it returns. */
	beginWait(waitMs: number): () => void {
		this.logWait(waitMs);
		if (this.waiting++ === 0) this.waitingSinceMs = clock.nowMs();
		return () => {
			if (--this.waiting === 0) this.waitedMs += Math.max(0, clock.nowMs() - this.waitingSinceMs);
		};
	}

	private logWait(waitMs: number): void {
		const nowMs = clock.nowMs();
		if (waitMs < MIN_LOGGED_WAIT_MS || nowMs - this.loggedAtMs < MIN_LOG_INTERVAL_MS) return;
		this.loggedAtMs = nowMs;
		const progress = this.describeProgress?.() ?? '';
		this.logger.info(
			`QRCodeStack: waiting ${formatDuration(waitMs)} for the rate limit to reopen${progress && ` (${progress})`}`,
		);
	}
}
