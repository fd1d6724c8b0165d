import { PLAN_LIMITS } from './world';
import type { Setting } from '../schedule';

/** The bounds that hold for a run with this setting. */
export interface Rules {
	/** Percent of the plan's calls that the trigger may use. */
	budgetPercent: number;
	/** The same in calls per month. */
	callsPerMonth: number;
	/** The most scans that come at once. */
	maxBurst: number;
	/** The bound of n8n's static data. */
	maxStateBytes: number;
}

/** The bounds that the task sets for n8n's static data. */
const MAX_STATE_BYTES = { one: 4 * 1024, many: 64 * 1024 };
const MIN_PRO_PERCENT = 20;
const TIGHT_SCANS_PER_POLL = 3;
const FULL_PAGE = 100;
const MAX_TIGHT_BURST = 15;

/** A backlog in small parts or pages, with the few calls of a small share, would take years to leave. */
export function rulesFor({
	event,
	plan,
	monthlyBudget,
	maxScansPerPoll,
	maxPageSize,
	watch,
}: Setting): Rules {
	const budgetPercent = plan === 'pro' ? Math.max(MIN_PRO_PERCENT, monthlyBudget) : monthlyBudget;
	const isTight =
		plan === 'tiny' ||
		event === 'quietQrCode' ||
		maxScansPerPoll <= TIGHT_SCANS_PER_POLL ||
		maxPageSize < FULL_PAGE ||
		budgetPercent <= MIN_PRO_PERCENT;
	const percent = plan === 'tiny' ? Math.max(TINY_PERCENT, monthlyBudget) : budgetPercent;
	return {
		budgetPercent: percent,
		callsPerMonth: (PLAN_LIMITS[plan].perMonth * percent) / 100,
		maxBurst: isTight ? MAX_TIGHT_BURST : Number.POSITIVE_INFINITY,
		maxStateBytes: watch === 'one' ? MAX_STATE_BYTES.one : MAX_STATE_BYTES.many,
	};
}

const TINY_PERCENT = 50;
