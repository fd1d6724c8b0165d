import type { INode } from 'n8n-workflow';

import { API_ORIGIN, BASE_PATH, createHarness, TEST_KEY } from '../../../support/harness';
import {
	expectNoKey,
	failureOf,
	guardNetwork,
	ok,
	refusal,
	rows,
	serve,
	serveAt,
	tooMany,
	type Reply,
} from '../../../support/mockApi';

const harness = createHarness();
const guard = guardNetwork();

const byId = (value: unknown) => ({ __rl: true, mode: 'id', value }) as unknown as string;
const ACCOUNT = { resource: 'account', operation: 'get' };
const GET = { resource: 'qrCode', operation: 'get', qrCodeId: byId('q1') };
const CREATE = { resource: 'qrCode', operation: 'create', name: 'A', destinationUrl: 'https://a.example' };
const LIST = { resource: 'qrCode', operation: 'getAll', returnAll: true };
const BULK = { ...CREATE, operation: 'createMany', source: 'items' };
const DELETE = { ...GET, operation: 'delete' };

describe('the key', () => {
	test('goes out as a bearer token', async () => {
		const calls = serve(ok({}));
		await harness.execute(ACCOUNT);
		expect(calls[0]?.headers.authorization).toBe(`Bearer ${TEST_KEY}`);
	});

	test.each([301, 302, 303, 307, 308])('does not follow a %i to another host', async (status) => {
		serve({ status, headers: { Location: 'https://evil.test/steal' } });
		const evil = serveAt('https://evil.test');

		const failure = await failureOf(harness.execute(ACCOUNT));

		expect(failure.message).toBe('QRCodeStack sent the call on to another address, which was not followed');
		expect(failure.failure).toEqual({ cause: 'configuration-invalid' });
		expect(evil).toHaveLength(0);
	});

	test('does not follow a redirect on the same host either, and a POST goes out once', async () => {
		const calls = serve({ status: 307, headers: { Location: `${API_ORIGIN}${BASE_PATH}/elsewhere` } });

		await failureOf(harness.execute(CREATE));

		expect(calls).toHaveLength(1);
	});

	test.each([
		['links.next', { links: { next: 'https://evil.test/api/v1/qr-codes?page=2' } }, {}],
		['a protocol-relative link', { links: { next: '//evil.test/api/v1/qr-codes?page=2' } }, {}],
		['a link to another port', { links: { next: `${API_ORIGIN}:8443/api/v1/qr-codes?page=2` } }, {}],
		['a link without encryption', { links: { next: 'http://api.qr.test/api/v1/qr-codes?page=2' } }, {}],
		['a script', { links: { next: 'javascript:alert(1)//?' } }, {}],
		['no link at all', { links: { next: 'http://[' } }, {}],
		['a Link header', {}, { Link: '<https://evil.test/api/v1/qr-codes?page=2>; rel="next"' }],
	])('does not follow %s to another origin', async (_, more, headers) => {
		const calls = serve({ ...ok(rows(100), more), headers });
		const evil = serveAt('https://evil.test');

		const failure = await failureOf(harness.execute(LIST));

		expect(failure.message).toBe('The list from QRCodeStack could not be read to its end');
		expect(failure.description).toContain('leads to another address, where your API key must not go');
		expect([calls.length, evil.length]).toEqual([1, 0]);
	});

	test('takes only the query of a link on the same origin, never its path', async () => {
		const calls = serve(
			ok(rows(100), { links: { next: `${API_ORIGIN}/admin/keys?page=2&limit=100` } }),
			ok(rows(3, 101), { links: { next: null } }),
		);

		expect(await harness.execute(LIST)).toHaveLength(103);
		expect(calls[1]).toMatchObject({ path: '/qr-codes', query: { page: '2', limit: '100' } });
	});
});

