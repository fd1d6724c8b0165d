import type { ApiSession } from '../../shared/http/session';
import type { Account } from '../../shared/api/decode/account';
import { shortHash } from '../../shared/util/hash';
import { assumeAsked } from './planQuestion';
import { UNKNOWN_MONTHLY_CALLS } from './rate';
import { replay, type AccountBudget } from './restart';
import { spendCalls, startBucket, turnMonth } from './tokenBucket';
import type { Sharer, TurnQueue } from './turns';

/**
 * The budget of one share of an account in this process. All triggers with the same share draw on one bucket: three of
 * them must not take the share three times. Each share has a bucket of its own: no trigger takes what is another's.
 */
export interface AccountQuota {
	readonly percent: number;
	budget: AccountBudget;
	sharers: Map<object, Sharer>;
	queue: TurnQueue;
}

/** By key and share; all keys of an account lead to the same quota. */
const accountQuotas = new Map<string, AccountQuota>();

/**
 * The quota of a key and a share, begun from what the trigger's state remembers.
 * @param stored may be of another key: whether that is one of the same account, GET /me says.
 * @param isStarting n8n starts, and can store what GET /me answers.
 */
export function accountQuotaOf(
	gate: string,
	percent: number,
	stored: AccountBudget | undefined,
	{ nowMs, isStarting = false }: { nowMs: number; isStarting?: boolean },
): AccountQuota {
	const restore = (before: AccountBudget) => {
		const budget = replay(before, percent, nowMs);
		return isStarting ? budget : assumeAsked(budget, nowMs);
	};
	if (stored) findOrMake(percent, stored.key, () => restore(stored));
	const key = shortHash(gate);
	return findOrMake(percent, key, () => ({ ...startBucket(UNKNOWN_MONTHLY_CALLS, nowMs), key }));
}

function findOrMake(percent: number, key: string, begin: () => AccountBudget): AccountQuota {
	const name = `${key} ${percent}`;
	const known = accountQuotas.get(name);
	if (known) return known;
	const accountQuota = { percent, budget: begin(), sharers: new Map(), queue: new Map() };
	accountQuotas.set(name, accountQuota);
	return accountQuota;
}

/** Forgets all budgets, as a restart of n8n does. */
export function forgetAccountQuotas(): void {
	accountQuotas.clear();
}

/** By how much the API's clock, whose month it is, is ahead: what was known before a restart, until two answers agree. */
export function skewOf({ account: { clock } }: ApiSession, budget: AccountBudget | undefined): number {
	const [measured, known] = [clock.skewMs, budget?.skewMs];
	return (clock.isSure ? (measured ?? known) : (known ?? measured)) ?? 0;
}

/**
 * Takes over what GET /me says about the plan and what all its users spent.
 * @returns the quota to go on with: that of another key, where the account is the same.
 */
export function adoptAccount(
	quota: AccountQuota,
	{ account, limit }: { account: Account; limit: number },
	nowMs: number,
): AccountQuota {
	const known = account.id === undefined ? quota : recognize(quota, shortHash(account.id));
	// an account without calls would have refused this one as well: a count that says so is no count
	const { callsThisMonth: used = 0 } = account;
	// the answer may be the first to show that a new month has begun: its count is that of the new one
	const budget = turnMonth(known.budget, nowMs);
	const monthly = { limit, used: used < limit ? used : budget.spent };
	known.budget = { ...budget, monthly };
	return known;
}

/** Goes on with what was spent under another key of the same account. */
function recognize(quota: AccountQuota, account: string): AccountQuota {
	// what is known of a key stays: its account cannot change
	quota.budget.account ??= account;
	const first = [...accountQuotas.values()].find(
		(other) => other.budget.account === quota.budget.account && other.percent === quota.percent,
	);
	if (!first || first === quota) return quota;
	first.budget = spendCalls(first.budget, quota.budget.spent);
	for (const [name, other] of accountQuotas) if (other === quota) accountQuotas.set(name, first);
	return first;
}
