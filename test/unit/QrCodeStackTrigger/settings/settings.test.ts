import { NO_FILTERS } from '../../../support/noFilters';
import { readSettings } from '../../../../nodes/QrCodeStackTrigger/settings/settings';
import { readPath } from '../../../support/readPath';

const read = (parameters: Record<string, unknown>) =>
	readSettings({
		getNode: () => ({ parameters }),
		getNodeParameter: (name: string, fallback: unknown) => readPath(parameters, name) ?? fallback,
		getTimezone: () => 'Europe/Berlin',
	} as never);

test('without any parameter, all codes are watched from now on', () => {
	expect(read({ options: 'nothing' })).toEqual({
		event: { kind: 'scans' },
		watch: { kind: 'all' },
		watchKey: 'all',
		start: { kind: 'now' },
		startKey: 'now',
		includeQrCode: true,
		maxScansPerPoll: 1_000,
		allowedLatenessMs: 15 * 60_000,
		monthlyBudgetPercent: 50,
		isRaw: false,
		filters: NO_FILTERS,
	});
});

test('filters are read without regard to case, accents and white space, and countries by code or name', () => {
	const options = {
		country: ['DE', ' at '],
		city: 'München,  New   York',
		device: ['mobile', 'Smart TV'],
		os: 'iOS',
		browser: 'Safari, Chrome',
		referrerContains: ' Instagram.com ',
	};

	expect(read({ event: 'firstScan', options }).filters).toEqual({
		countries: ['DE', 'AT'],
		cities: ['munchen', 'new york'],
		devices: ['mobile', 'smart tv'],
		operatingSystems: ['ios'],
		browsers: ['safari', 'chrome'],
		referrerContains: 'instagram.com',
		firstScanOnly: true,
	});
});

test.each(['Germany, de', 'Deutschland', ['DE', 'germany'], '["DE"]'])(
	'%j is one country, however an expression writes it',
	(country) => {
		expect(read({ options: { country } }).filters.countries).toEqual(['DE']);
	},
);

test('a country that there is not is refused, since no scan could pass', () => {
	expect(() => read({ options: { country: 'DE, Germny' } })).toThrow(
		'Country names no country that there is',
	);
});

test.each(['city', 'os', 'browser', 'referrerContains', 'device', 'country'])(
	'the filter %s is refused where it was added and is empty',
	(name) => {
		for (const value of ['', ' ', [], null]) {
			expect(() => read({ options: { [name]: value } })).toThrow(/is empty|must be|was given/);
		}
	},
);

test.each([
	['monthlyBudget', 0, 'Monthly Budget must be a whole number from 1 to 100'],
	['monthlyBudget', 101, 'Monthly Budget must be a whole number from 1 to 100'],
	['lateWindow', -1, 'Late Window must be a whole number from 0 to 1440'],
	['maxScansPerPoll', 0, 'Max Scans per Poll must be a whole number of 1 or more'],
])('the option %s refuses %p', (name, value, message) => {
	expect(() => read({ options: { [name]: value } })).toThrow(message);
});

test.each<[string, unknown, string[]]>([
	['the list', ['a', 'b', 'a'], ['a', 'b']],
	['an expression with commas', ' a ,b,, ', ['a', 'b']],
	['numbers', [1, null, 2], ['1', '2']],
])('codes may be selected by %s', (_, qrCodeIds, ids) => {
	expect(read({ watch: 'selected', qrCodeIds }).watch).toEqual({ kind: 'ids', ids });
});

test.each<[object, object]>([
	[
		{ event: 'scanMilestone', milestones: '500, 100;100' },
		{ kind: 'scanMilestone', counts: [100, 500] },
	],
	[
		{ event: 'scanMilestone', milestones: [], milestoneEvery: '1000' },
		{ kind: 'scanMilestone', counts: [], every: 1_000 },
	],
	[{ event: 'quietQrCode' }, { kind: 'quietQrCode', quietMs: 14 * 86_400_000 }],
	[{ event: 'newQrCode' }, { kind: 'newQrCode' }],
	[
		{ event: 'apiCallsUsed', percent: 90, watch: 'one' },
		{ kind: 'apiCallsUsed', percent: 90 },
	],
])('%j is read as the event %j, which starts now whatever Start From says', (parameters, event) => {
	const settings = read({ ...parameters, startFrom: 'beginning' });
	expect(settings).toMatchObject({ event, start: { kind: 'now' } });
	expect(settings.startKey).not.toBe('now');
});

