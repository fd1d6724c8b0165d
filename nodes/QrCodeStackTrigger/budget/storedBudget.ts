import { isObject } from '../../shared/util/objects';
import type { PlanCalls } from './rate';
import type { TokenBucket, Usage } from './tokenBucket';

/** A budget as it is stored with a trigger's state: all that a restart leaves of it. */
export interface StoredBudget extends TokenBucket, Usage, Omit<PlanCalls, 'limit'> {
	/** A hash of the key, and of the account behind it once that is known: a budget belongs to an account. */
	key: string;
	account?: string;
	/** The share whose bucket this is. */
	percent: number;
	/** The plan's calls a month, if GET /me ever said so, and when it was asked. */
	limit?: number;
	askedAtMs?: number;
	/** Since when the trigger has paused for so long that it was reported. */
	pausedSinceMs?: number;
}

/** The least that each number can be. */
const REQUIRED = { percent: 1, byOthers: 0, tokens: -Infinity, spent: 0, atMs: 0, pollCalls: 1 };
const OPTIONAL = { limit: 1, askedAtMs: 0, forecastAtMs: 0, pausedSinceMs: 0, callsPerHour: 0 };

/** Reads a stored budget; undefined for one that is missing or can't be: the budget begins anew then. */
export function parseBudget(stored: unknown): StoredBudget | undefined {
	if (!isObject(stored) || typeof stored.key !== 'string') return undefined;
	const required = pickNumbers(stored, REQUIRED);
	if (Object.keys(required).length < Object.keys(REQUIRED).length) return undefined;
	const account = typeof stored.account === 'string' ? { account: stored.account } : {};
	return { key: stored.key, ...account, ...required, ...pickNumbers(stored, OPTIONAL) } as StoredBudget;
}

function pickNumbers(stored: { [name: string]: unknown }, least: { [name: string]: number }): object {
	const isValid = ([name, min]: [string, number]) =>
		Number.isFinite(stored[name]) && Number(stored[name]) >= min;
	const valid = Object.entries(least).filter(isValid);
	return Object.fromEntries(valid.map(([name]) => [name, stored[name]]));
}
