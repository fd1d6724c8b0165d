import {
	accountForCount,
	advanceCursor,
	startCursor,
	type ScanCursor,
} from '../../../nodes/QrCodeStackTrigger/scanCursor';
import { readScans, type Scan } from '../../../nodes/QrCodeStackTrigger/scanRows';
import { sortScans } from '../../../nodes/QrCodeStackTrigger/sortedScans';
import { serializeState, type TriggerState } from '../../../nodes/QrCodeStackTrigger/triggerState';
import { handOut } from '../../support/handOutReads';

const NOW = Date.UTC(2026, 10, 22, 8);
const MINUTE = 60_000;
const WINDOW = 15 * MINUTE;

const scansAt = (prefix: string, count: number, fromMs: number): Scan[] =>
	readScans(
		Array.from({ length: count }, (_, index) => ({ id: `${prefix}${index}`, scanned_at: fromMs + index })),
		NOW,
	);

const burst = scansAt('burst', 2_000, NOW - 5_000);

/** The cursor after the burst left, as a restart finds it: with the digest alone. */
function cursorAfterRestart(): ScanCursor {
	const options = { nowMs: NOW, readAtMs: NOW, lateWindowMs: WINDOW, maxSeen: 400, mayDigest: true };
	const sorted = sortScans(startCursor(NOW - WINDOW), burst);
	const { cursor } = advanceCursor(startCursor(NOW - WINDOW), sorted, sorted.fresh.length, options);
	expect(cursor.digest).toBeDefined();
	const { known: _known, ...stored } = cursor;
	return stored;
}

test('after a restart, any number of scans that are newer than the burst leave', () => {
	const newer = scansAt('newer', 1_000, NOW);
	expect(sortScans(cursorAfterRestart(), [...burst, ...newer]).fresh).toEqual(newer);
});

test('after a restart, more late scans than can be told apart do not make the burst leave again', () => {
	const late = scansAt('late', 1_000, NOW - 5 * MINUTE);
	const newer = scansAt('newer', 3, NOW);
	expect(sortScans(cursorAfterRestart(), [...late, ...burst, ...newer]).fresh).toEqual(newer);
});

test('a read of the newest page only does not give up what the counter promised', () => {
	const owed = { scans: 1, sinceMs: NOW - WINDOW - MINUTE };
	const cursor = { ...startCursor(NOW), count: 5, owed };
	const read = { nowMs: NOW, lateWindowMs: WINDOW, readAtMs: NOW };

	expect(accountForCount(cursor, 5, 0, true, { ...read, isPartial: true }).owed).toEqual(owed);
	expect(accountForCount(cursor, 5, 0, true, read).owed).toBeUndefined();
});

test('bursts on many codes at once leave a state under 64 KiB', () => {
	const start: TriggerState = { startKey: 'now', watchKey: 'all', startMs: NOW - WINDOW, cursors: new Map() };
	const reads = Array.from({ length: 60 }, (_, index) => ({
		code: { id: `c${index}` },
		scans: scansAt(`s${index}-`, 500, NOW - 5_000),
		readAtMs: NOW,
	}));
	const { state } = handOut(start, reads, { maxScansPerPoll: 1e6, lateWindowMs: WINDOW }, NOW);

	expect(JSON.stringify(serializeState(state)).length).toBeLessThan(64 * 1024);
	expect([...state.cursors.values()].some(({ digest }) => digest !== undefined)).toBe(true);
});
