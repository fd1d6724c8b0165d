import { API_ORIGIN, BASE_PATH, createHarness } from '../../../support/harness';
import {
	failureOf,
	guardNetwork,
	ok,
	refusal,
	rows,
	serve,
	tooMany,
	type Call,
	type Reply,
} from '../../../support/mockApi';

const harness = createHarness();
guardNetwork();

const LIST = { resource: 'qrCode', operation: 'getAll', returnAll: true };
const upTo = (limit: unknown) => ({ ...LIST, returnAll: false, limit }) as typeof LIST;
const SCANS = {
	resource: 'scan',
	operation: 'getAll',
	returnAll: true,
	qrCodeId: { __rl: true, mode: 'id', value: 'q1' },
};

const idsOf = async (parameters: typeof LIST | typeof SCANS) =>
	(await harness.execute(parameters)).map(({ json }) => json.id);
const ids = (count: number) => rows(count).map(({ id }) => id);
const queries = (calls: Call[]) => calls.map(({ query }) => query);

/** 250 rows in three pages, the facts of each page by `describe(page, rows so far)`. */
function threePages(describe: (page: number, seen: number) => object): Reply[] {
	return [
		ok(rows(100), describe(1, 100)),
		ok(rows(100, 101), describe(2, 200)),
		ok(rows(50, 201), describe(3, 250)),
	];
}