describe('an ID can reach no other endpoint', () => {
	test.each([
		['a?x=1', '/qr-codes/a%3Fx%3D1'],
		['a#b', '/qr-codes/a%23b'],
		['%2e%2e', '/qr-codes/%252e%252e'],
		['%2e%2e%2fme', '/qr-codes/%252e%252e%252fme'],
		['@evil.test', '/qr-codes/%40evil.test'],
		['…', '/qr-codes/%E2%80%A6'],
		['...', '/qr-codes/...'],
		['bulky', '/qr-codes/bulky'],
		['__proto__', '/qr-codes/__proto__'],
		[42, '/qr-codes/42'],
	])('%j goes to %s', async (id, path) => {
		const calls = serve(ok({ id }));

		await harness.execute({ ...GET, qrCodeId: byId(id) });

		expect(calls.map((call) => call.path)).toEqual([path]);
		expect(calls[0]?.query).toEqual({});
	});

	test.each([
		['.', 'This is not a QR code ID'],
		['..', 'This is not a QR code ID'],
		[' .. ', 'This is not a QR code ID'],
		['../me', 'This is not a QR code ID'],
		['a/b', 'This is not a QR code ID'],
		['a\\b', 'This is not a QR code ID'],
		['a b', 'This is not a QR code ID'],
		['a\nb', 'This is not a QR code ID'],
		['bulk', 'This is not a QR code ID'],
		['={{ "=1" }}', 'This is not a QR code ID'],
		['a\ud800', 'This is not a QR code ID'],
		['x'.repeat(513), 'This is not a QR code ID'],
		['', 'The QR code ID is empty'],
		['   ', 'The QR code ID is empty'],
		[null, 'The QR code ID is empty'],
		[true, 'The QR code ID is empty'],
		[{ id: 'q1' }, 'This is not a QR code ID'],
	])('%j is refused before any call', async (id, text) => {
		for (const operation of ['get', 'delete', 'getAnalytics']) {
			const failure = await failureOf(harness.execute({ ...GET, operation, qrCodeId: byId(id) }));
			expect(failure.message).toContain(text);
		}
		const scans = { resource: 'scan', operation: 'getAll', qrCodeId: byId(id) };
		expect((await failureOf(harness.execute(scans))).message).toContain(text);
	});

	test.each(['q1', '=q1', 7])('the locator may be a plain value: %j', async (value) => {
		const calls = serve(ok({ id: 1 }));

		await harness.execute({ ...GET, qrCodeId: value });

		expect(calls[0]?.path).toBe(`/qr-codes/${String(value).replace('=', '')}`);
	});
});

