import { waitForCallsMs, type TokenBucket } from '../../../../nodes/QrCodeStackTrigger/budget/tokenBucket';

const MINUTE = 60_000;
const NOVEMBER_30_MS = Date.UTC(2026, 10, 30);
const DECEMBER_MS = Date.UTC(2026, 11, 1);

/** Half of the Pro plan, with ten calls left for this month and more than that saved up. */
const almostSpent: TokenBucket = {
	available: 30,
	atMs: NOVEMBER_30_MS,
	spent: 2_490,
	monthly: { limit: 5_000, used: 2_490 },
};

test('a poll that would take more than the month has left waits for the next month', () => {
	const wait = (calls: number) => waitForCallsMs(almostSpent, calls, 50, NOVEMBER_30_MS);

	expect([wait(1), wait(10)]).toEqual([0, 0]);
	expect([wait(11), wait(30)]).toEqual(Array(2).fill(DECEMBER_MS - NOVEMBER_30_MS));
});

test('a wait never goes beyond the end of the month', () => {
	const empty = { ...almostSpent, available: -1_000 };
	const nowMs = DECEMBER_MS - MINUTE;

	expect(waitForCallsMs(empty, 1, 50, nowMs)).toBe(MINUTE);
});
