import { decodeAccount, monthlyCallsOf } from '../../shared/api/decode/account';
import type { JsonObject } from '../../shared/api/endpoints';

/**
 * The short form of the account: what is used, how much of it that is, and when the month of its calls is over. Null
 * stands for what the API does not say.
 * @param nowMs by the API's clock, whose months are those of UTC.
 */
export function simplifyAccount(raw: JsonObject, nowMs: number): JsonObject {
	const account = decodeAccount(raw) ?? { raw };
	const { plan = null, qrCodeCount = null, qrCodeLimit = null, callsThisMonth = null } = account;
	const apiCallLimit = monthlyCallsOf(account) ?? null;
	return {
		plan,
		qrCodes: qrCodeCount,
		qrCodeLimit,
		qrCodesPercent: percentOf(qrCodeCount, qrCodeLimit),
		apiCalls: callsThisMonth,
		apiCallLimit,
		apiCallsPercent: percentOf(callsThisMonth, apiCallLimit),
		monthEndsAt: endOfMonth(nowMs),
	};
}

/** To one decimal; null where one of them is not known. Of no allowance at all, everything is used. */
function percentOf(used: number | null, limit: number | null): number | null {
	if (used === null || limit === null) return null;
	return limit === 0 ? 100 : Math.round((used / limit) * 1000) / 10;
}

function endOfMonth(nowMs: number): string {
	const now = new Date(nowMs);
	return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1)).toISOString();
}
