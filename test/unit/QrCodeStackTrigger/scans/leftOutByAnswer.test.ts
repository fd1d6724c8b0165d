import {
	advanceCursor,
	startCursor,
	type ScanCursor,
} from '../../../../nodes/QrCodeStackTrigger/scans/cursor';
import { readScans, type Scan } from '../../../../nodes/QrCodeStackTrigger/scans/scan';
import { diffScans } from '../../../../nodes/QrCodeStackTrigger/scans/diff';
import { restartCursor } from '../../../support/cursors';

const NOW = Date.UTC(2026, 10, 22, 8);
const SECOND = 1_000;
const WINDOW = 15 * 60 * SECOND;
const options = { nowMs: NOW, readAtMs: NOW, allowedLatenessMs: WINDOW, room: 2_000 };

/** More than are stored one by one, newest first. */
const burst = readScans(
	Array.from({ length: 800 }, (_, index) => ({ id: `s${index}`, scanned_at: NOW - index * SECOND })),
	NOW,
);
const [late] = readScans([{ id: 'late', scanned_at: NOW - 10 * SECOND }], NOW);

/** A server that lags behind or stumbles shows a part of a log, or nothing of it. */
const answers: Array<[string, readonly Scan[]]> = [
	['nothing', []],
	['the newer half', burst.slice(0, 400)],
	['all but one', burst.slice(0, -1)],
];
const memories: Array<[string, (cursor: ScanCursor) => ScanCursor]> = [
	['after a burst', (cursor) => cursor],
	['after a burst and a restart', restartCursor],
];

describe.each(memories)('%s', (_memory, remember) => {
	test.each(answers)(
		'an answer that shows %s repeats no scan when the log is whole again',
		(_shows, rows) => {
			const { cursor } = poll(startCursor(NOW - WINDOW), burst);
			const after = poll(remember(cursor), rows);
			const whole = poll(after.cursor, burst);

			expect(after.emitted).toEqual([]);
			expect(whole.emitted).toEqual([]);
			expect(poll(whole.cursor, [...burst, late!]).emitted).toEqual(['late']);
		},
	);

	test('what comes in with such an answer is emitted once', () => {
		const { cursor } = poll(startCursor(NOW - WINDOW), burst.slice(10));
		const after = poll(remember(cursor), burst.slice(0, 400));
		const whole = poll(after.cursor, burst);

		expect(after.emitted).toHaveLength(10);
		expect(whole.emitted).toEqual([]);
	});
});

test.each([
	['few', 200],
	['many', 750],
])(
	'what an answer leaves out of %s scans is known although newer ones raise the lookback start',
	(_size, count) => {
		const { cursor } = poll(startCursor(NOW - 2 * WINDOW), burst.slice(100, count));
		const [missing, ...others] = burst.slice(100, count);
		const after = poll(cursor, [...burst.slice(0, 100), ...others]);

		expect(after.emitted).toHaveLength(100);
		expect(after.cursor.lookbackStartMs).toBeGreaterThan(cursor.lookbackStartMs);
		expect(poll(after.cursor, [...burst.slice(0, 100), missing!, ...others]).emitted).toEqual([]);
	},
);

test('after a restart, what an answer leaves out is known although newer ones raise the lookback start', () => {
	const { cursor } = poll(startCursor(NOW - 2 * WINDOW), burst.slice(100, 200));
	const [missing, ...others] = burst.slice(100, 200);
	const after = poll(restartCursor(cursor), [...burst.slice(0, 100), ...others]);

	expect(after.cursor.lookbackStartMs).toBeGreaterThan(cursor.lookbackStartMs);
	expect(poll(after.cursor, [...burst.slice(0, 100), missing!, ...others]).emitted).toEqual([]);
});

function poll(cursor: ScanCursor, log: readonly Scan[]) {
	const diff = diffScans(cursor, log);
	const moved = advanceCursor(cursor, diff, diff.fresh.length, options);
	return { cursor: moved.cursor, emitted: diff.fresh.map(({ scanId }) => scanId) };
}
