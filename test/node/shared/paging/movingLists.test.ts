import { forgetPageParameters } from '../../../../nodes/shared/paging/fetchPage';
import { ALL_CODES, ALL_SCANS, pageOf, readList, type ListServer } from '../../../support/listServer';
import { rows } from '../../../support/mockApi';

beforeEach(forgetPageParameters);

type Row = ReturnType<typeof rows>[number];

/** What a server tells beside a page: of the list, by number or by offset. */
const STYLES: Record<string, (list: Row[], start: number) => object> = {
	'pages and a total': (list, start) => ({
		pagination: {
			page: start / 100 + 1,
			limit: 100,
			total: list.length,
			total_pages: Math.ceil(list.length / 100),
		},
	}),
	'a total alone': (list) => ({ total: list.length }),
	'an offset and a total': (list, start) => ({ offset: start, limit: 100, total: list.length }),
};

/** A list that `change` changes before a call is answered. */
function movingServer(
	list: Row[],
	change: (list: Row[], call: number) => void,
	facts: (list: Row[], start: number) => object,
): ListServer {
	return (query, call) => {
		change(list, call);
		const start = query.offset === undefined ? (Number(query.page ?? 1) - 1) * 100 : Number(query.offset);
		return { body: { data: list.slice(start, start + 100), ...facts(list, start) } };
	};
}

/** Rows that were there all the time: whatever else came or went, these must be in the output. */
const stayed = (before: Row[], after: Row[]) =>
	before.filter((row) => after.includes(row)).map(({ id }) => id);

describe.each(Object.entries(STYLES))('T15: a list that tells %s', (_, facts) => {
	test.each([1, 3, 99, 100, 150])(
		'from which %i entries are deleted between two pages loses none',
		async (count) => {
			for (const parameters of [ALL_CODES, ALL_SCANS]) {
				forgetPageParameters();
				const list = rows(450);
				const before = [...list];
				const server = movingServer(list, (now, call) => void (call === 3 && now.splice(20, count)), facts);
				const { ids, queries, failure } = await readList(server, parameters);
				expect(failure).toBeUndefined();
				expect(new Set(ids).size).toBe(ids.length);
				expect(ids).toEqual(expect.arrayContaining(stayed(before, list)));
				// what was on its way already, and the pages read again
				expect(queries.length).toBeLessThanOrEqual(5 + 1 + 2 * Math.ceil(count / 100) + 2);
			}
		},
	);

	test('into which entries come in front has none twice', async () => {
		const list = rows(350);
		const before = [...list];
		const come = (now: Row[], call: number) => void (call > 1 && now.unshift(...rows(7, 1000 + call * 10)));
		const { ids, hints } = await readList(movingServer(list, come, facts));
		expect(new Set(ids).size).toBe(ids.length);
		expect(ids).toEqual(expect.arrayContaining(before.map(({ id }) => id)));
		expect(hints).toEqual([]);
	});

	test('in which an entry moves to the front while it is read is read again from there', async () => {
		const list = rows(350);
		const move = (now: Row[], call: number) => void (call === 2 && now.unshift(...now.splice(320, 1)));
		const { ids, hints } = await readList(movingServer(list, move, facts));
		expect([...ids].sort()).toEqual(list.map(({ id }) => id).sort());
		expect(hints).toEqual([]);
	});

	test('from which entries are deleted all the time says that some may be missing', async () => {
		const list = rows(900);
		const { hints, queries } = await readList(movingServer(list, (now) => void now.splice(0, 5), facts));
		expect(hints).toEqual([
			'The list may not be complete: entries were deleted again and again while it was read.',
		]);
		expect(queries.length).toBeLessThan(30);
	});
});

test('T23: a total that stands still while entries are deleted is not taken for right', async () => {
	const list = rows(350);
	const server = movingServer(
		list,
		(now, call) => void (call === 2 && now.splice(20, 3)),
		() => ({ total: 350 }),
	);
	const { ids, hints } = await readList(server);
	expect(ids).toHaveLength(347);
	expect(hints).toEqual(['The list may not be complete: it named 350 entries, and 347 came.']);
});

test('T23: a list in pages that tells no total says that it may have moved', async () => {
	const server: ListServer = ({ page = '1' }) => ({
		body: { data: pageOf(rows(250), Number(page)), has_more: Number(page) < 3 },
	});
	const { ids, hints } = await readList(server);
	expect(ids).toHaveLength(250);
	expect(hints).toEqual([
		'The list may not be complete: it came in 3 pages without a count, so an entry that moved meanwhile may be missing.',
	]);
});

test('T23: a list by cursor keeps its place, and says nothing', async () => {
	const server: ListServer = ({ cursor = '0' }) => {
		const end = Number(cursor) + 100;
		return {
			body: { data: rows(250).slice(Number(cursor), end), next_cursor: end < 250 ? String(end) : null },
		};
	};
	const { ids, hints } = await readList(server);
	expect([ids.length, hints]).toEqual([250, []]);
});

test('T23: a code that comes twice is there once, as it came last', async () => {
	const second = [{ id: 'q100', name: 'Renamed' }, ...rows(20, 101)];
	const server: ListServer = ({ page = '1' }) => ({
		body: { data: page === '1' ? rows(100) : second, pagination: { page: Number(page), total_pages: 2 } },
	});
	const { items } = await readList(server);
	expect(items).toHaveLength(120);
	expect(items[99]).toEqual({ id: 'q100', name: 'Renamed' });
});

test('entries whose IDs do not tell them apart are all kept', async () => {
	const log = Array.from({ length: 100 }, (_, at) => ({ id: 'q1', at }));
	const server: ListServer = ({ page = '1' }) => ({
		body: { data: pageOf(log, Number(page), 50), page: Number(page), total_pages: 2 },
	});
	expect((await readList(server, ALL_SCANS)).ids).toHaveLength(100);
});

test.each([
	['a total', 5_000, (total: number) => ({ total }), 50],
	['pages', 5_000, () => ({ limit: 100, total_pages: 50 }), 50],
	['a total', 250, (total: number) => ({ total }), 3],
])(
	'a list that tells %s of %i entries and stands still takes no call too many',
	async (_, count, facts, calls) => {
		const list = rows(count);
		const server: ListServer = ({ page = '1' }) => ({
			body: { data: pageOf(list, Number(page)), pagination: { page: Number(page), ...facts(count) } },
		});
		const { ids, queries } = await readList(server);
		expect([ids.length, queries.length]).toEqual([count, calls]);
	},
);
