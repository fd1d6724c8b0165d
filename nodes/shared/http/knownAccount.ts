import { hkdfSync } from 'crypto';

import { decodeAccount, findPlan, type Account } from '../api/decode/account';
import { Limiter } from '../rateLimit/limiter';
import { ApiClock } from './apiClock';
import type { Connection } from './connection';

/** What this process has learned about the account behind a key on a host. */
export interface KnownAccount {
	/** The same for the same key and host; it does not hold the key itself. */
	readonly name: string;
	readonly limiter: Limiter;
	/** B15: the limiter of files that are no calls of the API. */
	readonly fileLimiter: Limiter;
	readonly clock: ApiClock;
	/** What GET /me said last, to whomever it was that asked. */
	usage?: Account;
}

/** Module state: both nodes share it, as they share this module in one n8n process. */
const accounts = new Map<string, KnownAccount>();

/** Accounts that nobody uses are dropped once there are this many; a process sees a handful of keys. */
const MAX_ACCOUNTS = 1_000;

/** Bytes of an account's name: no two keys have the same. */
const NAME_LENGTH = 32;

/** What is known of the account that a connection leads to. */
export function accountOf({ baseUrl, apiKey }: Connection): KnownAccount {
	const name = nameAccount(baseUrl, apiKey);
	const known = accounts.get(name);
	if (known) return known;
	if (accounts.size >= MAX_ACCOUNTS) dropIdleAccounts();
	const account = newAccount(name);
	accounts.set(name, account);
	return account;
}

/** An account of which nothing is known yet. */
export function newAccount(name: string): KnownAccount {
	return { name, limiter: new Limiter(), fileLimiter: new Limiter(), clock: new ApiClock() };
}

/** Names the account behind a key on a host. */
export function nameAccount(baseUrl: string, apiKey: string): string {
	// what HKDF is for; a plain hash of a secret is what scanners of code warn about
	const name = hkdfSync('sha256', apiKey, new URL(baseUrl).host, 'account', NAME_LENGTH);
	return Buffer.from(name).toString('base64');
}

/** Keeps what GET /me answered, so that nobody has to ask just to learn the plan. */
export function noteUsage(account: KnownAccount, data: unknown): void {
	const usage = decodeAccount(data);
	if (!usage) return;
	account.usage = usage;
	const plan = findPlan(usage);
	if (plan) account.limiter.expect(plan.callsPerMinute);
}

/** Forgets everything, as a restart of n8n does: for tests, which share one process. */
export function forgetAccounts(): void {
	accounts.clear();
}

function dropIdleAccounts(): void {
	for (const [name, { limiter, fileLimiter }] of accounts) {
		if (limiter.isIdle && fileLimiter.isIdle) accounts.delete(name);
	}
}
