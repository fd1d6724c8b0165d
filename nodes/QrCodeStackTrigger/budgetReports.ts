import { renderMessage } from '../shared/errors/catalogue/catalogue';
import { ConnectorError } from '../shared/errors/connectorError';
import { formatDuration } from '../shared/util/duration';
import { expectCalls, timeUntilAvailableMs, type PacedPoll } from './budget/pacing';
import { isPlanUnknown } from './budget/planQuestion';
import { DAY_MS } from './budget/rate';
import { pollIntervalMs } from './budget/tokenBucket';
import { budgetNowMs, toPacedPoll, type PollRun } from './pollRun';
import { countSharing } from './sharing';

/** n8n polls every minute at most. */
const MIN_INTERVAL_MS = 60_000;
/** A changed interval is logged again when it differs by more than this factor. */
const WORTH_TELLING_FACTOR = 1.25;

/** Says at activation what the budget makes of this account and these codes: nobody waits for a minute in vain. */
export function logWhatToExpect(run: PollRun): void {
	const { context, settings, accountQuota } = run;
	const { budget } = accountQuota;
	const { monthlyBudgetPercent } = settings;
	const calls = expectCalls(toPacedPoll(run));
	const intervalMs = pollIntervalMs(budget, calls, monthlyBudgetPercent, budgetNowMs(run));
	const sharing = countSharing(accountQuota, budgetNowMs(run));
	const shared = sharing === 1 ? '' : `, and ${sharing} triggers share these calls`;
	const pace = Number.isFinite(intervalMs)
		? `about every ${formatDuration(Math.max(MIN_INTERVAL_MS, intervalMs * sharing))}, or as rarely as Poll Times says`
		: 'again with the next month (UTC)';
	context.logger.info(
		`QRCodeStack Trigger is on: the plan has ${budget.monthly.limit} API calls a month, of which ${budget.monthly.used} are used, and this trigger may use ${monthlyBudgetPercent}%. A poll takes about ${calls} with these QR codes${shared}, so it polls ${pace}.`,
	);
}

/** Says in the log how often a trigger really polls that has to wait, each time that this changes. */
export function logPace(poll: PacedPoll): void {
	const { context, pace, settings, accountQuota, nowMs } = poll;
	const { budget } = accountQuota;
	const calls = expectCalls(poll);
	const intervalMs = pollIntervalMs(budget, calls, settings.monthlyBudgetPercent, nowMs);
	const reported = pace.reportedIntervalMs ?? 0;
	if (intervalMs < reported * WORTH_TELLING_FACTOR && intervalMs * WORTH_TELLING_FACTOR > reported) return;
	if (intervalMs === reported) return;
	pace.reportedIntervalMs = intervalMs;
	const rate = Number.isFinite(intervalMs)
		? `polls about every ${formatDuration(intervalMs)}`
		: 'pauses until the next month (UTC)';
	context.logger.info(
		`QRCodeStack Trigger ${rate}, whatever the schedule says: a poll takes about ${calls} API call${calls === 1 ? '' : 's'}, and this trigger may use ${settings.monthlyBudgetPercent}% of the ${budget.monthly.limit} calls a month that the plan has (${Math.round(budget.monthly.used)} are used).`,
	);
}

/**
 * Reports, once, that a trigger pauses for more than a day.
 * @throws {ConnectorError} kind `notice`.
 */
export function reportLongPause(poll: PacedPoll): void {
	const { pace, settings, accountQuota, nowMs } = poll;
	const waitMs = timeUntilAvailableMs(poll);
	if (waitMs <= DAY_MS || pace.pausedSinceMs !== undefined) return;
	pace.pausedSinceMs = pace.polledWithCallsAtMs ?? nowMs;
	const { monthly } = accountQuota.budget;
	const text = renderMessage('longPause', {
		since: formatTime(pace.pausedSinceMs),
		until: formatTime(nowMs + waitMs),
		calls: expectCalls(poll),
		percent: settings.monthlyBudgetPercent,
		limit: monthly.limit,
		used: Math.ceil(monthly.used),
	});
	throw new ConnectorError(text, 'notice');
}

/**
 * Reports, once, that GET /me has not said for a day how many calls the plan has.
 * @throws {ConnectorError} kind `notice`.
 */
export function reportUnknownPlan({ accountQuota, nowMs }: PacedPoll): void {
	const { budget } = accountQuota;
	if (!isPlanUnknown(budget, nowMs)) return;
	accountQuota.budget = { ...budget, isPlanSettled: true };
	const { limit } = budget.monthly;
	throw new ConnectorError(renderMessage('planUnknown', { limit }), 'notice');
}

function formatTime(epochMs: number): string {
	return `${new Date(epochMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
