import fc from 'fast-check';

import { compareToSketch } from '../../../../nodes/QrCodeStackTrigger/scans/setSketch';
import {
	advanceCursor,
	startCursor,
	type ScanCursor,
} from '../../../../nodes/QrCodeStackTrigger/scans/cursor';
import { readScans, type Scan } from '../../../../nodes/QrCodeStackTrigger/scans/scan';
import { diffScans, type ScanDiff } from '../../../../nodes/QrCodeStackTrigger/scans/diff';
import { selectBatch } from '../../../../nodes/QrCodeStackTrigger/scans/selectBatch';
import { cursorOf } from '../../../../nodes/QrCodeStackTrigger/scans/cursors';
import { type TriggerState } from '../../../../nodes/QrCodeStackTrigger/state/triggerState';

const NOW = Date.UTC(2026, 10, 22, 8);
const MINUTE = 60_000;
const WINDOW = 15 * MINUTE;
const PART = 1_000;
const options = { nowMs: NOW, readAtMs: NOW, allowedLatenessMs: WINDOW, maySketch: true };

const scansAt = (timesMs: readonly number[]): Scan[] =>
	readScans(
		timesMs.map((timeMs, index) => ({ id: `s${index}`, scanned_at: timeMs })),
		NOW,
	);

describe('a read that leaves in parts', () => {
	const minutesAgo = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 60 });
	const parts = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 12 });
	const known = fc.array(fc.nat(59), { maxLength: 30 });
	const missing = fc.array(fc.nat(59), { maxLength: 5 });
	const maxSeen = fc.constantFrom(1, 5, 1_000);

	test('leaves behind the same cursor as if it were sorted anew before each part', () => {
		fc.assert(
			fc.property(minutesAgo, parts, known, missing, maxSeen, (ages, sizes, put, gone, max) => {
				const all = scansAt(ages.map((age) => NOW - age * MINUTE));
				const start = startCursor(NOW - 61 * MINUTE);
				const before = all.filter((_, index) => put.includes(index));
				const first = diffScans(start, before);
				const step = { ...options, maxSeen: max };
				let cursor = advanceCursor(start, first, before.length, step).cursor;
				const log = all.filter((_, index) => !gone.includes(index));
				let sorted: ScanDiff = diffScans(cursor, log);
				for (const size of sizes) {
					const count = Math.min(size, sorted.fresh.length - sorted.left);
					const goneOn = advanceCursor(cursor, sorted, count, step);
					const anew = advanceCursor(cursor, diffScans(cursor, log), count, step);

					expect(plain(goneOn.cursor)).toEqual(plain(anew.cursor));
					expect(goneOn.isWindowCut).toBe(anew.isWindowCut);
					({ cursor, sorted } = goneOn);
				}
			}),
			{ numRuns: 500 },
		);
	});

	/** Without what only lives in memory, and in an order of its own. */
	function plain({ known: _known, seen, ...cursor }: ScanCursor) {
		return { ...cursor, seen: [...seen].sort() };
	}

	test('has a digest in the middle from which a restart finds what came in late', () => {
		// more of each part sinks below the floor than a digest could tell as missing
		const all = scansAt(Array.from({ length: 3 * PART }, (_, index) => NOW - 80 * MINUTE + index * 1_500));
		const step = { ...options, maxSeen: 10 };
		const start = startCursor(NOW - 81 * MINUTE);
		const first = advanceCursor(start, diffScans(start, all), PART, step);
		const { cursor } = advanceCursor(first.cursor, first.sorted, PART, step);
		const late = readScans([{ id: 'late', scanned_at: cursor.watermarkMs - MINUTE }], NOW);
		const window = [...all, ...late].filter(
			({ timeMs }) => timeMs >= cursor.lookbackStartMs && timeMs <= cursor.watermarkMs,
		);

		expect(window.length).toBeGreaterThan(500);
		expect(
			compareToSketch(
				cursor.sketch ?? '',
				window.map(({ identity }) => identity),
			)?.fresh,
		).toEqual(new Set(late.map(({ identity }) => identity)));
	});
});

test('an entry that the log shows with two times leaves once, and does not come back when the floor has risen', () => {
	const log = readScans(
		[
			{ id: 'twice', scanned_at: NOW - 20 * MINUTE },
			{ id: 'twice', scanned_at: NOW },
			{ id: 'other', scanned_at: NOW - 1 },
		],
		NOW,
	);
	const start = startCursor(NOW - 60 * MINUTE);
	const sorted = diffScans(start, log);
	const { cursor } = advanceCursor(start, sorted, 2, { ...options, maxSeen: 400 });

	expect(sorted.fresh).toHaveLength(2);
	expect(diffScans(cursor, log).fresh).toEqual([]);
});

describe('what a part of a backlog costs', () => {
	/** Counts each look at a scan. */
	function countLooks(scans: readonly Scan[]) {
		let looks = 0;
		const watched = scans.map(
			(scan) => new Proxy(scan, { get: (target, name) => (looks++, Reflect.get(target, name)) }),
		);
		return { watched, looks: () => looks };
	}

	/** Looks at scans in the fifth part of a backlog. */
	function looksPerPart(held: number, spreadMs: number): number {
		const fromMs = NOW - WINDOW - spreadMs;
		const times = Array.from({ length: held }, (_, index) => fromMs + Math.floor((index * spreadMs) / held));
		const { watched, looks } = countLooks(scansAt(times));
		let state: TriggerState = { startKey: '', watchKey: '', startMs: 0, cursors: new Map() };
		let sorted = diffScans(cursorOf(state, 'a'), watched);
		let before = 0;
		for (let part = 1; part <= 5; part++) {
			before = looks();
			const read = { code: { id: 'a' }, sorted, readAtMs: NOW };
			const result = selectBatch(state, [read], { maxScansPerPoll: PART, allowedLatenessMs: WINDOW }, NOW);
			expect(result.emitted).toHaveLength(PART);
			const left = result.unfinished.get('a')!;
			expect(left.cursor).toBe(cursorOf(result.state, 'a'));
			({ state } = result);
			({ sorted } = left);
		}
		return looks() - before;
	}

	test.each([
		['over a day', 24 * 60 * MINUTE],
		['over an hour', 60 * MINUTE],
		['within the late window', 10 * MINUTE],
	])('does not grow with what is held: scans %s', (_, spreadMs) => {
		const few = looksPerPart(10_000, (spreadMs * 10_000) / 40_000);
		const many = looksPerPart(40_000, spreadMs);

		expect(few).toBeLessThan(50 * PART);
		expect(many).toBeLessThan(few * 1.05);
	});
});
