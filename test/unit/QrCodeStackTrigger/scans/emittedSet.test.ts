import {
	advanceCursor,
	startCursor,
	type ScanCursor,
} from '../../../../nodes/QrCodeStackTrigger/scans/cursor';
import { writeCursor } from '../../../../nodes/QrCodeStackTrigger/scans/cursorText';
import { diffScans } from '../../../../nodes/QrCodeStackTrigger/scans/diff';
import type { Scan } from '../../../../nodes/QrCodeStackTrigger/scans/scan';
import { isSketched, restartCursor, scanAt } from '../../../support/cursors';

const WINDOW = 15 * 60_000;
const NOW = Date.UTC(2026, 10, 22, 8);
const options = { nowMs: NOW, readAtMs: NOW, allowedLatenessMs: WINDOW, room: 2_000 };
const burst = (count: number) =>
	Array.from({ length: count }, (_, index) =>
		scanAt(NOW - 600_000 + Math.floor((index * 500_000) / count), index),
	);

function poll(cursor: ScanCursor, log: readonly Scan[], max = Infinity) {
	const diff = diffScans(cursor, log);
	const emitted = diff.fresh.slice(0, max);
	const moved = advanceCursor(cursor, diff, emitted.length, options);
	return { emitted: emitted.map(({ scanId }) => scanId), ...moved };
}

describe('a burst of 20,000 scans within the allowed lateness', () => {
	const log = burst(20_000);
	const first = poll(startCursor(NOW - 86_400_000), log);

	test('is emitted once, and is not cut off', () => {
		expect(first.emitted).toHaveLength(20_000);
		expect(first.isOverflow).toBe(false);
		expect(poll(first.cursor, log).emitted).toEqual([]);
	});

	test('takes less than two kilobytes to remember', () => {
		expect(writeCursor(first.cursor).length).toBeLessThan(2 * 1024);
	});

	test('leaves nothing out that comes in late, a thousand of them too while n8n runs', () => {
		const late = Array.from({ length: 1_000 }, (_, index) => scanAt(NOW - 550_000 + index, `late ${index}`));

		expect(poll(first.cursor, [...log, ...late]).emitted).toEqual(late.map(({ scanId }) => scanId));
	});

	test('repeats nothing and finds late ones after a restart', () => {
		const late = [scanAt(NOW - 550_000, 'late'), scanAt(NOW - 110_000, 'later')];
		const restarted = restartCursor(first.cursor);

		expect(poll(restarted, log).emitted).toEqual([]);
		expect(poll(restarted, [...log, ...late, scanAt(NOW - 10, 'new')]).emitted).toEqual([
			'late',
			'later',
			'new',
		]);
	});

	test('is emitted in parts, in order, over restarts', () => {
		const emitted: string[] = [];
		let cursor = startCursor(NOW - 86_400_000);
		for (let turn = 0; turn < 4; turn++) {
			const part = poll(cursor, log, 6_000);
			emitted.push(...part.emitted);
			cursor = restartCursor(part.cursor);
		}
		expect(emitted).toEqual(log.map(({ scanId }) => scanId));
	});

	test('is stored one by one again when the allowed lateness has passed', () => {
		const later = [...log, scanAt(NOW + 3 * WINDOW, 'much later')];
		const nowMs = NOW + 3 * WINDOW;
		const { cursor } = advanceCursor(first.cursor, diffScans(first.cursor, later), 1, {
			...options,
			nowMs,
			readAtMs: nowMs,
		});

		expect(cursor.emitted.size).toBe(1);
		expect(isSketched(cursor)).toBe(false);
	});
});

test('after a restart, neither a burst nor many scans with stamps in the future come again', () => {
	const log = [
		...burst(1_000),
		...Array.from({ length: 200 }, (_, index) => scanAt(NOW + 3_600_000 + index)),
	];
	const { cursor } = poll(startCursor(NOW - WINDOW), log);

	expect(isSketched(cursor)).toBe(true);
	expect(poll(restartCursor(cursor), log).emitted).toEqual([]);
});

test('where the room is too small for a list, a set is stored as a sketch and is not cut', () => {
	const log = burst(350);
	const diff = diffScans(startCursor(NOW - WINDOW), log);
	const { cursor, isOverflow } = advanceCursor(startCursor(NOW - WINDOW), diff, 350, {
		...options,
		room: 300,
	});

	expect([isOverflow, isSketched(cursor)]).toEqual([false, true]);
	expect(poll(restartCursor(cursor), log).emitted).toEqual([]);
});
