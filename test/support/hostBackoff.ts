import { ACTIONABLE_CAUSES } from 'n8n-workflow';

const MINUTE_MS = 60_000;
/** How long n8n waits where a person has to act before a poll can work. */
const PERMANENT_MS = 30 * MINUTE_MS;
/** The longest wait that an error may ask for. */
const MAX_WAIT_MS = 60 * MINUTE_MS;

interface Declared {
	failure?: { cause: string; retryAfterMs?: number; resetsAtEpochMs?: number };
	httpCode?: string | null;
}

/**
 * How long n8n's durable cursors make no poll after one that threw, as poll-backoff-policy.ts has it (n8n 2.41):
 * what the error declares comes first, then its status. The curve that grows with each error in a row is left out: it
 * begins below a poll's interval.
 */
export function hostBackoffMs(error: unknown, nowMs: number): number {
	const { failure, httpCode } = error as Declared;
	if (failure && (ACTIONABLE_CAUSES as readonly string[]).includes(failure.cause)) return PERMANENT_MS;
	if (failure) {
		const { retryAfterMs, resetsAtEpochMs = nowMs } = failure;
		return Math.min(MAX_WAIT_MS, Math.max(0, retryAfterMs ?? resetsAtEpochMs - nowMs));
	}
	return httpCode === '401' || httpCode === '403' ? PERMANENT_MS : 0;
}
