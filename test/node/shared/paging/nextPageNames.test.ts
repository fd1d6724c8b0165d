import { PAGING } from '../../../../nodes/shared/api/contract';
import { PAGE_REQUEST } from '../../../../nodes/shared/api/requestNames';
import { forgetPageParameters } from '../../../../nodes/shared/paging/fetchPage';
import { pageOf, readList, type ListServer } from '../../../support/listServer';
import { rows } from '../../../support/mockApi';

beforeEach(forgetPageParameters);

const TOTAL = 237;
const CODES = rows(TOTAL);
const IDS = CODES.map(({ id }) => id);

type Facts = Record<string, unknown>;
type Nesting = (facts: Facts, data: unknown[]) => object;

const toCamelCase = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
const bothSpellings = (names: readonly string[]) => [
	...new Set(names.flatMap((name) => [name, toCamelCase(name)])),
];

/** Every place where facts may stand: beside the data, in a container, in one within another, in the data. */
const NESTINGS: Array<[string, Nesting]> = [
	['beside the data', (facts, data) => ({ data, ...facts })],
	['within the data', (facts, data) => ({ data: { items: data, ...facts } })],
	...bothSpellings(PAGING.factContainers).flatMap(
		(name): Array<[string, Nesting]> => [
			[name, (facts, data) => ({ data, [name]: facts })],
			[`meta.${name}`, (facts, data) => ({ data, meta: { [name]: facts } })],
			[`data.${name}`, (facts, data) => ({ data: { items: data, [name]: facts } })],
		],
	),
];

/** A server that names the next page by a token, and takes it under one name only; it ignores what it does not know. */
function cursorServer(key: string, parameter: string, nest: Nesting, last: unknown = null): ListServer {
	return (query) => {
		const start = Number(/^t(\d+)$/.exec(query[parameter] ?? 't0')?.[1]);
		const end = start + 100;
		const next = end < TOTAL ? `t${end}` : last;
		return { body: { success: true, ...nest({ [key]: next }, CODES.slice(start, end)) } };
	};
}

const CURSOR_KEYS = bothSpellings([...PAGING.nextCursorKeys, ...PAGING.bareCursorKeys, 'next']);

describe.each(CURSOR_KEYS)('W8: a next page under %s', (key) => {
	test.each(NESTINGS)('is read on from %s', async (_, nest) => {
		const { ids, failure, queries } = await readList(cursorServer(key, 'cursor', nest));
		expect([failure, ids]).toEqual([undefined, IDS]);
		expect(queries.length).toBeLessThanOrEqual(4);
	});

	const spell = /[A-Z]/.test(key) ? toCamelCase : (name: string) => name;
	test.each(PAGE_REQUEST.cursorParameters.map(spell))(
		'is found by a server that takes it as %s',
		async (parameter) => {
			const server = cursorServer(key, parameter, (facts, data) => ({ data, pagination: facts }));
			const { ids, failure } = await readList(server);
			expect([failure, ids]).toEqual([undefined, IDS]);

			// learned once for all lists of this kind
			const again = await readList(server);
			expect(again.ids).toEqual(IDS);
			expect(again.queries).toHaveLength(3);
		},
	);

	test('is found by a server that refuses every other parameter', async () => {
		const server = cursorServer(key, 'after', (facts, data) => ({ data, meta: facts }));
		const strict: ListServer = (query, call) =>
			Object.keys(query).every((name) => ['after', 'limit'].includes(name))
				? server(query, call)
				: {
						status: 400,
						body: { success: false, error: `Unknown parameter in ${Object.keys(query).join()}` },
					};
		const { ids, failure } = await readList(strict);
		expect([failure, ids]).toEqual([undefined, IDS]);
	});

	test('ends where the last page names none', async () => {
		const server = cursorServer(key, 'cursor', (facts, data) => ({ data, paging: facts }), undefined);
		expect((await readList(server)).ids).toEqual(IDS);
	});
});

test('W8: a next page that a server takes under no name that we know is no end', async () => {
	const server = cursorServer('next_cursor', 'seite', (facts, data) => ({ data, ...facts }));
	const { failure } = await readList(server);
	expect(failure).toContain('The list from QRCodeStack could not be read to its end');
});

