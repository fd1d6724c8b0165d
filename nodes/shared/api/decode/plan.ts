import { PLANS } from '../contract';
import type { AccountUsage } from '../schemas';

/** The documented plan that GET /me names; undefined for any other name. */
export function findPlan({ plan = '' }: AccountUsage): (typeof PLANS)[number] | undefined {
	return PLANS.find(({ name }) => name === plan.toLowerCase());
}
