import fc from 'fast-check';

import { forecastOthers } from '../../../../nodes/QrCodeStackTrigger/budget/rate';
import {
	pollIntervalMs,
	refill,
	replay,
	spend,
	startBucket,
	timeUntilAvailableMs,
} from '../../../../nodes/QrCodeStackTrigger/budget/tokenBucket';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const NOVEMBER_MS = Date.UTC(2026, 10, 1);
const DECEMBER_MS = Date.UTC(2026, 11, 1);
const HALF_OF_PRO = { limit: 5_000, byOthers: 0, percent: 50 };

interface Month {
	fromMs?: number;
	toMs?: number;
	limit?: number;
	percent?: number;
	callsPerPoll: (pollIndex: number) => number;
	/** Calls that others make, spread evenly over the days. */
	othersPerDay?: number;
}

/** Polls every minute and lets the budget decide which polls happen. */
function simulateMonth({
	fromMs = NOVEMBER_MS,
	toMs = DECEMBER_MS,
	limit = 5_000,
	percent = 50,
	...month
}: Month) {
	let bucket = startBucket(fromMs);
	let share = { limit, percent, byOthers: 0, forecastAtMs: fromMs };
	const spentAtMs: Array<{ atMs: number; calls: number }> = [];
	let others = 0;
	for (let nowMs = fromMs; nowMs < toMs; nowMs += MINUTE_MS) {
		if ((nowMs - fromMs) % DAY_MS === 0 && month.othersPerDay) {
			others += month.othersPerDay;
			share = { ...share, byOthers: forecastOthers(others, nowMs), forecastAtMs: nowMs };
		}
		bucket = refill(bucket, share, nowMs);
		const calls = month.callsPerPoll(spentAtMs.length);
		if (timeUntilAvailableMs(bucket, share, calls) > 0) continue;
		bucket = spend(bucket, calls);
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

test('others who seem to have spent everything do not silence the trigger: a tenth of its rate is kept', () => {
	const nowMs = NOVEMBER_MS + 10 * DAY_MS;
	const share = { ...HALF_OF_PRO, byOthers: 5_000, forecastAtMs: nowMs };
	const bucket = { tokens: 0, spent: 0, atMs: nowMs };

	expect(pollIntervalMs(bucket, share, 1) / pollIntervalMs(bucket, HALF_OF_PRO, 1)).toBeCloseTo(10);
});

test('what was forecast of others counts for its own month only', () => {
	const bucket = { tokens: 0, spent: 0, atMs: DECEMBER_MS };
	const share = { ...HALF_OF_PRO, byOthers: 5_000, forecastAtMs: DECEMBER_MS - 1 };

	expect(pollIntervalMs(bucket, share, 1)).toBe(pollIntervalMs(bucket, HALF_OF_PRO, 1));
});

test('a burst may take what a quiet night has saved up, and later polls pay for it', () => {
	const quiet = refill(startBucket(NOVEMBER_MS), HALF_OF_PRO, NOVEMBER_MS + 12 * 60 * MINUTE_MS);

	expect(timeUntilAvailableMs(quiet, HALF_OF_PRO, 40)).toBe(0);
	expect(timeUntilAvailableMs(spend(quiet, 60), HALF_OF_PRO, 1)).toBeGreaterThan(0);
});

test('saved-up calls are bounded: a week of silence is not a week of calls at once', () => {
	const quiet = refill(startBucket(NOVEMBER_MS), HALF_OF_PRO, NOVEMBER_MS + 7 * DAY_MS);

	expect(quiet.tokens).toBeLessThan(50);
});

test('a clock that jumps back neither fills nor empties the bucket', () => {
	const bucket = { ...startBucket(NOVEMBER_MS + DAY_MS), tokens: 4 };

	expect(refill(bucket, HALF_OF_PRO, NOVEMBER_MS).tokens).toBe(4);
});

test.each([
	['by hand', 1_000_000],
	['under a larger plan', 30_000],
])('a count that was made %s does not use up the month, and the rate goes on', (_, spent) => {
	const bucket = refill({ tokens: 0, spent, atMs: NOVEMBER_MS }, HALF_OF_PRO, NOVEMBER_MS + 10 * DAY_MS);

	// eleven days of the share, and what a new trigger may start with
	expect(bucket.spent).toBeLessThan(11 * (2_500 / 30) + 31);
	expect(timeUntilAvailableMs(spend(bucket, bucket.tokens), HALF_OF_PRO, 1)).toBeLessThan(DAY_MS / 24);
});

describe('after a restart', () => {
	const stored = { tokens: 0.4, spent: 100, atMs: NOVEMBER_MS };
	const after = (hours: number, usage = {}, bucket = stored) =>
		replay(bucket, HALF_OF_PRO, NOVEMBER_MS + (hours * DAY_MS) / 24, { pollCalls: 4, ...usage });

	test('the polls that the bucket had calls for are taken for made, and what is between two of them is left', () => {
		// 2,400 calls in 30 days are 3.33 an hour
		expect([after(1).tokens, after(1).spent]).toEqual([expect.closeTo(3.73, 2), 100]);
		expect([after(2).tokens, after(2).spent]).toEqual([expect.closeTo(3.07, 2), 104]);
		expect([after(240).tokens, after(240).spent]).toEqual([expect.closeTo(0.4, 2), 900]);
	});

	test('no more of them than the schedules asked for', () => {
		const { tokens, spent } = after(240, { callsPerHour: 0.5 });

		expect(spent).toBe(100 + 120);
		// and no more is saved up than ever
		expect(tokens).toBeLessThan(42);
	});

	test('a poll that waits for more than an hour of calls comes to its turn with a restart every hour', () => {
		let bucket = stored;
		let polls = 0;
		for (let hour = 1; hour <= 24; hour++) {
			bucket = replay(bucket, HALF_OF_PRO, NOVEMBER_MS + (hour * DAY_MS) / 24, { pollCalls: 4 });
			if (timeUntilAvailableMs(bucket, HALF_OF_PRO, 4) === 0) polls++;
		}
		// what it waits for in vain in one hour stays for the next
		expect(polls + (bucket.spent - 100) / 4).toBeGreaterThan(19);
	});

	test.each([0, 1, 2, 3, 7, 24, 100])(
		'%i hours later never more calls are there than one poll takes',
		(hours) => {
			expect(after(hours).tokens).toBeLessThan(4);
		},
	);

	test('a debt of more than half a day is forgiven: no poll takes so much', () => {
		expect(after(0, {}, { ...stored, tokens: -1_000_000 }).tokens).toBeGreaterThan(-42);
		expect(after(0, {}, { ...stored, tokens: -20 }).tokens).toBe(-20);
	});

	test('a moment that lies ahead gives no calls and takes none', () => {
		expect(after(-100)).toEqual({ ...stored, atMs: NOVEMBER_MS - (100 * DAY_MS) / 24 });
	});

	test('the month that has begun meanwhile counts from its first moment', () => {
		const bucket = { ...stored, spent: 2_400, atMs: DECEMBER_MS - 5 * DAY_MS };
		const { spent } = replay(bucket, { ...HALF_OF_PRO, limit: 6_200 }, DECEMBER_MS + 2 * DAY_MS, {
			pollCalls: 1,
		});

		expect(Math.round(spent)).toBe(200);
	});
});

test('whatever polls cost and when they come, no month goes over the share', () => {
	fc.assert(
		fc.property(
			fc.record({
				percent: fc.integer({ min: 1, max: 100 }),
				limit: fc.constantFrom(5_000, 100_000, 300),
				costs: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 8 }),
				startDay: fc.integer({ min: 0, max: 29 }),
			}),
			({ percent, limit, costs, startDay }) => {
				const fromMs = NOVEMBER_MS + startDay * DAY_MS;
				const callsPerPoll = (index: number) => costs[index % costs.length] ?? 1;
				const { spent } = simulateMonth({ fromMs, limit, percent, callsPerPoll });
				expect(spent).toBeLessThanOrEqual((limit * percent) / 100);
			},
		),
		{ numRuns: 12 },
	);
});

test.each([300, 5_000, 100_000])(
	'a poll that takes more than can be saved up is not put off for ever (%i calls a month)',
	(limit) => {
		const share = { limit, byOthers: 0, percent: 10 };
		const full = refill(startBucket(NOVEMBER_MS), share, NOVEMBER_MS + 5 * DAY_MS);
		const calls = Math.floor(full.tokens) + 1;

		if (calls <= limit / 10) expect(timeUntilAvailableMs(full, share, calls)).toBe(0);
		else expect(timeUntilAvailableMs(full, share, calls)).toBe(DECEMBER_MS - full.atMs);
	},
);
