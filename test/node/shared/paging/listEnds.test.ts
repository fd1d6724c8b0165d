import { forgetPageParameters } from '../../../../nodes/shared/paging/fetchPage';
import { forgetTriggerMemories } from '../../../../nodes/QrCodeStackTrigger/memory';
import {
	ALL_CODES,
	ALL_SCANS,
	pageOf,
	readList,
	readListAsTool,
	type ListAnswer,
	type ListQuery,
	type ListServer,
} from '../../../support/listServer';
import { rows } from '../../../support/mockApi';

beforeEach(() => {
	forgetPageParameters();
	forgetTriggerMemories();
});

const idsOf = (list: ReadonlyArray<{ id: string }>) => list.map(({ id }) => id);
const CODES = rows(237);
const IDS = idsOf(CODES);
const numberOf = ({ page = '1' }: ListQuery) => Number(page);

describe('W9: a short first page', () => {
	test.each([
		'total_items',
		'totalItems',
		'total_results',
		'totalResults',
		'count',
		'total',
		'totalCount',
		'totalElements',
	])('is not the end where %s tells of more', async (name) => {
		const server: ListServer = (query) => ({
			body: { data: pageOf(CODES, numberOf(query), 15), meta: { [name]: 237 } },
		});
		const { ids, queries, hints } = await readList(server);
		expect([ids, queries.length, hints]).toEqual([IDS, 16, []]);
	});

	test('of a server that tells nothing is not the end: one more call finds out', async () => {
		const { ids } = await readList((query) => ({ body: { data: pageOf(CODES, numberOf(query), 15) } }));
		expect(ids).toEqual(IDS);
	});

	test('that is the whole list takes one call where its count says so, whatever the page holds', async () => {
		const { queries, hints } = await readList(() => ({ body: { data: rows(15), total: 15 } }));
		expect([queries.length, hints]).toEqual([1, []]);
	});

	test('whose count is that of the page alone proves nothing', async () => {
		const server: ListServer = (query) => {
			const data = pageOf(CODES, numberOf(query));
			return { body: { data, count: data.length } };
		};
		expect((await readList(server)).ids).toEqual(IDS);
	});
});

describe('W10: pages that count from 0', () => {
	/** Its page 1 is the second one. */
	const countingFromZero =
		(list: typeof CODES, facts: (page: number) => object): ListServer =>
		(query) => ({
			body: { data: pageOf(list, Number(query.page ?? 0) + 1), pagination: facts(Number(query.page)) },
		});

	test.each<[string, number, (count: number) => (page: number) => object]>([
		['a total', 237, (total) => () => ({ total })],
		['a total', 60, (total) => () => ({ total })],
		['pages and a total', 237, (total) => (page) => ({ page, limit: 100, total, total_pages: 3 })],
		['pages alone', 60, () => (page) => ({ page, total_pages: 1 })],
	])('lose nothing where the answers tell %s of %i rows', async (_, count, facts) => {
		const list = CODES.slice(0, count);
		const { ids, failure } = await readList(countingFromZero(list, facts(count)));
		expect([failure, ids.sort()]).toEqual([undefined, idsOf(list).sort()]);
	});

	test('are asked for from 0 from then on, scans as well as codes', async () => {
		const server = countingFromZero(CODES, () => ({ total: 237 }));
		await readList(server);
		for (const parameters of [ALL_CODES, ALL_SCANS]) {
			const { ids, queries } = await readList(server, parameters);
			expect(ids).toEqual(IDS);
			expect(queries.map(({ page }) => page)).toEqual(['0', '1', '2']);
		}
	});

	test.each<[string, ListAnswer]>([
		['refuses', { status: 422, body: { success: false, error: 'page must be at least 1' } }],
		['knows no', { status: 404, body: { success: false, error: 'No such page' } }],
		['answers with the first page to', { body: { data: CODES.slice(0, 100), total: 400 } }],
	])('are not believed in where the server %s page 0: its count is wrong, which is told', async (_, zero) => {
		const server: ListServer = (query) =>
			query.page === '0' ? zero : { body: { data: pageOf(CODES, numberOf(query)), total: 400 } };
		const { ids, failure, hints } = await readList(server);
		expect([failure, ids]).toEqual([undefined, IDS]);
		expect(hints).toEqual(['The list may not be complete: it named 400 entries, and 237 came.']);

		const again = await readList(server);
		expect(again.queries.map(({ page }) => page)).toEqual(['1', '2', '3', '4']);
	});
});

