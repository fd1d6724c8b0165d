import {
	noteLook,
	startScanRate,
	stretchAt,
	type ScanRate,
} from '../../../../nodes/QrCodeStackTrigger/budget/scanRate';
import { readScanRate, writeScanRate } from '../../../../nodes/QrCodeStackTrigger/budget/scanRateText';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A Monday. */
const START = Date.UTC(2026, 10, 2);

/** Polls every ten minutes; each finds so many scans, made at that moment. */
function learn(days: number, scansAt: (timeMs: number) => number, from = startScanRate(START)): ScanRate {
	let rate = from;
	const endMs = rate.atMs + days * DAY;
	for (let nowMs = rate.atMs + 10 * MINUTE; nowMs <= endMs; nowMs += 10 * MINUTE) {
		rate = noteLook(rate, new Array<number>(scansAt(nowMs)).fill(nowMs), nowMs);
	}
	return rate;
}

const hourOf = (timeMs: number) => Math.floor(timeMs / HOUR) % 24;

test('nothing is known before scans came in, nor in the first hour', () => {
	expect(stretchAt(startScanRate(START), START)).toBeUndefined();
	const empty = learn(3, () => 0);
	expect(stretchAt(empty, empty.atMs)).toBeUndefined();
	const young = noteLook(startScanRate(START), [START], START + 30 * MINUTE);
	expect(stretchAt(young, START + HOUR)).toBeUndefined();
});

test('scans that come at any hour alike keep the interval as it is', () => {
	const rate = learn(20, (timeMs) => (timeMs % HOUR === 0 ? 1 : 0));
	for (let hour = 0; hour < 24; hour++) {
		const stretch = stretchAt(rate, rate.atMs + hour * HOUR);
		expect(stretch).toBeGreaterThan(0.85);
		expect(stretch).toBeLessThan(1.15);
	}
});

test('the hours of the day are learned', () => {
	const rate = learn(20, (timeMs) => (hourOf(timeMs) === 12 ? 1 : 0));
	expect(stretchAt(rate, rate.atMs + 12.5 * HOUR)).toBeLessThan(0.7);
	expect(stretchAt(rate, rate.atMs + 3 * HOUR)).toBeGreaterThan(1);
});

test('the days of the week are learned', () => {
	const isWeekend = (timeMs: number) => Math.floor((timeMs - START) / DAY) % 7 >= 5;
	const rate = learn(28, (timeMs) => (isWeekend(timeMs) ? 0 : 1));
	const monday = stretchAt(rate, rate.atMs + 12 * HOUR)!;
	const saturday = stretchAt(rate, rate.atMs + 5.5 * DAY)!;
	expect(saturday).toBeGreaterThan(monday * 1.5);
});

test('what came in lately counts where scans come in bursts, and is forgotten within hours', () => {
	const inBurst = (timeMs: number) => timeMs % (3 * DAY) < HOUR;
	const rate = learn(21, (timeMs) => (inBurst(timeMs) ? 5 : 0));
	const quietMs = rate.atMs + 10 * HOUR;
	const quiet = noteLook(rate, [], quietMs);
	const busy = noteLook(rate, [quietMs, quietMs, quietMs], quietMs);
	expect(stretchAt(busy, quietMs)).toBeLessThan(stretchAt(quiet, quietMs)! / 4);
	const later = noteLook(busy, [], quietMs + 8 * HOUR);
	expect(stretchAt(later, later.atMs)).toBeGreaterThan(stretchAt(quiet, quietMs)! * 0.8);
});

test('what came in lately counts for little where scans come independently of each other', () => {
	const rate = learn(20, (timeMs) => (timeMs % HOUR === 0 ? 1 : 0));
	const nowMs = rate.atMs + 10 * MINUTE;
	const busy = noteLook(rate, [nowMs, nowMs], nowMs);
	expect(stretchAt(busy, nowMs)).toBeGreaterThan(stretchAt(rate, nowMs)! * 0.9);
});

test('time in which nobody looked is not taken for time without scans', () => {
	let rate = startScanRate(START);
	for (let nowMs = START; nowMs <= START + 20 * DAY; nowMs += 4 * HOUR) {
		rate = noteLook(
			rate,
			[3, 2, 1, 0].map((hours) => nowMs - hours * HOUR),
			nowMs,
		);
	}
	for (let hours = 1; hours <= 12; hours++) {
		expect(stretchAt(rate, rate.atMs + hours * HOUR)).toBeLessThan(1.15);
	}
});

test('scans of a backlog say nothing of now', () => {
	const rate = learn(3, (timeMs) => (timeMs % HOUR === 0 ? 1 : 0));
	const nowMs = rate.atMs + HOUR;
	const backlog = new Array<number>(5_000).fill(START - 30 * DAY);
	expect(noteLook(rate, backlog, nowMs)).toEqual(noteLook(rate, [], nowMs));
});

test('a month without a look begins anew, and a clock that is set back waits', () => {
	const rate = learn(3, () => 1);
	const lateMs = rate.atMs + 40 * DAY;
	expect(noteLook(rate, [lateMs], lateMs)).toEqual(startScanRate(lateMs));
	expect(noteLook(rate, [], rate.atMs - DAY)).toBe(rate);
});

test('it survives n8n as a short text', () => {
	const rate = learn(10, (timeMs) => (hourOf(timeMs) > 8 ? 1 : 0));
	const text = writeScanRate(rate);
	expect(text.length).toBeLessThan(400);
	const back = readScanRate(text)!;
	expect(back.atMs).toBe(rate.atMs);
	expect(stretchAt(back, rate.atMs + HOUR)).toBeCloseTo(stretchAt(rate, rate.atMs + HOUR)!, 2);
});

test.each([
	undefined,
	5,
	'',
	'1 2 3',
	writeScanRate(startScanRate(START)).replace('0', 'x'),
	'-1 '.repeat(41),
])('a text that is none is learned anew: %j', (text) => {
	expect(readScanRate(text)).toBeUndefined();
});
