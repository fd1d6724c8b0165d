import type { INodeParameters } from 'n8n-workflow';
import fc from 'fast-check';
import { DateTime } from 'luxon';

import { clock } from '../../../nodes/shared/util/clock';
import { TOOL } from '../../support/harness';
import { failureOf } from '../../support/mockApi';
import { runOnAccount, type CodeWithScans, type ScanAccount } from '../../support/scanAccount';

const NOW_MS = Date.UTC(2026, 10, 30, 12);

beforeEach(() => {
	jest.spyOn(clock, 'nowMs').mockReturnValue(NOW_MS);
});
afterEach(() => {
	jest.restoreAllMocks();
});

const summary = (more: INodeParameters): INodeParameters => ({
	resource: 'scan',
	operation: 'summarize',
	scansOf: 'all',
	...more,
});
const everyScan = { after: '2000-01-01T00:00:00', before: '2100-01-01T00:00:00' };

const code = (id: string, scans: object[], facts: object = {}): CodeWithScans => ({
	code: {
		id,
		name: `Code ${id}`,
		short_url: `https://qrs.example/${id}`,
		scan_count: scans.length,
		...facts,
	},
	scans: scans.map((scan, index) => ({ id: `${id}-${index}`, ...scan })),
});
const at = (text: string, facts: object = {}) => ({ scanned_at: text, ...facts });
const nameOf = (id: string) => ({
	id,
	name: `Code ${id}`,
	shortUrl: `https://qrs.example/${id}`,
	destinationUrl: null,
});

test('without a time, the last seven full days count, each of them a row', async () => {
	const codes = [
		code('q1', [
			at('2026-11-30T11:00:00Z'),
			at('2026-11-29T23:59:59.999Z'),
			at('2026-11-25T10:00:00Z'),
			at('2026-11-23T00:00:00Z'),
			at('2026-11-22T23:59:59Z'),
		]),
	];
	const run = await runOnAccount({ codes }, summary({}));
	expect(run.rows).toEqual([
		{ day: '2026-11-23', scans: 1, sharePercent: 33.33 },
		{ day: '2026-11-24', scans: 0, sharePercent: 0 },
		{ day: '2026-11-25', scans: 1, sharePercent: 33.33 },
		{ day: '2026-11-26', scans: 0, sharePercent: 0 },
		{ day: '2026-11-27', scans: 0, sharePercent: 0 },
		{ day: '2026-11-28', scans: 0, sharePercent: 0 },
		{ day: '2026-11-29', scans: 1, sharePercent: 33.33 },
	]);
	expect(run.hints).toContain('Scans from 2026-11-23 00:00 to 2026-11-30 00:00 (UTC) were counted.');
});

test('codes are ordered by their scans, and those without any are rows as well', async () => {
	const codes = [
		code('q1', []),
		code('q2', [at('2026-11-25T10:00:00Z')]),
		code('q3', [at('2026-11-25T10:00:00Z'), at('2026-11-24T10:00:00Z')]),
	];
	const run = await runOnAccount({ codes }, summary({ groupBy: ['qrCode'] }));
	expect(run.rows).toEqual([
		{ qrCode: nameOf('q3'), scans: 2, sharePercent: 66.67 },
		{ qrCode: nameOf('q2'), scans: 1, sharePercent: 33.33 },
		{ qrCode: nameOf('q1'), scans: 0, sharePercent: 0 },
	]);
	expect(run.logCalls).toBe(2);
});

test('without Fill Gaps, only what was scanned is a row', async () => {
	const codes = [code('q1', []), code('q2', [at('2026-11-25T10:00:00Z')])];
	const run = await runOnAccount({ codes }, summary({ groupBy: ['qrCode', 'day'], fillGaps: false }));
	expect(run.rows).toEqual([{ qrCode: nameOf('q2'), day: '2026-11-25', scans: 1, sharePercent: 100 }]);
});

test('several groups are combined: each day for each code, in the order of the days', async () => {
	const codes = [code('q1', [at('2026-11-29T10:00:00Z')]), code('q2', [])];
	const run = await runOnAccount({ codes }, summary({ groupBy: ['day', 'qrCode'] }));
	expect(run.rows).toHaveLength(14);
	expect(run.rows.slice(-2)).toEqual([
		{ day: '2026-11-29', qrCode: nameOf('q1'), scans: 1, sharePercent: 100 },
		{ day: '2026-11-29', qrCode: nameOf('q2'), scans: 0, sharePercent: 0 },
	]);
});

test('a total row comes last, and says that it is one', async () => {
	const codes = [code('q1', [at('2026-11-29T10:00:00Z', { country: 'DE' }), at('2026-11-28T10:00:00Z')])];
	const parameters = summary({ groupBy: ['country'], options: { totalRow: true } });
	const run = await runOnAccount({ codes }, parameters);
	expect(run.rows).toEqual([
		{ country: 'DE', scans: 1, sharePercent: 50, isTotal: false },
		{ country: null, scans: 1, sharePercent: 50, isTotal: false },
		{ country: null, scans: 2, sharePercent: 100, isTotal: true },
	]);
});

