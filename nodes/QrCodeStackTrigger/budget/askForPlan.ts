import { getAccount } from '../../shared/api/endpoints';
import { parseAccountUsage } from '../../shared/api/schemas';
import { findPlan } from '../../shared/api/decode/plan';
import { ConnectorError, rethrow } from '../../shared/errors/connectorError';
import { sendRequest } from '../../shared/http/sendRequest';
import { apiNowMs, type ApiSession } from '../../shared/http/session';
import { hasElapsed } from '../../shared/util/clock';
import { sha256 } from '../../shared/util/hash';
import { isObject, toText } from '../../shared/util/objects';
import { linkAccount } from './accountQuota';
import { ownCalls, settleCalls, shareNow, type PollBudget } from './pollBudget';
import { forecastOthers } from './rate';
import { askEveryMs } from './askSchedule';

/**
 * Asks GET /me for the plan's calls and the month's use where that is due, in one call. Whatever it answers, the work
 * goes on: with what is known, or with the smallest plan.
 * @throws {ConnectorError} only when the key is refused, since no other call would work either.
 */
export async function askForPlan(session: ApiSession, budget: PollBudget): Promise<void> {
	const { quota } = budget;
	const askedAtMs = apiNowMs(session);
	const everyMs = askEveryMs(shareNow(budget), askedAtMs, quota.failures);
	if (quota.askedAtMs !== undefined && !hasElapsed(quota.askedAtMs, everyMs, askedAtMs)) return;
	quota.askedAtMs = askedAtMs;
	const answer = await askOnce(session);
	// the answer may be the first to tell what time it is by the API's clock, and that a month has begun
	const nowMs = apiNowMs(session);
	quota.askedAtMs = nowMs;
	if (isObject(answer) && answer.account_id) {
		linkAccount(quota, sha256(session.connection.baseUrl + toText(answer.account_id), 'base64url'));
	}
	const usage = parseAccountUsage(answer) ?? {};
	const limit = usage.monthlyLimit ?? findPlan(usage)?.callsPerMonth;
	if (limit === undefined || limit <= 0) {
		quota.failures++;
		quota.failingSinceMs ??= nowMs;
		return;
	}
	settleCalls(budget, session.stats.callsSent, nowMs);
	const used = usage.callsThisMonth ?? 0;
	// an account that has used up its calls refuses even this one: a count that says so is no count
	const byOthers = used < limit ? forecastOthers(used - ownCalls(budget), nowMs) : 0;
	const plan = { limit, byOthers, forecastAtMs: nowMs };
	Object.assign(quota, { plan, isPlanKnown: true, failures: 0, failingSinceMs: undefined });
}

/** One try: the next ones can wait. */
async function askOnce(session: ApiSession): Promise<unknown> {
	const most = session.stats.callsSent + 1;
	const once = { ...session, mayCall: () => session.stats.callsSent < most && session.mayCall() };
	try {
		return (await sendRequest(once, getAccount())).data;
	} catch (error) {
		return error instanceof ConnectorError && error.statusCode !== 401 ? undefined : rethrow(error);
	}
}