describe('W11: pages by offset', () => {
	const byOffset =
		(facts: object, isStrict = false): ListServer =>
		(query) => {
			if (isStrict && query.page !== undefined) {
				return { status: 400, body: { success: false, error: 'Unknown query parameter: page' } };
			}
			const start = Number(query.offset ?? 0);
			return { body: { data: CODES.slice(start, start + Number(query.limit ?? 20)), ...facts } };
		};

	test.each([
		[{ total: 237 }, false],
		[{ meta: { total_count: 237, limit: 100 } }, false],
		[{ total: 237 }, true],
		[{}, false],
		[{}, true],
	])('are found out where the answers tell %j, page numbers being refused: %s', async (facts, isStrict) => {
		const { ids, failure } = await readList(byOffset(facts, isStrict));
		expect([failure, ids]).toEqual([undefined, IDS]);
	});

	test('that go by another name are asked for by that name', async () => {
		const server: ListServer = ({ skip = '0' }) => ({
			body: { data: CODES.slice(Number(skip), Number(skip) + 100), skip: Number(skip), total: 237 },
		});
		expect((await readList(server)).ids).toEqual(IDS);
	});

	test('a server that takes neither page nor offset and tells of more ends in an error', async () => {
		const { failure } = await readList(() => ({ body: { data: rows(100), total: 237 } }));
		expect(failure).toContain('After 100 entries, the same page came back twice.');
	});
});

describe('W12: the page behind the last', () => {
	const REFUSALS: Array<[number, string]> = [
		[404, 'Not found'],
		[404, 'Page 3 does not exist'],
		[400, 'Invalid page'],
		[422, 'page is out of range'],
		[416, 'Range not satisfiable'],
		[410, 'Gone'],
	];
	const refusing =
		(status: number, error: string, facts: (page: number) => object, list = rows(200)): ListServer =>
		(query) => {
			const data = pageOf(list, numberOf(query));
			if (data.length === 0) return { status, body: { success: false, error } };
			return { body: { data, ...facts(numberOf(query)) } };
		};

	test.each(REFUSALS)('that is a %i, "%s", is the end of exactly 200 entries', async (status, error) => {
		for (const parameters of [ALL_CODES, ALL_SCANS]) {
			const plain = await readList(
				refusing(status, error, () => ({})),
				parameters,
			);
			expect([plain.failure, plain.ids.length]).toEqual([undefined, 200]);
			const counted = await readList(
				refusing(status, error, () => ({ total: 200 })),
				parameters,
			);
			expect([counted.failure, counted.ids.length]).toEqual([undefined, 200]);
		}
	});

	test.each(REFUSALS)('that is a %i, "%s", is no end where more was promised', async (status, error) => {
		for (const facts of [{ has_more: true }, { total: 237 }, { total_pages: 9 }]) {
			const { failure } = await readList(refusing(status, error, () => facts));
			expect(failure).toBeDefined();
		}
	});

	test('is no end where the key or the plan is refused', async () => {
		for (const status of [401, 403]) {
			const { failure } = await readList(refusing(status, 'Refused', () => ({})));
			expect(failure).toBeDefined();
		}
	});
});