test('grouped by nothing, one row has all scans, be it none', async () => {
	const none = await runOnAccount({ codes: [code('q1', [])] }, summary({ groupBy: [] }));
	expect(none.rows).toEqual([{ scans: 0, sharePercent: 0 }]);
	const some = await runOnAccount(
		{ codes: [code('q1', [at('2026-11-29T10:00:00Z')])] },
		summary({ groupBy: [] }),
	);
	expect(some.rows).toEqual([{ scans: 1, sharePercent: 100 }]);
});

test.each([
	['monday', ['2026-11-23', '2026-11-30']],
	['sunday', ['2026-11-22', '2026-11-29']],
])('weeks that begin on %s are named by that day', async (weekStart, weeks) => {
	const codes = [code('q1', [at('2026-11-29T10:00:00Z'), at('2026-11-30T10:00:00Z')])];
	const filters = { after: '2026-11-28T00:00:00' };
	const run = await runOnAccount({ codes }, summary({ groupBy: ['week'], filters, options: { weekStart } }));
	expect(run.rows.map(({ week }) => week)).toEqual(weeks);
});

test('hours and weekdays without scans are rows in their own order', async () => {
	const codes = [code('q1', [at('2026-11-29T10:00:00Z')])];
	const hours = await runOnAccount({ codes }, summary({ groupBy: ['hour'] }));
	expect(hours.rows.map(({ hour }) => hour)).toEqual(Array.from({ length: 24 }, (_, hour) => hour));
	const days = await runOnAccount({ codes }, summary({ groupBy: ['weekday'] }));
	expect(days.rows.map(({ weekday }) => weekday)).toEqual([
		'Monday',
		'Tuesday',
		'Wednesday',
		'Thursday',
		'Friday',
		'Saturday',
		'Sunday',
	]);
});

test('a day on which the clocks are changed has the hours that its clock shows', async () => {
	const codes = [
		code('q1', [at('2026-10-25T00:30:00Z'), at('2026-10-25T01:30:00Z'), at('2026-03-29T01:30:00Z')]),
	];
	const hoursOf = async (after: string, before: string) => {
		const parameters = summary({ groupBy: ['day', 'hour'], filters: { after, before } });
		const { rows } = await runOnAccount({ codes, timeZone: 'Europe/Berlin' }, parameters);
		return rows.map(({ hour, scans }) => [hour, scans]);
	};
	const autumn = await hoursOf('2026-10-25T00:00:00', '2026-10-26T00:00:00');
	expect(autumn).toHaveLength(24);
	expect(autumn[2]).toEqual([2, 2]);
	const spring = await hoursOf('2026-03-29T00:00:00', '2026-03-30T00:00:00');
	expect(spring).toHaveLength(23);
	expect(spring.slice(1, 3)).toEqual([
		[1, 0],
		[3, 1],
	]);
});

const ZONES = [
	'UTC',
	'Europe/Berlin',
	'America/New_York',
	'Asia/Kolkata',
	'Australia/Lord_Howe',
	'America/Sao_Paulo',
];
const GROUPS = [
	...['day', 'week', 'month', 'hour', 'weekday', 'qrCode'],
	...['country', 'city', 'device', 'os', 'browser', 'referrer'],
];

/** What Summarize has to say of an item of Get Many, by another calendar. */
const groupOf = (item: Record<string, unknown>, group: string, zone: string, weekStart: string): unknown => {
	const local = DateTime.fromISO(String(item.scanned_at), { zone });
	switch (group) {
		case 'day':
			return local.toISODate();
		case 'week': {
			const back = weekStart === 'sunday' ? local.weekday % 7 : local.weekday - 1;
			return local.startOf('day').minus({ days: back }).toISODate();
		}
		case 'month':
			return local.toFormat('yyyy-MM');
		case 'hour':
			return local.hour;
		case 'weekday':
			return local.setLocale('en').weekdayLong;
		case 'qrCode':
			return (item.qrCode as { id: string }).id;
		default:
			return item[group] ?? null;
	}
};

const countPlainly = (items: object[], groupBy: string[], zone: string, weekStart: string) => {
	const counts = new Map<string, number>();
	for (const item of items) {
		const key = JSON.stringify(groupBy.map((group) => groupOf(item as never, group, zone, weekStart)));
		counts.set(key, (counts.get(key) ?? 0) + 1);
	}
	return Object.fromEntries(counts);
};

const word = fc.option(fc.constantFrom('DE', 'Berlin', 'mobile', 'iOS', 'https://x.example/?a=b'), {
	nil: undefined,
});
const scan = fc.record(
	{
		// around the days on which Europe's and Sydney's clocks are changed
		scanned_at: fc
			.integer({ min: Date.UTC(2026, 9, 20), max: Date.UTC(2026, 10, 5) })
			.map((ms) => new Date(ms).toISOString()),
		country: word,
		city: word,
		device: word,
		os: word,
		browser: word,
		referrer: word,
	},
	{ requiredKeys: ['scanned_at'] },
);
const newestFirst = (scans: Array<{ scanned_at: string }>) =>
	scans.toSorted((a, b) => (a.scanned_at < b.scanned_at ? 1 : -1));

