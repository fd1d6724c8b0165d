import { hasElapsed } from '../../shared/util/age';
import { DAY_MS, HOUR_MS } from './rate';

/** When GET /me is asked how many calls the plan has and how many are used. The question must not starve the work. */
export interface PlanQuestion {
	/** When it was asked last, and after how long it is to be asked again. */
	askedAtMs?: number;
	askEveryMs?: number;
	/** Since when it has not been answered. */
	failingSinceMs?: number;
	/** Whether it was ever answered, or was reported not to be. */
	isPlanSettled?: boolean;
}

/** What others spend on the account changes slowly: sixty calls a month are enough to see it. */
export const ASK_EVERY_MS = 12 * HOUR_MS;
/** How soon at least it is asked again when no answer came. */
const RETRY_AFTER_MS = 10 * 60_000;

/** One call in ten may ask what the others spend. */
const CALLS_PER_QUESTION = 10;
const MONTH_MS = 30 * DAY_MS;

/** How often to ask with so many calls a month: where there are few, questions must not take them all. */
export function questionIntervalMs(share: number): number {
	return Math.max(ASK_EVERY_MS, (MONTH_MS * CALLS_PER_QUESTION) / Math.max(CALLS_PER_QUESTION, share));
}

export function isDue({ askedAtMs, askEveryMs = 0 }: PlanQuestion, nowMs: number): boolean {
	return askedAtMs === undefined || hasElapsed(askedAtMs, askEveryMs, nowMs);
}

/** Before the answer: as long as none comes, each question waits as long as there has been none. */
export function noteAsked<T extends PlanQuestion>(question: T, nowMs: number, share: number): T {
	const { failingSinceMs = nowMs } = question;
	const retryMs = Math.max(RETRY_AFTER_MS, nowMs - failingSinceMs);
	const askEveryMs = Math.min(questionIntervalMs(share), retryMs);
	return { ...question, askedAtMs: nowMs, askEveryMs, failingSinceMs };
}

export function noteAnswered<T extends PlanQuestion>(question: T, nowMs: number, share: number): T {
	const askEveryMs = questionIntervalMs(share);
	return { ...question, askedAtMs: nowMs, askEveryMs, failingSinceMs: undefined, isPlanSettled: true };
}

/**
 * After a restart that could store no answer: each of many would ask, if it were not taken for granted that the process
 * before it asked whenever that was due.
 */
export function assumeAsked<T extends PlanQuestion>(question: T, nowMs: number): T {
	const { askedAtMs, askEveryMs = 0 } = question;
	if (askedAtMs === undefined || !isDue(question, nowMs)) return question;
	const everyMs = Math.max(ASK_EVERY_MS, askEveryMs);
	const lastAtMs = askedAtMs + Math.floor((nowMs - askedAtMs) / everyMs) * everyMs;
	return { ...question, askedAtMs: lastAtMs, askEveryMs: everyMs };
}

/** Whether it is to be reported that GET /me has not said for a day how many calls the plan has, and never did. */
export function isPlanUnknown({ failingSinceMs, isPlanSettled }: PlanQuestion, nowMs: number): boolean {
	return !isPlanSettled && failingSinceMs !== undefined && nowMs - failingSinceMs >= DAY_MS;
}
