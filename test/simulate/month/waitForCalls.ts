import { openBudget, timeUntilTurnMs } from '../../../nodes/QrCodeStackTrigger/budget/pollBudget';
import { clock } from '../../../nodes/shared/util/clock';

/** How long the trigger of a key will wait for the calls of a poll, as its budget stood after the last one. */
export function waitForCallsMs(keyHash: string, percent: number, usualCalls: number): number {
	const look = openBudget(keyHash, { percent, pace: {}, nowMs: clock.nowMs() });
	look.pool.triggers.delete(look.pace);
	const waitMs = timeUntilTurnMs(look, Math.max(1, Math.round(usualCalls)));
	return waitMs - (clock.nowMs() - look.pool.bucket.atMs);
}