test('the figures are those of a plain count over the items of Get Many', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.array(scan, { maxLength: 150 }), { maxLength: 4 }),
			fc.subarray(GROUPS, { maxLength: 4 }),
			fc.constantFrom(...ZONES),
			fc.constantFrom('monday', 'sunday'),
			fc.constantFrom<ScanAccount['order']>('newestFirst', 'oldestFirst'),
			fc.boolean(),
			async (logs, groupBy, timeZone, weekStart, order, fillGaps) => {
				const codes = logs.map((scans, index) => code(`q${index}`, newestFirst(scans)));
				const account = { codes, order, timeZone };
				const filters = { after: '2026-10-22T05:00:00', before: '2026-11-03T00:00:00' };
				const items = await runOnAccount(account, {
					...summary({ filters }),
					operation: 'getAll',
					returnAll: true,
				});
				const options = { weekStart, totalRow: true };
				const { rows } = await runOnAccount(account, summary({ groupBy, filters, fillGaps, options }));

				const [total, ...groups] = rows.toReversed();
				expect(total?.scans).toBe(items.rows.length);
				const counted = groups.map((row) => {
					const key = groupBy.map((group) =>
						group === 'qrCode' ? (row.qrCode as { id: string }).id : row[group],
					);
					return [JSON.stringify(key), row.scans] as const;
				});
				expect(new Set(counted.map(([key]) => key)).size).toBe(counted.length);
				const filled = Object.fromEntries(counted.filter(([, scans]) => scans !== 0));
				expect(filled).toEqual(countPlainly(items.rows, groupBy, timeZone, weekStart));
				if (!fillGaps && groupBy.length > 0) expect(counted.every(([, scans]) => scans !== 0)).toBe(true);
			},
		),
		{ numRuns: 60 },
	);
});

test('a model learns with one call of the tool which code was scanned most last week', async () => {
	const codes = Array.from({ length: 1000 }, (_, index) =>
		code(
			`q${index}`,
			index % 50 === 7
				? [at('2026-11-25T10:00:00Z'), ...(index === 507 ? [at('2026-11-24T10:00:00Z')] : [])]
				: [],
		),
	);
	const groupBy = '={{ "qrCode" }}';
	const filters = { after: '', before: '' };
	const run = await runOnAccount({ codes }, summary({ groupBy, filters }), { type: TOOL });
	expect(run.rows[0]).toEqual({ qrCode: nameOf('q507'), scans: 2, sharePercent: 9.52 });
	expect(run.rows).toHaveLength(21);
	expect(run.calls).toHaveLength(30);
	expect(run.rows.at(-1)).toEqual({
		message: 'Scans from 2026-11-23 00:00 to 2026-11-30 00:00 (UTC) were counted.',
	});
});

test('a model gets the first hundred rows, and is told that there are more', async () => {
	const scans = Array.from({ length: 150 }, (_, index) =>
		at('2026-11-25T10:00:00Z', { city: `City ${index}` }),
	);
	const run = await runOnAccount({ codes: [code('q1', scans)] }, summary({ groupBy: 'city' }), {
		type: TOOL,
	});
	expect(run.rows).toHaveLength(102);
	expect(run.rows[100]).toEqual({ message: 'These are the first 100 of 150 rows' });
});

test('a summary with more rows than memory should hold is refused', async () => {
	const scans = Array.from({ length: 50_001 }, (_, index) =>
		at('2026-11-25T10:00:00Z', { city: `City ${index}` }),
	);
	const run = runOnAccount({ codes: [code('q1', scans)] }, summary({ groupBy: ['city'] }));
	expect((await failureOf(run)).message).toBe('The summary would have more than 50,000 rows');
});

test('rows without scans are left out where they would be too many, and that is told', async () => {
	const codes = Array.from({ length: 600 }, (_, index) =>
		code(`q${index}`, index === 0 ? [at('2026-11-25T10:00:00Z')] : []),
	);
	const filters = { after: '2026-01-01T00:00:00' };
	const run = await runOnAccount({ codes }, summary({ groupBy: ['day', 'qrCode'], filters }));
	expect(run.rows).toHaveLength(1);
	expect(run.hints).toContain('Rows without scans were left out: there would be too many of them.');
});

test.each<[INodeParameters, string]>([
	[{ groupBy: ['planet'] }, 'Group By must be'],
	[{ fillGaps: '={{ "perhaps" }}' }, 'Fill Gaps must be true or false'],
	[{ options: { weekStart: 'friday' } }, 'Week Starts On must be monday or sunday'],
])('%j is refused before any call', async (parameters, message) => {
	const onCall = () => {
		throw new Error('no call was to be made');
	};
	const failure = await failureOf(runOnAccount({ codes: [], onCall }, summary(parameters)));
	expect(failure.message).toContain(message);
});

test('scans whose time is not known are not counted by guess', async () => {
	const codes = [code('q1', [{ country: 'DE' }])];
	const failure = await failureOf(runOnAccount({ codes }, summary({ filters: everyScan })));
	expect(failure.message).toBe('The scans of a QR code have no time that this node knows');
});
