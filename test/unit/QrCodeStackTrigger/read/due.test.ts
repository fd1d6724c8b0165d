import {
	chooseDueCodes,
	chooseStalest,
	isTurnOfStalest,
	MAX_LOGS_PER_POLL,
} from '../../../../nodes/QrCodeStackTrigger/read/due';
import type { ScanLogRead } from '../../../../nodes/QrCodeStackTrigger/read/logReader';
import type { KnownCode } from '../../../../nodes/QrCodeStackTrigger/read/readMemory';
import { startCursor, type ScanCursor } from '../../../../nodes/QrCodeStackTrigger/scans/cursor';

const NOW = Date.UTC(2026, 10, 22, 8, 0, 0);
const HOUR = 60 * 60_000;

const code = (id: string, more: Partial<KnownCode> = {}): KnownCode => ({ id, lastReadAtMs: NOW, ...more });
const makeCodes = (count: number, more: Partial<KnownCode> = {}): KnownCode[] =>
	Array.from({ length: count }, (_, index) => code(`c${index}`, more));
let begun = 0;
const open = (more: Partial<ScanLogRead> = {}): ScanLogRead =>
	({ isComplete: false, hasFailed: false, pagesRead: 1, order: ++begun, ...more }) as ScanLogRead;
const ids = (codes: readonly KnownCode[]) => codes.map(({ id }) => id);
const choose = (codes: KnownCode[], cursor: Partial<ScanCursor> = {}) =>
	ids(chooseDueCodes(codes, () => ({ ...startCursor(0), ...cursor }), NOW));

describe('in a poll that asked the list', () => {
	test('only codes whose counter moved are read, in either direction', () => {
		const codes = [code('same', { count: 5 }), code('up', { count: 6 }), code('down', { count: 4 })];

		expect(choose(codes, { count: 5 })).toEqual(['up', 'down']);
	});

	test('a code with a read that was cut short is read on although its counter stands', () => {
		const codes = makeCodes(3, { count: 5 });
		codes[1]!.read = open();

		expect(choose(codes, { count: 5 })).toEqual(['c1']);
	});

	test('the one comes first whose log was read the longest ago', () => {
		const codes = [
			code('now'),
			code('an hour ago', { lastReadAtMs: NOW - HOUR }),
			code('a minute ago', { lastReadAtMs: NOW - 60_000 }),
		];

		expect(choose(codes)).toEqual(['an hour ago', 'a minute ago', 'now']);
	});

	test('of more codes than a poll can read, each comes round', () => {
		const codes = makeCodes(120);
		const seen = new Set<string>();
		for (let poll = 0; poll < 3; poll++) {
			const due = chooseDueCodes(codes, () => startCursor(0), NOW + 1 + poll);
			expect(due).toHaveLength(MAX_LOGS_PER_POLL);
			for (const each of due) {
				each.lastReadAtMs = NOW + 1 + poll;
				seen.add(each.id);
			}
		}

		expect(seen.size).toBe(120);
	});

	test('each comes round also when the clock was set back by a day in between', () => {
		const codes = makeCodes(120, { lastReadAtMs: NOW + 24 * HOUR });
		const seen = new Set<string>();
		for (let poll = 0; poll < 3; poll++) {
			for (const each of chooseDueCodes(codes, () => startCursor(0), NOW + poll)) {
				each.lastReadAtMs = NOW + poll;
				seen.add(each.id);
			}
		}

		expect(seen.size).toBe(120);
	});

	test('codes that have scans outstanding come behind those that changed, a few at a time', () => {
		const outstanding = { scans: 1, sinceMs: 0 };
		const codes = [...makeCodes(30, { count: 5 }), code('changed', { count: 6 })];

		expect(choose(codes, { count: 5, outstanding })).toEqual(['changed', 'c0', 'c1', 'c2']);
		// with a list of ten pages, ten of them double the cost of a poll
		expect(choose(makeCodes(1_000, { count: 5 }), { count: 5, outstanding })).toHaveLength(10);
	});

	test('what was read and could not be emitted yet comes first, beyond the logs that a poll may read', () => {
		const codes = [...makeCodes(60), code('ready', { read: open({ isComplete: true }) })];

		expect(choose(codes)[0]).toBe('ready');
		expect(choose(codes)).toHaveLength(MAX_LOGS_PER_POLL + 1);
	});
});

