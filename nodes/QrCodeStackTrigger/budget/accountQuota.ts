import { ConnectorError } from '../../shared/errors/connectorError';
import { apiNowMs, type ApiSession } from '../../shared/http/session';
import { getAccount } from '../../shared/api/endpoints';
import { decodeAccount, monthlyCallsOf } from '../../shared/api/decode/account';
import { sendRequest } from '../../shared/http/sendRequest';
import {
	adoptAfterRestart,
	adoptMonthlyCalls,
	startBucket,
	turnMonth,
	type TokenBucket,
} from './tokenBucket';
import { UNKNOWN_MONTHLY_CALLS, type MonthlyCalls } from './rate';

/**
 * One account's budget in this process. All triggers with the same key draw on it: three triggers must not
 * take the share three times.
 */
export interface AccountQuota {
	budget: TokenBucket;
	/** When GET /me is to be asked next; undefined since the start of the process. */
	askAgainAtMs?: number;
	/**
	 * Since when it is not known what was spent: since the budget was stored, or since ever (0) where none was;
	 * undefined once GET /me has told.
	 */
	unknownSinceMs?: number;
	/** What was available then. */
	burstTokens?: number;
	/** Triggers that had to wait, the one that waits longest first. */
	queue: Map<object, QueuedPoll>;
}

interface QueuedPoll {
	/** What it waits for. */
	calls: number;
	/** When the trigger came last. */
	atMs: number;
	/** How long after that its turn is kept. */
	keptMs: number;
}

/** What others spend on the account changes slowly: sixty calls a month are enough to see it. */
export const ASK_EVERY_MS = 12 * 60 * 60_000;
/** When the answer did not come or did not tell, so that a passing trouble does not last half a day. */
const RETRY_AFTER_MS = 10 * 60_000;

/**
 * A trigger that did not come back for its turn within this time was switched off, unless it polls so rarely
 * that it leaves out two of its polls only after longer.
 */
const TURN_KEPT_MS = 2 * 60 * 60_000;
const TURN_KEPT_POLLS = 2;

/** How long after a poll a trigger that polls so often still counts as switched on. */
export function turnKeptMs(intervalMs: number): number {
	return Math.max(TURN_KEPT_MS, TURN_KEPT_POLLS * intervalMs);
}

const accountQuotas = new Map<string, AccountQuota>();

/** The ledger of a key, begun from what the trigger's state remembers. */
export function accountQuotaOf(gate: string, stored: TokenBucket | undefined, nowMs: number): AccountQuota {
	const known = accountQuotas.get(gate);
	if (known) return known;
	const accountQuota: AccountQuota = {
		budget: stored ?? startBucket(UNKNOWN_MONTHLY_CALLS, nowMs),
		unknownSinceMs: stored?.atMs ?? 0,
		burstTokens: stored?.available,
		queue: new Map(),
	};
	accountQuotas.set(gate, accountQuota);
	return accountQuota;
}

/**
 * The calls that triggers before this one in the queue wait for. Without a queue, the trigger that n8n
 * happens to poll first in each minute would take every call, and the others would never poll.
 */
export function callsAhead({ queue }: AccountQuota, trigger: object | undefined, nowMs: number): number {
	let ahead = 0;
	for (const [other, { calls, atMs, keptMs }] of queue) {
		if (other === trigger) break;
		if (nowMs - atMs < keptMs) ahead += calls;
	}
	return ahead;
}

/** The calls that all triggers in the queue wait for. */
export function callsWaitedFor(accountQuota: AccountQuota, nowMs: number): number {
	return callsAhead(accountQuota, undefined, nowMs);
}

/**
 * Notes that a trigger waits for its turn; its place is kept.
 * @param poll `intervalMs`: how long before this poll it came last.
 */
export function enqueue(
	{ queue }: AccountQuota,
	trigger: object,
	{ calls, atMs, intervalMs }: Pick<QueuedPoll, 'calls' | 'atMs'> & { intervalMs: number },
): void {
	queue.set(trigger, { calls, atMs, keptMs: turnKeptMs(intervalMs) });
}

/** Takes a trigger whose turn it is out of the queue. */
export function dequeue({ queue }: AccountQuota, trigger: object): void {
	queue.delete(trigger);
}

/** Forgets all budgets, as a restart of n8n does. */
export function forgetAccountQuotas(): void {
	accountQuotas.clear();
}

/**
 * Asks GET /me for the plan's calls and the month's use, at the start of the process and then rarely.
 * @param isPaused no calls are left: what others do may change that, but not from minute to minute.
 * @throws {ConnectorError} only for what the person must mend; otherwise the poll goes on with what is known.
 */
export async function refreshMonthlyCalls(
	session: ApiSession,
	accountQuota: AccountQuota,
	nowMs: number,
	{
		sharePercent,
		isPaused = false,
		askEveryMs = ASK_EVERY_MS,
	}: { sharePercent: number; isPaused?: boolean; askEveryMs?: number },
): Promise<void> {
	if (nowMs < (accountQuota.askAgainAtMs ?? 0)) return;
	accountQuota.askAgainAtMs = nowMs + (isPaused ? askEveryMs : RETRY_AFTER_MS);
	const monthly = await readMonthlyCalls(session);
	if (!monthly) return;
	accountQuota.askAgainAtMs = nowMs + askEveryMs;
	const { unknownSinceMs, burstTokens } = accountQuota;
	// the answer may be the first to tell that a new month has begun: its count is that of the new one
	const budget = turnMonth(accountQuota.budget, apiNowMs(session));
	accountQuota.budget =
		unknownSinceMs === undefined
			? adoptMonthlyCalls(budget, monthly)
			: adoptAfterRestart(budget, monthly, {
					unknownSinceMs,
					burstTokens,
					sharePercent,
					nowMs: Math.max(nowMs, budget.atMs),
				});
	accountQuota.unknownSinceMs = undefined;
}

async function readMonthlyCalls(session: ApiSession): Promise<MonthlyCalls | undefined> {
	const told = await askMonthlyCalls(session);
	// whose month it is must be sure: where a single answer says that the clocks are far apart, a second one decides
	return told && !session.account.clock.isSure ? await askMonthlyCalls(session) : told;
}

async function askMonthlyCalls(session: ApiSession): Promise<MonthlyCalls | undefined> {
	const answer = await sendRequest(session, getAccount()).catch(ignorePassing);
	const account = decodeAccount(answer?.data);
	const limit = account && monthlyCallsOf(account);
	return limit === undefined ? undefined : { limit, used: account?.callsThisMonth ?? 0 };
}

function ignorePassing(error: unknown): undefined {
	const mayPass = error instanceof ConnectorError && error.text.failure?.cause !== 'credential-invalid';
	if (!mayPass || error.statusCode === 403) throw error;
}
