import fc from 'fast-check';

import {
	accountForCount,
	advanceCursor,
	evictIdle,
	evictUnreadIdle,
	startCursor,
	type ScanCursor,
} from '../../../../nodes/QrCodeStackTrigger/scans/cursor';
import type { Scan } from '../../../../nodes/QrCodeStackTrigger/scans/scan';
import { diffScans } from '../../../../nodes/QrCodeStackTrigger/scans/diff';

const WINDOW = 15 * 60_000;
const NOW = Date.UTC(2026, 10, 22, 8);
const options = { nowMs: NOW, readAtMs: NOW, allowedLatenessMs: WINDOW, maxSeen: 400 };

const scanAt = (timeMs: number, scanId = `s${timeMs}`): Scan => ({
	scanId,
	identity: scanId,
	timeMs,
	row: {},
});

/** One poll over a log: what leaves, and the cursor after it. */
function poll(
	cursor: ScanCursor,
	log: readonly Scan[],
	{ max = Infinity, ...changed }: Partial<typeof options> & { max?: number } = {},
) {
	const sorted = diffScans(cursor, log);
	const { fresh } = sorted;
	const count = Math.min(max, fresh.length);
	const readAtMs = changed.nowMs ?? NOW;
	const moved = advanceCursor(cursor, sorted, count, { ...options, readAtMs, ...changed });
	const { cursor: after, isWindowCut } = moved;
	return { emitted: fresh.slice(0, count).map(({ scanId }) => scanId), cursor: after, isWindowCut };
}

test('reading the same log again puts nothing out', () => {
	const log = [scanAt(NOW - 1), scanAt(NOW - 5)];
	const first = poll(startCursor(NOW - 100), log);

	expect(first.emitted).toEqual([`s${NOW - 5}`, `s${NOW - 1}`]);
	expect(poll(first.cursor, log)).toEqual({ emitted: [], cursor: first.cursor, isWindowCut: false });
});

test('the cursor that comes in is never changed', () => {
	const cursor = Object.freeze({
		...startCursor(NOW - 100),
		seen: Object.freeze(['a']) as readonly string[],
	});
	const log = Object.freeze([scanAt(NOW - 1), scanAt(NOW - 2)]) as readonly Scan[];

	expect(() => poll(cursor, log)).not.toThrow();
	expect(log.map(({ timeMs }) => timeMs)).toEqual([NOW - 1, NOW - 2]);
});

test('scans of one and the same moment all leave, over several reads too', () => {
	const first = poll(startCursor(NOW - 100), [scanAt(NOW, 'b'), scanAt(NOW, 'a')]);
	const second = poll(first.cursor, [scanAt(NOW, 'c'), scanAt(NOW, 'b'), scanAt(NOW, 'a')]);

	expect([first.emitted, second.emitted]).toEqual([['a', 'b'], ['c']]);
});

test('a scan before the starting point never leaves, one at it does', () => {
	expect(poll(startCursor(NOW), [scanAt(NOW - 1, 'before'), scanAt(NOW, 'at')]).emitted).toEqual(['at']);
});

test('a late entry inside the window leaves once, one behind the window does not', () => {
	const first = poll(startCursor(NOW - 10 * WINDOW), [scanAt(NOW)]);
	const log = [scanAt(NOW), scanAt(NOW - WINDOW, 'just inside'), scanAt(NOW - WINDOW - 1, 'too late')];
	const second = poll(first.cursor, log);

	expect(second.emitted).toEqual(['just inside']);
	expect(poll(second.cursor, log).emitted).toEqual([]);
});

test('the newest time never moves back, whatever comes in late', () => {
	const first = poll(startCursor(NOW - WINDOW), [scanAt(NOW)]);
	const second = poll(first.cursor, [scanAt(NOW), scanAt(NOW - 1000)]);

	expect(second.cursor.watermarkMs).toBe(NOW);
});

test('a stamp in the future does not push the floor past scans that are yet to come', () => {
	const first = poll(startCursor(NOW - 1000), [scanAt(NOW + 365 * 24 * 3_600_000, 'future')]);
	const second = poll(first.cursor, [scanAt(NOW + 365 * 24 * 3_600_000, 'future'), scanAt(NOW + 5)]);

	expect(first.cursor.watermarkMs).toBe(NOW);
	expect(second.emitted).toEqual([`s${NOW + 5}`]);
});

test('a burst that is handed out in parts neither stops nor repeats, although it is larger than the window holds', () => {
	const log = Array.from({ length: 1_000 }, (_, index) => scanAt(NOW - 1_000 + index));
	let cursor = startCursor(NOW - WINDOW);
	const sent: string[] = [];
	for (let turn = 0; turn < 30; turn++) {
		const result = poll(cursor, log, { max: 37, maxSeen: 20 });
		sent.push(...result.emitted);
		cursor = result.cursor;
		expect(cursor.seen.length).toBeLessThanOrEqual(20);
	}

	expect(sent).toEqual(log.map(({ scanId }) => scanId));
});