describe('the leak rule: nowhere is the key to be seen', () => {
	const echo = `Invalid token Bearer ${TEST_KEY} was used`;
	const OPERATIONS = { ACCOUNT, GET, CREATE, LIST, BULK, DELETE };
	const MESSAGES: Record<string, Reply[]> = {
		'a 401 that echoes it': [refusal(401, echo, TEST_KEY, { field: TEST_KEY })],
		'a 403 that echoes it': [refusal(403, echo, TEST_KEY)],
		'a 422 that echoes it': [refusal(422, echo, TEST_KEY, { errors: { [TEST_KEY]: [echo] } })],
		'a month-long 429 that echoes it': [
			{ ...tooMany('999999'), body: { success: false, error: echo, code: TEST_KEY } },
		],
		'a redirect that carries it': [
			{ status: 302, headers: { Location: `https://evil.test/?key=${TEST_KEY}` } },
		],
		'success:false that echoes it': [{ body: { success: false, error: echo } }],
	};

	const cases = Object.entries(OPERATIONS).flatMap(([operation, parameters]) =>
		Object.entries(MESSAGES).map(([name, replies]) => ({ operation, name, parameters, replies })),
	);

	test.each(cases)('$operation after $name', async ({ parameters, replies, operation, name }) => {
		// Create Many falls back to single calls after a 403
		const repeats =
			operation === 'BULK' && name.includes('403') ? 2 : operation === 'LIST' && name.includes('422') ? 4 : 1;
		serve(...Array.from({ length: repeats }, () => replies).flat());

		const failure = await failureOf(harness.execute(parameters));

		expectNoKey(failure, failure.message, failure.stack, harness.logger.lines);
	});

	test.each(cases)('$operation after $name, as an item', async ({ parameters, replies, operation, name }) => {
		const repeats =
			operation === 'BULK' && name.includes('403') ? 2 : operation === 'LIST' && name.includes('422') ? 4 : 1;
		for (const retryOnFail of [false, true]) {
			serve(...Array.from({ length: repeats }, () => replies).flat());
			const node: Partial<INode> = { onError: 'continueRegularOutput', retryOnFail };

			const items = await harness.execute(parameters, { node });

			expect(items).toHaveLength(1);
			expectNoKey(items);
			guard.clock.advance(4_000_000);
		}
	});

	test.each(['ECONNRESET', 'ECONNREFUSED'])('a connection that breaks with %s', async (breaksWith) => {
		serve(...Array.from({ length: 4 }, () => ({ breaksWith })));

		expectNoKey(await failureOf(harness.execute(ACCOUNT)));
	});

	test('HTML that echoes it', async () => {
		const html = { status: 200, body: `<pre>Authorization: Bearer ${TEST_KEY}</pre>` };
		serve(html, html, html, html);

		expectNoKey(await failureOf(harness.execute(ACCOUNT)));
	});

	test('an object that echoes it, as a value and as a name, is put out with the key hidden', async () => {
		serve(ok({ id: 'q1', note: `see ${TEST_KEY}`, list: [{ [TEST_KEY]: 1 }] }));

		const items = await harness.execute(GET);

		expectNoKey(items);
		expect(items[0]?.json).toMatchObject({ id: 'q1', note: 'see [hidden key]' });
	});

	test('a bulk answer that echoes it in a row', async () => {
		serve(ok({ created: [], errors: [{ index: 0, error: echo, code: TEST_KEY }] }));

		expectNoKey(await failureOf(harness.execute(BULK)));
	});

	test('a Link header that echoes it', async () => {
		const link = `<${API_ORIGIN}${BASE_PATH}/qr-codes?page=2&key=${TEST_KEY}>; rel="next"`;
		serve({ ...ok(rows(100)), headers: { Link: link } });
		const context = harness.loadOptionsContext(
			harness.makeNode('n8n-nodes-qrcodestack.qrCodeStack', { resource: 'qrCode', operation: 'get' }),
		);
		const { QrCodeStack } = await import('../../../../nodes/QrCodeStack/QrCodeStack.node');

		const { paginationToken } = await new QrCodeStack().methods.listSearch.searchQrCodes.call(context);

		expect(paginationToken).toContain('[hidden key]');
		expectNoKey(paginationToken);
	});

	test('a key with a quote and a backslash in it', async () => {
		const apiKey = 'odd"key\\with-both-of-them';
		serve(ok({ id: 'q1', note: `see ${apiKey}` }));

		const items = await createHarness({ apiKey }).execute(GET);

		expect(items[0]?.json).toEqual({ id: 'q1', note: 'see [hidden key]' });
	});

	test('a key of another shape, in what a refusal says about a row', async () => {
		const apiKey = 'another-shape-of-key';
		serve({
			status: 422,
			body: { success: false, error: 'No', code: 'no', errors: [{ index: 0, error: `for ${apiKey}` }] },
		});

		const failure = await failureOf(createHarness({ apiKey }).execute(BULK));

		expect(failure.description).toContain('for [hidden key]');
		expect(JSON.stringify(failure)).not.toContain(apiKey);
	});

	test('a credential that can not be used', async () => {
		const failure = await failureOf(createHarness({ apiKey: `${TEST_KEY}\n${TEST_KEY}` }).execute(ACCOUNT));

		expect(failure.message).toBe('The QRCodeStack credential needs a correction');
		expect(failure.description).toContain('line break');
		expectNoKey(failure);
	});
});