describe('A2: a list in', () => {
	const STYLES: Record<string, Reply[]> = {
		'the default style': threePages((page) => ({
			pagination: { page, limit: 100, total: 250, total_pages: 3 },
		})),
		'meta for pagination': threePages((page) => ({ meta: { current_page: page, total: 250, last_page: 3 } })),
		'numbers that are texts': threePages((page) => ({
			pagination: { page: String(page), limit: '100', total: '250', total_pages: '3' },
		})),
		'facts in the data': threePages((page) => ({ pagination: { page, total_pages: 3 } })).map((reply) => {
			const { data, ...facts } = reply.body as { data: unknown };
			return ok({ items: data, ...facts, success: undefined });
		}),
		'page and has_more': threePages((page) => ({ pagination: { page, has_more: page < 3 } })),
		'has_more alone': threePages((page) => ({ has_more: page < 3 })),
		'a total alone': threePages(() => ({ total: 250 })),
		'no paging facts at all': threePages(() => ({})),
		'a null cursor beside page numbers': threePages((page) => ({
			pagination: { page, total_pages: 3, next_cursor: null },
		})),
		'nested meta': threePages((page) => ({ meta: { pagination: { page, total_pages: 3 } } })),
	};

	test.each(Object.entries(STYLES))('%s is read to its end, page by number', async (_, replies) => {
		const calls = serve(...replies);

		expect(await idsOf(LIST)).toEqual(ids(250));

		expect(queries(calls)).toEqual([
			{ page: '1', limit: '100' },
			{ page: '2', limit: '100' },
			{ page: '3', limit: '100' },
		]);
	});

	test('offset, limit and total is read by offset', async () => {
		const calls = serve(...threePages((page) => ({ offset: (page - 1) * 100, limit: 100, total: 250 })));

		expect(await idsOf(LIST)).toEqual(ids(250));

		expect(queries(calls).slice(1)).toEqual([
			{ offset: '100', limit: '100' },
			{ offset: '200', limit: '100' },
		]);
	});

	test.each<[string, (cursor: string | null) => object]>([
		['at the top', (next_cursor) => ({ next_cursor })],
		['in pagination', (next_cursor) => ({ pagination: { next_cursor } })],
		['in meta, with has_more', (next_cursor) => ({ meta: { next_cursor, has_more: next_cursor !== null } })],
	])('cursors %s is read by cursor', async (_, facts) => {
		const calls = serve(...threePages((page) => facts(page < 3 ? `c${page}/+=` : null)));

		expect(await idsOf(LIST)).toEqual(ids(250));

		expect(queries(calls).slice(1)).toEqual([
			{ cursor: 'c1/+=', limit: '100' },
			{ cursor: 'c2/+=', limit: '100' },
		]);
	});

	test('cursors that are numbers is read by cursor', async () => {
		serve(ok(rows(100), { next_cursor: 100 }), ok(rows(1, 101), { next_cursor: '' }));
		expect(await idsOf(LIST)).toEqual(ids(101));
	});

	test.each(['items', 'qr_codes', 'scans', 'results', 'data'])('data.%s is found', async (name) => {
		serve(ok({ [name]: rows(3) }));
		expect(await idsOf(LIST)).toEqual(ids(3));
	});

	const LINKS: Array<[string, (next: string | null) => Reply]> = [
		['links.next', (next) => ok([], { links: { next } })],
		['links.next.href', (next) => ok([], { links: { next: next === null ? null : { href: next } } })],
		['next_page_url', (next) => ok([], { next_page_url: next })],
		['a Link header', (next) => ({ ...ok([]), headers: { Link: next ? `<${next}>; rel="next"` : '' } })],
	];
	test.each(LINKS)('%s is read by the query of the link', async (_, reply) => {
		const withRows = (data: unknown[], next: string | null): Reply => {
			const { body, headers } = reply(next);
			return { body: { ...(body as object), data }, headers };
		};
		const calls = serve(
			withRows(rows(100), `${API_ORIGIN}${BASE_PATH}/qr-codes?after=abc&size=100`),
			withRows(rows(100, 101), '/api/v1/qr-codes?after=def'),
			withRows(rows(5, 201), null),
		);

		expect(await idsOf(LIST)).toEqual(ids(205));

		expect(queries(calls).slice(1)).toEqual([{ after: 'abc', size: '100' }, { after: 'def' }]);
	});

	test('a style with per_page is asked anew for large pages, once per process', async () => {
		const facts = (page: number) => ({ meta: { current_page: page, per_page: 15, last_page: 3 } });
		const large = { meta: { current_page: 1, per_page: 100, last_page: 1 } };
		const calls = serve(ok(rows(15), facts(1)), ok(rows(40), large), ok(rows(40), large));

		expect(await idsOf(LIST)).toEqual(ids(40));
		expect(await idsOf(LIST)).toEqual(ids(40));

		expect(queries(calls)).toEqual([
			{ page: '1', limit: '100' },
			{ page: '1', per_page: '100' },
			{ page: '1', per_page: '100' },
		]);
	});

	test('a style whose name for the size changes with every answer is not asked anew for ever', async () => {
		const facts = (name: string, page: number) => ({ pagination: { page, [name]: 15, total_pages: 2 } });
		const calls = serve(
			ok(rows(15), facts('per_page', 1)),
			ok(rows(15), facts('limit', 1)),
			ok(rows(5, 16), facts('per_page', 2)),
		);

		expect(await idsOf(LIST)).toEqual(ids(20));
		expect(calls).toHaveLength(3);
	});

	test('pages shorter than asked for is read on by number', async () => {
		const facts = (page: number) => ({ pagination: { page, limit: 20, total: 45, total_pages: 3 } });
		serve(ok(rows(20), facts(1)), ok(rows(20, 21), facts(2)), ok(rows(5, 41), facts(3)));

		expect(await idsOf(LIST)).toEqual(ids(45));
	});

	test('pages cut short without a word about it is read to its end all the same', async () => {
		const calls = serve(ok(rows(25)), ok(rows(25, 26)), ok(rows(3, 51)));

		expect(await idsOf(LIST)).toEqual(ids(53));
		expect(calls).toHaveLength(3);
	});

	test('one page of a round number, from a server without paging, is all there is', async () => {
		const calls = serve(ok(rows(20)), ok(rows(20)), ok(rows(20)));

		expect(await idsOf(LIST)).toEqual(ids(20));
		expect(calls.map(({ query }) => query)).toEqual([
			{ page: '1', limit: '100' },
			{ page: '2', limit: '100' },
			{ offset: '20', limit: '100' },
		]);
	});

	test('one page of a round number, from a server that refuses an offset, is all there is', async () => {
		serve(ok(rows(20)), ok(rows(20)), refusal(422, 'Unknown query parameter: offset', 'validation_error'));

		expect(await idsOf(LIST)).toEqual(ids(20));
	});

	test.each([
		[101, [rows(1, 101)]],
		[200, [rows(100, 101), []]],
		[215, [rows(100, 101), rows(15, 201)]],
	])('%i entries, paged by offset without a word about it, are read to the end', async (count, more) => {
		// a page number means nothing to such a server: the second call brings the first page again
		serve(ok(rows(100)), ok(rows(100)), ...more.map((page) => ok(page)));

		expect(await idsOf(LIST)).toEqual(ids(count));
	});

	test('one page with more rows than asked for, from a server without paging, is all there is', async () => {
		serve(ok(rows(130)), ok(rows(130)));
		expect(await idsOf(LIST)).toEqual(ids(130));
	});

	test('and so it is where a scan between the calls changes a counter', async () => {
		const counted = (count: number) => rows(130).map((row) => ({ ...row, scan_count: count }));
		serve(ok(counted(1)), ok(counted(2)));
		expect(await idsOf(LIST)).toEqual(ids(130));
	});

	test('an empty page is an empty list', async () => {
		serve(ok([], { pagination: { page: 1, total: 0, total_pages: 0 } }));
		expect(await harness.execute(LIST)).toEqual([]);
	});

	test('few rows without a fact takes one call', async () => {
		const calls = serve(ok(rows(7)));
		await harness.execute(LIST);
		expect(calls).toHaveLength(1);
	});
});

