import type { HttpMethod } from '../api/endpoints';
import type { Outcome } from './outcome';

export interface RetrySituation {
	method: HttpMethod;
	outcome: Outcome;
	/** How many times a 429 already sent this call back. */
	rateLimitedCount: number;
	/** How many times it already came back for anything else. */
	retryCount: number;
	/** The longest single wait that the caller allows. */
	maxWaitMs: number;
	/** Uniform in [0, 1). */
	random: number;
}

export type RetryDecision =
	/** Nothing to repeat: hand the answer back. */
	| { action: 'accept' }
	/** Wait, then send the same call again. */
	| { action: 'wait'; waitMs: number }
	/** Give up. `waitMs` is the wait that would have been needed, where one is known. */
	| { action: 'fail'; waitMs?: number };

/**
 * A call that comes back 429 this often is one of many that fight for the same windows; with the minute's
 * window that is a quarter of an hour of waiting, and by then a person should hear of it.
 */
export const MAX_RATE_LIMITED_RETRIES = 15;

/** Enough to ride out a deployment or a dropped connection, too few to be felt by a struggling server. */
export const MAX_RETRIES = 3;

const FIRST_RATE_LIMIT_WAIT_MS = 1_000;
/** A window is a minute: waiting longer than that gains nothing, unless the API asks for it. */
const MAX_UNSPECIFIED_WAIT_MS = 60_000;
const FIRST_RETRY_WAIT_MS = 500;
const MAX_RETRY_WAIT_MS = 10_000;

/** Decides what to do about how an attempt ended. Pure: time and chance come in as arguments. */
export function decideRetry(situation: RetrySituation): RetryDecision {
	const { outcome, method } = situation;
	if (outcome.kind === 'ok') return { action: 'accept' };
	if (outcome.kind === 'rateLimited') return decideOnRateLimit(situation, outcome.retryAfterMs);
	if (!isWorthRepeating(outcome) || !isSafeToRepeat(method, outcome)) return { action: 'fail' };
	if (situation.retryCount >= MAX_RETRIES) return { action: 'fail' };
	const askedMs = outcome.kind === 'serverError' ? outcome.retryAfterMs : undefined;
	const waitMs =
		askedMs ??
		exponentialBackoffMs(FIRST_RETRY_WAIT_MS, MAX_RETRY_WAIT_MS, situation.retryCount, situation.random);
	if (waitMs > situation.maxWaitMs) return { action: 'fail', waitMs };
	return { action: 'wait', waitMs };
}

/** A8, A9: a 429 was refused before anything happened, so any method may go again, after the whole wait. */
function decideOnRateLimit(situation: RetrySituation, retryAfterMs: number | undefined): RetryDecision {
	const { rateLimitedCount, maxWaitMs, random } = situation;
	const waitMs =
		retryAfterMs ??
		exponentialBackoffMs(FIRST_RATE_LIMIT_WAIT_MS, MAX_UNSPECIFIED_WAIT_MS, rateLimitedCount, random);
	if (waitMs > maxWaitMs || rateLimitedCount >= MAX_RATE_LIMITED_RETRIES) return { action: 'fail', waitMs };
	return { action: 'wait', waitMs };
}

/** The wait that a decision is about; 0 where there is none. */
export function neededWaitMs(decision: RetryDecision): number {
	return 'waitMs' in decision ? (decision.waitMs ?? 0) : 0;
}

function isWorthRepeating(outcome: Outcome): boolean {
	return outcome.kind === 'serverError' || outcome.kind === 'invalidBody' || outcome.kind === 'networkError';
}

/** A9: a POST that may have happened must not happen twice. */
function isSafeToRepeat(method: HttpMethod, outcome: Outcome): boolean {
	return method !== 'POST' || !mayHaveHappened(outcome);
}

/** Whether the call may have had its effect although no usable answer came back. */
export function mayHaveHappened(outcome: Outcome): boolean {
	if (outcome.kind === 'networkError') return outcome.reachedServer;
	if (outcome.kind === 'cancelled') return outcome.wasSent;
	return outcome.kind === 'serverError' || outcome.kind === 'invalidBody';
}

/** Doubles with every try up to a maximum; jitter takes away up to half, so that callers spread out. */
function exponentialBackoffMs(firstMs: number, maxMs: number, tries: number, random: number): number {
	const fullMs = Math.min(maxMs, firstMs * 2 ** tries);
	return Math.round(fullMs * (1 - random / 2));
}
