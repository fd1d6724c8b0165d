import type { INodeParameters } from 'n8n-workflow';

import { QrCodeStack } from '../../../../nodes/QrCodeStack/QrCodeStack.node';
import { QrCodeStackTrigger } from '../../../../nodes/QrCodeStackTrigger/QrCodeStackTrigger.node';
import { openSession } from '../../../../nodes/shared/http/session';
import { findQrCodeByLink } from '../../../../nodes/shared/qrCodes/findByLink';
import { forgetPageParameters } from '../../../../nodes/shared/paging/fetchPage';
import { ACTION, createHarness, TEST_KEY, TRIGGER } from '../../../support/harness';
import {
	expectNoKey,
	failureOf,
	guardNetwork,
	ok,
	refusal,
	rows,
	serve,
	tooMany,
	type Call,
} from '../../../support/mockApi';
import { processorMs } from '../../../support/processorTime';

const harness = createHarness();
const guard = guardNetwork();

const queries = (calls: Call[]) => calls.map(({ query }) => query);
const byLink = (value: unknown): INodeParameters =>
	({
		resource: 'qrCode',
		operation: 'get',
		qrCodeId: { __rl: true, mode: 'shortLink', value },
	}) as INodeParameters;
const linked = (id: string, short_url: string) => ({ id, short_url });

