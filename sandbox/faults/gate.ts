import { Refusal, answerOrRefuse, notFound } from '../server/answers';
import { checkQuery } from '../variants/pageRequest';
import { toRetryAfterHeader } from './rateWindows';
import type { Route, RouteMatch } from '../server/routes';
import type { Account, Store } from '../store/store';
import type { SandboxRequest, SandboxResponse } from '../store/types';

interface Arrival {
	request: SandboxRequest;
	match: RouteMatch | undefined;
	account: Account | undefined;
}

/** Lets a request into its endpoint if key, plan, path and both rate windows allow it. */
export function answerApi(store: Store, arrival: Arrival): SandboxResponse {
	const { variants, now } = store;
	const answer = answerOrRefuse(variants, () => enter(store, arrival));
	const rateHeaders = variants.rateHeaders ? arrival.account?.windows.headers(now()) : {};
	return { ...answer, headers: { ...answer.headers, ...rateHeaders }, delayMs: variants.latencyMs };
}

/** The account whose key the request carries. */
export function findAccountByKey(store: Store, { headers }: SandboxRequest): Account | undefined {
	const key = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
	return store.accounts.find((account) => account.key === key);
}

function enter(store: Store, { request, match, account }: Arrival): SandboxResponse {
	if (!match) throw notFound('Path');
	if (!account) {
		throw new Refusal({ status: 401, code: 'unauthorized', message: 'The API key is missing or invalid' });
	}
	const route = checkMethod(match);
	if (account.plan === 'starter') throw forbidden('plan_forbidden', 'Your plan does not include API access');
	takeFromWindows(store, account);
	if (route.isBulk && account.plan !== 'advanced') {
		throw forbidden('bulk_not_available', 'Bulk creation needs the Advanced plan');
	}
	if (!route.isList) checkQuery(request.query, [], store.variants);
	const { path, query, body } = request;
	return route.endpoint({ store, account, path, query, body, id: match.id });
}

function checkMethod({ route, allowedMethods }: RouteMatch): Route {
	if (route) return route;
	throw new Refusal({
		status: 405,
		code: 'method_not_allowed',
		message: `This path allows ${allowedMethods.join(', ')}`,
		headers: { allow: allowedMethods.join(', ') },
	});
}

function takeFromWindows(store: Store, account: Account): void {
	const nowMs = store.now();
	const refusal = account.windows.take(nowMs);
	if (!refusal) return;
	throw new Refusal({
		status: 429,
		code: 'rate_limited',
		message: `The requests of this ${refusal.window} are used up`,
		headers: toRetryAfterHeader(store.variants.retryAfter, refusal.retryAfterMs, nowMs),
	});
}

function forbidden(code: string, message: string): Refusal {
	return new Refusal({ status: 403, code, message });
}
