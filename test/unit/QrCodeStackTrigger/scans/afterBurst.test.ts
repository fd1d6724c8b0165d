import {
	accountForCount,
	advanceCursor,
	startCursor,
	type ScanCursor,
} from '../../../../nodes/QrCodeStackTrigger/scans/cursor';
import { readScans, type Scan } from '../../../../nodes/QrCodeStackTrigger/scans/scan';
import { diffScans } from '../../../../nodes/QrCodeStackTrigger/scans/diff';
import { codeKey } from '../../../../nodes/QrCodeStackTrigger/scans/cursors';
import { serializeState, type TriggerState } from '../../../../nodes/QrCodeStackTrigger/state/triggerState';
import { isSketched, restartCursor } from '../../../support/cursors';
import { selectBatch } from '../../../support/handOutReads';

const NOW = Date.UTC(2026, 10, 22, 8);
const MINUTE = 60_000;
const WINDOW = 15 * MINUTE;

const scansAt = (prefix: string, count: number, fromMs: number): Scan[] =>
	readScans(
		Array.from({ length: count }, (_, index) => ({ id: `${prefix}${index}`, scanned_at: fromMs + index })),
		NOW,
	);

const burst = scansAt('burst', 2_000, NOW - 5_000);

const EMPTY: TriggerState = { startKey: 'now', watchKey: 'all', startMs: NOW - WINDOW, cursors: new Map() };

function startAfterBurst(): ScanCursor {
	const options = { nowMs: NOW, readAtMs: NOW, allowedLatenessMs: WINDOW, room: 2_000 };
	const diff = diffScans(startCursor(NOW - WINDOW), burst);
	const { cursor } = advanceCursor(startCursor(NOW - WINDOW), diff, diff.fresh.length, options);
	expect(isSketched(cursor)).toBe(true);
	return cursor;
}

function cursorAfterRestart(): ScanCursor {
	return restartCursor(startAfterBurst());
}

test('after a restart, any number of scans that are newer than the burst are emitted', () => {
	const newer = scansAt('newer', 1_000, NOW);
	expect(diffScans(cursorAfterRestart(), [...burst, ...newer]).fresh).toEqual(newer);
});

test('after a restart, more late scans than can be told apart do not make the burst come again', () => {
	const late = scansAt('late', 1_000, NOW - 5 * MINUTE);
	const newer = scansAt('newer', 3, NOW);
	expect(diffScans(cursorAfterRestart(), [...late, ...burst, ...newer]).fresh).toEqual(newer);
});

test('after a restart, a scan of the burst with a stamp in the future does not come again', () => {
	const burstCursor = startAfterBurst();
	const [future] = readScans([{ id: 'future', scanned_at: NOW + 20 * MINUTE }], NOW);
	const options = { nowMs: NOW, readAtMs: NOW, allowedLatenessMs: WINDOW, room: 2_000, isPartial: true };
	const { cursor } = advanceCursor(burstCursor, diffScans(burstCursor, [future!]), 1, options);
	const late = scansAt('late', 3, NOW - 5 * MINUTE);

	expect(diffScans(restartCursor(cursor), [...late, ...burst, future!]).fresh).toEqual(late);
});

test('after a restart, scans that came in late and can not be told apart are counted', () => {
	const cursor = cursorAfterRestart();
	const state: TriggerState = { ...EMPTY, cursors: new Map([[codeKey('q'), cursor]]) };
	const missedOf = (late: number) => {
		const scans = [...scansAt('late', late, NOW - 5 * MINUTE), ...burst];
		const bounds = { maxScansPerPoll: 1_000, allowedLatenessMs: WINDOW };
		return selectBatch(state, [{ code: { id: 'q' }, scans, readAtMs: NOW }], bounds, NOW);
	};

	expect(missedOf(20)).toMatchObject({ missed: [], emitted: { length: 20 } });
	expect(missedOf(500)).toMatchObject({ missed: [{ id: 'q', count: 500 }], emitted: [] });
	// once known, it is not reported again
	const { state: after } = missedOf(500);
	const read = { code: { id: 'q' }, scans: burst, readAtMs: NOW };
	expect(selectBatch(after, [read], { maxScansPerPoll: 1, allowedLatenessMs: WINDOW }, NOW).missed).toEqual(
		[],
	);
});

test('a read of the newest page only does not give up what the counter promised', () => {
	const outstanding = { scans: 1, sinceMs: NOW - WINDOW - MINUTE };
	const cursor = { ...startCursor(NOW), count: 5, outstanding };
	const read = { nowMs: NOW, allowedLatenessMs: WINDOW, readAtMs: NOW };

	expect(accountForCount(cursor, 5, 0, true, { ...read, isPartial: true }).outstanding).toEqual(outstanding);
	expect(accountForCount(cursor, 5, 0, true, read).outstanding).toBeUndefined();
});

test('bursts on many codes at once make a state under 64 KiB', () => {
	const reads = Array.from({ length: 60 }, (_, index) => ({
		code: { id: `c${index}` },
		scans: scansAt(`s${index}-`, 500, NOW - 5_000),
		readAtMs: NOW,
	}));
	const { state } = selectBatch(EMPTY, reads, { maxScansPerPoll: 1e6, allowedLatenessMs: WINDOW }, NOW);

	expect(JSON.stringify(serializeState(state)).length).toBeLessThan(64 * 1024);
	expect([...state.cursors.values()].some(isSketched)).toBe(true);
});
