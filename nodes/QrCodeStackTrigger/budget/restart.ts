import { ASK_EVERY_MS, type PlanQuestion } from './planQuestion';
import { callsPerMs, HOUR_MS, monthStartMs, othersPace } from './rate';
import { callsLeftInMonth, capacityAt, spendCalls, turnMonth, type TokenBucket } from './tokenBucket';

/** A budget with all that a restart leaves of it, stored with each trigger's state. */
export interface AccountBudget extends TokenBucket, PlanQuestion {
	/** Stands for the key, and for the account behind it once GET /me has named it: a budget belongs to an account. */
	key: string;
	account?: string;
	/** By how much the API's clock was ahead. */
	skewMs?: number;
	/** Calls of a usual poll. */
	pollCalls?: number;
	/** Calls per hour that the schedules of all triggers ask for, where that is known. */
	callsPerHour?: number;
	/** Since when the trigger has paused for so long that it was reported. */
	pausedSinceMs?: number;
	/** How likely scans are: scanRateText.ts says how. */
	scanRate?: string;
}

/** `Poll Times` has no interval that is shorter than a minute. */
const MAX_POLLS_PER_HOUR = 60;

/** The pace changes slowly. */
const STEP_MS = HOUR_MS;

/**
 * The bucket after a restart, when nobody knows which polls were made since it was stored. Taken is what it had calls
 * for, poll by poll, as far as the schedules asked for them: what a trigger does that is polled more often than its
 * budget allows. So the count is wrong by one poll at most, and no restart gives calls twice. Where n8n stood still,
 * more is booked than was made, and never more than the pace allows.
 */
export function replay(stored: AccountBudget, sharePercent: number, nowMs: number): AccountBudget {
	const { pollCalls = 1, callsPerHour = pollCalls * MAX_POLLS_PER_HOUR } = stored;
	const bucket = { ...enterMonth(stored, sharePercent, nowMs), atMs: nowMs };
	const fromMs = Math.max(stored.atMs, monthStartMs(nowMs));
	if (nowMs <= fromMs) return bucket;
	const earned = callsEarned({ ...bucket, atMs: fromMs }, sharePercent, nowMs);
	const capacity = capacityAt(earned / (nowMs - fromMs));
	const filled = bucket.available + earned;
	// a poll that takes more than can be saved up goes ahead with a full bucket
	const beyondFirstPoll = filled - Math.min(pollCalls, capacity);
	const taken = Math.min(
		Math.max(0, (Math.floor(beyondFirstPoll / pollCalls) + 1) * pollCalls),
		(callsPerHour * (nowMs - fromMs)) / HOUR_MS,
		callsLeftInMonth(bucket, sharePercent),
	);
	return { ...spendCalls(bucket, taken), available: Math.min(filled - taken, capacity) };
}

/** What was stored, as it stood when this month began: what was spent before does not count, and debts were paid. */
function enterMonth(stored: AccountBudget, sharePercent: number, nowMs: number): AccountBudget {
	const month = turnMonth(stored, nowMs);
	const { available } = month;
	const beforeMs = Math.max(0, monthStartMs(nowMs) - stored.atMs);
	const paid = available + beforeMs * callsPerMs(month, sharePercent, nowMs);
	return { ...month, available: Math.min(paid, Math.max(0, available)) };
}

/** What the bucket was filled with until now. */
function callsEarned(bucket: AccountBudget, sharePercent: number, nowMs: number): number {
	const { available, atMs, monthly, askedAtMs = atMs, askEveryMs = ASK_EVERY_MS } = bucket;
	let earned = 0;
	for (let fromMs = atMs; fromMs < nowMs; fromMs += STEP_MS) {
		// what was saved up is spent at once; others went on as they did, which each GET /me showed
		const spent = bucket.spent + Math.max(0, available) + earned;
		const questions = Math.max(0, Math.floor((fromMs - askedAtMs) / askEveryMs));
		const since = othersPace(bucket, askedAtMs) * questions * askEveryMs;
		const others = monthly.used - bucket.spent + since;
		const month = { spent, monthly: { ...monthly, used: spent + others } };
		const stepMs = Math.min(STEP_MS, nowMs - fromMs);
		earned += stepMs * callsPerMs(month, sharePercent, fromMs + stepMs / 2);
	}
	return earned;
}