describe('of several long logs', () => {
	const long = { pagesRead: 3 };

	test('the one that was begun first is read on, and the others wait', () => {
		const codes = [code('second'), code('first'), code('short')];
		codes[1]!.read = open(long);
		codes[0]!.read = open(long);

		expect(choose(codes)).toEqual(['first', 'short']);
	});

	test('one that can not be read steps back', () => {
		const codes = [code('broken', { read: open({ ...long, hasFailed: true }) }), code('other')];
		codes[1]!.read = open(long);

		expect(choose(codes)).toEqual(['other']);
	});

	test('a log of which little was read is no long one yet', () => {
		const codes = [code('first', { read: open(long) }), code('begun', { read: open({ pagesRead: 2 }) })];

		expect(choose(codes)).toEqual(['first', 'begun']);
	});

	test('one that was read to its end holds up no other', () => {
		const codes = [code('ready', { read: open({ ...long, isComplete: true }) }), code('next')];
		codes[1]!.read = open(long);

		expect(choose(codes)).toEqual(['ready', 'next']);
	});
});

describe('the stalest logs', () => {
	const stale = { count: 0, lastReadAtMs: NOW - HOUR };

	test('have one poll in five, whatever it finds', () => {
		expect([0, 1, 2, 3, 4, 5].map(isTurnOfStalest)).toEqual([false, false, false, false, true, true]);
	});

	test('are those that were not read for an hour', () => {
		const codes = [code('stale', stale), code('fresh', { ...stale, lastReadAtMs: NOW - HOUR + 1 })];

		expect(ids(chooseStalest(codes, 10, NOW))).toEqual(['stale']);
	});

	test('are none without a counter, which are read all the time, and none that is being read', () => {
		const codes = [
			code('counted', stale),
			code('uncounted', { ...stale, count: undefined }),
			code('being read', { ...stale, read: open() }),
		];

		expect(ids(chooseStalest(codes, 10, NOW))).toEqual(['counted']);
	});

	test.each([
		[0, 1],
		[10, 10],
		[400, 50],
	])('when a poll takes %i calls, are %i logs', (most, logs) => {
		expect(chooseStalest(makeCodes(1_000, stale), most, NOW)).toHaveLength(logs);
	});

	test('come round, each once an hour, whichever codes come and go meanwhile', () => {
		let codes = makeCodes(25, { count: 1, lastReadAtMs: NOW - HOUR });
		const read: string[] = [];
		for (let poll = 0; poll < 8; poll++) {
			const nowMs = NOW + poll * 60_000;
			for (const each of chooseStalest(codes, 5, nowMs)) {
				each.lastReadAtMs = nowMs;
				read.push(each.id);
			}
			if (poll === 1) codes = [code('new', { count: 0, lastReadAtMs: nowMs }), ...codes.slice(3)];
		}

		expect(read).toEqual(ids(makeCodes(25)));
		expect(ids(chooseStalest(codes, 50, NOW + HOUR))).toEqual(['c3', 'c4']);
	});

	test('those that there was no time for keep their turn', () => {
		const codes = makeCodes(4, stale);
		chooseStalest(codes, 2, NOW)[0]!.lastReadAtMs = NOW;

		expect(ids(chooseStalest(codes, 2, NOW + 60_000))).toEqual(['c1', 'c2']);
	});

	test('are looked for although the clock was days ahead when they were read last', () => {
		const codes = [code('ahead', { count: 0, lastReadAtMs: NOW + 72 * HOUR })];

		expect(ids(chooseStalest(codes, 1, NOW))).toEqual(['ahead']);
	});
});
