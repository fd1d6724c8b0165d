import { decideEvents, takeCodeBaseline } from '../../../../nodes/QrCodeStackTrigger/events/decideEvents';
import { codesToAsk, quietRule } from '../../../../nodes/QrCodeStackTrigger/events/quiet';
import { codeKey } from '../../../../nodes/QrCodeStackTrigger/scans/cursors';
import { codeWith, CONTEXT, DAY } from './codes';

const QUIET_MS = 7 * DAY;
const rule = quietRule(QUIET_MS);
const START = CONTEXT.startMs;
const baseline = (scanCount: number, createdAtMs = START - 30 * DAY) =>
	takeCodeBaseline(rule, new Map(), [codeWith({ scanCount, createdAtMs })], START);

/** One look on a day after the baseline; the log is asked where it has to be. */
function look(
	before: ReadonlyMap<string, string>,
	day: number,
	{
		scanCount,
		lastScanDay,
		isContinuous = true,
		areScansCounted = true,
	}: { scanCount: number; lastScanDay?: number; isContinuous?: boolean; areScansCounted?: boolean },
) {
	const nowMs = START + day * DAY;
	const code = codeWith({ scanCount, createdAtMs: START - 30 * DAY });
	const known = { nowMs, isContinuous, areScansCounted };
	const asked = codesToAsk([code], ({ id }) => before.get(codeKey(id)), QUIET_MS, known);
	const lastScanMs = lastScanDay === undefined ? undefined : START + lastScanDay * DAY;
	const lastScans = new Map(asked.map(({ id }) => [id, lastScanMs]));
	const context = { ...known, startMs: START, lastScans, most: 10 };
	const { events, memories } = decideEvents(rule, before, [code], context);
	return { facts: events.map(({ facts }) => facts), memories, asked: asked.length };
}

test('a code that was scanned before the baseline is quiet so many days after it, once, with its last scan', () => {
	const start = baseline(5);
	expect(look(start, 6.9, { scanCount: 5 })).toMatchObject({ facts: [], asked: 0 });
	const quiet = look(start, 7, { scanCount: 5, lastScanDay: -3 });
	expect(quiet).toMatchObject({
		facts: [{ quietDays: 7, lastScannedAt: new Date(START - 3 * DAY).toISOString(), scanCount: 5 }],
		asked: 1,
	});
	expect(look(quiet.memories, 30, { scanCount: 5 })).toMatchObject({ facts: [], asked: 0 });
});

test('it is reported again only after it was scanned again', () => {
	let state = look(baseline(5), 7, { scanCount: 5 }).memories;
	state = look(state, 10, { scanCount: 6 }).memories;
	expect(look(state, 16, { scanCount: 6 }).facts).toEqual([]);
	expect(look(state, 17.1, { scanCount: 6, lastScanDay: 10 }).facts).toHaveLength(1);
});

test('a code that was never scanned counts from when it was made, once, and no log is asked', () => {
	const quiet = look(baseline(0), 0.1, { scanCount: 0 });
	expect(quiet).toMatchObject({
		facts: [{ quietDays: 30, lastScannedAt: null, scanCount: 0 }],
		asked: 0,
	});
	expect(look(quiet.memories, 9, { scanCount: 0 }).facts).toEqual([]);
	const young = takeCodeBaseline(
		rule,
		new Map(),
		[codeWith({ scanCount: 0, createdAtMs: START - DAY })],
		START,
	);
	expect(look(young, 5.9, { scanCount: 0 }).facts).toEqual([]);
	expect(look(young, 6.1, { scanCount: 0 }).facts).toHaveLength(1);
});

test('a counter that stands still does not make a code quiet whose log shows scans', () => {
	const busy = look(baseline(5), 8, { scanCount: 5, lastScanDay: 7 });
	expect(busy.facts).toEqual([]);
	expect(look(busy.memories, 13.9, { scanCount: 5 }).asked).toBe(0);
	expect(look(busy.memories, 14.1, { scanCount: 5, lastScanDay: 7 }).facts).toHaveLength(1);
});

test('a counter that lags or goes down is no scan', () => {
	const { memories } = look(baseline(5), 3, { scanCount: 2 });
	expect(look(memories, 7, { scanCount: 5 }).facts).toHaveLength(1);
});

test('after a restart, the log says when a code whose counter moved was scanned last', () => {
	const restarted = look(baseline(5), 6, { scanCount: 9, isContinuous: false });
	const quiet = look(restarted.memories, 8, { scanCount: 9, lastScanDay: 0.5 });
	expect(quiet.facts).toEqual([expect.objectContaining({ quietDays: 7 })]);
});

test('a memory that cannot be read begins anew', () => {
	expect(look(new Map([[codeKey('q1'), 'nonsense']]), 9, { scanCount: 5 }).facts).toEqual([]);
});

test('where no counter of the account ever moved, a 0 says nothing, and the log decides', () => {
	const start = baseline(0);
	const scanned = look(start, 1, { scanCount: 0, lastScanDay: 0.9, areScansCounted: false });
	expect(scanned).toMatchObject({ facts: [], asked: 1 });
	expect(look(scanned.memories, 8, { scanCount: 0, lastScanDay: 0.9, areScansCounted: false }).facts).toEqual(
		[{ quietDays: 7, lastScannedAt: new Date(START + 0.9 * DAY).toISOString(), scanCount: 0 }],
	);
});

test("a code that seems to be made in an hour, since the API's clock is not known yet, is not called quiet an hour early", () => {
	const made = baseline(0, START + DAY / 24);
	expect(look(made, 7, { scanCount: 0 }).facts).toEqual([]);
	expect(look(made, 7.05, { scanCount: 0 }).facts).toHaveLength(1);
	// a date of another century is none
	expect(look(baseline(0, START + 40_000 * DAY), 8.1, { scanCount: 0 }).facts).toHaveLength(1);
});
