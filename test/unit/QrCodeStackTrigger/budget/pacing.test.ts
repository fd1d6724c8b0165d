import {
	refillBucket,
	startBucket,
	type TokenBucket,
} from '../../../../nodes/QrCodeStackTrigger/budget/tokenBucket';
import { callsAhead } from '../../../../nodes/QrCodeStackTrigger/budget/turns';
import { logPace } from '../../../../nodes/QrCodeStackTrigger/budgetReports';
import type { AccountQuota } from '../../../../nodes/QrCodeStackTrigger/budget/accountQuota';
import {
	expectCalls,
	learnCalls,
	mustWaitForCalls,
	newPaceMemory,
	notePoll,
	takeTurn,
	type PacedPoll,
} from '../../../../nodes/QrCodeStackTrigger/budget/pacing';
import { isBetterLater, learnScans } from '../../../../nodes/QrCodeStackTrigger/budget/timing';

const HOUR_MS = 60 * 60_000;
const NOW_MS = Date.UTC(2026, 10, 10);

function makePoll({
	watch = { kind: 'all' } as object,
	budget = {} as Partial<TokenBucket>,
	percent = 50,
	knownCodes = 0,
	accountQuota = undefined as AccountQuota | undefined,
} = {}) {
	const lines: string[] = [];
	const poll = {
		context: { logger: { info: (line: string) => void lines.push(line) } },
		pace: newPaceMemory(),
		settings: { watch, monthlyBudgetPercent: percent },
		accountQuota: accountQuota ?? {
			budget: { ...startBucket({ limit: 5_000, used: 0 }, NOW_MS), ...budget },
			sharers: new Map(),
			queue: new Map(),
		},
		knownCodes,
		nowMs: NOW_MS,
	};
	return { poll: poll as unknown as PacedPoll, lines };
}

test.each<[string, Parameters<typeof makePoll>[0], number]>([
	['a new trigger', {}, 1],
	['three codes', { watch: { kind: 'ids', ids: ['a', 'b', 'c'] } }, 3],
	['more codes, which come by the list', { watch: { kind: 'ids', ids: [...'abcdef'] }, knownCodes: 6 }, 1],
	['all of 950 codes', { knownCodes: 950 }, 10],
])('before the first poll of a process, %s are expected to take', (_, options, calls) => {
	expect(expectCalls(makePoll(options).poll)).toBe(calls);
});

test('what polls take is learned, and a single burst is forgotten soon', () => {
	const { poll } = makePoll();
	for (let index = 0; index < 10; index++) learnCalls(poll.pace, 10);
	expect(expectCalls(poll)).toBe(10);
	learnCalls(poll.pace, 60);
	expect(expectCalls(poll)).toBe(25);
	for (let index = 0; index < 10; index++) learnCalls(poll.pace, 10);
	expect(expectCalls(poll)).toBe(10);
	for (let index = 0; index < 20; index++) learnCalls(poll.pace, 0);
	expect(expectCalls(poll)).toBe(1);
});

test('a poll that the budget has calls for does not wait', () => {
	expect(mustWaitForCalls(makePoll().poll)).toBe(false);
});

test('the log tells the interval of one that has to wait once, and again when it changed by a quarter', () => {
	const { poll, lines } = makePoll({ budget: { available: 0 } });
	logPace(poll);
	logPace(poll);
	expect(lines).toHaveLength(1);
	poll.pace.usualCalls = 2;
	logPace(poll);

	expect(lines[0]).toMatch(/^QRCodeStack Trigger polls about every 18 minutes, .* about 1 API call, /);
	expect(lines[1]).toMatch(/^QRCodeStack Trigger polls about every 35 minutes, .* about 2 API calls, /);
});

test('an account without calls pauses the trigger, which is told once', () => {
	const { poll, lines } = makePoll({ budget: { available: 0, monthly: { limit: 5_000, used: 5_000 } } });
	expect(mustWaitForCalls(poll)).toBe(true);
	logPace(poll);
	logPace(poll);

	expect(lines).toHaveLength(1);
	expect(lines[0]).toContain('pauses until the next month (UTC)');
	expect(lines[0]).toContain('(5000 are used)');
});

