import { NO_FILTERS } from '../../../support/noFilters';
import { filterScans } from '../../../../nodes/QrCodeStackTrigger/scans/filter';
import { startCursor, type ScanCursor } from '../../../../nodes/QrCodeStackTrigger/scans/cursor';
import type { ScanFilters } from '../../../../nodes/QrCodeStackTrigger/settings/settings';
import { emittedOf, restartCursor } from '../../../support/cursors';
import { codeKey } from '../../../../nodes/QrCodeStackTrigger/scans/cursors';
import { type TriggerState } from '../../../../nodes/QrCodeStackTrigger/state/triggerState';

const START_MS = 1_000;
const manyScans = emittedOf(
	Array.from({ length: 500 }, (_, index) => String(index)),
	START_MS,
);

const stateWith = (cursors: Record<string, ScanCursor> = {}): TriggerState => ({
	startKey: 'now',
	watchKey: 'all',
	startMs: START_MS,
	cursors: new Map(Object.entries(cursors).map(([id, cursor]) => [codeKey(id), cursor])),
});

const scan = (name: string, row: object = {}, qrCodeId = 'a') => ({
	qrCodeId,
	scan: { identity: name, timeMs: START_MS + 1, row: { ...row, name } },
});

/** The names of the scans that pass. */
function pass(scans: Array<ReturnType<typeof scan>>, filters: Partial<ScanFilters>, state = stateWith()) {
	const { passed } = filterScans(scans as never, state, { filters: { ...NO_FILTERS, ...filters } });
	return passed.map(({ scan: { row } }) => row.name);
}

test('without filters, everything passes', () => {
	expect(pass([scan('1'), scan('2', { country: null })], {})).toEqual(['1', '2']);
});

test.each<[string, object, string[]]>([
	['a country', { countries: ['DE'] }, ['german', 'padded']],
	['one of two countries', { countries: ['DE', 'FR'] }, ['german', 'padded', 'french']],
	['a device', { devices: ['tablet'] }, ['padded']],
	['both', { countries: ['FR'], devices: ['tablet'] }, []],
])('%s is compared without regard to case and white space', (_, filters, names) => {
	const scans = [
		scan('german', { country: 'DE', device: 'mobile' }),
		scan('padded', { country: ' de ', device: 'Tablet' }),
		scan('french', { country: 'FR' }),
		scan('unknown', {}),
		scan('empty', { country: null, device: null }),
		scan('number', { country: 49 }),
	];

	expect(pass(scans, filters)).toEqual(names);
});

test.each([
	{ country: 'DE' },
	{ country: 'de' },
	{ country: 'Germany' },
	{ country: 'Deutschland' },
	{ country_code: 'DE', country_name: 'Germany' },
	{ location: { country: { code: 'DE' } } },
])('%j passes a filter for Germany', (row) => {
	expect(pass([scan('1', row)], { countries: ['DE'] })).toEqual(['1']);
	expect(pass([scan('1', row)], { countries: ['FR'] })).toEqual([]);
});

test.each<[Partial<ScanFilters>, object, boolean]>([
	[{ cities: ['koln'] }, { city: 'Köln' }, true],
	[{ cities: ['york'] }, { city: 'New York' }, false],
	[{ operatingSystems: ['ios'] }, { os: 'iOS 17.2' }, true],
	[{ operatingSystems: ['ios'] }, { os: 'Helios' }, false],
	[{ operatingSystems: ['windows 10'] }, { os: { name: 'Windows 10' } }, true],
	[{ browsers: ['safari'] }, { browser: 'Mobile Safari' }, true],
	[{ browsers: ['safari'] }, { browser: 'Chrome' }, false],
	[{ devices: ['mobile'] }, { device: 'Smartphone' }, true],
	[{ devices: ['phone'] }, { device: 'mobile' }, true],
	[{ devices: ['desktop'] }, { device_type: 'PC' }, true],
	[{ devices: ['smart tv'] }, { device: 'Smart TV' }, true],
	[{ devices: ['mobile'] }, { device: 'tablet' }, false],
	[{ referrerContains: 'instagram' }, { referrer: 'https://L.Instagram.com/' }, true],
	[{ referrerContains: 'instagram' }, { referrer: null }, false],
])('%j of %j: %p', (filters, row, passes) => {
	expect(pass([scan('1', row)], filters)).toEqual(passes ? ['1'] : []);
});

describe('first scan only', () => {
	test('one of each code passes, the oldest', () => {
		const scans = [scan('a1'), scan('b1', {}, 'b'), scan('a2')];

		expect(pass(scans, { firstScanOnly: true })).toEqual(['a1', 'b1']);
	});

	test('a first scan that another filter takes out is not replaced by the second', () => {
		const scans = [scan('a1', { country: 'US' }), scan('a2', { country: 'DE' })];

		expect(pass(scans, { firstScanOnly: true, countries: ['DE'] })).toEqual([]);
	});

	test.each<[string, ScanCursor, boolean]>([
		['a code at the baseline', startCursor(START_MS), true],
		['a code that was watched from an earlier start', startCursor(10), true],
		[
			'a code with a scan',
			{ watermarkMs: 1_500, lookbackStartMs: START_MS, emitted: emittedOf(['x']) },
			false,
		],
		['a scan at the baseline', { ...startCursor(START_MS), emitted: emittedOf(['x']) }, false],
		[
			'many scans at the baseline, after a restart',
			restartCursor({ ...startCursor(START_MS), emitted: manyScans }),
			false,
		],
		['an idle code', { ...startCursor(1_500), lookbackStartMs: 1_501 }, false],
	])('%s', (_, cursor, passes) => {
		expect(pass([scan('a1')], { firstScanOnly: true }, stateWith({ a: cursor }))).toEqual(
			passes ? ['a1'] : [],
		);
	});
});
