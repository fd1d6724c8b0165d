import fc from 'fast-check';

import { startCursor } from '../../../../nodes/QrCodeStackTrigger/scans/cursor';
import { readScans } from '../../../../nodes/QrCodeStackTrigger/scans/scan';
import { codeKey, cursorOf } from '../../../../nodes/QrCodeStackTrigger/scans/cursors';
import {
	parseState,
	serializeState,
	type TriggerState,
} from '../../../../nodes/QrCodeStackTrigger/state/triggerState';
import { emittedOf } from '../../../support/cursors';
import { selectBatch, type UnsortedRead } from '../../../support/handOutReads';

const NOW = Date.UTC(2026, 10, 22, 8);
const MINUTE = 60_000;
const start: TriggerState = { startKey: 'now', watchKey: 'all', startMs: NOW - 1e9, cursors: new Map() };
const upTo = (maxScansPerPoll: number) => ({ maxScansPerPoll, allowedLatenessMs: 15 * MINUTE });
const read = (id: string, ...timesMs: number[]): UnsortedRead => ({
	code: { id },
	readAtMs: NOW,
	scans: readScans(
		timesMs.map((timeMs, index) => ({ id: `${id}-${timeMs}-${index}`, scanned_at: timeMs })),
		NOW,
	),
});

test('the scans of all codes are emitted oldest first, and no more than asked for', () => {
	const reads = [read('a', NOW - 4, NOW - 1), read('b', NOW - 3, NOW - 2)];
	const { emitted, unfinished, state } = selectBatch(start, reads, upTo(3), NOW);

	expect(emitted.map(({ qrCodeId, scan }) => [qrCodeId, scan.timeMs - NOW])).toEqual([
		['a', -4],
		['b', -3],
		['b', -2],
	]);
	expect([...unfinished.keys()]).toEqual(['a']);
	expect(selectBatch(state, reads, upTo(3), NOW).emitted.map(({ scan }) => scan.timeMs - NOW)).toEqual([-1]);
});

test('the state that comes in is never changed', () => {
	const before = JSON.stringify(serializeState(start));
	selectBatch(start, [read('a', NOW)], upTo(10), NOW);
	expect(JSON.stringify(serializeState(start))).toBe(before);
	expect(start.cursors.size).toBe(0);
});

test('scans of a code that could not all be emitted stay outstanding, so that a restart finds them', () => {
	const { state } = selectBatch(
		start,
		[{ ...read('a', NOW - 2, NOW - 1), code: { id: 'a', count: 0 } }],
		upTo(1),
		NOW,
	);
	expect(cursorOf(state, 'a').outstanding).toBeDefined();
});

test('idle codes give their room to the one that is being scanned', () => {
	const ids = Array.from({ length: 1_000 }, (_, index) => `c${index}`);
	const oldMs = NOW - 10 * 3_600_000;
	const old = { ...startCursor(oldMs), emitted: emittedOf(['a', 'b', 'c'], oldMs) };
	const tooManyInFlight = { ...start, cursors: new Map(ids.map((id) => [codeKey(id), old])) };
	const { state } = selectBatch(tooManyInFlight, [read('c0', NOW - 1)], upTo(10), NOW);
	const busy = selectBatch(
		state,
		[read('c1', ...Array.from({ length: 300 }, (_, index) => NOW - index))],
		upTo(1_000),
		NOW,
	);

	expect(busy.overflowIds).toEqual([]);
	expect(cursorOf(busy.state, 'c1').emitted.size).toBe(300);
});

test('all codes together remember a bounded number of identities, and what is cut is reported', () => {
	const reads = Array.from({ length: 40 }, (_, code) =>
		read(`c${code}`, ...Array.from({ length: 300 }, (_, index) => NOW - index)),
	);
	const { state, overflowIds } = selectBatch(start, reads, upTo(1e6), NOW);
	const weights = [...state.cursors.values()].map(({ emitted, watermarkMs }) => emitted.weigh(watermarkMs));

	expect(weights.reduce((sum, weight) => sum + weight)).toBeLessThanOrEqual(2_000 + 40);
	expect(overflowIds.length).toBeGreaterThan(0);
	expect(selectBatch(state, reads, upTo(1e6), NOW).emitted).toEqual([]);
});

test('one code stays under 4 KiB after a burst', () => {
	const { state } = selectBatch(
		start,
		[read('a', ...Array.from({ length: 20_000 }, (_, index) => NOW - (index % 800_000)))],
		upTo(1e6),
		NOW,
	);
	expect(JSON.stringify(serializeState(state)).length).toBeLessThan(4 * 1024);
});

test('a thousand codes, each with scans outstanding and the room used up, stay under 64 KiB', () => {
	const reads = Array.from({ length: 1_000 }, (_, code) => {
		const scans = read(
			`c${code}`,
			NOW - 899_999,
			...Array.from({ length: 99 }, (_, index) => NOW - index),
		).scans;
		return { code: { id: `c${code}`, count: 105_000 + code }, scans, readAtMs: NOW };
	});
	const { state } = selectBatch(start, reads, upTo(1e6), NOW);
	const { length } = JSON.stringify(serializeState(state));

	expect(cursorOf(state, 'c9').outstanding).toBeDefined();
	expect(length).toBeLessThan(64 * 1024);
});

test('over any number of polls, cuts and codes every scan is emitted once and the state survives JSON', () => {
	const scans = fc.array(
		fc.record({
			code: fc.constantFrom('a', 'b', 'c'),
			atMs: fc.integer({ min: 0, max: 60 * MINUTE }),
			lateMs: fc.integer({ min: 0, max: 15 * MINUTE }),
		}),
		{ maxLength: 40 },
	);
	const cuts = fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 1, maxLength: 10 });
	fc.assert(
		fc.property(scans, cuts, (all, maxima) => {
			let state: TriggerState = { ...start, startMs: NOW };
			const sent: string[] = [];
			for (let turn = 1; turn <= 60; turn++) {
				const nowMs = NOW + turn * 2 * MINUTE;
				const reads = ['a', 'b', 'c'].map((id) => {
					const shown = all
						.map((scan, index) => ({ ...scan, id: String(index) }))
						.filter(({ code, atMs, lateMs }) => code === id && NOW + atMs + lateMs <= nowMs);
					return {
						code: { id, count: shown.length },
						readAtMs: nowMs,
						scans: readScans(
							shown.map(({ id: scanId, atMs }) => ({ id: scanId, scanned_at: NOW + atMs })),
							nowMs,
						),
					};
				});
				const result = selectBatch(state, reads, upTo(maxima[turn % maxima.length] ?? 1), nowMs);
				sent.push(...result.emitted.map(({ scan }) => scan.scanId));
				state = parseState(JSON.parse(JSON.stringify(serializeState(result.state)))) as TriggerState;
			}
			expect(sent.sort()).toEqual(all.map((_, index) => String(index)).sort());
		}),
		{ numRuns: 100 },
	);
});

test('a late scan of an idle code is not given up before its log was read', () => {
	const { state } = selectBatch(start, [read('a', NOW)], upTo(10), NOW);
	const laterMs = NOW + 10 * 3_600_000;
	const other = { ...read('b', laterMs), readAtMs: laterMs };
	const evicted = selectBatch(state, [other], upTo(10), laterMs).state;
	const late = { ...read('a', NOW, NOW - 1), readAtMs: laterMs };

	expect(selectBatch(evicted, [late], upTo(10), laterMs).emitted.map(({ scan }) => scan.timeMs)).toEqual([
		NOW - 1,
	]);
});
