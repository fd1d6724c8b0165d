import fc from 'fast-check';

import { decodeQrCode } from '../../../../nodes/shared/api/decode/qrCode';
import {
	isOpenFilter,
	matchesCodeFilter,
	type CodeFilter,
} from '../../../../nodes/shared/qrCodes/codeFilter';

const SPRING = {
	id: 'q1',
	name: 'Spring promo',
	type: 'url',
	destination_url: 'https://shop.example.com/Spring?a=1',
	short_url: 'https://qrs.example.com/r/Ab3dE',
	scan_count: 12,
	created_at: '2026-03-01T00:00:00Z',
};
const MARCH_1_MS = Date.UTC(2026, 2, 1);

const matches = (raw: object, filter: CodeFilter) => matchesCodeFilter(decodeQrCode(raw)!, filter);

test.each<[CodeFilter, boolean]>([
	[{}, true],
	[{ search: 'ab3de' }, true],
	[{ search: 'winter' }, false],
	[{ nameStartsWith: 'spring' }, true],
	[{ nameStartsWith: 'SPRING\u00a0promo' }, true],
	[{ nameStartsWith: 'promo' }, false],
	[{ destinationContains: 'shop.example.com/spring' }, true],
	[{ destinationContains: 'Ab3dE' }, false],
	[{ createdAfterMs: MARCH_1_MS }, true],
	[{ createdAfterMs: MARCH_1_MS + 1 }, false],
	[{ createdBeforeMs: MARCH_1_MS + 1 }, true],
	[{ createdBeforeMs: MARCH_1_MS }, false],
	[{ minScans: 12, maxScans: 12 }, true],
	[{ minScans: 13 }, false],
	[{ maxScans: 11 }, false],
	[{ type: 'URL' }, true],
	[{ type: 'ur' }, false],
	[{ nameStartsWith: 'spring', maxScans: 0 }, false],
])('a code with every fact, filtered by %j: %s', (filter, expected) => {
	expect(matches(SPRING, filter)).toBe(expected);
});

test.each<CodeFilter>([
	{ nameStartsWith: 'q' },
	{ destinationContains: 'h' },
	{ createdAfterMs: 0 },
	{ createdBeforeMs: Number.MAX_SAFE_INTEGER },
	{ minScans: 0 },
	{ maxScans: 0 },
	{ type: 'url' },
])('a code that does not show what %j asks for is not meant', (filter) => {
	expect(matches({ id: 'q2' }, filter)).toBe(false);
});

test('a code that was never scanned is found by a most of 0 scans', () => {
	expect(matches({ ...SPRING, scan_count: 0 }, { maxScans: 0 })).toBe(true);
});

test('several filters let through what each of them lets through', () => {
	const part = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
	const text = fc.constantFrom('Spring', 'spr', 'promo', 'shop', 'url', 'x', 'É');
	const filters = fc.record({
		search: part(text),
		nameStartsWith: part(text),
		destinationContains: part(text),
		createdAfterMs: part(fc.integer({ min: MARCH_1_MS - 2, max: MARCH_1_MS + 2 })),
		createdBeforeMs: part(fc.integer({ min: MARCH_1_MS - 2, max: MARCH_1_MS + 2 })),
		minScans: part(fc.nat(14)),
		maxScans: part(fc.nat(14)),
		type: part(text),
	});
	const code = fc.record(
		{
			id: fc.constant('q1'),
			name: fc.constantFrom('Spring promo', 'promo', 'E\u0301t\u00e9'),
			scan_count: fc.nat(14),
			destination_url: fc.constantFrom('https://shop.example', 'https://x.example'),
			created_at: fc.constant('2026-03-01T00:00:00Z'),
			type: fc.constantFrom('url', 'vcard'),
		},
		{ requiredKeys: ['id'] },
	);
	fc.assert(
		fc.property(code, filters, (raw, filter) => {
			const single = Object.entries(filter).every(([name, value]) => matches(raw, { [name]: value }));
			return matches(raw, filter as CodeFilter) === single;
		}),
	);
});

test('only a filter without any value lets every code through', () => {
	expect(isOpenFilter({})).toBe(true);
	expect(isOpenFilter({ search: undefined } as unknown as CodeFilter)).toBe(true);
	expect(isOpenFilter({ maxScans: 0 })).toBe(false);
});
