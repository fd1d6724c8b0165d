import { apiNowMs, type ApiSession } from '../../shared/http/session';
import type { Account } from '../../shared/api/decode/account';
import { shortHash } from '../../shared/util/hash';
import { assumeAsked, type PlanQuestion } from './planQuestion';
import { UNKNOWN_MONTHLY_CALLS } from './rate';
import { replay, type StoredBudget } from './restart';
import { spendCalls, startBucket, turnMonth, type TokenBucket } from './tokenBucket';
import type { TurnQueue } from './turns';

/**
 * The budget of one share of an account in this process. All triggers with the same share draw on one bucket: three of
 * them must not take the share three times. Each share has a bucket of its own: no trigger takes what is another's.
 */
export interface AccountQuota {
	readonly percent: number;
	/** Stands for the key. */
	readonly key: string;
	/** Stands for the account, once GET /me has named it: another key of it goes on with the same budget. */
	account?: string;
	budget: TokenBucket;
	/** What the budget was replayed from, until the first poll that goes by it. */
	restored?: StoredBudget;
	question: PlanQuestion;
	/** The calls per hour that the schedule of each trigger asks for, and those of all before a restart. */
	demand: Map<object, number>;
	storedDemand?: number;
	queue: TurnQueue;
}

/** By key and share; all keys of an account lead to the same quota. */
const accountQuotas = new Map<string, AccountQuota>();

/**
 * The quota of a key and a share, begun from what the trigger's state remembers.
 * @param stored may be of another key: whether that is one of the same account, GET /me says.
 */
export function accountQuotaOf(
	gate: string,
	percent: number,
	stored: StoredBudget | undefined,
	nowMs: number,
): AccountQuota {
	if (stored) findOrMake(stored.key, percent, nowMs, stored);
	return findOrMake(shortHash(gate), percent, nowMs);
}

function findOrMake(key: string, percent: number, nowMs: number, stored?: StoredBudget): AccountQuota {
	const name = `${key} ${percent}`;
	const accountQuota = accountQuotas.get(name) ?? {
		percent,
		key,
		account: stored?.account,
		budget: stored ? replay(stored, percent, nowMs) : startBucket(UNKNOWN_MONTHLY_CALLS, nowMs),
		restored: stored,
		question: toQuestion(stored),
		demand: new Map(),
		storedDemand: stored?.callsPerHour,
		queue: new Map(),
	};
	accountQuotas.set(name, accountQuota);
	return accountQuota;
}

function toQuestion(stored: Partial<StoredBudget> = {}): PlanQuestion {
	const { askedAtMs, askEveryMs, failingSinceMs, isPlanSettled } = stored;
	return { askedAtMs, askEveryMs, failingSinceMs, isPlanSettled };
}

/** Ends a restart: from here on, polls go by the budget. */
export function endRestart(quota: AccountQuota, nowMs: number): void {
	if (quota.restored) quota.question = assumeAsked(quota.question, nowMs);
	quota.restored = undefined;
}

/** Notes how many calls per hour a trigger's schedule asks for. */
export function noteDemand({ demand }: AccountQuota, trigger: object, callsPerHour: number): void {
	demand.set(trigger, callsPerHour);
}

/** What of a quota is stored. */
export function toStored({
	budget,
	key,
	account,
	question,
	demand,
	storedDemand,
}: AccountQuota): StoredBudget {
	const wanted = [...demand.values()].reduce((sum, each) => sum + each, 0);
	const callsPerHour = wanted > 0 && Number.isFinite(wanted) ? wanted : storedDemand;
	return { ...budget, key, account, ...question, callsPerHour };
}

/** Forgets all budgets, as a restart of n8n does. */
export function forgetAccountQuotas(): void {
	accountQuotas.clear();
}

/**
 * Takes over what GET /me says about the plan and what all its users spent.
 * @returns the quota to go on with: that of another key, where the account is the same.
 */
export function adoptAccount(
	session: ApiSession,
	quota: AccountQuota,
	{ account, limit }: { account: Account; limit: number },
	nowMs: number,
): AccountQuota {
	const known = account.id === undefined ? quota : recognize(quota, shortHash(account.id));
	// an account without calls would have refused this one as well: a count that says so is no count
	const { callsThisMonth: told = 0 } = account;
	// the answer may be the first to tell that a new month has begun: its count is that of the new one
	const budget = turnMonth(known.budget, apiNowMs(session));
	const monthly = { limit, used: told < limit ? told : budget.spent };
	const { restored, percent } = known;
	known.budget = { ...(restored ? replay(restored, percent, nowMs, monthly) : budget), monthly };
	known.restored = undefined;
	return known;
}

/** Goes on with what was spent under another key of the same account. */
function recognize(quota: AccountQuota, account: string): AccountQuota {
	// what is known of a key stays: its account cannot change
	quota.account ??= account;
	const first = [...accountQuotas.values()].find(
		(other) => other.account === quota.account && other.percent === quota.percent,
	);
	if (!first || first === quota) return quota;
	first.restored = undefined;
	first.budget = spendCalls(first.budget, quota.budget.spent);
	for (const [name, other] of accountQuotas) if (other === quota) accountQuotas.set(name, first);
	return first;
}
