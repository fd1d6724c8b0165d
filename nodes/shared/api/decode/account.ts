import { omitUndefined } from '../../util/objects';
import { ACCOUNT_FACTS, SINGLE_NAMES } from '../contract';
import { PLANS } from '../limits';
import type { JsonObject } from '../endpoints';
import { Facts } from './facts';
import { unwrapObject } from './requireObject';
import { toCount, toId, toLimit, toTextOnly } from './values';

/** The account that a key belongs to, as far as the nodes go by it. A limit that is missing is none. */
export interface Account {
	id?: string;
	plan?: string;
	qrCodeCount?: number;
	qrCodeLimit?: number;
	callsThisMonth?: number;
	monthlyLimit?: number;
	/** Everything that the API sent. */
	raw: JsonObject;
}

/** Reads the answer to GET /me (D1); undefined when it is no object at all. */
export function decodeAccount(data: unknown): Account | undefined {
	const raw = unwrapObject(data, SINGLE_NAMES.account, tellsOfAccount);
	if (!raw) return undefined;
	const facts = new Facts(raw);
	const { id, plan, qrCodeCount, qrCodeLimit, callsThisMonth, monthlyLimit } = ACCOUNT_FACTS;
	return omitUndefined({
		id: facts.first(id, toId),
		plan: facts.first(plan, toTextOnly),
		qrCodeCount: facts.first(qrCodeCount, toCount),
		qrCodeLimit: facts.first(qrCodeLimit, toLimit),
		callsThisMonth: facts.first(callsThisMonth, toCount),
		monthlyLimit: facts.first(monthlyLimit, toLimit),
		raw,
	});
}

function tellsOfAccount(object: JsonObject): boolean {
	const facts = new Facts(object);
	const { id: _id, plan, ...usage } = ACCOUNT_FACTS;
	return (
		facts.first(plan, toTextOnly) !== undefined ||
		Object.values(usage).some((fact) => facts.first(fact, toCount) !== undefined)
	);
}

type Plan = (typeof PLANS)[number];

/** The documented plan that GET /me names ("pro", "Pro plan", "advanced_yearly"); undefined for any other name. */
export function findPlan({ plan = '' }: Pick<Account, 'plan'>): Plan | undefined {
	const words = plan.toLowerCase().split(/[^a-z0-9]+/);
	return PLANS.find(({ name }) => words.includes(name));
}

/** How many calls a month the account has: what GET /me says, or else its plan; undefined where neither is known. */
export function monthlyCallsOf(account: Pick<Account, 'plan' | 'monthlyLimit'>): number | undefined {
	return account.monthlyLimit ?? findPlan(account)?.callsPerMonth;
}
