import { parseDateParameterMs } from '../../../../nodes/shared/util/zonedTime';

test.each([
	['2026-11-22T08:30:00', 'UTC', '2026-11-22T08:30:00Z'],
	['2026-11-22 08:30', 'UTC', '2026-11-22T08:30:00Z'],
	['2026-11-22', 'Asia/Tokyo', '2026-11-21T15:00:00Z'],
	['2026-07-01T00:00:00', 'Europe/Berlin', '2026-06-30T22:00:00Z'],
	['2026-12-01T00:00:00', 'Europe/Berlin', '2026-11-30T23:00:00Z'],
	['2026-03-29T01:59:59', 'Europe/Berlin', '2026-03-29T00:59:59Z'],
	['2026-03-29T02:30:00', 'Europe/Berlin', '2026-03-29T01:30:00Z'],
	['2026-03-29T03:00:00', 'Europe/Berlin', '2026-03-29T01:00:00Z'],
	['2026-10-25T03:00:00', 'Europe/Berlin', '2026-10-25T02:00:00Z'],
	['2026-03-08T03:00:00', 'America/New_York', '2026-03-08T07:00:00Z'],
	['2026-11-01T00:30:00', 'America/New_York', '2026-11-01T04:30:00Z'],
	['2026-01-01T00:00:00', 'America/New_York', '2026-01-01T05:00:00Z'],
	['2026-02-28T23:59:59', 'Asia/Kolkata', '2026-02-28T18:29:59Z'],
	['2026-11-22T08:30:00Z', 'Asia/Tokyo', '2026-11-22T08:30:00Z'],
	['2026-11-22T08:30:00+01:00', 'Asia/Tokyo', '2026-11-22T07:30:00Z'],
])('a start date of %s in %s is %s', (text, zone, expected) => {
	expect(new Date(parseDateParameterMs(text, zone) ?? Number.NaN).toISOString()).toBe(
		expected.replace('Z', '.000Z'),
	);
});

test.each([
	undefined,
	null,
	'',
	'tomorrow',
	'2026-02-30',
	'2026-13-40T00:00:00Z',
	{},
	Number.NaN,
	'22.11.2026',
])('%p is no start date', (value) => {
	expect(parseDateParameterMs(value, 'UTC')).toBeUndefined();
});

test('a Date and a Luxon DateTime say their own moment', () => {
	expect(parseDateParameterMs(new Date(7), 'Asia/Tokyo')).toBe(7);
	expect(parseDateParameterMs({ toMillis: () => 8 }, 'Asia/Tokyo')).toBe(8);
});
