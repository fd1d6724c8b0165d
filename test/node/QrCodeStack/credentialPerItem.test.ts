import type { INodeParameters } from 'n8n-workflow';

import { API_ORIGIN, createHarness, TEST_KEY } from '../../support/harness';
import { failureOf, guardNetwork, ok, refusal, rows, serve, serveAt } from '../../support/mockApi';

guardNetwork();

const KEYS = ['qrs_aaaaaaaaaaaaaaaa', 'qrs_bbbbbbbbbbbbbbbb'] as const;
const [A, B] = KEYS;
const itemsOf = (...keys: string[]) => keys.map((key, index) => ({ json: { key, name: `Code ${index}` } }));
const byItem = () => createHarness({ apiKey: '={{ $json.key }}' });
const CREATE: INodeParameters = {
	resource: 'qrCode',
	operation: 'create',
	name: '={{ $json.name }}',
	destinationUrl: 'https://a.example',
	options: { concurrency: 1 },
};
const keysOf = (calls: Array<{ headers: Record<string, string> }>) =>
	calls.map(({ headers }) => headers.authorization?.replace('Bearer ', ''));

test('a key that is an expression is worked out for each item, so that each works in its own account', async () => {
	const calls = serve(...[1, 2, 3, 4].map((id) => ok({ id })));
	const output = await byItem().execute(CREATE, { items: itemsOf(A, B, A, B) });
	expect(keysOf(calls)).toEqual([A, B, A, B]);
	expect(output.map(({ json }) => json.id)).toEqual([1, 2, 3, 4]);
});

test('several items at once keep their keys and their order', async () => {
	const calls = serve(...Array.from({ length: 20 }, (_, id) => ok({ id })));
	const keys = Array.from({ length: 20 }, (_, index) => KEYS[index % 3 === 0 ? 0 : 1]!);
	await byItem().execute({ ...CREATE, options: {} }, { items: itemsOf(...keys) });
	const sent = calls.map(({ headers, body }) => [(body as { name: string }).name, headers.authorization]);
	expect(new Map(sent as Array<[string, string]>)).toEqual(
		new Map(keys.map((key, index) => [`Code ${index}`, `Bearer ${key}`])),
	);
});

test('a base URL that is an expression leads each item to its own server', async () => {
	const harness = createHarness({ baseUrl: '={{ $json.server }}/api/v1' });
	const here = serve(ok({ id: 'here' }));
	const there = serveAt('https://other.qr.test', ok({ id: 'there' }));
	const items = [API_ORIGIN, 'https://other.qr.test'].map((server) => ({ json: { server, name: 'A' } }));
	const output = await harness.execute(CREATE, { items });
	expect(output.map(({ json }) => json.id)).toEqual(['here', 'there']);
	expect([here.length, there.length]).toEqual([1, 1]);
});

test('an item whose key is missing fails alone, before any call', async () => {
	serve(ok({ id: 1 }), ok({ id: 3 }));
	const items = [{ json: { key: A, name: 'A' } }, { json: { name: 'B' } }, { json: { key: B, name: 'C' } }];
	const output = await byItem().execute(CREATE, { items, node: { onError: 'continueRegularOutput' } });
	expect(output.map(({ json }) => json.id ?? json.error)).toEqual([
		1,
		expect.stringContaining('The QRCodeStack credential needs a correction'),
		3,
	]);
});

test('a key that was refused is not tried again, and says nothing of another one', async () => {
	const calls = serve(refusal(401), ok({ id: 2 }));
	const output = await byItem().execute(CREATE, {
		items: itemsOf(A, B, A),
		node: { onError: 'continueRegularOutput' },
	});
	expect(keysOf(calls)).toEqual([A, B]);
	expect(output.map(({ json }) => json.id ?? json.error)).toEqual([
		'QRCodeStack did not accept the API key',
		2,
		'QRCodeStack did not accept the API key',
	]);
});

test('Create or Update reads the list of each account, and once', async () => {
	const body = { type: 'url', destination_url: 'https://a.example' };
	const calls = serve(
		ok([{ id: 'a0', name: 'Code 0', ...body }]),
		ok([]),
		ok({ id: 'b1' }),
		ok({ id: 'a2' }),
	);
	const output = await byItem().execute({ ...CREATE, operation: 'upsert' }, { items: itemsOf(A, B, A) });
	expect(keysOf(calls)).toEqual([A, B, B, A]);
	expect(output.map(({ json }) => json.outcome)).toEqual(['unchanged', 'created', 'created']);
});

describe('Create Many', () => {
	const MANY: INodeParameters = { ...CREATE, operation: 'createMany', source: 'items', options: {} };
	const created = (...ids: string[]) => ok({ created: ids.map((id, index) => ({ index, id })) });

	test('sends the rows of each account with one call, and keeps the order of the items', async () => {
		const calls = serve(created('a0', 'a2'), created('b1', 'b3'));
		const output = await byItem().execute(MANY, { items: itemsOf(A, B, A, B) });
		expect(keysOf(calls)).toEqual([A, B]);
		expect(output.map(({ json }) => json.id)).toEqual(['a0', 'b1', 'a2', 'b3']);
	});

	test('takes the same row in two accounts for two codes, and twice in one for a slip', async () => {
		const items = itemsOf(A, B).map(({ json }) => ({ json: { ...json, name: 'Same' } }));
		serve(created('a0'), created('b1'));
		expect((await byItem().execute(MANY, { items })).map(({ json }) => json.id)).toEqual(['a0', 'b1']);
		const twice = await failureOf(byItem().execute(MANY, { items: [items[0]!, items[0]!] }));
		expect(twice.description).toContain('Item 1: Duplicate of item 0; not created.');
	});

	test('goes on in the other account where one refuses its key', async () => {
		serve(refusal(401), created('b1'));
		const output = await byItem().execute(MANY, { items: itemsOf(A, B) });
		expect(output.map(({ json }) => json.id ?? json.error)).toEqual([
			'QRCodeStack did not accept the API key',
			'b1',
		]);
	});

	test('sends nothing where the key of one item is missing', async () => {
		const items = [...itemsOf(A), { json: { name: 'B' } }];
		const failure = await failureOf(byItem().execute(MANY, { items }));
		expect(failure.message).toContain('The QRCodeStack credential needs a correction');
	});
});

test('the credential is read once for each item and not for its calls, however many pages they take', async () => {
	const harness = createHarness();
	const facts = (page: number) => ({ pagination: { page, total_pages: 3 } });
	serve(ok(rows(100), facts(1)), ok(rows(100, 101), facts(2)), ok(rows(5, 201), facts(3)));
	await harness.execute({ resource: 'qrCode', operation: 'getAll', returnAll: true });
	expect(harness.credentialReads()).toBe(1);
	serve(...[1, 2, 3].map((id) => ok({ id })));
	await harness.execute(CREATE, { items: itemsOf(TEST_KEY, TEST_KEY, TEST_KEY) });
	expect(harness.credentialReads()).toBe(4);
});