describe('the list of QR codes in the editor', () => {
	const search = async (filter?: string, token?: string) => {
		const context = harness.loadOptionsContext(
			harness.makeNode(ACTION, { resource: 'qrCode', operation: 'get' }),
		);
		return await new QrCodeStack().methods.listSearch.searchQrCodes.call(context, filter, token);
	};

	test('shows name and short link, links to the destination, and has no token at the end', async () => {
		serve(
			ok([
				{
					id: 'q1',
					name: ' Promo ',
					short_url: 'https://qrs.example/r/x',
					destination_url: 'https://a.example',
				},
				{ id: 2, name: '' },
				{ id: 'q3', short_link: 'http://qrs.example/r/z', destination_url: 'mailto:a@b.example' },
				{ name: 'without an ID' },
				'text',
				{ id: '' },
			]),
		);

		expect(await search()).toEqual({
			results: [
				{
					name: 'Promo (qrs.example/r/x)',
					value: 'q1',
					url: 'https://a.example',
					linkAlt: 'Open https://a.example',
				},
				{ name: '2', value: '2' },
				{ name: 'q3 (qrs.example/r/z)', value: 'q3' },
				{ name: '[3 entries without an ID cannot be chosen]', value: '' },
			],
			paginationToken: undefined,
		});
	});

	test('names entries without an ID in a search only where they fit it', async () => {
		const list = ok([{ id: 'q1', name: 'Menu' }, { name: 'Menu without an ID' }, { name: 'Poster' }]);
		serve(list, list);

		expect((await search('menu')).results.map(({ name }) => name)).toEqual([
			'Menu',
			'[1 entry without an ID cannot be chosen]',
		]);
		expect((await search('q1')).results.map(({ name }) => name)).toEqual(['Menu']);
	});

	test('says of a code that it is deleted, where the API lists it still', async () => {
		serve(ok([{ id: 'q1', name: 'Menu', deleted_at: '2026-11-01T00:00:00Z' }]));
		expect((await search()).results).toEqual([{ name: 'Menu [deleted]', value: 'q1' }]);
	});

	test.each<[string, object, object]>([
		['a page', { pagination: { page: 1, total_pages: 2 } }, { page: '2', limit: '100' }],
		['an offset', { offset: 0, total: 150 }, { offset: '100', limit: '100' }],
		['a cursor', { next_cursor: 'abc' }, { cursor: 'abc', limit: '100' }],
		['a link', { links: { next: '/api/v1/qr-codes?after=x' } }, { after: 'x' }],
	])('goes on by a token, a text, that stands for %s', async (_, facts, query) => {
		const calls = serve(ok(rows(100), facts), ok(rows(50, 101)));

		const first = await search();
		// another n8n process may answer the second time
		forgetPageParameters();
		const second = await search(undefined, first.paginationToken as string);

		expect(typeof first.paginationToken).toBe('string');
		expect(queries(calls)[1]).toEqual(query);
		expect(second.results).toHaveLength(50);
	});

	test('goes on with the page size that it began with, also in another process', async () => {
		const facts = (page: number) => ({ meta: { current_page: page, per_page: 15, last_page: 9 } });
		const large = (page: number) => ({ meta: { current_page: page, per_page: 100, last_page: 2 } });
		const calls = serve(ok(rows(15), facts(1)), ok(rows(100), large(1)), ok(rows(3, 101), large(2)));

		const { paginationToken } = await search();
		forgetPageParameters();
		await search(undefined, paginationToken as string);

		expect(queries(calls).at(-1)).toEqual({ page: '2', per_page: '100' });
	});

	test('that goes on at a place which the API no longer knows is not told as a wrong address', async () => {
		serve(ok(rows(100), { next_cursor: 'c' }), refusal(404, 'Unknown cursor', 'not_found'));
		const { paginationToken } = await search();

		const failure = await failureOf(search(undefined, paginationToken as string));

		expect(failure.message).toBe('The list from QRCodeStack could not be read to its end');
	});

	test('goes on without a size where the server takes none', async () => {
		const refused = refusal(422);
		const calls = serve(refused, refused, refused, ok(rows(100), { next_cursor: 'c' }), ok(rows(1)));

		const { paginationToken } = await search();
		forgetPageParameters();
		await search(undefined, paginationToken as string);

		expect(queries(calls).at(-1)).toEqual({ cursor: 'c' });
	});

	test('shows each code once where the server has no paging and does not say so', async () => {
		// twenty could be a page that the server cut: it is asked for the next one by number, then by offset
		const calls = serve(ok(rows(20)), ok(rows(20)), ok(rows(20)));

		expect(await search()).toMatchObject({ results: { length: 20 }, paginationToken: undefined });
		expect(calls).toHaveLength(3);
	});

	test('reads a second page, and no third, where answers tell nothing of what follows', async () => {
		const calls = serve(ok(rows(100)), ok(rows(100, 101)), ok(rows(7, 201)));

		const first = await search();
		const second = await search(undefined, first.paginationToken as string);

		expect(first.results).toHaveLength(200);
		expect(second).toMatchObject({ results: { length: 7 }, paginationToken: undefined });
		expect(queries(calls).at(-1)).toEqual({ page: '3', limit: '100' });
	});

	test.each([
		['pages', { page: 1 }, { page: 2 }],
		['offsets', { offset: 0 }, { offset: 100 }],
	])('ends by the total alone, with %s', async (_, first, second) => {
		const total = 120;
		serve(ok(rows(100), { ...first, total }), ok(rows(20, 101), { ...second, total }));

		const { paginationToken } = await search();

		expect((await search(undefined, paginationToken as string)).paginationToken).toBeUndefined();
	});

	test.each([
		'',
		'nonsense',
		'[]',
		'null',
		'{"by":"page"}',
		'{"by":"page","page":"2"}',
		'{"by":"link","query":5}',
	])('starts from the beginning with the token %j', async (token) => {
		const calls = serve(ok(rows(1)));
		await search(undefined, token);
		expect(queries(calls)).toEqual([{ page: '1', limit: '100' }]);
	});

	test.each(['PROMO', 'q1', 'r/x', 'shop.example', '  promo '])(
		'finds by name, ID, short link and destination: %s',
		async (filter) => {
			serve(
				ok([
					{
						id: 'q1',
						name: 'Spring promo',
						short_url: 'https://qrs.example/r/x',
						destination_url: 'https://shop.example/',
					},
					{ id: 'other', name: 'Other' },
				]),
			);
			expect((await search(filter)).results.map(({ value }) => value)).toEqual(['q1']);
		},
	);

	const pageOf = (n: number, total: number) =>
		ok(rows(100, 1 + n * 100), { pagination: { page: n + 1, total_pages: total } });
	const pages = (from: number, to: number, total: number) =>
		Array.from({ length: to - from }, (_, n) => pageOf(from + n, total));

	test('finds a code on the last of eleven pages: the editor asks no further where nothing can be scrolled', async () => {
		const calls = serve(...pages(0, 11, 11));

		const found = await search('code 1055');

		expect(calls).toHaveLength(11);
		expect(found.results.map(({ value }) => value)).toEqual(['q1055']);
		expect(found.paginationToken).toBeUndefined();
	});

	test('reads on behind the first matches until there are enough to scroll, and then by the token', async () => {
		const calls = serve(...pages(0, 3, 11), pageOf(3, 4));

		// 2 and 20 to 29 on the first page, 200 on the second, 201 to 299 on the third
		const first = await search('code 2');
		expect(calls).toHaveLength(3);
		expect(first.results).toHaveLength(11 + 1 + 99);

		await search('code 2', first.paginationToken as string);
		expect(calls.at(-1)?.query).toEqual({ page: '4', limit: '100' });
	});

	test('ends after twenty pages, says so where little was found, and goes on by the token', async () => {
		const calls = serve(...pages(0, 20, 30), pageOf(20, 21));

		const first = await search('code 2055');
		const second = await search('code 2055', first.paginationToken as string);

		expect(first.results).toEqual([
			{
				name: '[Only 2000 QR codes of the list were searched. Choose others by ID or by link.]',
				value: '',
			},
		]);
		expect(calls).toHaveLength(21);
		expect(second.results.map(({ value }) => value)).toEqual(['q2055']);
	});

	test('does not keep a person waiting for a rate limit', async () => {
		serve(tooMany('30'));

		const failure = await failureOf(search());

		expect(failure.message).toBe('The limit of API calls per minute was reached');
		expect(guard.clock.sleptMs()).toBe(0);
	});

	test('keeps what was found when a further page fails, says how far it searched, and tells why to who scrolls on', async () => {
		serve(...pages(0, 2, 30), tooMany('30'));

		const { results, paginationToken } = await search('code 42');
		const failure = await failureOf(search('code 42', paginationToken as string));

		expect(results.map(({ name }) => name)).toEqual([
			expect.stringContaining('Code 42'),
			'[Only 200 QR codes of the list were searched. Choose others by ID or by link.]',
		]);
		expect(failure.message).toBe('The limit of API calls per minute was reached');
	});

	test('shows the first page where only a second one, which fails, could tell that there are pages', async () => {
		serve(ok(rows(100)), tooMany('30'));
		expect((await search()).results).toHaveLength(100);
	});

	test('of the multi-select has every code up to a thousand, as name and text, and says that it ends there', async () => {
		const page = (n: number) => ok(rows(100, 1 + n * 100), { pagination: { page: n + 1, total_pages: 20 } });
		const calls = serve(...Array.from({ length: 10 }, (_, n) => page(n)));
		const context = harness.loadOptionsContext(harness.makeNode(TRIGGER, {}));

		const options = await new QrCodeStackTrigger().methods.loadOptions.getQrCodes.call(context);

		expect(options).toHaveLength(1 + 1_000);
		expect(options[0]).toEqual({
			name: '[No more than 1000 QR codes are listed here. Enter the IDs of others with an expression.]',
			value: '',
		});
		expect(options[1]).toEqual({ name: 'Code 1', value: 'q1' });
		expect(calls).toHaveLength(10);
	});

	test('of the multi-select shows where each code leads, as far as that is known', async () => {
		serve(ok([{ id: 'q1', name: 'Promo', destination_url: 'https://a.example' }, { id: 'q2' }]));
		const context = harness.loadOptionsContext(harness.makeNode(TRIGGER, {}));

		expect(await new QrCodeStackTrigger().methods.loadOptions.getQrCodes.call(context)).toEqual([
			{ name: 'Promo', value: 'q1', description: 'https://a.example' },
			{ name: 'q2', value: 'q2' },
		]);
	});

	test('of the multi-select tells of entries without an ID', async () => {
		serve(ok([{ name: 'without an ID' }, { id: 'q2' }]));
		const context = harness.loadOptionsContext(harness.makeNode(TRIGGER, {}));

		expect(await new QrCodeStackTrigger().methods.loadOptions.getQrCodes.call(context)).toEqual([
			{ name: 'q2', value: 'q2' },
			{ name: '[1 entry without an ID cannot be chosen]', value: '' },
		]);
	});

	test('of the multi-select says nothing of the kind when it is whole', async () => {
		serve(ok(rows(3)));
		const context = harness.loadOptionsContext(harness.makeNode(TRIGGER, {}));

		const options = await new QrCodeStackTrigger().methods.loadOptions.getQrCodes.call(context);

		expect(options.map(({ value }) => value)).toEqual(['q1', 'q2', 'q3']);
	});
});

