import { getAccount } from '../../shared/api/endpoints';
import { decodeAccount, monthlyCallsOf, type Account } from '../../shared/api/decode/account';
import { ConnectorError } from '../../shared/errors/connectorError';
import { sendRequest } from '../../shared/http/sendRequest';
import type { ApiSession } from '../../shared/http/session';
import { clock } from '../../shared/util/clock';
import { adoptAccount, skewOf, type AccountQuota } from './accountQuota';
import { isDue, noteAnswered, noteAsked } from './planQuestion';
import { shareOf } from './rate';

/**
 * Asks GET /me for the plan's calls and the month's use, at first and then rarely. Whatever it answers, the work goes
 * on with what is known.
 * @returns the quota to go on with: that of another key, where the account is the same.
 * @throws {ConnectorError} for a key that is not accepted.
 */
export async function refreshPlan(
	session: ApiSession,
	quota: AccountQuota,
	nowMs: number,
): Promise<AccountQuota> {
	if (!isDue(quota.budget, nowMs)) return quota;
	quota.budget = noteAsked(quota.budget, nowMs, shareOf(quota.budget.monthly, quota.percent));
	const account = await askForAccount(session);
	const limit = account && monthlyCallsOf(account);
	if (!account || limit === undefined) return quota;
	const answeredAtMs = clock.nowMs() + skewOf(session, quota.budget);
	const known = adoptAccount(quota, { account, limit }, answeredAtMs);
	known.budget = noteAnswered(known.budget, nowMs, shareOf(known.budget.monthly, known.percent));
	return known;
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
