import { PAGING_STYLES, type PagingStyle } from '../../sandbox/variants/variants';
import { createCode, idsOf, openBench, type Answer, type Bench } from './support';

let bench: Bench;
beforeAll(async () => (bench = await openBench()));
beforeEach(() => bench.reset());
afterAll(() => bench.sandbox.close());

describe('A2: paging', () => {
	const TOTAL = 45;
	let newestFirst: string[];
	beforeEach(() => {
		newestFirst = idsOf(bench.sandbox.api.addQrCodes({ count: TOTAL })).reverse();
	});

	const numbered = { page: 2, limit: 20, total: TOTAL, total_pages: 3 };
	const secondPages: Array<[PagingStyle, object, (body: Answer['data']) => unknown, unknown]> = [
		['page_limit', { page: 2, limit: 20 }, (body) => body.pagination, numbered],
		[
			'per_page',
			{ page: 2, per_page: 20 },
			(body) => body.pagination,
			{ page: 2, per_page: 20, total: TOTAL, total_pages: 3 },
		],
		['has_more', { page: 2, limit: 20 }, (body) => body.pagination, { page: 2, limit: 20, has_more: true }],
		['meta', { page: 2, limit: 20 }, (body) => body.meta, numbered],
		['offset', { offset: 20, limit: 20 }, (body) => body.pagination, { offset: 20, limit: 20, total: TOTAL }],
		['none', { page: 2, limit: 20 }, (body) => Object.keys(body), ['success', 'data']],
	];

	it.each(secondPages)(
		'%s answers the second page with its own facts',
		async (style, params, read, facts) => {
			bench.vary({ pagination: style });
			const answer = await bench.listCodes(params);
			expect(idsOf(answer.data.data)).toEqual(newestFirst.slice(20, 40));
			expect(read(answer.data)).toEqual(facts);
		},
	);

	const cursors: Array<[PagingStyle, (body: Answer['data']) => string | null]> = [
		['next_cursor_pagination', (body) => body.pagination.next_cursor],
		['next_cursor_meta', (body) => body.meta.next_cursor],
		['next_cursor_top', (body) => body.next_cursor],
	];

	it.each(cursors)('%s leads through the list and ends with null', async (style, readCursor) => {
		bench.vary({ pagination: style });
		const seen: string[] = [];
		let cursor: string | null | undefined;
		while (cursor !== null) {
			const answer = await bench.listCodes({ cursor, limit: 20 });
			seen.push(...idsOf(answer.data.data));
			cursor = readCursor(answer.data);
		}
		expect(seen).toEqual(newestFirst);
	});

	it('a cursor holds its place when new codes come in', async () => {
		bench.vary({ pagination: 'next_cursor_top' });
		const first = await bench.listCodes({ limit: 20 });
		await createCode(bench.advanced);
		const second = await bench.listCodes({ limit: 20, cursor: first.data.next_cursor });
		expect(idsOf(second.data.data)).toEqual(newestFirst.slice(20, 40));
	});

	it('a cursor that the list never gave is a 422', async () => {
		bench.vary({ pagination: 'next_cursor_top' });
		expect((await bench.listCodes({ cursor: 'made-up' })).status).toBe(422);
	});

	it('nested_items and nested_named put the entries into an object', async () => {
		bench.vary({ pagination: 'nested_items' });
		const items = (await bench.listCodes({ page: 2, limit: 20 })).data.data;
		expect({ ...items, items: idsOf(items.items) }).toEqual({
			items: newestFirst.slice(20, 40),
			...numbered,
		});
		bench.vary({ pagination: 'nested_named' });
		const codes = (await bench.listCodes({ page: 2, limit: 20 })).data.data;
		expect(idsOf(codes.qr_codes)).toEqual(newestFirst.slice(20, 40));
		expect(codes.pagination).toEqual(numbered);
		const scans = (await bench.advanced.get(`/qr-codes/${newestFirst[0]}/scans`)).data.data;
		expect(scans.scans).toEqual([]);
	});

	it('links_next gives an address that works, then null', async () => {
		bench.vary({ pagination: 'links_next' });
		const first = await bench.listCodes({ limit: 40 });
		expect(first.data.links.next).toBe(`${bench.sandbox.url}/qr-codes?page=2&limit=40`);
		const second: Answer = await bench.advanced.get(first.data.links.next);
		expect(idsOf(second.data.data)).toEqual(newestFirst.slice(40));
		expect(second.data.links.next).toBeNull();
	});

	it('link_header puts the address into a header', async () => {
		bench.vary({ pagination: 'link_header' });
		const first = await bench.listCodes({ limit: 40 });
		expect(first.headers.link).toContain(`<${bench.sandbox.url}/qr-codes?page=2&limit=40>; rel="next"`);
		expect(Object.keys(first.data)).toEqual(['success', 'data']);
		expect((await bench.listCodes({ limit: 40, page: 2 })).headers.link).not.toContain('rel="next"');
	});

	it('links_foreign points to another origin', async () => {
		bench.vary({ pagination: 'links_foreign', foreignOrigin: 'http://127.0.0.1:9' });
		expect((await bench.listCodes()).data.links.next).toBe(
			'http://127.0.0.1:9/api/v1/qr-codes?page=2&limit=20',
		);
	});

	it('per_page does not know limit, and falls back to pages of 20', async () => {
		bench.vary({ pagination: 'per_page' });
		expect((await bench.listCodes({ limit: 100 })).data.data).toHaveLength(20);
		bench.vary({ strictQuery: true });
		expect((await bench.listCodes({ limit: 100 })).status).toBe(422);
	});

	it('none_ignores_paging sends everything at once', async () => {
		bench.vary({ pagination: 'none_ignores_paging' });
		expect(idsOf((await bench.listCodes({ page: 2, limit: 1 })).data.data)).toEqual(newestFirst);
	});

	it('a smaller largest page is kept to silently', async () => {
		bench.vary({ maxPageSize: 10 });
		expect((await bench.listCodes({ limit: 100 })).data.data).toHaveLength(10);
	});

	it('repeat_page sends page 1 again and again and claims more', async () => {
		bench.vary({ pagination: 'repeat_page' });
		const answer = await bench.listCodes({ page: 9 });
		expect(idsOf(answer.data.data)).toEqual(newestFirst.slice(0, 20));
		expect(answer.data.pagination).toEqual({ page: 9, limit: 20, has_more: true });
	});

	it('repeat_cursor hands out the same cursor for ever', async () => {
		bench.vary({ pagination: 'repeat_cursor' });
		const first = await bench.listCodes();
		const cursor = first.data.pagination.next_cursor;
		const second = await bench.listCodes({ cursor });
		expect(second.data.pagination.next_cursor).toBe(cursor);
		expect(idsOf(second.data.data)).toEqual(idsOf(first.data.data));
	});

	it('endless_empty claims more behind empty pages', async () => {
		bench.vary({ pagination: 'endless_empty' });
		const answer = await bench.listCodes({ page: 50 });
		expect(answer.data).toEqual({
			success: true,
			data: [],
			pagination: { page: 50, limit: 20, has_more: true },
		});
	});

	it.each(PAGING_STYLES)(
		'with strict queries, %s refuses a parameter that it does not know',
		async (style) => {
			bench.vary({ pagination: style, strictQuery: true, validationErrors: 'field' });
			expect((await bench.listCodes()).status).toBe(200);
			const answer = await bench.listCodes({ colour: 'red' });
			expect([answer.status, answer.data.field]).toEqual([422, 'colour']);
		},
	);

	it('with strict queries, other endpoints know no parameter at all', async () => {
		bench.vary({ strictQuery: true });
		expect((await bench.advanced.get('/me')).status).toBe(200);
		expect((await bench.advanced.get('/me', { params: { page: 1 } })).status).toBe(422);
	});
});