test.each<[string, (next: string) => object, (next: string) => object]>([
	['a cursor', (next_cursor) => ({ next_cursor }), () => ({})],
	['a link', (next) => ({ links: { next: `${BASE_PATH}/qr-codes?after=${next}` } }), () => ({})],
	[
		'a Link header',
		() => ({}),
		(next) => ({ link: `<${API_ORIGIN}${BASE_PATH}/qr-codes?after=${next}>; rel="next"` }),
	],
])('A2: a full page without %s ends a list that was followed by it', async (_, facts, headers) => {
	const calls = serve(
		{ ...ok(rows(100), facts('a')), headers: headers('a') as never },
		{ ...ok(rows(100, 101), facts('b')), headers: headers('b') as never },
		ok(rows(100, 201)),
	);
	expect(await idsOf(LIST)).toEqual(ids(300));
	expect(calls).toHaveLength(3);
});

test('A2: a full page whose next cursor is empty is the last one', async () => {
	const calls = serve(ok(rows(100), { next_cursor: 'c' }), ok(rows(100, 101), { next_cursor: null }));

	expect(await idsOf(LIST)).toEqual(ids(200));
	expect(calls).toHaveLength(2);
});

test('A2: a full page that is also the only one is the last one if its next link is empty', async () => {
	const calls = serve(ok(rows(100), { links: { next: null } }));

	expect(await idsOf(LIST)).toEqual(ids(100));
	expect(calls).toHaveLength(1);
});

describe('A2: a server that refuses parameters it does not know', () => {
	const refused = refusal(422, 'Unknown query parameter: page', 'validation_error');

	test('and pages by offset without a word about it is read to the end', async () => {
		serve(refused, ok(rows(100)), refused, ok(rows(30, 101)));
		expect(await idsOf(LIST)).toEqual(ids(130));
	});

	test.each([20, 120])('and has no paging at all answers %i rows at once', async (count) => {
		serve(refused, refused, refused, ok(rows(count)), refused, refused);
		expect(await idsOf(LIST)).toEqual(ids(count));
	});

	test('and takes a size, but no place to go on from, is not believed to have filled a page by chance', async () => {
		serve(refused, ok(rows(100)), refused, refused);
		const failure = await failureOf(harness.execute(LIST));
		expect(failure.message).toBe('The list from QRCodeStack could not be read to its end');
	});

	test('and ignores an offset gave all it has with the first page', async () => {
		serve(refused, ok(rows(100)), refused, ok(rows(100)));
		expect(await idsOf(LIST)).toEqual(ids(100));
	});

	test('is asked with fewer, and by what it takes from then on', async () => {
		const calls = serve(
			refused,
			ok(rows(100), { next_cursor: 'c' }),
			ok(rows(1, 101), { next_cursor: null }),
			ok(rows(2)),
		);

		expect(await idsOf(LIST)).toEqual(ids(101));
		expect(await idsOf(LIST)).toEqual(ids(2));

		expect(queries(calls)).toEqual([
			{ page: '1', limit: '100' },
			{ limit: '100' },
			{ cursor: 'c', limit: '100' },
			{ limit: '100' },
		]);
	});

	test('is asked without any at last', async () => {
		const calls = serve(refused, refused, refused, ok(rows(100), { next_cursor: 'c' }), ok(rows(1, 101)));

		expect(await idsOf(LIST)).toEqual(ids(101));

		expect(queries(calls)).toEqual([
			{ page: '1', limit: '100' },
			{ limit: '100' },
			{ per_page: '100' },
			{},
			{ cursor: 'c' },
		]);
	});

	test('may take other ones for scans than for QR codes', async () => {
		const calls = serve(ok(rows(1)), refused, ok(rows(2)));

		await harness.execute(LIST);
		expect(await idsOf(SCANS)).toEqual(ids(2));

		expect(calls.map(({ path }) => path)).toEqual(['/qr-codes', '/qr-codes/q1/scans', '/qr-codes/q1/scans']);
	});

	test('may change its mind while n8n runs', async () => {
		const calls = serve(ok(rows(1)), refused, ok(rows(2)));

		await harness.execute(LIST);

		expect(await idsOf(LIST)).toEqual(ids(2));
		expect(queries(calls).at(-1)).toEqual({ limit: '100' });
	});

	test('whatever is asked gets its first refusal told', async () => {
		serve(refusal(422, 'The first'), refused, refused, refused);

		const failure = await failureOf(harness.execute(LIST));

		expect(failure.description).toContain('The first');
	});

	test('is not asked over and over because of a filter that it refuses', async () => {
		const filter = { queryParameters: { parameter: [{ name: 'colour', value: 'red' }] } };
		const calls = serve(ok(rows(1)), refused);
		await harness.execute(LIST);

		await failureOf(harness.execute({ ...LIST, options: filter } as never));

		expect(calls).toHaveLength(2);
	});

	test('is asked nothing more after another refusal', async () => {
		const calls = serve(refused, refusal(403));

		const failure = await failureOf(harness.execute(LIST));

		expect(failure.httpCode).toBe('403');
		expect(calls).toHaveLength(2);
	});
});

