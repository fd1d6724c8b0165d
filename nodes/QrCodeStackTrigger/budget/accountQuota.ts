import { hasElapsed } from '../../shared/util/clock';
import { replay, spend, startBucket, type TokenBucket } from './tokenBucket';
import { ASSUMED_PLAN, HOUR_MS, type PlanCalls, type QuotaShare } from './rate';
import type { StoredBudget } from './storedBudget';

/**
 * The calls of one account in this process, whichever keys lead to it. Triggers with the same share draw on one
 * bucket: three of them must not take the share three times. Each share has a bucket of its own, so that no trigger
 * takes what was given to another.
 */
export interface AccountQuota {
	/** Known once GET /me has said it: a new key of the same account goes on with the same budget. */
	account?: string;
	plan: PlanCalls;
	/** Whether GET /me ever said how many calls the plan has; otherwise they are assumed. */
	isPlanKnown: boolean;
	/** When GET /me was asked last; how often in a row, and since when, it has not said. */
	askedAtMs?: number;
	failures: number;
	failingSinceMs?: number;
	pools: Map<number, Pool>;
}

/** The bucket of one share, and the triggers that draw on it. */
export interface Pool {
	bucket: TokenBucket;
	/** What it goes on from after a restart, and the calls that were made since. */
	restoredFrom?: StoredBudget;
	callsSince: number;
	/** Those that wait stand in the order in which they began to. */
	triggers: Set<PoolTrigger>;
}

/** What a pool knows of a trigger. */
export interface PoolTrigger {
	/** How many calls a poll usually takes. */
	usualCalls?: number;
	/** When it polled last, whether it had to wait or not; how long after the poll before; the shortest such time. */
	polledAtMs?: number;
	intervalMs?: number;
	shortestIntervalMs?: number;
	/** The calls that it waits for. */
	waitsFor?: number;
}

/**
 * A trigger that did not poll for this long was switched off, unless it polls so rarely that it leaves out two of
 * its polls only after longer.
 */
const KEPT_MS = 2 * HOUR_MS;
const KEPT_POLLS = 2;

const NAME_LENGTH = 12;
/** More keys than any instance has; beyond it the oldest goes. */
const MAX_KEYS = 1_000;
/** By key; all keys of an account lead to the same quota. */
const quotas = new Map<string, AccountQuota>();

/** The quota of the account that a key leads to, begun from what the trigger's state says of it. */
export function accountQuotaOf(key: string, stored: StoredBudget | undefined): AccountQuota {
	const known = quotas.get(key);
	if (known) return known;
	const own = stored?.key === key ? stored : undefined;
	const { limit, byOthers, forecastAtMs } = { ...ASSUMED_PLAN, ...own };
	const isPlanKnown = own?.limit !== undefined;
	const quota = { plan: { limit, byOthers, forecastAtMs }, isPlanKnown, failures: 0, pools: new Map() };
	quotas.set(key, quota);
	const [oldest] = quotas.keys();
	if (quotas.size > MAX_KEYS && oldest !== undefined) quotas.delete(oldest);
	if (own?.account !== undefined) linkAccount(quota, own.account);
	return quota;
}

/** Notes whose quota it is. A key never changes its account; another key may have led to the same one already. */
export function linkAccount(quota: AccountQuota, account: string): void {
	quota.account ??= shorten(account);
	const first = [...quotas.values()].find((other) => other.account === quota.account);
	for (const [key, other] of quotas) if (first && other === quota) quotas.set(key, first);
}

/** The first characters of a hash, which names a key or an account: no two of one n8n share so many. */
export function shorten(hash: string): string {
	return hash.slice(0, NAME_LENGTH);
}

/** Forgets all budgets, as a restart of n8n does. */
export function forgetAccountQuotas(): void {
	quotas.clear();
}

/** The pool of a share; the trigger is in it from now on. */
export function joinPool(
	{ pools }: AccountQuota,
	percent: number,
	trigger: PoolTrigger,
	nowMs: number,
): Pool {
	const fresh = { bucket: startBucket(nowMs), callsSince: 0, triggers: new Set<PoolTrigger>() };
	const pool = pools.get(percent) ?? fresh;
	pools.set(percent, pool);
	for (const other of pool.triggers) if (!isActive(other, nowMs)) pool.triggers.delete(other);
	pool.triggers.add(trigger);
	return pool;
}

/** Notes that a trigger polls now. */
export function notePoll(trigger: PoolTrigger, nowMs: number): void {
	const intervalMs = nowMs - (trigger.polledAtMs ?? nowMs);
	trigger.polledAtMs = nowMs;
	if (intervalMs <= 0) return;
	trigger.intervalMs = intervalMs;
	trigger.shortestIntervalMs = Math.min(trigger.shortestIntervalMs ?? Infinity, intervalMs);
}

function isActive({ polledAtMs, intervalMs = 0 }: PoolTrigger, nowMs: number): boolean {
	return !hasElapsed(polledAtMs ?? nowMs, Math.max(KEPT_MS, KEPT_POLLS * intervalMs), nowMs);
}

/** What the triggers with so many percent may use. Shares that add up to more than the plan are cut to fit. */
export function shareFor({ plan, pools }: AccountQuota, percent: number, nowMs: number): QuotaShare {
	const inUse = [...pools].filter(([, { triggers }]) => [...triggers].some((each) => isActive(each, nowMs)));
	const sum = inUse.reduce((total, [each]) => total + each, 0);
	return { ...plan, percent: (percent * 100) / Math.max(100, sum) };
}

/** Goes on from what was stored before a restart: from the newest, where several triggers stored it. */
export function restorePool(pool: Pool, stored: StoredBudget, share: QuotaShare, nowMs: number): void {
	if (pool.restoredFrom && pool.restoredFrom.atMs >= stored.atMs) return;
	pool.restoredFrom = stored;
	pool.bucket = spend(replay(stored, share, nowMs, stored), pool.callsSince);
}

/** Books calls that went out; a negative number gives back what was not needed. */
export function bookCalls(pool: Pool, calls: number): void {
	pool.bucket = spend(pool.bucket, calls);
	pool.callsSince += calls;
}

/**
 * The calls that triggers before this one wait for, or all of them. They are left to them: otherwise the trigger
 * that n8n happens to poll first in each minute would take every call, and the others would never poll.
 */
export function callsAhead({ triggers }: Pool, nowMs: number, trigger?: PoolTrigger): number {
	let ahead = 0;
	for (const other of triggers) {
		if (other === trigger && other.waitsFor !== undefined) break;
		if (isActive(other, nowMs)) ahead += other.waitsFor ?? 0;
	}
	return ahead;
}

/** Puts a trigger at the end of the queue, or keeps its place there. */
export function enqueue({ triggers }: Pool, trigger: PoolTrigger, calls: number): void {
	if (trigger.waitsFor === undefined) {
		triggers.delete(trigger);
		triggers.add(trigger);
	}
	trigger.waitsFor = calls;
}

/** The calls per hour that the schedules of a pool ask for: as stored, as long as one of them is not known. */
export function callsPerHour({ triggers, restoredFrom }: Pool): number | undefined {
	let sum = 0;
	for (const { usualCalls, shortestIntervalMs } of triggers) {
		if (usualCalls === undefined || shortestIntervalMs === undefined) return restoredFrom?.callsPerHour;
		sum += (usualCalls * HOUR_MS) / shortestIntervalMs;
	}
	return sum;
}
