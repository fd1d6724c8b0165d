import {
	expectCalls,
	learnCalls,
	noteAcquired,
	reportLongPause,
	reportPace,
	reportUnknownPlan,
} from '../../../../nodes/QrCodeStackTrigger/budget/pacing';
import {
	accountQuotaOf,
	forgetAccountQuotas,
	notePoll,
} from '../../../../nodes/QrCodeStackTrigger/budget/accountQuota';
import { askEveryMs, lastAskedMs } from '../../../../nodes/QrCodeStackTrigger/budget/askSchedule';
import {
	acquireCalls,
	mayCall,
	openBudget,
	settleCalls,
	timeUntilTurnMs,
	toStoredBudget,
	waitForTurn,
	type PaceMemory,
	type PollBudget,
} from '../../../../nodes/QrCodeStackTrigger/budget/pollBudget';
import type { StoredBudget } from '../../../../nodes/QrCodeStackTrigger/budget/storedBudget';
import type { TriggerSettings } from '../../../../nodes/QrCodeStackTrigger/settings/settings';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const NOW_MS = Date.UTC(2026, 10, 10);

beforeEach(forgetAccountQuotas);

/** The budget of a trigger's poll, with so many calls in the bucket. */
function open({
	tokens = 0,
	percent = 50,
	stored = undefined as StoredBudget | undefined,
	key = 'key',
} = {}): PollBudget {
	const pace: PaceMemory = { polledAtMs: NOW_MS };
	const budget = openBudget(key, { stored, percent, pace, nowMs: NOW_MS });
	if (!stored) budget.pool.bucket.tokens = tokens;
	return budget;
}

test.each<[string, object, number, number]>([
	['a new trigger', { kind: 'all' }, 0, 1],
	['three codes', { kind: 'ids', ids: ['a', 'b', 'c'] }, 3, 3],
	['more codes, which come by the list', { kind: 'ids', ids: [...'abcdef'] }, 6, 1],
	['all of 950 codes', { kind: 'all' }, 950, 10],
])('before the first poll of a process, %s are expected to take', (_, watch, knownCodes, calls) => {
	expect(expectCalls({}, { watch } as TriggerSettings, knownCodes)).toBe(calls);
});

test('what polls take is learned, and a single burst is forgotten soon', () => {
	const pace: PaceMemory = {};
	const expected = () => expectCalls(pace, { watch: { kind: 'all' } } as TriggerSettings, 0);
	for (let index = 0; index < 10; index++) learnCalls(pace, 10);
	expect(expected()).toBe(10);
	learnCalls(pace, 60);
	expect(expected()).toBe(25);
	for (let index = 0; index < 10; index++) learnCalls(pace, 10);
	expect(expected()).toBe(10);
	for (let index = 0; index < 20; index++) learnCalls(pace, 0);
	expect(expected()).toBe(1);
});

describe('the log', () => {
	const report = (budget: PollBudget, ...polls: number[]) => {
		const lines: string[] = [];
		const context = { logger: { info: (line: string) => void lines.push(line) } };
		for (const calls of polls) reportPace(context as never, budget, calls);
		return lines;
	};

	test('has the interval once, and again when it changed by a quarter', () => {
		const lines = report(open(), 1, 1, 2);

		expect(lines).toHaveLength(2);
		expect(lines[0]).toMatch(/^QRCodeStack Trigger polls about every 18 minutes, .* about 1 API call, /);
		expect(lines[1]).toMatch(/^QRCodeStack Trigger polls about every 35 minutes, .* about 2 API calls, /);
	});

	test('says that the trigger pauses when the share is used up', () => {
		const budget = open();
		budget.pool.bucket.spent = 2_500;
		const lines = report(budget, 1, 1);

		expect(lines).toHaveLength(1);
		expect(lines[0]).toContain('pauses until the next month (UTC)');
	});
});

describe('a pause of more than a day', () => {
	const report = (budget: PollBudget, waitMs: number) => () => reportLongPause(budget, 10, waitMs);

	test('is reported once, with its reason, its beginning and its end', () => {
		const budget = open({ percent: 1 });
		budget.pace.acquiredAtMs = NOW_MS - DAY_MS;

		expect(report(budget, DAY_MS)).not.toThrow();
		expect(report(budget, 6 * DAY_MS)).toThrow(
			expect.objectContaining({
				kind: 'notice',
				text: expect.objectContaining({
					description: expect.stringMatching(
						/^No poll since 2026-11-09 00:00:00 UTC, .* 2026-11-16 00:00:00 UTC: .* 10 calls, .* 1% of the 5000 calls/,
					),
					failure: { cause: 'quota-exhausted', resetsAtEpochMs: NOW_MS + 6 * DAY_MS },
				}),
			}),
		);
		expect(report(budget, 6 * DAY_MS)).not.toThrow();
	});

	test('goes on being the same one while polls stay so rare, and is a new one after daily polls', () => {
		const budget = open({ percent: 1 });
		expect(report(budget, 6 * DAY_MS)).toThrow();
		noteAcquired(budget, 10);
		expect(report(budget, 6 * DAY_MS)).not.toThrow();
		noteAcquired(budget, 1);

		expect(report(budget, 6 * DAY_MS)).toThrow();
	});

	test('is not reported again after a restart', () => {
		const budget = open({ percent: 1 });
		expect(report(budget, 6 * DAY_MS)).toThrow();
		const stored = toStoredBudget(budget);
		forgetAccountQuotas();

		expect(report(open({ percent: 1, stored }), 6 * DAY_MS)).not.toThrow();
	});
});

