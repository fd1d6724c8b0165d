import { compareScans, readScans } from '../../../../nodes/QrCodeStackTrigger/scans/scan';

const NOW = Date.UTC(2026, 10, 22, 8);
const AT = '2026-11-22T07:00:00Z';
const times = (...rows: unknown[]) => readScans(rows).map(({ timeMs }) => timeMs);

test.each(['scanned_at', 'created_at', 'timestamp', 'occurred_at'])(
	'the time of a scan may stand in "%s" (A4)',
	(field) => {
		expect(times({ [field]: '2026-11-22T07:00:00.123Z' })).toEqual([Date.UTC(2026, 10, 22, 7, 0, 0, 123)]);
	},
);

test.each([
	['whole seconds', '2026-11-22T07:00:00Z', Date.UTC(2026, 10, 22, 7)],
	['an offset', '2026-11-22T07:00:00+02:00', Date.UTC(2026, 10, 22, 5)],
	['epoch seconds', 1_795_000_000, 1_795_000_000_000],
	['epoch milliseconds', 1_795_000_000_123, 1_795_000_000_123],
	['microseconds, cut', '2026-11-22T07:00:00.123456Z', Date.UTC(2026, 10, 22, 7, 0, 0, 123)],
])('a time is read from %s', (_, value, expected) => {
	expect(times({ scanned_at: value })).toEqual([expected]);
});

test.each([
	['no time at all', 'yesterday'],
	['a boolean', true],
	['a moment that no Date can hold', 1e300],
	['a day alone', '2026-11-22'],
])('%s is no time, and none is guessed', (_, value) => {
	expect(() => times({ scanned_at: value })).toThrow(
		'The scans of a QR code have no time that this node knows',
	);
});

test('an entry without a time gets the one of its newer neighbour', () => {
	const [newest, middle, oldest] = [
		{ scanned_at: 1_795_000_000 },
		{ id: 'x' },
		{ scanned_at: 1_794_000_000 },
	];
	expect(times(newest, middle, oldest)).toEqual([1_795_000_000_000, 1_795_000_000_000, 1_794_000_000_000]);
	expect(times(oldest, middle, newest)).toEqual([1_794_000_000_000, 1_795_000_000_000, 1_795_000_000_000]);
});

test('where nothing shows which end of a page is the newer one, an entry without a time has none', () => {
	const [timed, timeless] = [{ scanned_at: 1_795_000_000 }, { id: 'x' }];
	expect(() => times(timed, timeless)).toThrow('have no time');
	expect(() => times(timeless, timed)).toThrow('have no time');
	expect(() => readScans([timeless], NOW)).toThrow('have no time');
	expect(times(timed, timeless, timed)).toEqual([1_795_000_000_000, 1_795_000_000_000, 1_795_000_000_000]);
});

test('the newest entry without a time has no neighbour to go by', () => {
	const entries = [{}, { scanned_at: 1_795_000_000 }, { scanned_at: 1_794_000_000 }];
	expect(() => times(...entries)).toThrow('have no time');
	expect(() => times(...[...entries].reverse())).toThrow('have no time');
});

test('the identity is the id of the API where there is one, a number too', () => {
	const ids = readScans([
		{ id: 'abc', scanned_at: AT },
		{ id: 7, scanned_at: AT },
	]);
	expect(ids.map(({ scanId }) => scanId)).toEqual(['abc', '7']);
	expect(ids[0]?.identity).toMatch(/^[\w-]{8}$/);
});

test('without an id it is a hash of the whole entry, in whatever order its fields and the entries come', () => {
	const a = { scanned_at: AT, geo: { city: 'X', tags: [1, null] } };
	const b = { geo: { tags: [1, null], city: 'X' }, scanned_at: AT };
	const other = { scanned_at: AT, geo: { city: 'Y', tags: [1, null] } };
	const [first] = readScans([a]);
	const [second, third] = readScans([b, other]);

	expect(first?.identity).toBe(second?.identity);
	expect(third?.identity).not.toBe(first?.identity);
});

test('two scans that are alike in every field are two scans', () => {
	const row = { id: '', scanned_at: '2026-11-22T07:00:00Z' };
	const ids = readScans([row, { ...row }, { ...row }]).map(({ scanId }) => scanId);
	expect(new Set(ids).size).toBe(3);
});

test('entries that are no objects are left out', () => {
	expect(readScans([null, 'text', [1], { id: 'a', scanned_at: AT }])).toHaveLength(1);
});

test('scans leave oldest first, then by id', () => {
	const scans = readScans([
		{ id: 'b', scanned_at: '2026-11-22T07:00:02Z' },
		{ id: 'c', scanned_at: '2026-11-22T07:00:01Z' },
		{ id: 'a', scanned_at: '2026-11-22T07:00:02Z' },
		{ id: 'a', scanned_at: '2026-11-22T07:00:02Z' },
	]);
	expect(scans.sort(compareScans).map(({ scanId }) => scanId)).toEqual(['c', 'a', 'a', 'b']);
});