test.each<[Record<string, unknown>, string]>([
	[{ event: 'scanMilestone', milestones: '' }, 'There is no milestone'],
	[{ event: 'scanMilestone', milestones: '100, many' }, 'Milestones must be a whole number'],
	[{ event: 'scanMilestone', milestones: '0' }, 'Milestones must be a whole number of 1 or more'],
	[{ event: 'quietQrCode', quietDays: 0 }, 'Quiet Days must be a whole number from 1 to 3650'],
	[{ event: 'apiCallsUsed', percent: 101 }, 'Percent Used must be a whole number from 1 to 100'],
])('%j is refused', (parameters, message) => {
	expect(() => read(parameters)).toThrow(message);
});

test('the same codes in another order are the same choice', () => {
	const keys = [
		['a', 'b'],
		['b', 'a'],
		['a', 'c'],
	].map((qrCodeIds) => read({ watch: 'selected', qrCodeIds }).watchKey);
	expect(keys[0]).toBe(keys[1]);
	expect(keys[2]).not.toBe(keys[0]);
});

const linkedTo = (link: string) => ({ kind: 'shortLink', link });
const LINKED = linkedTo('https://q.rs/x');

test.each<[string, unknown, object]>([
	['from the list', { mode: 'list', value: 'x' }, { kind: 'ids', ids: ['x'] }],
	['by id', { mode: 'id', value: ' x ' }, { kind: 'ids', ids: ['x'] }],
	['by short link', { mode: 'shortLink', value: 'q.rs/x' }, { kind: 'shortLink', link: 'q.rs/x' }],
	['by a link where an ID belongs', { mode: 'id', value: ' https://q.rs/x ' }, LINKED],
	['by a link as it is printed, where an ID belongs', { mode: 'id', value: 'q.rs/x' }, linkedTo('q.rs/x')],
	['by a bare link, as an expression may give it', 'https://q.rs/x', LINKED],
	['by an ID with dots', { mode: 'id', value: 'v1.code.7' }, { kind: 'ids', ids: ['v1.code.7'] }],
	['by a number', { mode: 'id', value: 7 }, { kind: 'ids', ids: ['7'] }],
	['by a bare value, as an expression may give it', 'x', { kind: 'ids', ids: ['x'] }],
])('the one code may be chosen %s', (_, qrCodeId, watch) => {
	expect(read({ watch: 'one', qrCodeId }).watch).toEqual(watch);
});

test.each(['', ' ', null, 5])('the link %j is told to be empty, as by the action node', (value) => {
	const qrCodeId = { mode: 'shortLink', value };
	expect(() => read({ watch: 'one', qrCodeId })).toThrow('The link of the QR code is empty');
});

test('a link among selected codes is told, since they are chosen by their IDs', () => {
	const select = () => read({ watch: 'selected', qrCodeIds: ['a', 'https://q.rs/x'] });
	expect(select).toThrow('A link stands among the selected QR codes');
});

test.each([undefined, null, '', { mode: 'id', value: null }])('%j chooses none', (qrCodeId) => {
	expect(() => read({ watch: 'one', qrCodeId })).toThrow('No QR code is chosen');
});

test('the start tells one from another', () => {
	expect(read({ startFrom: 'beginning' })).toMatchObject({
		start: { kind: 'at', atMs: 0 },
		startKey: 'beginning',
	});
	const atMs = Date.UTC(2026, 10, 21, 23);
	expect(read({ startFrom: 'date', startDate: '2026-11-22' })).toMatchObject({
		start: { kind: 'at', atMs },
		startKey: 'date:2026-11-22',
	});
	expect(() => read({ startFrom: 'date' })).toThrow('The start date is not a date');
});

test.each([0, -1, 1.5, 'many', Number.NaN, Infinity])('%p is no maximum', (maxScansPerPoll) => {
	expect(() => read({ options: { maxScansPerPoll } })).toThrow('Max Scans per Poll');
});

test.each(['lateWindow', 'maxScansPerPoll', 'monthlyBudget'])(
	'%s is told when an expression gives nothing: an empty Late Window must not become none at all',
	(option) => {
		for (const value of ['', ' ', [], true]) {
			expect(() => read({ options: { [option]: value } })).toThrow('must be a whole number');
		}
	},
);

test.each([
	[false, false],
	['false', false],
	['FALSE', false],
	[0, false],
	['0', false],
	[' no ', false],
	['true', true],
	[1, true],
	[null, true],
	[undefined, true],
])('Include QR Code may come from an expression, as %j', (includeQrCode, expected) => {
	expect(read({ options: { includeQrCode } }).includeQrCode).toBe(expected);
});

test('a maximum from an expression may be a text, and the code may be left out', () => {
	expect(read({ options: { maxScansPerPoll: '5', includeQrCode: false } })).toMatchObject({
		maxScansPerPoll: 5,
		includeQrCode: false,
	});
});
