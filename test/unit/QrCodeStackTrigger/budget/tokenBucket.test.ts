import fc from 'fast-check';

import {
	pollIntervalMs,
	refillBucket,
	spendCalls,
	startBucket,
	waitForCallsMs,
} from '../../../../nodes/QrCodeStackTrigger/budget/tokenBucket';
import { replay, type AccountBudget } from '../../../../nodes/QrCodeStackTrigger/budget/restart';
import type { MonthlyCalls } from '../../../../nodes/QrCodeStackTrigger/budget/rate';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const NOVEMBER_MS = Date.UTC(2026, 10, 1);
const DECEMBER_MS = Date.UTC(2026, 11, 1);
const PRO: MonthlyCalls = { limit: 5_000, used: 0 };

interface Month {
	fromMs?: number;
	toMs?: number;
	monthly?: MonthlyCalls;
	share?: number;
	callsPerPoll: (pollIndex: number) => number;
	/** Calls that others make, spread evenly over the days. */
	othersPerDay?: number;
}

/** Polls every minute and lets the budget decide which polls happen. */
function simulateMonth({
	fromMs = NOVEMBER_MS,
	toMs = DECEMBER_MS,
	monthly = PRO,
	share = 50,
	...month
}: Month) {
	let budget = startBucket(monthly, fromMs);
	const spentAtMs: Array<{ atMs: number; calls: number }> = [];
	let others = 0;
	for (let nowMs = fromMs; nowMs < toMs; nowMs += MINUTE_MS) {
		if ((nowMs - fromMs) % DAY_MS === 0 && month.othersPerDay) {
			others += month.othersPerDay;
			const ours = spentAtMs.reduce((sum, { calls }) => sum + calls, 0);
			budget = { ...budget, monthly: { limit: monthly.limit, used: monthly.used + ours + others } };
		}
		budget = refillBucket(budget, share, nowMs);
		const calls = month.callsPerPoll(spentAtMs.length);
		const waitMs = waitForCallsMs(budget, calls, share, nowMs);
		if (waitMs > 0) {
			// polls that will be turned away are left out, up to the next count of what others spent
			const untilNextDayMs = DAY_MS - ((nowMs - fromMs) % DAY_MS);
			const skippedMs = Math.min(waitMs, untilNextDayMs) - MINUTE_MS;
			nowMs += Math.max(0, Math.floor(skippedMs / MINUTE_MS)) * MINUTE_MS;
			continue;
		}
		budget = spendCalls(budget, calls);
		spentAtMs.push({ atMs: nowMs, calls });
	}
	const spent = spentAtMs.reduce((sum, { calls }) => sum + calls, 0);
	return { spent, spentAtMs, others };
}

const spentBetween = (polls: Array<{ atMs: number; calls: number }>, fromMs: number, toMs: number) =>
	polls.filter(({ atMs }) => atMs >= fromMs && atMs < toMs).reduce((sum, { calls }) => sum + calls, 0);

test.each([1, 3, 10, 40])(
	'a month of polls every minute of %i calls stays under half of the Pro plan',
	(calls) => {
		const { spent } = simulateMonth({ callsPerPoll: () => calls });

		expect(spent).toBeLessThanOrEqual(2_500);
		expect(spent).toBeGreaterThan(2_500 * 0.9);
	},
);

test('the calls are spread evenly over the month instead of stopping on the 3rd', () => {
	const { spentAtMs } = simulateMonth({ callsPerPoll: () => 3 });

	for (let day = 0; day < 30; day++) {
		const fromMs = NOVEMBER_MS + day * DAY_MS;
		const spent = spentBetween(spentAtMs, fromMs, fromMs + DAY_MS);
		expect(spent).toBeGreaterThan(60);
		// the first day has the calls that a new trigger may start with
		expect(spent).toBeLessThan(day === 0 ? 130 : 100);
	}
});

test('a trigger that starts in the middle of the month keeps the pace of a whole month', () => {
	const { spent } = simulateMonth({ fromMs: NOVEMBER_MS + 15 * DAY_MS, callsPerPoll: () => 1 });

	expect(spent).toBeLessThanOrEqual(1_300);
	expect(spent).toBeGreaterThan(1_150);
});

test('the share starts anew with each month (UTC)', () => {
	const { spentAtMs } = simulateMonth({ toMs: Date.UTC(2027, 0, 1), callsPerPoll: () => 1 });

	expect(spentBetween(spentAtMs, NOVEMBER_MS, DECEMBER_MS)).toBeLessThanOrEqual(2_500);
	expect(spentBetween(spentAtMs, DECEMBER_MS, Date.UTC(2027, 0, 1))).toBeGreaterThan(2_300);
});

test('when others use up the account, the trigger leaves them what is left', () => {
	const { spent, others } = simulateMonth({ callsPerPoll: () => 1, othersPerDay: 150 });

	expect(others).toBe(4_500);
	expect(spent + others).toBeLessThanOrEqual(5_000);
	expect(spent).toBeGreaterThan(200);
});

test('no call is left for the trigger when others have spent everything: it waits for the next month', () => {
	const nowMs = NOVEMBER_MS + 10 * DAY_MS;
	const spentOut = { ...startBucket({ limit: 5_000, used: 5_000 }, nowMs), available: 0 };

	expect(waitForCallsMs(refillBucket(spentOut, 50, nowMs), 1, 50, nowMs)).toBe(DECEMBER_MS - nowMs);
	expect(pollIntervalMs(spentOut, 1, 50, nowMs)).toBe(Infinity);
});

