import fc from 'fast-check';

import {
	accountForCount,
	advanceCursor,
	evictIdle,
	startCursor,
	type ScanCursor,
} from '../../../../nodes/QrCodeStackTrigger/scans/cursor';
import { EmittedSet } from '../../../../nodes/QrCodeStackTrigger/scans/emittedSet';
import type { Scan } from '../../../../nodes/QrCodeStackTrigger/scans/scan';
import { diffScans } from '../../../../nodes/QrCodeStackTrigger/scans/diff';
import { emittedOf, restartCursor, scanAt } from '../../../support/cursors';

const WINDOW = 15 * 60_000;
const NOW = Date.UTC(2026, 10, 22, 8);
const options = { nowMs: NOW, readAtMs: NOW, allowedLatenessMs: WINDOW, room: 400 };

/** One poll over a log: what is emitted, and the cursor after it. */
function poll(
	cursor: ScanCursor,
	log: readonly Scan[],
	{ max = Infinity, ...changed }: Partial<typeof options> & { max?: number } = {},
) {
	const diff = diffScans(cursor, log);
	const { fresh } = diff;
	const count = Math.min(max, fresh.length);
	const readAtMs = changed.nowMs ?? NOW;
	const moved = advanceCursor(cursor, diff, count, { ...options, readAtMs, ...changed });
	const { cursor: after, isOverflow } = moved;
	return { emitted: fresh.slice(0, count).map(({ scanId }) => scanId), cursor: after, isOverflow };
}

const burstLog = Array.from({ length: 1_000 }, (_, index) => scanAt(NOW - 2_000 + index, `burst ${index}`));

function burst(): ScanCursor {
	return poll(startCursor(NOW - WINDOW), [...burstLog, scanAt(NOW, 'b')]).cursor;
}

function startAt(watermarkMs: number, lookbackStartMs: number): ScanCursor {
	return { ...startCursor(watermarkMs), lookbackStartMs };
}

test('reading the same log again emits nothing', () => {
	const log = [scanAt(NOW - 1), scanAt(NOW - 5)];
	const first = poll(startCursor(NOW - 100), log);

	expect(first.emitted).toEqual([`s${NOW - 5}`, `s${NOW - 1}`]);
	expect(poll(first.cursor, log)).toEqual({ emitted: [], cursor: first.cursor, isOverflow: false });
});

test('the cursor that comes in is never changed', () => {
	const cursor = Object.freeze({ ...startCursor(NOW - 100), emitted: emittedOf(['a'], NOW) });
	const log = Object.freeze([scanAt(NOW - 1), scanAt(NOW - 2)]) as readonly Scan[];

	expect(() => poll(cursor, log)).not.toThrow();
	expect(log.map(({ timeMs }) => timeMs)).toEqual([NOW - 1, NOW - 2]);
	expect(cursor.emitted).toEqual(emittedOf(['a'], NOW));
});

test('scans of one and the same moment are all emitted, over several reads too', () => {
	const first = poll(startCursor(NOW - 100), [scanAt(NOW, 'b'), scanAt(NOW, 'a')]);
	const second = poll(first.cursor, [scanAt(NOW, 'c'), scanAt(NOW, 'b'), scanAt(NOW, 'a')]);

	expect([first.emitted, second.emitted]).toEqual([['a', 'b'], ['c']]);
});

test('a scan before the baseline is never emitted, one at it is', () => {
	expect(poll(startCursor(NOW), [scanAt(NOW - 1, 'before'), scanAt(NOW, 'at')]).emitted).toEqual(['at']);
});

test('a late entry within the allowed lateness is emitted once, a later one is not', () => {
	const first = poll(startCursor(NOW - 10 * WINDOW), [scanAt(NOW)]);
	const log = [scanAt(NOW), scanAt(NOW - WINDOW, 'just inside'), scanAt(NOW - WINDOW - 1, 'too late')];
	const second = poll(first.cursor, log);

	expect(second.emitted).toEqual(['just inside']);
	expect(poll(second.cursor, log).emitted).toEqual([]);
});

test('the watermark never moves back, whatever comes in late', () => {
	const first = poll(startCursor(NOW - WINDOW), [scanAt(NOW)]);
	const second = poll(first.cursor, [scanAt(NOW), scanAt(NOW - 1000)]);

	expect(second.cursor.watermarkMs).toBe(NOW);
});

test('a stamp in the future does not push the lookback start past scans that are yet to come', () => {
	const first = poll(startCursor(NOW - 1000), [scanAt(NOW + 365 * 24 * 3_600_000, 'future')]);
	const second = poll(first.cursor, [scanAt(NOW + 365 * 24 * 3_600_000, 'future'), scanAt(NOW + 5)]);

	expect(first.cursor.watermarkMs).toBe(NOW);
	expect(second.emitted).toEqual([`s${NOW + 5}`]);
});

test('a burst that is emitted in parts neither stops nor repeats, although there is no room for all of it', () => {
	const log = Array.from({ length: 1_000 }, (_, index) => scanAt(NOW - 1_000 + index));
	let cursor = startCursor(NOW - WINDOW);
	const sent: string[] = [];
	for (let turn = 0; turn < 30; turn++) {
		const result = poll(cursor, log, { max: 37, room: 20 });
		sent.push(...result.emitted);
		cursor = result.cursor;
		expect(cursor.emitted.size).toBeLessThanOrEqual(20);
	}

	expect(sent).toEqual(log.map(({ scanId }) => scanId));
});

