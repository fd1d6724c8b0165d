import fc from 'fast-check';
import { DateTime } from 'luxon';

import { DAY_MS } from '../../../../nodes/shared/util/duration';
import { ZoneClock } from '../../../../nodes/shared/util/zoneClock';
import { formatZoned, parseDateParameterMs } from '../../../../nodes/shared/util/zonedTime';

const ZONES = [
	'UTC',
	'Europe/Berlin',
	'America/New_York',
	'America/St_Johns',
	'America/Sao_Paulo',
	'Africa/Cairo',
	'Asia/Beirut',
	'Asia/Kolkata',
	'Australia/Lord_Howe',
	'Pacific/Chatham',
	'Pacific/Apia',
	'America/Santiago',
];
const zone = fc.constantFrom(...ZONES);
/** Where clocks never went back over midnight, which would let a day begin twice. */
const zoneOfSingleDays = fc.constantFrom(...ZONES.filter((name) => name !== 'America/St_Johns'));
const moment = fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2035, 0, 1) });

test('days and hours are those that the clocks of the zone show', () => {
	const clocks = new Map(ZONES.map((name) => [name, new ZoneClock(name)]));
	fc.assert(
		fc.property(zone, moment, (name, ms) => {
			const local = DateTime.fromMillis(ms, { zone: name });
			const day = Date.UTC(local.year, local.month - 1, local.day) / DAY_MS;
			expect([clocks.get(name)!.dayAt(ms), clocks.get(name)!.hourAt(ms)]).toEqual([day, local.hour]);
		}),
		{ numRuns: 2000 },
	);
});

test('a day begins with its first moment, and the moment before belongs to another day', () => {
	fc.assert(
		fc.property(zoneOfSingleDays, moment, (name, ms) => {
			const clock = new ZoneClock(name);
			const day = clock.dayAt(ms);
			const startMs = clock.startOfDayMs(day);
			expect(clock.dayAt(startMs)).toBe(day);
			expect(clock.dayAt(startMs - 1)).toBeLessThan(day);
			expect(startMs).toBe(DateTime.fromMillis(ms, { zone: name }).startOf('day').toMillis());
		}),
		{ numRuns: 1000 },
	);
});

test.each([
	['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00.000Z', 23],
	['Europe/Berlin', '2026-10-25', '2026-10-24T22:00:00.000Z', 25],
	// midnight does not exist on this day
	['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00.000Z', 23],
])('in %s, %s begins at %s and has %i hours', (name, text, begin, hours) => {
	const clock = new ZoneClock(name);
	const day = Date.parse(text) / DAY_MS;
	const startMs = clock.startOfDayMs(day);
	expect(new Date(startMs).toISOString()).toBe(begin);
	expect((clock.startOfDayMs(day + 1) - startMs) / 3_600_000).toBe(hours);
});

test.each([
	['Europe/Berlin', Date.UTC(2026, 10, 30, 8, 5), '2026-11-30 09:05'],
	['UTC', Date.UTC(2026, 10, 30, 8, 5), '2026-11-30 08:05'],
])('in %s, %d is shown as %s', (name, ms, text) => {
	expect(formatZoned(ms, name)).toBe(text);
});

test('the last moment that a Date can hold is shown where clocks are ahead of it', () => {
	expect(formatZoned(8.64e15, 'Pacific/Auckland')).toContain('275760');
	expect(parseDateParameterMs({ toMillis: () => 1e300 }, 'UTC')).toBeUndefined();
});