test('a burst may take what a quiet night has saved up, and later polls pay for it', () => {
	const quiet = refillBucket(startBucket(PRO, NOVEMBER_MS), 50, NOVEMBER_MS + 12 * 60 * MINUTE_MS);
	const afterBurst = spendCalls(quiet, 60);

	expect(waitForCallsMs(quiet, 40, 50, quiet.atMs)).toBe(0);
	expect(waitForCallsMs(afterBurst, 1, 50, quiet.atMs)).toBeGreaterThan(0);
});

test('saved-up calls are bounded: a week of silence is not a week of calls at once', () => {
	const quiet = refillBucket(startBucket(PRO, NOVEMBER_MS), 50, NOVEMBER_MS + 7 * DAY_MS);

	expect(quiet.available).toBeLessThan(50);
});

describe('after a restart', () => {
	const stored: AccountBudget = {
		key: 'k',
		available: 0,
		atMs: NOVEMBER_MS + DAY_MS,
		spent: 80,
		monthly: { limit: 5_000, used: 80 },
	};
	const after = (days: number, more: Partial<AccountBudget> = {}) =>
		replay({ ...stored, ...more }, 50, stored.atMs + days * DAY_MS);

	test('what the bucket had calls for is taken for spent, whole polls only', () => {
		// 83.3 calls a day
		expect(after(1)).toMatchObject({ spent: 163, monthly: { used: 163 } });
		expect(after(1).available).toBeCloseTo(1 / 3);
		expect(after(1, { pollCalls: 10 })).toMatchObject({ spent: 160 });
		expect(after(1, { pollCalls: 10 }).available).toBeCloseTo(10 / 3);
	});

	test('no more is taken for spent than the schedules asked for, and the rest is saved up as far as ever', () => {
		expect(after(1, { callsPerHour: 1 })).toMatchObject({ spent: 104 });
		expect(after(1, { callsPerHour: 1 }).available).toBeCloseTo((5_000 / 60) * 0.5);
	});

	test('a debt goes on, and many restarts give no more than one', () => {
		expect(after(0.1, { available: -50 })).toMatchObject({ spent: 80 });
		let often: AccountBudget = stored;
		for (let hour = 1; hour <= 24; hour++)
			often = { ...stored, ...replay(often, 50, stored.atMs + (hour * DAY_MS) / 24) };
		expect(often.spent).toBe(after(1).spent);
	});

	test('of the calls of two months, those of the new one count for it', () => {
		const { spent } = after(31);

		expect(spent).toBeGreaterThan(75);
		expect(spent).toBeLessThan(170);
		expect(after(60, { available: -20 }).spent).toBeLessThan(2_500);
	});

	test('a poll that takes more than can be saved up is taken for made with a full bucket, and leaves its debt', () => {
		// full are 41.7 calls, after half a day, and again after another 100
		expect(after(0.6, { pollCalls: 100 }).spent).toBe(180);
		expect(after(0.6, { pollCalls: 100 }).available).toBeCloseTo(-50);
		expect(after(1.6, { pollCalls: 100 })).toMatchObject({ spent: 180 });
		expect(after(1.8, { pollCalls: 100 })).toMatchObject({ spent: 280 });
	});

	test('others are taken to have gone on as they did: what they leave is the pace', () => {
		// 150 a day, which leave 12 of the 83 a day of the share
		const busy = {
			atMs: NOVEMBER_MS + 20 * DAY_MS,
			spent: 400,
			monthly: { limit: 5_000, used: 400 + 20 * 150 },
		};
		const { spent } = replay({ ...stored, ...busy }, 50, busy.atMs + 7 * DAY_MS);

		expect(spent - 400).toBeGreaterThan(7 * 8);
		expect(spent - 400).toBeLessThan(7 * 20);
	});

	test('nothing is taken for spent where no time has passed, or the clock was set back', () => {
		expect(after(0, { available: 20 })).toMatchObject({ available: 20, spent: 80 });
		expect(after(-0.5, { available: 20 })).toMatchObject({ available: 20, spent: 80 });
	});
});

test('a clock that jumps back neither fills nor empties the bucket', () => {
	const budget = { ...startBucket(PRO, NOVEMBER_MS + DAY_MS), available: 4 };

	expect(refillBucket(budget, 50, NOVEMBER_MS).available).toBe(4);
});

test('whatever polls cost and when they come, no month goes over the share', () => {
	fc.assert(
		fc.property(
			fc.record({
				share: fc.integer({ min: 1, max: 100 }),
				limit: fc.constantFrom(5_000, 100_000, 300),
				costs: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 8 }),
				startDay: fc.integer({ min: 0, max: 29 }),
			}),
			({ share, limit, costs, startDay }) => {
				const fromMs = NOVEMBER_MS + startDay * DAY_MS;
				const callsPerPoll = (index: number) => costs[index % costs.length] ?? 1;
				const { spent } = simulateMonth({ fromMs, monthly: { limit, used: 0 }, share, callsPerPoll });
				expect(spent).toBeLessThanOrEqual((limit * share) / 100);
			},
		),
		{ numRuns: 30 },
	);
});

test.each([300, 5_000, 100_000])(
	'a poll that takes more than can be saved up is not put off for ever (%i calls a month)',
	(limit) => {
		const full = refillBucket(startBucket({ limit, used: 0 }, NOVEMBER_MS), 10, NOVEMBER_MS + 5 * DAY_MS);
		const calls = Math.floor(full.available) + 1;

		if (calls <= limit / 10) expect(waitForCallsMs(full, calls, 10, full.atMs)).toBe(0);
		else expect(waitForCallsMs(full, calls, 10, full.atMs)).toBe(DECEMBER_MS - full.atMs);
	},
);
