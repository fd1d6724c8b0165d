import { ACCOUNT_FACTS } from '../../../nodes/shared/api/contract';
import { decodeAccount, findPlan } from '../../../nodes/shared/api/decode/account';
import { dataOf, hasEnvelope, isAccepted, membersOf } from '../observe/answers';
import { finding, holds, unknown, type Finding } from './finding';
import { nameSpelling } from './nameSpelling';
import type { LiveAnswer } from '../observe/liveClient';
import type { Observations } from '../observe/observations';
import { rowsOf } from '../observe/observeScans';

/** The one plan that has the bulk endpoint (D5). */
const BULK_PLAN = 'advanced';
const RFC_3339_UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|\+00:00)$/;

/** Judges every documented statement that a few calls can show (D1–D10). Pure. */
export function judgeDocumented(seen: Observations, answers: readonly LiveAnswer[]): Finding[] {
	return [
		judgeAccount(seen),
		judgeWrongKey(seen),
		judgeRefusal('D3', 'a deleted code', 404, seen.afterDelete),
		judgeRefusal('D4', 'a destination that is no web address', 422, seen.invalidCreate),
		judgeBulk(seen),
		judgeErrorBodies(answers),
		judgeJson(answers),
		judgeTimes(seen),
		judgeLimits(seen),
		judgeEndpoints(seen),
	];
}

function judgeAccount({ account }: Observations): Finding {
	if (!account || account.status === 0) return unknown('D1', 'GET /me was not answered');
	const closed = CLOSED_DOORS[account.status];
	if (closed) return unknown('D1', closed);
	if (!isAccepted(account)) return finding('D1', 'fails', `GET /me answered ${account.status}`);
	if (!hasEnvelope(account)) {
		return finding('D1', 'fails', 'GET /me answers without {success: true, data}', ['envelope=bare']);
	}
	const data = membersOf(dataOf(account));
	const usage = membersOf(data.usage);
	const missing = [
		...['account_id', 'email', 'plan'].filter((name) => typeof data[name] !== 'string'),
		...['dynamic_qr_count', 'dynamic_qr_limit', 'api_calls_this_month', 'api_calls_monthly_limit'].filter(
			(name) => typeof usage[name] !== 'number',
		),
	];
	const spelling = nameSpelling({ ...usage, ...data, usage: undefined }, ACCOUNT_FACTS);
	const variants = [
		...(spelling === 'assumed' ? [] : [`accountSpelling=${spelling}`]),
		...nameLimits(usage.api_calls_monthly_limit),
	];
	return missing.length === 0
		? finding('D1', 'holds', 'GET /me states account, plan and use', variants)
		: finding('D1', 'fails', `GET /me lacks ${missing.join(', ')}`, variants);
}

/** How a limit is written that is no number above zero. */
function nameLimits(limit: unknown): string[] {
	if (limit === null) return ['planLimits=null'];
	if (typeof limit === 'string') return ['planLimits=text'];
	if (typeof limit !== 'number' || limit > 0) return [];
	return [limit === 0 ? 'planLimits=zero' : 'planLimits=minus_one'];
}

/** As documented for a key that is none, and for a plan without API: nothing else can be seen then. */
const CLOSED_DOORS: Partial<Record<number, string>> = {
	401: 'the key that was given is not accepted (401)',
	403: 'the plan of this account has no API (403)',
};

function judgeWrongKey({ account, wrongKey }: Observations): Finding {
	return !wrongKey && account?.status === 401
		? holds('D2', 'a key that is not accepted gets 401')
		: judgeRefusal('D2', 'a key that nobody has', 401, wrongKey);
}

function judgeRefusal(id: string, what: string, status: number, answer: LiveAnswer | undefined): Finding {
	if (!answer || answer.status === 0) return unknown(id, `nothing came back for ${what}`);
	return answer.status === status
		? holds(id, `${what} gets ${status}`)
		: finding(id, 'fails', `${what} gets ${answer.status}, not ${status}`);
}

function judgeBulk({ account, bulk }: Observations): Finding {
	const plan = planOf(account);
	if (!bulk || bulk.status === 0) return unknown('D5', 'POST /qr-codes/bulk was not answered');
	const known = findPlan({ plan });
	if (!known) return unknown('D5', `nothing is documented about bulk in the plan "${plan ?? 'unknown'}"`);
	const isForbidden = bulk.status === 403;
	const says = isForbidden ? 'is forbidden (403)' : `answers ${bulk.status}`;
	const isOpen = (bulk.status >= 200 && bulk.status < 300) || bulk.status === 422;
	const isRight = known.name === BULK_PLAN ? isOpen : isForbidden;
	return finding('D5', isRight ? 'holds' : 'fails', `with the plan "${plan}", POST /qr-codes/bulk ${says}`);
}