test('identities are bounded by a maximum, and the cut is told', () => {
	const log = Array.from({ length: 500 }, (_, index) => scanAt(NOW - index));
	const { cursor, isWindowCut } = poll(startCursor(NOW - WINDOW), log);

	expect(isWindowCut).toBe(true);
	expect(cursor.seen).toHaveLength(400);
	expect(poll(cursor, log).emitted).toEqual([]);
});

test('the floor never rises past a scan that has yet to leave, even if more must be remembered for that', () => {
	const log = Array.from({ length: 50 }, (_, index) => scanAt(NOW, `tie ${String(index).padStart(2, '0')}`));
	const first = poll(startCursor(NOW - 100), log, { max: 30, maxSeen: 10 });
	const second = poll(first.cursor, log, { maxSeen: 10 });

	expect([...first.emitted, ...second.emitted]).toEqual(log.map(({ scanId }) => scanId));
});

test('an answer that leaves scans out for once does not make them leave twice', () => {
	const log = [scanAt(NOW), scanAt(NOW - 1)];
	const first = poll(startCursor(NOW - 100), log);
	const stumble = poll(first.cursor, []);

	expect(poll(stumble.cursor, log).emitted).toEqual([]);
});

test('scans that the log leaves out do not take room from those that it shows', () => {
	const cursor = { ...startCursor(NOW - 100), watermarkMs: NOW, seen: ['x', 'y', 'z'] };
	const { cursor: after } = poll(cursor, [scanAt(NOW, 'x'), scanAt(NOW, 'new')], { maxSeen: 3 });

	expect(after.seen).toEqual(['new', 'x', 'y']);
});

describe('a property: any log that grows in any order within the window', () => {
	interface Arrival {
		ageMs: number;
		lateMs: number;
	}
	const arrival = fc.record({
		ageMs: fc.integer({ min: 0, max: 3 * WINDOW }),
		lateMs: fc.integer({ min: 0, max: WINDOW }),
	});
	const turns = fc.array(
		fc.record({ waitMs: fc.integer({ min: 1, max: WINDOW }), max: fc.integer({ min: 1, max: 6 }) }),
		{ maxLength: 12 },
	);

	test('leaves exactly once, oldest first within a poll, with a newest time that never moves back', () => {
		fc.assert(
			fc.property(fc.array(arrival, { maxLength: 40 }), turns, (arrivals: Arrival[], polls) => {
				const startMs = NOW;
				const all = arrivals.map(({ ageMs, lateMs }, index) => ({
					scan: scanAt(startMs + ageMs, `s${index}`),
					visibleAtMs: startMs + ageMs + lateMs,
				}));
				let nowMs = startMs;
				let cursor = startCursor(startMs);
				const sent: string[] = [];
				const endless = Array.from({ length: 50 }, () => ({ waitMs: WINDOW, max: 6 }));
				for (const { waitMs, max } of [...polls, ...endless]) {
					nowMs += waitMs;
					const log = all.filter(({ visibleAtMs }) => visibleAtMs <= nowMs).map(({ scan }) => scan);
					const before = cursor;
					const result = poll(cursor, log, { max, nowMs });
					// the state is JSON in between, without what only lives in memory
					cursor = JSON.parse(JSON.stringify({ ...result.cursor, known: undefined })) as ScanCursor;
					expect(cursor.watermarkMs).toBeGreaterThanOrEqual(before.watermarkMs);
					expect(cursor.lookbackStartMs).toBeGreaterThanOrEqual(before.lookbackStartMs);
					sent.push(...result.emitted);
				}
				expect([...sent].sort()).toEqual(all.map(({ scan }) => scan.scanId).sort());
			}),
			{ numRuns: 300 },
		);
	});
});