describe('a QR code chosen by its page in the dashboard', () => {
	const page = 'https://qrcodestack.com/qr-dashboard/';
	const list = ok([{ id: 'a1b2c3d4-e5' }, { id: 7 }, { id: 'x|y+z-12345' }, { id: 2 }]);

	test.each([
		['qr-codes/a1b2c3d4-e5', 'a1b2c3d4-e5'],
		['qr-codes/a1b2c3d4-e5/analytics?page=2', 'a1b2c3d4-e5'],
		['edit?id=a1b2c3d4-e5', 'a1b2c3d4-e5'],
		['qr-codes/7', '7'],
		['qr-codes/x%7Cy%2Bz-12345', 'x%7Cy%2Bz-12345'],
	])('is found: %s', async (rest, id) => {
		const calls = serve(list, ok({ id: 'q2' }));
		await harness.execute(byLink(page + rest));
		expect(calls.at(-1)?.path).toBe(`/qr-codes/${id}`);
	});

	test.each([
		'https://qrcodestack.com/qr-dashboard/qr-codes?page=2',
		'https://qrcodestack.com/r/a1b2c3d4-e5',
		'https://other.example/qr-dashboard/a1b2c3d4-e5',
		'https://qrcodestack.com/qr-dashboard/%E0%A4%A',
	])('is not guessed from a link that does not name it: %s', async (link) => {
		serve(list);
		const failure = await failureOf(harness.execute(byLink(link)));
		expect(failure.message).toBe('No QR code has this link');
	});
});