describe('stopping an execution', () => {
	const stopAfterMs = (ms: number): AbortSignal => {
		const controller = new AbortController();
		guard.clock.after(ms, () => controller.abort());
		return controller.signal;
	};

	test.each([
		['a 429', tooMany('100')],
		['a 503', { ...refusal(503), headers: { 'Retry-After': '100' } }],
	])('during the wait for %s sends nothing more', async (_, reply) => {
		const calls = serve(reply);

		const failure = await failureOf(harness.execute(ACCOUNT, { signal: stopAfterMs(3_000) }));

		expect(failure.message).toBe('The execution was stopped');
		expect(calls).toHaveLength(1);
		expect(guard.clock.sleptMs()).toBe(3_000);
	});

	test('during a wait before a POST does not claim that something may have been created', async () => {
		serve(tooMany('100'));

		const failure = await failureOf(harness.execute(CREATE, { signal: stopAfterMs(3_000) }));

		expect(failure.description).toBe(
			'Somebody stopped it, or another item ended the node. Nothing more was sent to QRCodeStack.',
		);
	});

	test('while a POST is on its way says that it may have been created', async () => {
		const controller = new AbortController();
		serve({ ...ok({ id: 'q1' }), onCall: () => controller.abort() });

		const failure = await failureOf(harness.execute(CREATE, { signal: controller.signal }));

		expect(failure.message).toBe('The execution was stopped');
		expect(failure.description).toContain('may have been created');
	});

	test('starts no further item, and makes no error items out of the rest', async () => {
		const controller = new AbortController();
		const calls = serve(ok({ n: 1 }), { ...ok({ n: 2 }), onCall: () => controller.abort() });
		const items = Array.from({ length: 5 }, () => ({ json: {} }));

		const failure = await failureOf(
			harness.execute(
				{ ...ACCOUNT, options: { concurrency: 1 } },
				{
					items,
					signal: controller.signal,
					node: { onError: 'continueRegularOutput' },
				},
			),
		);

		expect(failure.message).toBe('The execution was stopped');
		expect(calls).toHaveLength(2);
	});

	test('between two items of Create tells in the log which of them went through', async () => {
		serve(ok({ id: 'q1' }), tooMany('100'));
		const items = Array.from({ length: 3 }, () => ({ json: {} }));
		const parameters = { ...CREATE, options: { concurrency: 1 } };

		await failureOf(harness.execute(parameters, { items, signal: stopAfterMs(5_000) }));

		// n8n keeps nothing of what a stopped node has to say
		expect(harness.logger.lines).toContain(
			'warn: QRCodeStack: the execution was stopped. Item 0 went through all the same, and this does not undo it.',
		);
	});

	test('before anything was sent sends nothing', async () => {
		const calls = serve();

		const failure = await failureOf(harness.execute(CREATE, { signal: AbortSignal.abort() }));

		expect(failure.message).toBe('The execution was stopped');
		expect(calls).toHaveLength(0);
	});

	test('between two batches of Create Many keeps what was created and sends no more', async () => {
		const calls = serve(ok({ created: [{ index: 0, id: 'q1\n\u001b[2J\u202e' }] }), tooMany('100'));
		const items = Array.from({ length: 3 }, () => ({ json: {} }));
		const parameters = { ...BULK, name: '={{ $itemIndex }}', options: { batchSize: 1 } };

		const output = await harness.execute(parameters, { items, signal: stopAfterMs(5_000) });

		expect(calls).toHaveLength(2);
		expect(output.map(({ json }) => json.id ?? json.error)).toEqual([
			'q1\n\u001b[2J\u202e',
			'The execution was stopped',
			'This QR code was not sent',
		]);
		// n8n may not keep the output of a stopped execution; what comes from outside writes no line of its own
		expect(harness.logger.lines).toContain(
			'warn: QRCodeStack: the execution was stopped after 1 QR codes were created: q1 [2J',
		);
	});
});

describe('what is sent', () => {
	test('is asked for as JSON', async () => {
		const calls = serve(ok({}), ok({ id: 'q1' }));
		await harness.execute(ACCOUNT);
		await harness.execute(CREATE);

		expect(calls[0]?.headers.accept).toBe('application/json');
		expect(calls[1]?.headers['content-type']).toContain('application/json');
	});

	test('goes once even after a 401: n8n would send it twice', async () => {
		const calls = serve(refusal(401));

		await failureOf(harness.execute(ACCOUNT));

		expect(calls).toHaveLength(1);
	});
});
