import { getAccount } from '../../shared/api/endpoints';
import { decodeAccount, monthlyCallsOf, type Account } from '../../shared/api/decode/account';
import { ConnectorError } from '../../shared/errors/connectorError';
import { sendRequest } from '../../shared/http/sendRequest';
import { apiNowMs, type ApiSession } from '../../shared/http/session';
import { hasElapsed } from '../../shared/util/clock';
import { shortHash } from '../../shared/util/hash';
import { DAY_MS, HOUR_MS, UNKNOWN_MONTHLY_CALLS } from './rate';
import {
	replay,
	spendCalls,
	startBucket,
	turnMonth,
	type StoredBudget,
	type TokenBucket,
} from './tokenBucket';

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
	/** When GET /me was asked last, and after how long it is to be asked again. */
	askedAtMs?: number;
	askEveryMs: number;
	/** How often in a row it has not said how many calls the plan has. */
	failures: number;
	/** Whether it ever said so; since when it was asked, as long as it has not; whether that was reported. */
	isPlanKnown?: boolean;
	failingSinceMs?: number;
	isPlanReported?: boolean;
	/** What is stored under another key. */
	former?: StoredBudget;
	/** The calls per hour that the schedule of each trigger asks for, and those of all before a restart. */
	demand: Map<object, number>;
	storedDemand?: number;
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
export const ASK_EVERY_MS = 12 * HOUR_MS;
/** When the answer did not come or did not tell, and twice as long each further time: the question must not starve the work. */
const RETRY_AFTER_MS = 10 * 60_000;

/**
 * A trigger that did not come back for its turn within this time was switched off, unless it polls so rarely
 * that it leaves out two of its polls only after longer.
 */
const TURN_KEPT_MS = 2 * HOUR_MS;
const TURN_KEPT_POLLS = 2;

/** After so many, and after a restart, the question waits for its usual time: what is stored serves until then. */
const FAILURES_TO_REST = 7;

/** By key and share; all keys of an account lead to the same quota. */
const accountQuotas = new Map<string, AccountQuota>();

/** The quota of a key and a share, begun from what the trigger's state remembers of it. */
export function accountQuotaOf(
	gate: string,
	percent: number,
	stored: StoredBudget | undefined,
	nowMs: number,
): AccountQuota {
	const name = `${gate} ${percent}`;
	const known = accountQuotas.get(name);
	if (known) return known;
	const key = shortHash(gate);
	const own = stored?.key === key ? stored : undefined;
	const { account, askedAtMs, askEveryMs = ASK_EVERY_MS, callsPerHour, isPlanKnown } = own ?? {};
	const accountQuota: AccountQuota = {
		percent,
		key,
		account,
		budget: own ? replay(own, percent, nowMs) : startBucket(UNKNOWN_MONTHLY_CALLS, nowMs),
		askedAtMs: askedAtMs && lastDueMs(askedAtMs, askEveryMs, nowMs),
		askEveryMs,
		failures: own ? FAILURES_TO_REST : 0,
		isPlanKnown,
		former: own ? undefined : stored,
		demand: new Map(),
		storedDemand: callsPerHour,
		queue: new Map(),
	};
	accountQuotas.set(name, accountQuota);
	return accountQuota;
}

/** When GET /me was asked last, if it was asked whenever it was due since the budget was stored. */
function lastDueMs(askedAtMs: number, everyMs: number, nowMs: number): number {
	return askedAtMs + Math.floor(Math.max(0, nowMs - askedAtMs) / everyMs) * everyMs;
}

/** Notes how many calls per hour a trigger's schedule asks for. */
export function noteDemand({ demand }: AccountQuota, trigger: object, callsPerHour: number): void {
	demand.set(trigger, callsPerHour);
}