test.each([
	{ __rl: true, mode: 'id', value: 'https://qrs.example/r/Ab3' },
	{ __rl: true, mode: 'id', value: 'qrs.example/r/Ab3' },
	{ __rl: true, mode: 'list', value: ' HTTPS://QRS.EXAMPLE/r/Ab3/ ' },
	'https://qrs.example/r/Ab3',
])('a link where an ID belongs is understood, as people and models put it there: %j', async (qrCodeId) => {
	const calls = serve(ok([linked('q2', 'https://qrs.example/r/Ab3')]), ok({ id: 'q2' }));
	await harness.execute({ resource: 'qrCode', operation: 'get', qrCodeId } as INodeParameters);
	expect(calls.at(-1)?.path).toBe('/qr-codes/q2');
});

test('links that are looked up at the same time read the list once', async () => {
	const calls = serve(ok([linked('q1', 'https://q.example/1'), linked('q2', 'https://q.example/2')]));
	const context = harness.executeContext(harness.makeNode(ACTION));
	const session = await openSession(context, { maxWaitMs: 0 });

	const ids = await Promise.all(['1', '2', '1'].map((n) => findQrCodeByLink(session, `q.example/${n}`)));

	expect(ids).toEqual(['q1', 'q2', 'q1']);
	expect(calls).toHaveLength(1);
});

