import { askEveryMs } from '../../../nodes/QrCodeStackTrigger/budget/askSchedule';
import { openBudget, shareNow, timeUntilTurnMs } from '../../../nodes/QrCodeStackTrigger/budget/pollBudget';
import { clock } from '../../../nodes/shared/util/clock';

/**
 * How long the trigger of a key will make no call, as its budget stood after the last poll: until there are the calls
 * of the next one, or GET /me is due.
 */
export function waitForCallsMs(keyHash: string, percent: number, usualCalls: number): number {
	const nowMs = clock.nowMs();
	const look = openBudget(keyHash, { percent, pace: {}, nowMs });
	look.pool.triggers.delete(look.pace);
	const { quota, pool } = look;
	const waitMs = timeUntilTurnMs(look, Math.max(1, Math.round(usualCalls))) - (nowMs - pool.bucket.atMs);
	const askMs = (quota.askedAtMs ?? nowMs) + askEveryMs(shareNow(look), nowMs, quota.failures) - nowMs;
	return Math.min(waitMs, askMs);
}