describe('the limit', () => {
	test.each([
		[1, 1],
		[50, 50],
		['7', 7],
		[100, 100],
	])('of %j asks for no more rows than that, in one call', async (limit, size) => {
		const calls = serve(
			ok(rows(size), { pagination: { page: 1, limit: size, total: 1000, total_pages: 20 } }),
		);

		expect(await idsOf(upTo(limit))).toEqual(ids(size));

		expect(queries(calls)).toEqual([{ page: '1', limit: String(size) }]);
	});

	test('of 150 takes two calls and cuts the second page', async () => {
		const calls = serve(...threePages((page) => ({ pagination: { page, total_pages: 3 } })).slice(0, 2));

		expect(await idsOf(upTo(150))).toEqual(ids(150));
		expect(calls).toHaveLength(2);
	});

	test('is kept where the server sends more than asked for', async () => {
		serve(ok(rows(80)));
		expect(await idsOf(upTo(5))).toEqual(ids(5));
	});

	test('is 50 when nothing is set', async () => {
		const calls = serve(ok(rows(50)));
		await harness.execute({ resource: 'qrCode', operation: 'getAll' });
		expect(queries(calls)).toEqual([{ page: '1', limit: '50' }]);
	});

	test.each([0, -1, 2.5, 'many', '', Number.NaN])('of %j is refused before any call', async (limit) => {
		const failure = await failureOf(harness.execute(upTo(limit)));
		expect(failure.message).toBe('Limit must be a whole number of 1 or more');
	});

	test('does not count when Return All is the text "true", as an expression may make it', async () => {
		serve(ok(rows(63), { total: 63 }));
		expect(await idsOf({ ...LIST, returnAll: '={{ "true" }}', limit: 5 } as never)).toEqual(ids(63));
	});
});

