import fc from 'fast-check';

import { trimOverlap } from '../../../nodes/QrCodeStackTrigger/joinPages';

const row = (name: string) => ({ name });

test.each([
	['nothing in common', 'abc', 'de', 'de'],
	['the end of the page before', 'abc', 'cde', 'de'],
	['several entries', 'abcd', 'bcdef', 'ef'],
	['a whole page that was read before', 'abcdef', 'bcd', ''],
	['alike entries that are no run', 'abc', 'bde', 'bde'],
	['the first page', '', 'ab', 'ab'],
])('a page without ids loses %s', (_, before, page, expected) => {
	expect(trimOverlap([...before].map(row), [...page].map(row))).toEqual([...expected].map(row));
});

test('entries with ids are told apart later: the page stays whole', () => {
	const page = [{ id: 'a' }, { id: 1 }];
	expect(trimOverlap(page, page)).toBe(page);
});

test('entries that are no objects are compared as well', () => {
	expect(trimOverlap([undefined, 'x'], ['x', null])).toEqual([null]);
});

test('a log that grows between two pages is put together without gap or repeat', () => {
	fc.assert(
		fc.property(
			fc.integer({ min: 1, max: 50 }),
			fc.integer({ min: 1, max: 10 }),
			fc.array(fc.nat({ max: 4 })),
			(length, size, growth) => {
				let log = Array.from({ length }, (_, index) => row(`old ${index}`));
				const rows: unknown[] = [];
				for (let page = 0; page * size < log.length; page++) {
					rows.push(...trimOverlap(rows, log.slice(page * size, (page + 1) * size)));
					// less than a page, or what was seen of the log is all pushed out of reach
					const news = Math.min(growth[page] ?? 0, size - 1, page > 20 ? 0 : size);
					log = [...Array.from({ length: news }, (_, index) => row(`new ${page} ${index}`)), ...log];
				}
				const old = rows.filter((entry) => (entry as { name: string }).name.startsWith('old'));
				expect(old).toEqual(Array.from({ length }, (_, index) => row(`old ${index}`)));
			},
		),
	);
});