function judgeErrorBodies(answers: readonly LiveAnswer[]): Finding {
	// what a proxy answers in the API's place is no answer of the API
	const refusals = answers.filter(({ status, body }) => status >= 400 && body !== undefined);
	if (refusals.length === 0) return unknown('D6', 'nothing was refused');
	const odd = refusals.find(({ body }) => {
		const { success, error, code } = membersOf(body);
		return success !== false || typeof error !== 'string' || typeof code !== 'string';
	});
	return odd
		? finding('D6', 'fails', `the ${odd.status} of ${odd.call} is not {success: false, error, code}`)
		: holds('D6', `${countOf(refusals, 'refusal')} {success: false, error, code}`);
}

function judgeJson(answers: readonly LiveAnswer[]): Finding {
	const api = answers.filter(({ call, status, isEmpty }) => status > 0 && !isEmpty && isApiCall(call));
	if (api.length === 0) return unknown('D7', 'nothing came back');
	const odd = api.find(({ body }) => body === undefined);
	return odd
		? finding('D7', 'fails', `${odd.call} answered ${odd.status} with something else than JSON`)
		: holds('D7', `${countOf(api, 'answer')} JSON`);
}

export function isApiCall(call: string): boolean {
	return call.includes(' /');
}

/** "3 times are", "the time is". */
function countOf({ length }: readonly unknown[], what: string): string {
	return length === 1 ? `the ${what} is` : `${length} ${what}s are`;
}

function judgeTimes(seen: Observations): Finding {
	const rows = [seen.create && dataOf(seen.create), seen.code && dataOf(seen.code), ...scanRows(seen)];
	const times = rows
		.flatMap((row) => Object.entries(membersOf(row)))
		.filter(([name, value]) => /(?:_at|^timestamp)$/.test(name) && value !== null && value !== undefined)
		.map(([, value]) => value);
	if (times.length === 0) return unknown('D8', 'no answer showed a time');
	const odd = times.find((time) => typeof time !== 'string' || !RFC_3339_UTC.test(time));
	return odd === undefined
		? holds('D8', `${countOf(times, 'time')} RFC 3339 in UTC`)
		: finding('D8', 'fails', `a time is written as ${JSON.stringify(odd)}`);
}

function scanRows({ scanLogs, otherScanLog }: Observations): unknown[] {
	return [...rowsOf(scanLogs.at(-1)?.answer), ...rowsOf(otherScanLog)];
}

function judgeLimits({ account }: Observations): Finding {
	const usage = account && decodeAccount(dataOf(account));
	const known = findPlan({ plan: planOf(account) });
	if (!known || usage?.monthlyLimit === undefined) return unknown('D9', 'the plan or its limit is not told');
	const says = `"${usage.plan}" has ${usage.monthlyLimit} calls a month`;
	return finding('D9', usage.monthlyLimit === known.callsPerMonth ? 'holds' : 'fails', says);
}

function judgeEndpoints(seen: Observations): Finding {
	const { account, create, listWide, code, update, delete: deletion, analytics, scanLogs } = seen;
	const named = { 'GET /me': account, 'POST /qr-codes': create, 'GET /qr-codes': listWide };
	const ofCode = { 'GET /qr-codes/{id}': code, 'PATCH /qr-codes/{id}': update };
	const rest = {
		'DELETE /qr-codes/{id}': deletion,
		'…/analytics': analytics,
		'…/scans': scanLogs[0]?.answer,
	};
	if (account && CLOSED_DOORS[account.status]) return unknown('D10', CLOSED_DOORS[account.status]!);
	const all = Object.entries({ ...named, ...ofCode, ...rest });
	const refused = all.filter(([, answer]) => answer && answer.status >= 400 && answer.status < 500);
	if (refused.length > 0) {
		const list = refused.map(([call, answer]) => `${call} (${answer!.status})`).join(', ');
		return finding('D10', 'fails', `refused: ${list}`);
	}
	const missing = all.filter(([, answer]) => !isAccepted(answer)).map(([call]) => call);
	return missing.length === 0
		? holds('D10', 'the documented calls work')
		: unknown('D10', `no usable answer from: ${missing.join(', ')}`);
}

export function planOf(account: LiveAnswer | undefined): string | undefined {
	return account && decodeAccount(dataOf(account))?.plan?.toLowerCase();
}