/** What of a quota is stored. */
export function toStored(quota: AccountQuota): StoredBudget {
	const { budget, key, account, askedAtMs, askEveryMs, isPlanKnown, demand, storedDemand } = quota;
	const wanted = [...demand.values()].reduce((sum, each) => sum + each, 0);
	const callsPerHour = wanted > 0 && Number.isFinite(wanted) ? wanted : storedDemand;
	// a restart must not ask again because of the questions that failed before it
	const questions = { askedAtMs, askEveryMs: Math.max(ASK_EVERY_MS, askEveryMs), isPlanKnown };
	return { ...budget, key, account, ...questions, callsPerHour };
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
	queue.set(trigger, { calls, atMs, keptMs: Math.max(TURN_KEPT_MS, TURN_KEPT_POLLS * intervalMs) });
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
 * Asks GET /me for the plan's calls and the month's use, at first and then rarely. Whatever it answers, the work goes
 * on with what is known.
 * @param isPaused no calls are left: what others do may change that, but not from minute to minute.
 * @returns the quota to go on with: that of another key, where the account is the same.
 * @throws {ConnectorError} for a key that is not accepted.
 */
export async function refreshMonthlyCalls(
	session: ApiSession,
	quota: AccountQuota,
	nowMs: number,
	{ isPaused = false, askEveryMs = ASK_EVERY_MS }: { isPaused?: boolean; askEveryMs?: number } = {},
): Promise<AccountQuota> {
	if (quota.askedAtMs !== undefined && !hasElapsed(quota.askedAtMs, quota.askEveryMs, nowMs)) return quota;
	quota.askedAtMs = nowMs;
	quota.askEveryMs = isPaused
		? askEveryMs
		: Math.min(askEveryMs, RETRY_AFTER_MS * 2 ** Math.min(quota.failures, FAILURES_TO_REST));
	quota.failures++;
	quota.failingSinceMs ??= nowMs;
	const account = await askForAccount(session);
	const limit = account && monthlyCallsOf(account);
	if (limit === undefined) return quota;
	Object.assign(quota, { askEveryMs, failures: 0, isPlanKnown: true });
	const sameAccount = account?.id === undefined ? quota : recognise(quota, account.id, nowMs);
	// the answer may be the first to tell that a new month has begun: its count is that of the new one
	const budget = turnMonth(sameAccount.budget, apiNowMs(session));
	// an account without calls would have refused this one as well: a count that says so is no count
	const { callsThisMonth: told = 0 } = account ?? {};
	const used = told < limit ? told : budget.spent;
	sameAccount.budget = { ...budget, monthly: { limit, used } };
	return sameAccount;
}

/** Whether GET /me has not said for a day how many calls the plan has. */
export function isPlanUnknown(quota: AccountQuota, nowMs: number): boolean {
	const { failingSinceMs, isPlanKnown, isPlanReported } = quota;
	return failingSinceMs !== undefined && !isPlanKnown && !isPlanReported && nowMs - failingSinceMs >= DAY_MS;
}

/** Goes on with what was spent under another key of the same account. */
function recognise(quota: AccountQuota, id: string, nowMs: number): AccountQuota {
	const { percent, former } = quota;
	quota.account ??= shortHash(id);
	const others = [...accountQuotas].filter(([, other]) => other.account === quota.account);
	const first = others.find(([, other]) => other.percent === percent)?.[1] ?? quota;
	for (const [name, other] of accountQuotas) if (other === quota) accountQuotas.set(name, first);
	const before = former?.account === quota.account ? replay(former, percent, nowMs) : undefined;
	quota.former = undefined;
	const known = first === quota ? before : first.budget;
	if (known) first.budget = spendCalls(known, quota.budget.spent);
	return first;
}

async function askForAccount(session: ApiSession): Promise<Account | undefined> {
	const account = await askOnce(session);
	// whose month it is must be sure: where a single answer says that the clocks are far apart, a second one decides
	return account && !session.account.clock.isSure ? await askOnce(session) : account;
}

/** One try: the next one can wait. */
async function askOnce(session: ApiSession): Promise<Account | undefined> {
	const most = session.stats.callsSent + 1;
	const once = { ...session, mayCall: () => session.stats.callsSent < most && session.mayCall() };
	const answer = await sendRequest(once, getAccount()).catch(ignorePassing);
	return decodeAccount(answer?.data);
}

function ignorePassing(error: unknown): undefined {
	if (!(error instanceof ConnectorError) || error.statusCode === 401) throw error;
}