test('that the plan is only assumed is reported once, after a day, and never where it was told', () => {
	const budget = open();
	const reported = (days: number, quota = {}) => {
		Object.assign(budget.quota, { failingSinceMs: NOW_MS - days * DAY_MS }, quota);
		try {
			reportUnknownPlan(budget);
			return false;
		} catch {
			return true;
		}
	};

	expect([reported(0.5), reported(2, { isPlanKnown: true })]).toEqual([false, false]);
	expect([reported(1, { isPlanKnown: false }), reported(8)]).toEqual([true, false]);
});

describe('triggers with one key and one share', () => {
	test('take turns: who waits longest goes first', () => {
		const [a, b] = [open({ tokens: 0.5 }), open({ tokens: 0.5 })];
		for (const each of [a, b]) waitForTurn(each, 1);
		const isTurn = (each: PollBudget, tokens: number) => {
			a.pool.bucket.tokens = tokens;
			return timeUntilTurnMs(each, 1) === 0;
		};

		expect([isTurn(b, 1), isTurn(a, 1), isTurn(a, 1), isTurn(b, 2)]).toEqual([false, true, true, true]);
		// a takes its turn and waits again, behind b
		acquireCalls(a, 1);
		waitForTurn(a, 1);
		expect([isTurn(a, 1), isTurn(b, 1)]).toEqual([false, true]);
	});

	test('do not take the same calls at the same time, and give back what they did not need', () => {
		const [a, b] = [open({ tokens: 3 }), open({ tokens: 3 })];
		a.pool.bucket.atMs = NOW_MS;
		acquireCalls(a, 3);
		expect(timeUntilTurnMs(b, 1)).toBeGreaterThan(0);
		settleCalls(a, 1, NOW_MS);

		expect([a.pool.bucket.tokens, a.pool.bucket.spent]).toEqual([2, 1]);
		expect(timeUntilTurnMs(b, 2)).toBe(0);
	});

	test('leave the calls of a full bucket to the one that waits longest', () => {
		const [a, b] = [open({ tokens: 20 }), open({ tokens: 20 })];
		notePoll(a.pace, NOW_MS + 12 * HOUR_MS);
		for (const each of [a, b]) waitForTurn(each, 25);
		for (let hours = 1; hours <= 20; hours++) {
			notePoll(b.pace, NOW_MS + hours * HOUR_MS);
			settleCalls(b, 0, NOW_MS + hours * HOUR_MS);
		}

		// a full bucket holds 41.7 calls, and for these two 50
		expect(b.pool.bucket.tokens).toBe(50);
	});
});

describe('what is stored', () => {
	const stored = { ...toStoredBudget(open({ tokens: 5 })), tokens: 0.5, spent: 700, atMs: NOW_MS - HOUR_MS };
	beforeEach(forgetAccountQuotas);

	test.each<[string, object, number]>([
		['the same key', {}, 700],
		['another key', { key: 'k2' }, 0],
		['another share', { percent: 10 }, 0],
	])('of %s goes on, or not', (_, other, spent) => {
		expect(Math.floor(open({ stored: { ...stored, ...other } }).pool.bucket.spent / 100) * 100).toBe(spent);
	});

	test('by several triggers goes on from the newest, with the calls that were made since', () => {
		const first = open({ stored: { ...stored, atMs: NOW_MS - DAY_MS, spent: 100 } });
		acquireCalls(first, 4);
		const { pool } = open({ stored: { ...stored, atMs: NOW_MS, spent: 700 } });
		open({ stored: { ...stored, atMs: NOW_MS - 2 * DAY_MS, spent: 5 } });

		expect([pool.bucket.spent, pool.bucket.tokens]).toEqual([704, -3.5]);
	});

	test('is not read again once a trigger has polled: memory knows more', () => {
		const budget = open({ stored });
		acquireCalls(budget, 10);
		const { spent } = budget.pool.bucket;
		openBudget('key', {
			stored: { ...stored, atMs: NOW_MS, spent: 0 },
			percent: 50,
			pace: budget.pace,
			nowMs: NOW_MS,
		});

		expect(budget.pool.bucket.spent).toBe(spent);
	});

	test('keeps what is known of the account', () => {
		Object.assign(accountQuotaOf('key', undefined), { account: 'a', isPlanKnown: true });
		const { account, limit, key } = toStoredBudget(open());

		expect({ account, limit, key }).toEqual({ account: 'a', limit: 5_000, key: 'key' });
		expect([mayCall(open(), 2_499), mayCall(open(), 2_500)]).toEqual([true, false]);
	});
});

describe('GET /me', () => {
	const share = (percent: number) => ({ limit: 5_000, byOthers: 0, percent });

	test.each([
		[50, 12],
		[1, 144],
	])('with a share of %i percent is asked every %i hours', (percent, hours) => {
		expect(Math.round(askEveryMs(share(percent), NOW_MS) / HOUR_MS)).toBe(hours);
	});

	test('is asked again ever more rarely while it does not tell, up to half a day', () => {
		const advanced = { ...share(50), limit: 100_000 };
		const minutes = [1, 2, 3, 7, 8, 60].map((failures) => askEveryMs(advanced, NOW_MS, failures) / MINUTE_MS);

		expect(minutes).toEqual([10, 20, 40, 640, 720, 720]);
	});

	test('is taken for asked in time by the process before this one', () => {
		expect(lastAskedMs(NOW_MS - 30 * HOUR_MS, 12 * HOUR_MS, NOW_MS)).toBe(NOW_MS - 6 * HOUR_MS);
		expect(lastAskedMs(NOW_MS + DAY_MS, 12 * HOUR_MS, NOW_MS)).toBeUndefined();
		expect(lastAskedMs(undefined, 12 * HOUR_MS, NOW_MS)).toBeUndefined();
	});
});