describe('triggers with one key', () => {
	test('take turns: who waits longest goes first', () => {
		const { poll: a } = makePoll({ budget: { available: 0.5 } });
		const { poll: b } = makePoll({ accountQuota: a.accountQuota });
		expect([mustWaitForCalls(a), mustWaitForCalls(b)]).toEqual([true, true]);
		a.accountQuota.budget = { ...a.accountQuota.budget, available: 1 };

		expect([mustWaitForCalls(b), mustWaitForCalls(a)]).toEqual([true, false]);
		// a takes its turn and waits again, behind b
		takeTurn(a);
		a.accountQuota.budget = { ...a.accountQuota.budget, available: 0 };
		mustWaitForCalls(a);
		a.accountQuota.budget = { ...a.accountQuota.budget, available: 1 };
		expect([mustWaitForCalls(a), mustWaitForCalls(b)]).toEqual([true, false]);
	});

	test('keep their turn until they take it, however often they ask', () => {
		const { poll: a } = makePoll({ budget: { available: 0.5 } });
		const { poll: b } = makePoll({ accountQuota: a.accountQuota });
		expect([mustWaitForCalls(a), mustWaitForCalls(b)]).toEqual([true, true]);
		a.accountQuota.budget = { ...a.accountQuota.budget, available: 1 };

		expect([mustWaitForCalls(a), mustWaitForCalls(a)]).toEqual([false, false]);
		expect(mustWaitForCalls(b)).toBe(true);
	});

	test('leave the calls of a full bucket to the one that waits longest', () => {
		const { poll: a } = makePoll({ budget: { available: 20 } });
		const { poll: b } = makePoll({ accountQuota: a.accountQuota });
		for (const { pace } of [a, b]) pace.usualCalls = 25;
		notePoll(a.pace, NOW_MS - 12 * HOUR_MS);
		notePoll(a.pace, NOW_MS);
		expect([mustWaitForCalls(a), mustWaitForCalls(b)]).toEqual([true, true]);
		const pollAt = (hours: number) => {
			const nowMs = NOW_MS + hours * HOUR_MS;
			a.accountQuota.budget = refillBucket(
				a.accountQuota.budget,
				50,
				nowMs,
				callsAhead(a.accountQuota.queue, undefined, nowMs),
			);
			return mustWaitForCalls({ ...b, nowMs });
		};

		// a full bucket holds 41.7 calls, and for these two 50
		for (let hours = 1; hours <= 8; hours++) expect(pollAt(hours)).toBe(true);
		expect(a.accountQuota.budget.available).toBeGreaterThan(45);
		expect(mustWaitForCalls({ ...a, nowMs: NOW_MS + 8 * HOUR_MS })).toBe(false);
		expect(pollAt(9)).toBe(false);
	});

	test('one that was switched off loses its turn', () => {
		const { poll: a } = makePoll({ budget: { available: 0.5 } });
		const { poll: b } = makePoll({ accountQuota: a.accountQuota });
		mustWaitForCalls(a);
		a.accountQuota.budget = { ...a.accountQuota.budget, available: 1 };

		expect(mustWaitForCalls({ ...b, nowMs: NOW_MS + HOUR_MS })).toBe(true);
		expect(mustWaitForCalls({ ...b, nowMs: NOW_MS + 2 * HOUR_MS })).toBe(false);
	});
});

describe('calls are kept for a time when scans are more likely', () => {
	const ALONE = { sharing: 1, isFailing: false };
	/** A trigger on Pro that found six scans at every noon for four weeks, and polled at nine in the evening. */
	const makeLearned = (available = 20) => {
		const { poll } = makePoll({ budget: { available } });
		const startMs = NOW_MS - 28 * 24 * HOUR_MS;
		for (let nowMs = startMs; nowMs <= NOW_MS; nowMs += HOUR_MS) {
			poll.nowMs = nowMs;
			notePoll(poll.pace, nowMs);
			const isNoon = new Date(nowMs).getUTCHours() === 12;
			learnScans(poll, isNoon ? new Array<number>(6).fill(nowMs) : []);
		}
		poll.nowMs = NOW_MS + 21 * HOUR_MS;
		poll.accountQuota.budget = { ...poll.accountQuota.budget, atMs: poll.nowMs };
		notePoll(poll.pace, poll.nowMs);
		takeTurn(poll);
		return poll;
	};
	const isHeldBack = (poll: PacedPoll, afterMinutes: number, given = ALONE) =>
		isBetterLater({ ...poll, nowMs: poll.nowMs + afterMinutes * 60_000 }, given);

	test('an interval is longer where none are, and never more than three times as long', () => {
		const poll = makeLearned();
		expect(isHeldBack(poll, 20)).toBe(true);
		expect(isHeldBack(poll, 3 * 18)).toBe(false);
	});

	test('calls that could not be saved up any more are not kept', () => {
		expect(isHeldBack(makeLearned(41), 20)).toBe(false);
	});

	test('where something is in the way, no poll waits longer than usual', () => {
		expect(isHeldBack(makeLearned(), 20, { ...ALONE, isFailing: true })).toBe(false);
	});

	test('where several triggers share a budget, each waits its part longer', () => {
		const poll = makeLearned();
		expect(isHeldBack(poll, 40)).toBe(false);
		expect(isHeldBack(poll, 40, { ...ALONE, sharing: 2 })).toBe(true);
		expect(isHeldBack(poll, 6 * 18, { ...ALONE, sharing: 2 })).toBe(false);
	});

	test('the first poll of a process does not wait', () => {
		const poll = makeLearned();
		poll.pace.polledWithCallsAtMs = undefined;
		expect(isHeldBack(poll, 1)).toBe(false);
	});
});
