import fc from 'fast-check';

import {
	advanceCursor,
	startCursor,
	type ScanCursor,
} from '../../../../nodes/QrCodeStackTrigger/scans/cursor';
import { readScans, type Scan } from '../../../../nodes/QrCodeStackTrigger/scans/scan';
import { writeCursor } from '../../../../nodes/QrCodeStackTrigger/scans/cursorText';
import { countPending, diffScans, type ScanDiff } from '../../../../nodes/QrCodeStackTrigger/scans/diff';
import { selectBatch } from '../../../../nodes/QrCodeStackTrigger/scans/selectBatch';
import { cursorOf } from '../../../../nodes/QrCodeStackTrigger/scans/cursors';
import { type TriggerState } from '../../../../nodes/QrCodeStackTrigger/state/triggerState';
import { isSketched, restartCursor } from '../../../support/cursors';

const NOW = Date.UTC(2026, 10, 22, 8);
const MINUTE = 60_000;
const WINDOW = 15 * MINUTE;
const PART = 1_000;
const options = { nowMs: NOW, readAtMs: NOW, allowedLatenessMs: WINDOW, room: 2_000 };

const scansAt = (timesMs: readonly number[]): Scan[] =>
	readScans(
		timesMs.map((timeMs, index) => ({ id: `s${index}`, scanned_at: timeMs })),
		NOW,
	);

describe('a read that is emitted in parts', () => {
	const minutesAgo = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 60 });
	const parts = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 12 });
	const known = fc.array(fc.nat(59), { maxLength: 30 });
	const missing = fc.array(fc.nat(59), { maxLength: 5 });
	const room = fc.constantFrom(1, 5, 1_000);

	test('moves the cursor as if it were compared anew before each part', () => {
		fc.assert(
			fc.property(minutesAgo, parts, known, missing, room, (ages, sizes, put, gone, max) => {
				const all = scansAt(ages.map((age) => NOW - age * MINUTE));
				const start = startCursor(NOW - 61 * MINUTE);
				const before = all.filter((_, index) => put.includes(index));
				const first = diffScans(start, before);
				const step = { ...options, room: max };
				let cursor = advanceCursor(start, first, before.length, step).cursor;
				const log = all.filter((_, index) => !gone.includes(index));
				let diff: ScanDiff = diffScans(cursor, log);
				for (const size of sizes) {
					const count = Math.min(size, countPending(diff));
					const goneOn = advanceCursor(cursor, diff, count, step);
					const anew = advanceCursor(cursor, diffScans(cursor, log), count, step);

					expect(plain(goneOn.cursor)).toEqual(plain(anew.cursor));
					expect(goneOn.isOverflow).toBe(anew.isOverflow);
					({ cursor, diff } = goneOn);
				}
			}),
			{ numRuns: 500 },
		);
	});

	/** As it is stored, with the identities in an order of their own. */
	function plain(cursor: ScanCursor) {
		const [, numbers, identities] = /^(.*\.)([^.]*)$/.exec(writeCursor(cursor)) ?? [];
		return { numbers, identities: identities?.match(/.{8}/g)?.sort() };
	}

	test('can be told from what came in late after a restart in the middle', () => {
		// more of each part sinks below the lookback start than a sketch could tell as missing
		const all = scansAt(Array.from({ length: 3 * PART }, (_, index) => NOW - 80 * MINUTE + index * 1_500));
		const start = startCursor(NOW - 81 * MINUTE);
		const first = advanceCursor(start, diffScans(start, all), PART, options);
		const { cursor } = advanceCursor(first.cursor, first.diff, PART, options);
		const late = readScans([{ id: 'late', scanned_at: cursor.watermarkMs - MINUTE }], NOW);
		const { shown, fresh } = diffScans(restartCursor(cursor), [...all, ...late]);

		expect(isSketched(cursor)).toBe(true);
		expect(shown.length).toBeGreaterThan(500);
		expect(fresh).toEqual([...late, ...all.slice(2 * PART)]);
	});
});

test('an entry that the log shows with two times is emitted once, and does not come back when the lookback start has risen', () => {
	const log = [
		...readScans([
			{ id: 'twice', scanned_at: NOW },
			{ id: 'other', scanned_at: NOW - 1 },
		]),
		...readScans([{ id: 'twice', scanned_at: NOW - 20 * MINUTE }]),
	];
	const start = startCursor(NOW - 60 * MINUTE);
	const diff = diffScans(start, log);
	const { cursor } = advanceCursor(start, diff, 2, options);

	expect(diff.fresh).toHaveLength(2);
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