describe('a list that can not be read to its end is never passed off as whole', () => {
	const page = (number: number, count = 100) =>
		ok(rows(count, 1 + (number - 1) * 100), { pagination: { page: number, total_pages: 9 } });

	test('when the same page comes back', async () => {
		// page 4 is on its way when page 3 turns out to be page 2 again
		serve(page(1), page(2), ok(rows(100, 101), { pagination: { page: 3, total_pages: 9 } }), page(4));

		const failure = await failureOf(harness.execute(LIST));

		expect(failure.message).toBe('The list from QRCodeStack could not be read to its end');
		expect(failure.description).toContain('After 200 entries, the same page came back twice.');
		expect(failure.failure).toEqual({ cause: 'node-defect' });
	});

	test('when the same cursor comes back with other rows', async () => {
		serve(...[0, 1].map((n) => ok(rows(100, 1 + n * 100), { next_cursor: 'again' })));

		const failure = await failureOf(harness.execute(LIST));

		expect(failure.description).toContain('the same cursor came back twice');
	});

	test('when the same link comes back with other rows', async () => {
		const links = { next: '/api/v1/qr-codes?page=2' };
		serve(...[0, 1].map((n) => ok(rows(100, 1 + n * 100), { links })));

		const failure = await failureOf(harness.execute(LIST));

		expect(failure.description).toContain('the same link came back twice');
	});

	test('when the answer names the same page over and over, with other rows', async () => {
		serve(...[0, 1].map((n) => ok(rows(100, 1 + n * 100), { pagination: { page: 1, total_pages: 9 } })));

		const failure = await failureOf(harness.execute(LIST));

		expect(failure.description).toContain('the same page number came back twice');
	});

	test('when empty pages promise more without end', async () => {
		serve(ok(rows(3), { next_cursor: 'c0' }), ...[1, 2, 3, 4].map((n) => ok([], { next_cursor: `c${n}` })));

		const failure = await failureOf(harness.execute(LIST));

		expect(failure.description).toContain('After 3 entries, one empty page after the other');
	});

	test('a few empty pages in between are gone through', async () => {
		serve(
			ok(rows(3), { has_more: true }),
			ok([], { has_more: true }),
			ok([], { has_more: true }),
			ok(rows(2, 4), { has_more: false }),
		);
		expect(await idsOf(LIST)).toEqual(ids(5));
	});

	test.each([
		['an object without a list', ok({ id: 'q1' })],
		['nothing', { status: 200 }],
		['an object', { body: { hello: 'world' } }],
	])('when %s comes instead of it', async (_, reply) => {
		serve(reply);

		const failure = await failureOf(harness.execute(LIST));

		expect(failure.message).toBe('The answer from QRCodeStack holds no list');
	});

	test('when it holds something that is no object', async () => {
		serve(ok([{ id: 'q1' }, 'q2']));

		const failure = await failureOf(harness.execute(LIST));

		expect(failure.description).toContain('a QR code in the list');
	});

	test('when a later page is refused', async () => {
		serve(page(1), refusal(422));

		expect((await failureOf(harness.execute(LIST))).httpCode).toBe('422');
	});

	test('but a 429 in the middle only makes it wait', async () => {
		serve(ok(rows(100), { has_more: true }), tooMany('5'), ok(rows(1, 101), { has_more: false }));
		expect(await idsOf(LIST)).toEqual(ids(101));
	});
});

describe('options.queryParameters', () => {
	const withParameters = (parameters: object, ...parameter: object[]) =>
		({ ...parameters, options: { queryParameters: { parameter } } }) as unknown as typeof LIST;
	const byId = { qrCodeId: { __rl: true, mode: 'id', value: 'q1' } };

	test.each([
		['account', 'get', ok({})],
		['qrCode', 'get', ok({ id: 'q1' })],
		['qrCode', 'getAnalytics', ok({})],
		['qrCode', 'getAll', ok([])],
		['scan', 'getAll', ok([])],
	])('go with %s: %s', async (resource, operation, reply) => {
		const calls = serve(reply);

		await harness.execute(
			withParameters(
				{ resource, operation, ...byId },
				{ name: ' from ', value: '2026-11-01' },
				{ name: 'a b', value: 'c&d' },
			),
		);

		expect(calls[0]?.query).toMatchObject({ from: '2026-11-01', 'a b': 'c&d' });
	});

	test('go with every page, and do not change the paging', async () => {
		const calls = serve(...threePages((page) => ({ pagination: { page, total_pages: 3 } })));

		await harness.execute(
			withParameters(LIST, { name: 'status', value: 'active' }, { name: 'page', value: '9' }),
		);

		expect(queries(calls)).toEqual(['1', '2', '3'].map((page) => ({ status: 'active', page, limit: '100' })));
	});

	test('without a name are left out, and numbers become texts', async () => {
		const calls = serve(ok([]));

		await harness.execute(
			withParameters(
				upTo(5),
				{ name: '', value: 'x' },
				{ value: 'y' },
				{ name: 'n', value: 5 },
				{ name: 'e' },
			),
		);

		expect(calls[0]?.query).toEqual({ page: '1', limit: '5', n: '5', e: '' });
	});

	test('that are no list are left out', async () => {
		const calls = serve(ok({}));

		await harness.execute({
			resource: 'account',
			operation: 'get',
			options: { queryParameters: { parameter: 'nonsense' } },
		});

		expect(calls[0]?.query).toEqual({});
	});
});