test('an emitted set without room is cut to its newest entries, and that is reported', () => {
	const log = Array.from({ length: 200 }, (_, index) => scanAt(NOW - index));
	const { cursor, isOverflow } = poll(startCursor(NOW - WINDOW), log, { room: 100 });

	expect(isOverflow).toBe(true);
	expect(cursor.emitted.size).toBe(100);
	expect(poll(cursor, log).emitted).toEqual([]);
});

test('the lookback start never rises past a pending scan, even if more must be remembered for that', () => {
	const log = Array.from({ length: 50 }, (_, index) => scanAt(NOW, `tie ${String(index).padStart(2, '0')}`));
	const first = poll(startCursor(NOW - 100), log, { max: 30, room: 10 });
	const second = poll(first.cursor, log, { room: 10 });

	expect([...first.emitted, ...second.emitted]).toEqual(log.map(({ scanId }) => scanId));
});

test('an answer that leaves scans out for once does not make them come twice', () => {
	const log = [scanAt(NOW), scanAt(NOW - 1)];
	const first = poll(startCursor(NOW - 100), log);
	const stumble = poll(first.cursor, []);

	expect(poll(stumble.cursor, log).emitted).toEqual([]);
});

test('scans that the log leaves out do not come twice where there is no room for them', () => {
	const cursor = { ...startCursor(NOW - 100), watermarkMs: NOW, emitted: emittedOf(['x', 'y', 'z'], NOW) };
	const log = [scanAt(NOW, 'x'), scanAt(NOW, 'new')];
	const after = poll(cursor, log, { room: 3 });

	expect(after).toMatchObject({ emitted: ['new'], isOverflow: true });
	expect(poll(after.cursor, [...log, scanAt(NOW, 'z'), scanAt(NOW + 1, 'newer')]).emitted).toEqual(['newer']);
});

test('where stamps in the future take all the room, the lookback start stays at the watermark', () => {
	const future = Array.from({ length: 20 }, (_, index) => scanAt(NOW + 3_600_000 + index));
	const first = poll(startCursor(NOW - 100), [scanAt(NOW - 1), ...future], { room: 5 });
	const log = [scanAt(NOW - 1), scanAt(NOW + 1, 'next'), ...future];

	expect(first.isOverflow).toBe(true);
	expect(poll(first.cursor, log, { room: 5 }).emitted).toEqual(['next']);
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

	test('is emitted exactly once, oldest first within a poll, with a watermark that never moves back', () => {
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
					cursor = restartCursor(result.cursor);
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
		['shows what was emitted', { count: 3 }, 5, 2, { count: 5, outstanding: undefined }],
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

	test('a promise is not given up by a read that began before it and waited for its scans to be emitted', () => {
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

	test('a promise is kept open until the allowed lateness has passed, and paid by the late entry', () => {
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

	test.each([undefined, 5])(
		'scans that could not all be emitted stay outstanding, with the counter at %s',
		(count) => {
			expect(account({ count }, count, 3, { isFinished: false }).outstanding?.scans).toBeGreaterThan(0);
		},
	);
});

describe('an idle code', () => {
	const idle: ScanCursor = {
		watermarkMs: NOW,
		lookbackStartMs: NOW - WINDOW,
		emitted: EmittedSet.of([scanAt(NOW - 1, 'a'), scanAt(NOW, 'b')]),
	};
	const EVICTED_AFTER_MS = WINDOW + 3_600_000;

	test('keeps its emitted set as long as anything can still come in late, and an hour more', () => {
		const atMs = NOW + EVICTED_AFTER_MS;
		expect(evictIdle(idle, atMs, WINDOW)).toBe(idle);
		expect(evictIdle(idle, atMs + 1, WINDOW)).toEqual(startAt(NOW, NOW + 1));
	});

	test('keeps it while scans are outstanding', () => {
		const owing = { ...idle, outstanding: { scans: 1, sinceMs: 0 } };
		expect(evictIdle(owing, NOW + 1e9, WINDOW)).toBe(owing);
	});

	test.each([
		['', idle],
		[' that a restart left as a sketch', restartCursor(burst())],
	])('does not emit its scans again afterwards%s', (_, cursor) => {
		const log = [...burstLog, scanAt(NOW - 1, 'a'), scanAt(NOW, 'b')];
		const after = evictIdle(cursor, NOW + EVICTED_AFTER_MS + 1, WINDOW);

		expect(after.emitted.size).toBe(0);
		expect(poll(after, log, { nowMs: NOW + EVICTED_AFTER_MS + 1 }).emitted).toEqual([]);
	});

	test('goes on knowing a scan whose stamp lies in the future', () => {
		const log = [scanAt(NOW, 'a'), scanAt(NOW + 1e12, 'future')];
		const { cursor } = poll(startCursor(NOW - 100), log);
		const after = evictIdle(cursor, NOW + EVICTED_AFTER_MS + 1, WINDOW);

		expect(after.emitted.size).toBe(1);
		expect(poll(after, log, { nowMs: NOW + EVICTED_AFTER_MS + 1 }).emitted).toEqual([]);
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