describe('T13: a count that lags', () => {
	const lagging =
		(count: number, facts: object): ListServer =>
		(query) => ({
			body: { data: pageOf(rows(count), numberOf(query)), pagination: { limit: 100, ...facts } },
		});

	test.each([
		[250, { total: 60 }],
		[250, { total: 60, total_pages: 1 }],
		[250, { total: 130 }],
		[300, { total: 250 }],
	])('ends no list of %i entries early: %j', async (count, facts) => {
		for (const parameters of [ALL_CODES, ALL_SCANS]) {
			const { ids, failure } = await readList(lagging(count, facts), parameters);
			expect([failure, ids]).toEqual([undefined, idsOf(rows(count))]);
		}
	});

	test('by exactly a page ends no log of scans', async () => {
		for (const facts of [{ total: 200 }, { total_pages: 2 }, { total: 100, total_pages: 1 }]) {
			const { ids } = await readList(lagging(250, facts), ALL_SCANS);
			expect(ids).toHaveLength(250);
		}
	});

	test('by exactly a page is not told from one that is right, which is said beside a list of codes', async () => {
		const { ids, queries, hints } = await readList(lagging(250, { total: 200 }));
		expect([ids.length, queries.length]).toEqual([200, 2]);
		expect(hints).toEqual([
			'The list may not be complete: its last page is full, and nothing proves that it is the last.',
		]);
	});
});

describe('a refusal of parameters may have any status that a refusal has', () => {
	test.each([
		[400, 'Bad request'],
		[422, 'Refused'],
		[403, 'Unknown query parameter: page'],
		[405, 'Parameter "limit" is not supported'],
		[409, 'Invalid page'],
	])('%i, "%s": it is asked with fewer', async (status, error) => {
		const server: ListServer = (query) =>
			'page' in query ? { status, body: { success: false, error } } : { body: { data: rows(5) } };
		const { ids, queries } = await readList(server);
		expect(ids).toHaveLength(5);
		expect(queries).toEqual([{ page: '1', limit: '100' }, { limit: '100' }]);
	});

	test.each([
		[403, 'Your plan does not include this'],
		[403, 'You have reached the limit of your plan'],
		[401, 'Invalid page parameter'],
		[404, 'No such page'],
	])('but %i, "%s" is none', async (status, error) => {
		const { failure, queries } = await readList(() => ({ status, body: { success: false, error } }));
		expect([failure === undefined, queries.length]).toEqual([false, 1]);
	});
});

describe('S4: as a tool', () => {
	const ENDLESS = rows(20_000);
	const server: ListServer = (query) => ({
		body: { data: pageOf(ENDLESS, numberOf(query)), pagination: { page: numberOf(query), total_pages: 200 } },
	});
	const SEARCH = { resource: 'qrCode', operation: 'getAll', limit: 100 };

	test.each(['Code 15000', 'Code 1'])(
		'a search for "%s" reads twenty pages at most, and says so',
		async (search) => {
			const { ids, queries } = await readListAsTool(server, { ...SEARCH, filters: { search } });
			expect(queries.length).toBeLessThanOrEqual(20);
			expect(ids.length === 100 || ids.at(-1) === undefined).toBe(true);
		},
	);

	test('a model reads that not all was searched', async () => {
		const run = await readListAsTool(server, { ...SEARCH, filters: { search: 'Code 15000' } });
		expect(run.items).toEqual([
			{ message: 'The list may not be complete: only its first 2000 entries were looked at.' },
		]);
	});

	test('a link is looked for on twenty pages at most', async () => {
		const qrCodeId = { __rl: true, mode: 'id', value: 'https://qrs.example/r/x' };
		const { queries, items } = await readListAsTool(server, {
			resource: 'qrCode',
			operation: 'get',
			qrCodeId,
		});
		expect(queries).toHaveLength(20);
		expect(JSON.stringify(items)).toContain('None of the first 2000 QR codes has this link');
	});

	test('a person searches all of them', async () => {
		const { ids } = await readList(server, { ...ALL_CODES, filters: { search: 'Code 15000' } });
		expect(ids).toEqual(['q15000']);
	});
});
