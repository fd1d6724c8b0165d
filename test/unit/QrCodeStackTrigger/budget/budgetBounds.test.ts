import { timeUntilAvailableMs } from '../../../../nodes/QrCodeStackTrigger/budget/tokenBucket';

const MINUTE = 60_000;
const NOVEMBER_30_MS = Date.UTC(2026, 10, 30);
const DECEMBER_MS = Date.UTC(2026, 11, 1);

const HALF_OF_PRO = { limit: 5_000, byOthers: 0, percent: 50 };
/** Ten calls are left for this month, and more than that is saved up. */
const almostSpent = { tokens: 30, atMs: NOVEMBER_30_MS, spent: 2_490 };

test('a poll that would take more than the month has left waits for the next month', () => {
	const wait = (calls: number, ahead = 0) => timeUntilAvailableMs(almostSpent, HALF_OF_PRO, calls, ahead);

	expect([wait(1), wait(10), wait(5, 5)]).toEqual([0, 0, 0]);
	expect([wait(11), wait(30), wait(5, 6)]).toEqual(Array(3).fill(DECEMBER_MS - NOVEMBER_30_MS));
});

test('a wait never goes beyond the end of the month', () => {
	const empty = { ...almostSpent, tokens: -1_000, atMs: DECEMBER_MS - MINUTE };

	expect(timeUntilAvailableMs(empty, HALF_OF_PRO, 1)).toBe(MINUTE);
});