test('W8: page_info whose has_next_page is false ends the list, whatever cursor it shows', async () => {
	// as Relay asks for what stands behind an end cursor
	const server: ListServer = ({ after = '0' }) => ({
		body: {
			data: CODES.slice(Number(after), Number(after) + 100),
			pageInfo: { endCursor: String(Number(after) + 100), hasNextPage: Number(after) + 100 < TOTAL },
		},
	});
	const { ids, queries } = await readList(server);
	expect(ids).toEqual(IDS);
	expect(queries).toHaveLength(3);
});

test.each<[string, (page: number) => unknown]>([
	['a number', (page) => page + 1],
	['a number as text', (page) => String(page + 1)],
	['an address', (page) => `/api/v1/qr-codes?page=${page + 1}&limit=100`],
	['an object with an address', (page) => ({ link: `/api/v1/qr-codes?page=${page + 1}&limit=100` })],
	['an object with a token', (page) => ({ after: `t${page}` })],
])('W8: next as %s is read on', async (_, next) => {
	const server: ListServer = ({ page = '1', after, cursor }) => {
		const at = after ?? cursor;
		const number = at ? Number(at.slice(1)) + 1 : Number(page);
		return { body: { data: pageOf(CODES, number), paging: number < 3 ? { next: next(number) } : {} } };
	};
	expect((await readList(server)).ids).toEqual(IDS);
});

test('W8: a next offset is asked for as one', async () => {
	const server: ListServer = ({ offset = '0' }) => {
		const end = Number(offset) + 100;
		return { body: { data: CODES.slice(Number(offset), end), next_offset: end < TOTAL ? end : null } };
	};
	expect((await readList(server)).ids).toEqual(IDS);
});

test('W8: the cursor that was asked for is not taken for the next one', async () => {
	const server: ListServer = ({ cursor }) => {
		const start = cursor ? Number(cursor.slice(1)) : 0;
		const next = start + 100 < TOTAL ? `t${start + 100}` : null;
		return {
			body: {
				data: CODES.slice(start, start + 100),
				pagination: { cursor: cursor ?? null, next_cursor: next },
			},
		};
	};
	expect((await readList(server)).ids).toEqual(IDS);
});

describe('W8: a sign of a further page that is not understood is no end', () => {
	test.each<[string, Facts]>([
		['moreAvailable', { moreAvailable: true }],
		['has_more as a word', { has_more: 'yes' }],
		['next_batch', { next_batch: { id: 7 } }],
		['scroll_id', { scroll_id: 'DXF1ZXJ5' }],
		['LastEvaluatedKey', { LastEvaluatedKey: { id: 'q15' } }],
		['continuation', { continuation: 'abc' }],
	])('%s', async (_, facts) => {
		const { failure } = await readList(() => ({ body: { data: rows(5), meta: facts } }));
		expect(failure).toContain(`the answer has "${Object.keys(facts)[0]}": `);
	});

	test.each<[string, Facts]>([
		['empty signs', { more_available: false, next_batch: '', scroll_id: null, continuation: {} }],
		['what only begins like one', { more_info: 'https://docs.example', next_billing_at: '2026-12-01' }],
		['signs beside a count that fits', { total: 5, next_batch: 'x' }],
		['signs beside a clear word', { has_more: false, moreAvailable: true }],
	])('but %s change nothing', async (_, facts) => {
		const { ids, failure, queries } = await readList(() => ({ body: { data: rows(5), meta: facts } }));
		expect([failure, ids.length, queries.length]).toEqual([undefined, 5, 1]);
	});
});

describe('a list in an answer', () => {
	test.each(bothSpellings(PAGING.listKeys))('is found under %s', async (name) => {
		const nestings = [{ [name]: rows(3) }, { data: { [name]: rows(3) } }];
		for (const body of nestings) expect((await readList(() => ({ body }))).ids).toHaveLength(3);
	});

	test('is found under an unknown name where it is the only one', async () => {
		expect((await readList(() => ({ body: { success: true, codes: rows(3) } }))).ids).toHaveLength(3);
	});

	test.each([[{ one: rows(2), two: rows(2) }], [{ errors: rows(2) }], [{ names: ['a', 'b'] }]])(
		'is not guessed: %j',
		async (body) => {
			const { failure } = await readList(() => ({ body }));
			expect(failure).toContain('holds no list');
		},
	);

	test.each([{ success: true, data: null }, { items: null }, { data: { qr_codes: null } }])(
		'W13: is empty where it is null: %j',
		async (body) => {
			const { ids, failure } = await readList(() => ({ body }));
			expect([failure, ids]).toEqual([undefined, []]);
		},
	);
});