describe('the scan counter', () => {
	const account = (
		cursor: Partial<ScanCursor>,
		count: number | undefined,
		emitted: number,
		{
			isFinished = true,
			nowMs = NOW,
			readAtMs,
		}: { isFinished?: boolean; nowMs?: number; readAtMs?: number } = {},
	) => {
		const { count: after, outstanding } = accountForCount(
			{ ...startCursor(0), ...cursor },
			count,
			emitted,
			isFinished,
			{ nowMs, allowedLatenessMs: WINDOW, readAtMs: readAtMs ?? nowMs },
		);
		return { count: after, outstanding };
	};

	test.each([
		['shows what left', { count: 3 }, 5, 2, { count: 5, outstanding: undefined }],
		[
			'moved before the log showed the scan',
			{ count: 3 },
			5,
			1,
			{ count: 5, outstanding: { scans: 1, sinceMs: NOW } },
		],
		[
			'is new to the cursor and promises scans',
			{},
			2,
			0,
			{ count: 2, outstanding: { scans: 2, sinceMs: NOW } },
		],
		['lags behind the log', { count: 3 }, 3, 2, { count: 3, outstanding: undefined }],
		['was set back', { count: 9 }, 2, 0, { count: 2, outstanding: undefined }],
		[
			'is gone from the list',
			{ count: 9, outstanding: { scans: 1, sinceMs: NOW } },
			undefined,
			0,
			{ count: undefined, outstanding: undefined },
		],
	])('%s', (_, cursor, count, emitted, expected) => {
		expect(account(cursor, count, emitted)).toEqual(expected);
	});

	test('a promise is not given up by a read that began before it and waited for its scans to leave', () => {
		const outstanding = { scans: 4, sinceMs: NOW - WINDOW - 60_000 };

		expect(
			account({ count: 4, outstanding }, 4, 0, { readAtMs: outstanding.sinceMs - 1 }).outstanding,
		).toEqual(outstanding);
		expect(account({ count: 4, outstanding }, 4, 0).outstanding).toBeUndefined();
	});

	test('a mere look is paid by any read, and does not outlast it when the counter moves meanwhile', () => {
		const outstanding = { scans: 0, sinceMs: 0 };

		expect(account({ count: 4, outstanding }, 4, 0)).toEqual({ count: 4, outstanding: undefined });
		expect(account({ count: 4, outstanding }, 6, 2)).toEqual({ count: 6, outstanding: undefined });
	});

	test('a promise is kept open until the late window has passed, and paid by the late entry', () => {
		const outstanding = { scans: 1, sinceMs: NOW - WINDOW };

		expect(account({ count: 4, outstanding }, 4, 0)).toEqual({ count: 4, outstanding });
		expect(account({ count: 4, outstanding }, 4, 1)).toEqual({ count: 4, outstanding: undefined });
		expect(account({ count: 4, outstanding }, 4, 0, { nowMs: NOW + 1 })).toEqual({
			count: 4,
			outstanding: undefined,
		});
	});

	test('a promise that is never kept does not cut short the time of one that came after it', () => {
		const outstanding = { scans: 1, sinceMs: NOW - WINDOW + 1 };

		expect(account({ count: 4, outstanding }, 5, 0)).toEqual({
			count: 5,
			outstanding: { scans: 2, sinceMs: NOW },
		});
	});

	test.each([undefined, 5])('scans that could not all leave stay owed, with the counter at %s', (count) => {
		expect(account({ count }, count, 3, { isFinished: false }).outstanding?.scans).toBeGreaterThan(0);
	});
});

describe('a code that rests', () => {
	const evicted = { watermarkMs: NOW, lookbackStartMs: NOW - WINDOW, seen: ['a', 'b'] };
	const REST_MS = WINDOW + 3_600_000;

	test('keeps its identities as long as anything can still come in late, and an hour more', () => {
		const readAtMs = NOW + REST_MS;
		expect(evictIdle(evicted, diffScans(evicted, []), { readAtMs, allowedLatenessMs: WINDOW })).toBe(evicted);
		expect(
			evictIdle(evicted, diffScans(evicted, []), { readAtMs: readAtMs + 1, allowedLatenessMs: WINDOW }),
		).toEqual({
			watermarkMs: NOW,
			lookbackStartMs: NOW + 1,
			seen: [],
		});
	});

	test.each([
		[
			'read',
			(cursor: ScanCursor) =>
				evictIdle(cursor, diffScans(cursor, []), { readAtMs: NOW + 1e9, allowedLatenessMs: WINDOW }),
		],
		[
			'out of room',
			(cursor: ScanCursor) => evictUnreadIdle(cursor, { nowMs: NOW + 1e9, allowedLatenessMs: WINDOW }),
		],
	])('keeps them while scans are owed, also when it is %s', (_, forget) => {
		const owing = { ...evicted, outstanding: { scans: 1, sinceMs: 0 } };
		expect(forget(owing)).toBe(owing);
	});

	test('does not put its scans out again when it had to make room', () => {
		const log = [scanAt(NOW - 1, 'a'), scanAt(NOW, 'b')];
		const after = evictUnreadIdle(evicted, { nowMs: NOW + REST_MS + 1, allowedLatenessMs: WINDOW });

		expect(after.seen).toEqual([]);
		expect(poll(after, log, { nowMs: NOW + REST_MS + 1 }).emitted).toEqual([]);
	});

	test('goes on knowing a scan whose stamp lies in the future', () => {
		const future = scanAt(NOW + 1e12, 'future');
		const log = [scanAt(NOW, 'a'), future];
		const { cursor } = poll(startCursor(NOW - 100), log);
		const after = evictIdle(cursor, diffScans(cursor, log), {
			readAtMs: NOW + REST_MS + 1,
			allowedLatenessMs: WINDOW,
		});

		expect(after.seen).toEqual(['future']);
		expect(poll(after, log, { nowMs: NOW + REST_MS + 1 }).emitted).toEqual([]);
	});
});

test('a read that took hours does not give up late scans that came in behind it meanwhile', () => {
	const hoursMs = 5 * 3_600_000;
	const long = poll(startCursor(NOW - WINDOW), [scanAt(NOW - 2), scanAt(NOW + hoursMs)], {
		nowMs: NOW + hoursMs,
		readAtMs: NOW,
	});
	const log = [scanAt(NOW - 2), scanAt(NOW - 1, 'late'), scanAt(NOW + hoursMs)];

	expect(poll(long.cursor, log, { nowMs: NOW + hoursMs }).emitted).toEqual(['late']);
});
