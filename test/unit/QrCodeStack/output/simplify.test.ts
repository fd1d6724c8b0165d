import {
	simplifyAnalytics,
	simplifyQrCode,
	simplifyScan,
} from '../../../../nodes/QrCodeStack/output/simplify';

const numbered = (count: number, make: (index: number) => object) =>
	Array.from({ length: count }, (_, index) => make(index));
const day = (index: number) => `2026-01-${String(index + 1).padStart(2, '0')}`;

test('a QR code keeps at most ten fields, the known ones first', () => {
	const extras = Object.fromEntries(
		numbered(20, (n) => [`extra${n}`, n] as never) as Array<[string, number]>,
	);
	const simple = simplifyQrCode({ ...extras, short_link: 's', total_scans: 4, name: 'N', id: 'q' });
	expect(Object.keys(simple)).toEqual([
		'id',
		'name',
		'short_link',
		'total_scans',
		'extra0',
		'extra1',
		'extra2',
		'extra3',
		'extra4',
		'extra5',
	]);
});

test('what is nested, empty or without meaning is left out', () => {
	expect(simplifyQrCode({ id: 1, name: null, scans: [], folder: {} })).toEqual({ id: 1 });
	expect(simplifyScan({ occurred_at: 't', ip_hash: 'h', id: 0, city: '' })).toEqual({
		id: 0,
		occurred_at: 't',
		city: '',
	});
});

test('short analytics stay as they are', () => {
	const figures = { total_scans: 3, by_device: [{ device: 'mobile', scans: 3 }], note: null };
	expect(simplifyAnalytics(figures)).toEqual(figures);
});

test('of the days, the newest ten remain in their order; of other groups, the ten largest', () => {
	const figures = simplifyAnalytics({
		by_day: [...numbered(30, (n) => ({ date: day(n), scans: 30 - n }))].reverse(),
		by_country: numbered(12, (n) => ({ country: `C${n}`, scans: n })),
		by_city: Object.fromEntries(numbered(11, (n) => [`City ${n}`, n] as never) as Array<[string, number]>),
	});
	expect(figures.by_day).toEqual(numbered(10, (n) => ({ date: day(n + 20), scans: 10 - n })));
	expect((figures.by_country as object[])[0]).toEqual({ country: 'C11', scans: 11 });
	expect(figures.by_country).toHaveLength(10);
	expect(Object.keys(figures.by_city as object)[0]).toBe('City 10');
	expect(figures.left_out).toEqual({ by_day: 20, by_country: 2, by_city: 1 });
});

test('groups of another form are cut all the same', () => {
	const { mixed, left_out } = simplifyAnalytics({ mixed: [...Array(11).keys(), 'x', null] });
	expect((mixed as unknown[])[0]).toBe(10);
	expect(left_out).toEqual({ mixed: 3 });
});