describe('a QR code chosen by its short link', () => {
	test.each([
		'https://qrs.example/r/Ab3',
		'http://qrs.example/r/Ab3',
		'qrs.example/r/Ab3',
		' HTTPS://QRS.EXAMPLE/r/Ab3/ ',
	])('is found however the link is written: %s', async (link) => {
		const calls = serve(
			ok([linked('q1', 'https://qrs.example/r/zzz'), linked('q2', 'https://qrs.example/r/Ab3')]),
			ok({ id: 'q2' }),
		);

		await harness.execute(byLink(link));

		expect(calls.map(({ path }) => path)).toEqual(['/qr-codes', '/qr-codes/q2']);
	});

	test('is looked for page by page, and no further than needed', async () => {
		const facts = (page: number) => ({ pagination: { page, total_pages: 9 } });
		const calls = serve(
			ok([linked('q1', 'https://q.example/1')], facts(1)),
			ok([linked('q2', 'https://q.example/2')], facts(2)),
			ok({ id: 'q2' }),
		);

		await harness.execute(byLink('q.example/2'));

		expect(calls).toHaveLength(3);
	});

	test('costs one reading of the list, however many items and links there are', async () => {
		const list = ok([linked('q1', 'https://q.example/1'), linked('q2', 'https://q.example/2')]);
		const calls = serve(list, ...Array.from({ length: 4 }, () => ok({ id: 'q2' })));
		const items = ['2', '1', '2', '9', '1', '8'].map((n) => ({ json: { link: `https://q.example/${n}` } }));

		const output = await harness.execute(byLink('={{ $json.link }}'), {
			items,
			node: { onError: 'continueRegularOutput' },
		});

		expect(calls.map(({ path }) => path)).toEqual([
			'/qr-codes',
			'/qr-codes/q2',
			'/qr-codes/q1',
			'/qr-codes/q2',
			'/qr-codes/q1',
		]);
		expect(output.map(({ json }) => json.error)).toEqual([
			undefined,
			undefined,
			undefined,
			'No QR code has this link',
			undefined,
			'No QR code has this link',
		]);
	});

	test('that nobody has is named, in one line and without the key, however long it is', async () => {
		const link = `https://q.example/<b>${TEST_KEY}</b>/${'x'.repeat(10_000)}`;
		serve(ok([linked('q1', 'https://q.example/r/ab3')]));

		const failure = await failureOf(harness.execute(byLink(link)));

		expect(failure.description).toContain('has "https://q.example/ b [hidden key] /b /xxx');
		expect(failure.description?.length).toBeLessThan(1_000);
		expectNoKey(failure.message, failure.description);
	});

	test('letter case of the path counts', async () => {
		serve(ok([linked('q1', 'https://q.example/r/ab3')]));

		const failure = await failureOf(harness.execute(byLink('https://q.example/r/AB3')));

		expect(failure.message).toBe('No QR code has this link');
		expect(failure.failure).toEqual({ cause: 'configuration-invalid' });
	});

	test('a code without a link, a list with oddities and a link that is no address harm nothing', async () => {
		serve(
			ok(['text', null, { id: 'q0' }, linked('q1', 'http://['), linked('q2', 'http://[')]),
			ok({ id: 'q2' }),
		);

		const items = await harness.execute(byLink('http://['));

		expect(items).toHaveLength(1);
	});

	test('entries of the list that can not be compared are told when no other fits', async () => {
		serve(ok(['text', { short_url: 'https://q.example/1' }, linked('q2', 'https://q.example/2')]));

		const failure = await failureOf(harness.execute(byLink('https://q.example/1')));

		expect(failure.message).toBe('No QR code has this link');
		expect(failure.description).toContain('2 entries without an ID in the list could not be compared.');
	});

	test.each(['', '  ', null, 5])('%j is refused before any call', async (link) => {
		const failure = await failureOf(harness.execute(byLink(link)));
		expect(failure.message).toBe('The link of the QR code is empty');
	});

	test('a hostile link of slashes takes no time', async () => {
		serve(ok([linked('q1', `https://q.example/${'/'.repeat(60_000)}x`)]));
		const usedBeforeMs = processorMs();

		await failureOf(harness.execute(byLink(`https://q.example/${'/'.repeat(60_000)}y`)));

		expect(processorMs() - usedBeforeMs).toBeLessThan(1_000);
	});
});

describe('a short link with something added to it', () => {
	const list = ok([
		linked('q1', 'https://qrs.example/r/Ab3dE'),
		linked('q2', 'https://qrs.example/r/other?c=2'),
	]);

	test.each([
		['https://qrs.example/r/Ab3dE?utm_source=print', 'q1'],
		['qrs.example/r/Ab3dE/?utm_source=print#top', 'q1'],
		['https://QRS.example/r/Ab3dE#top', 'q1'],
		['\u200bhttps://qrs.example/r/Ab3dE\ufeff', 'q1'],
		['https://qrs.example/r/other?c=2', 'q2'],
	])('leads to the code whose link it is: %j', async (link, id) => {
		const calls = serve(list, ok({ id: 'q2' }));
		await harness.execute(byLink(link));
		expect(calls.at(-1)?.path).toBe(`/qr-codes/${id}`);
	});

	test('is another link where the query of the code itself is missing or another one', async () => {
		serve(list, list);
		for (const link of ['https://qrs.example/r/other', 'https://qrs.example/r/other?c=3']) {
			expect((await failureOf(harness.execute(byLink(link)))).message).toBe('No QR code has this link');
		}
	});

	test('with a character in it that nobody sees, names it and its place', async () => {
		const failure = await failureOf(harness.execute(byLink('https://qrs.example/r/Ab\u200b3dE')));
		expect(failure.message).toBe('This is not a link');
		expect(failure.description).toContain('a zero-width space (U+200B) at character 25');
	});
});
