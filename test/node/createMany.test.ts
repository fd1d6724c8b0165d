import type { INodeParameters } from 'n8n-workflow';

import { clock } from '../../nodes/shared/clock';
import { createHarness } from '../support/harness';
import { failureOf, guardNetwork, ok, refusal, serve, tooMany } from '../support/mockApi';

const harness = createHarness();
const guard = guardNetwork();

const FROM_ITEMS: INodeParameters = {
	resource: 'qrCode',
	operation: 'createMany',
	source: 'items',
	name: '={{ $json.name }}',
	destinationUrl: '=https://a.example/{{ $json.name }}',
	type: 'url',
};
const fromJson = (qrCodesJson: unknown): INodeParameters =>
	({ resource: 'qrCode', operation: 'createMany', source: 'json', qrCodesJson }) as INodeParameters;
const ROW = { name: 'A', destination_url: 'https://a.example/A' };

const itemsNamed = (...names: string[]) => names.map((name) => ({ json: { name } }));
const codeFor = (name: string, more: object = {}) => ({
	id: `id-${name}`,
	name,
	destination_url: `https://a.example/${name}`,
	...more,
});
const created = (...names: string[]) =>
	ok({ created: names.map((name, index) => codeFor(name, { index })), errors: [] });

/** One word per item: the code's id, or the headline of what went wrong. */
const outline = (items: Array<{ json: object }>) =>
	items.map(({ json }) => {
		const { id, error } = json as { id?: string; error?: string };
		return id ?? error;
	});
const UNSENT = 'This QR code was not sent';
const REJECTED = 'QRCodeStack did not accept the values';
const UNCLEAR = 'QRCodeStack did not say what became of this QR code';
const CONTINUE = { onError: 'continueRegularOutput' } as const;

describe('A7: Create Many from items', () => {
	test('sends one call for all and pairs each code with its item, without the index', async () => {
		const calls = serve({ ...created('A', 'B', 'C'), status: 201 });

		const items = await harness.execute(FROM_ITEMS, { items: itemsNamed('A', 'B', 'C') });

		expect(calls).toHaveLength(1);
		expect(calls[0]).toMatchObject({ method: 'POST', path: '/qr-codes/bulk' });
		expect(calls[0]?.body).toEqual({
			qr_codes: ['A', 'B', 'C'].map((name) => ({ ...codeFor(name), id: undefined, type: 'url' })),
		});
		expect(items).toEqual(
			['A', 'B', 'C'].map((name, item) => ({ json: codeFor(name), pairedItem: { item } })),
		);
	});

	test('sends batches of the size that was set', async () => {
		const calls = serve(created('A', 'B'), created('C', 'D'), created('E'));

		const items = await harness.execute(
			{ ...FROM_ITEMS, options: { batchSize: '2' } },
			{ items: itemsNamed('A', 'B', 'C', 'D', 'E') },
		);

		expect(calls.map(({ body }) => (body as { qr_codes: object[] }).qr_codes.length)).toEqual([2, 2, 1]);
		expect(outline(items)).toEqual(['id-A', 'id-B', 'id-C', 'id-D', 'id-E']);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([0, 1, 2, 3, 4].map((item) => ({ item })));
	});

	test('of no items sends nothing', async () => {
		const calls = serve();
		expect(await harness.execute(FROM_ITEMS, { items: [] })).toEqual([]);
		expect(calls).toHaveLength(0);
	});

	test.each([0, 501, 2.5, 'few'])('with a batch size of %j is refused before any call', async (batchSize) => {
		const failure = await failureOf(
			harness.execute({ ...FROM_ITEMS, options: { batchSize } }, { items: itemsNamed('A') }),
		);
		expect(failure.message).toMatch(/^Batch Size must /);
	});

	test('checks every item before the first call, and names all that need a correction', async () => {
		const calls = serve();

		const failure = await failureOf(harness.execute(FROM_ITEMS, { items: itemsNamed('A', '', 'C', '') }));

		expect(failure.message).toBe('2 input items need a correction; nothing was created');
		expect(failure.description).toBe('Item 1: Name is empty. Item 3: Name is empty.');
		expect(failure.context.itemIndex).toBe(1);
		expect(calls).toHaveLength(0);
	});

	test('names the one item that needs a correction', async () => {
		const failure = await failureOf(harness.execute(FROM_ITEMS, { items: itemsNamed('A', 'B', '') }));

		expect(failure.description).toBe('Name is empty.');
		expect(failure.context.itemIndex).toBe(2);
	});

	test('counts the rest when a great many items need a correction', async () => {
		const items = itemsNamed(...Array.from({ length: 30 }, () => ''));

		const failure = await failureOf(harness.execute(FROM_ITEMS, { items }));

		expect(failure.description).toContain('Item 19: ');
		expect(failure.description).not.toContain('Item 20: ');
		expect(failure.description).toContain('… and 10 more.');
	});

	test('sends the good items when it continues, and keeps the others in their places', async () => {
		serve(created('A', 'C'));

		const items = await harness.execute(FROM_ITEMS, { items: itemsNamed('A', '', 'C'), node: CONTINUE });

		expect(outline(items)).toEqual(['id-A', 'The values of the node need a correction', 'id-C']);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
	});

	test('lets others have the processor while it reads a great many items', async () => {
		const names = Array.from({ length: 100 }, (_, n) => `N${n}`);
		serve(created(...names));
		let breaths = 0;
		const count = setInterval(() => breaths++, 0);
		const sleeping = jest.spyOn(clock, 'sleepMs');

		await harness.execute(FROM_ITEMS, { items: itemsNamed(...names) });
		clearInterval(count);

		expect(sleeping.mock.calls.filter(([ms]) => ms === 0)).toHaveLength(4);
		expect(breaths).toBeGreaterThan(0);
	});
});

describe('A7: what the answer says about each row', () => {
	const run = async (reply: Parameters<typeof serve>[0], ...names: string[]) => {
		serve(reply);
		return outline(await harness.execute(FROM_ITEMS, { items: itemsNamed(...names) }));
	};

	test('a 207 with some errors: the codes are kept, each failure stands in its row', async () => {
		serve({
			...ok({
				created: [codeFor('C', { index: 2 }), codeFor('A', { index: 0 })],
				errors: [{ index: 1, error: 'Bad URL', code: 'invalid_url' }],
			}),
			status: 207,
		});

		const items = await harness.execute(FROM_ITEMS, { items: itemsNamed('A', 'B', 'C') });

		expect(outline(items)).toEqual(['id-A', REJECTED, 'id-C']);
		expect(items[1]).toEqual({
			json: {
				error: REJECTED,
				message: 'QRCodeStack says: "Bad URL" (invalid_url). Correct this item and run it again. (HTTP 422)',
			},
			pairedItem: { item: 1 },
		});
	});

	test('says in a hint that not all were created, even when the node does not continue', async () => {
		serve(ok({ created: [codeFor('A', { index: 0 })], errors: [{ index: 1, error: 'Bad' }] }));
		const run = await harness.runWorkflow(FROM_ITEMS, { items: itemsNamed('A', 'B') });

		const [task] = run.data.resultData.runData.QRCodeStack ?? [];

		expect(task?.hints?.[0]?.message).toBe('Created 1 of 2 QR codes. The items without one say why.');
	});

	test.each<[string, object]>([
		['an array in request order', [codeFor('A'), codeFor('B'), codeFor('C')]],
		['results without an index', { created: [codeFor('A'), codeFor('B'), codeFor('C')] }],
		[
			'an index that is a text',
			{ created: ['A', 'B', 'C'].map((name, n) => codeFor(name, { index: `${n}` })) },
		],
		[
			'an index that counts from one',
			{ created: ['A', 'B', 'C'].map((name, n) => codeFor(name, { index: n + 1 })), errors: [] },
		],
		[
			'names that the API changed',
			{ created: ['A', 'B', 'C'].map((name) => ({ ...codeFor(name), name: 'x' })) },
		],
	])('%s', async (_, data) => {
		expect(await run(ok(data), 'A', 'B', 'C')).toEqual(['id-A', 'id-B', 'id-C']);
	});

	test('an array with a complaint between the codes', async () => {
		const data = [codeFor('A'), { error: 'Bad URL', code: 'x' }, codeFor('C')];
		expect(await run(ok(data), 'A', 'B', 'C')).toEqual(['id-A', REJECTED, 'id-C']);
	});

	test('a bare array without the envelope', async () => {
		expect(await run({ body: [codeFor('A'), codeFor('B')] }, 'A', 'B')).toEqual(['id-A', 'id-B']);
	});

	test('some results without an index are found by name and destination', async () => {
		const data = {
			created: [codeFor('C'), codeFor('A')],
			errors: [codeFor('B', { id: undefined, error: 'Bad' })],
		};
		expect(await run(ok(data), 'A', 'B', 'C')).toEqual(['id-A', REJECTED, 'id-C']);
	});

	test('errors that name their row leave the others in their order', async () => {
		const data = { created: [{ id: 'first' }, { id: 'second' }], errors: [{ index: 1, error: 'Bad' }] };
		expect(await run(ok(data), 'A', 'B', 'C')).toEqual(['first', REJECTED, 'second']);
	});

	test('twins are each given a code of their own', async () => {
		const twins = { created: [codeFor('A', { id: 'one' }), codeFor('A', { id: 'two' })] };
		expect(await run(ok(twins), 'A', 'A', 'B')).toEqual(['one', 'two', UNCLEAR]);
	});

	test('an index that comes twice or lies outside spoils no other row', async () => {
		const data = {
			created: [codeFor('A', { index: 0 }), codeFor('B', { index: 0 }), codeFor('C', { index: 99 })],
			errors: [{ index: -1, error: 'Bad' }],
		};
		expect(await run(ok(data), 'A', 'B', 'C')).toEqual(['id-A', 'id-B', 'id-C']);
	});

	test('a row that the answer leaves out may have been created, and says so', async () => {
		serve(created('A'));

		const items = await harness.execute(FROM_ITEMS, { items: itemsNamed('A', 'B') });

		expect(outline(items)).toEqual(['id-A', UNCLEAR]);
		expect(items[1]?.json.message).toContain('It may have been created.');
	});

	test.each<[string, Parameters<typeof serve>[0]]>([
		['an empty 201', { status: 201 }],
		['an object without codes', ok({ accepted: 2 })],
		['codes that are texts', ok({ created: ['q1', 'q2'] })],
		['an empty array', ok([])],
	])('%s leaves every row unclear', async (_, reply) => {
		serve(reply);

		const failure = await failureOf(harness.execute(FROM_ITEMS, { items: itemsNamed('A', 'B') }));

		expect(failure.message).toBe(UNCLEAR);
	});

	test('a complaint without a text is quoted as it is', async () => {
		serve(ok({ created: [], errors: [{ index: 0, field: 'name', reason: 'taken' }] }));

		const failure = await failureOf(harness.execute(FROM_ITEMS, { items: itemsNamed('A') }));

		expect(failure.description).toContain('{"field":"name","reason":"taken"}');
		expect(failure.httpCode).toBe('422');
	});
});

describe('A7: Create Many when a batch does not work out', () => {
	const inBatches = (size: number): INodeParameters => ({ ...FROM_ITEMS, options: { batchSize: size } });
	const FIVE = itemsNamed('A', 'B', 'C', 'D', 'E');

	test('a whole-batch 422 is the affair of that batch: the others are sent', async () => {
		const calls = serve(created('A', 'B'), refusal(422, 'Too long'), created('E'));

		const items = await harness.execute(inBatches(2), { items: FIVE });

		expect(calls).toHaveLength(3);
		expect(outline(items)).toEqual(['id-A', 'id-B', REJECTED, REJECTED, 'id-E']);
	});

	test.each([
		['a broken connection', { breaksWith: 'ECONNRESET' }],
		['a 502', refusal(502)],
		['HTML', { status: 200, body: '<html></html>' }],
	])('%s midway: what was created is kept, that batch may exist, the rest was not sent', async (_, reply) => {
		const calls = serve(created('A', 'B'), reply);

		const items = await harness.execute(inBatches(2), { items: FIVE });

		expect(calls).toHaveLength(2);
		expect(outline(items).slice(0, 2)).toEqual(['id-A', 'id-B']);
		expect(items[2]?.json.message).toContain('may have been created');
		expect(items[3]?.json.message).toContain('may have been created');
		expect(items[4]?.json.error).toBe(UNSENT);
		expect(items[4]?.json.message).toContain('An earlier one ended the run');
	});

	test('a broken connection in the first batch ends the node when it does not continue', async () => {
		serve({ breaksWith: 'ECONNRESET' });

		const failure = await failureOf(harness.execute(inBatches(2), { items: FIVE }));

		expect(failure.description).toContain('the QR codes may have been created');
		expect(failure.context.itemIndex).toBe(0);
	});

	test('a broken connection in the first batch becomes items when it continues', async () => {
		serve({ breaksWith: 'ECONNRESET' });

		const items = await harness.execute(inBatches(4), { items: FIVE, node: CONTINUE });

		expect(items.map(({ json }) => json.error)).toEqual([
			...Array(4).fill('The connection to QRCodeStack broke before an answer came'),
			UNSENT,
		]);
	});

	test('a 429 midway is waited for', async () => {
		serve(created('A', 'B'), tooMany('10'), created('C', 'D'), created('E'));

		const items = await harness.execute(inBatches(2), { items: FIVE });

		expect(outline(items)).toEqual(['id-A', 'id-B', 'id-C', 'id-D', 'id-E']);
		expect(guard.clock.sleptMs()).toBe(10_000);
	});

	test('a month-long 429 midway keeps what was created', async () => {
		serve(created('A', 'B'), tooMany('900000'));

		const items = await harness.execute(inBatches(2), { items: FIVE });

		expect(outline(items)).toEqual([
			'id-A',
			'id-B',
			"This month's API calls are used up",
			"This month's API calls are used up",
			UNSENT,
		]);
	});

	test('the bulk call is never sent twice', async () => {
		const calls = serve(refusal(500));

		await failureOf(harness.execute(FROM_ITEMS, { items: FIVE }));

		expect(calls).toHaveLength(1);
	});
});

describe('Create Many on a plan without bulk creation', () => {
	const forbidden = refusal(403, 'Advanced plan only', 'plan_required');

	test('creates one by one, each paired with its item', async () => {
		const calls = serve(forbidden, ok(codeFor('A')), ok(codeFor('B')), { status: 201 });

		const items = await harness.execute(FROM_ITEMS, { items: itemsNamed('A', 'B', 'C') });

		expect(calls.map(({ path }) => path)).toEqual(['/qr-codes/bulk', '/qr-codes', '/qr-codes', '/qr-codes']);
		expect(items.map(({ json, pairedItem }) => [json.name, pairedItem])).toEqual([
			['A', { item: 0 }],
			['B', { item: 1 }],
			['C', { item: 2 }],
		]);
		expect(items[2]?.json.created).toBe(true);
		expect(harness.logger.lines.join()).toContain('one by one');
	});

	test('goes on after a 422, and ends after anything else', async () => {
		const calls = serve(forbidden, ok(codeFor('A')), refusal(422, 'Bad'), ok(codeFor('C')), refusal(500));

		const items = await harness.execute(FROM_ITEMS, { items: itemsNamed('A', 'B', 'C', 'D', 'E') });

		expect(calls).toHaveLength(5);
		expect(outline(items)).toEqual([
			'id-A',
			REJECTED,
			'id-C',
			'QRCodeStack could not answer (HTTP 500)',
			UNSENT,
		]);
	});

	test('creates nothing when it is to stop', async () => {
		const calls = serve(forbidden);
		const options = { whenBulkUnavailable: 'stop', batchSize: 1 };

		const failure = await failureOf(
			harness.execute({ ...FROM_ITEMS, options }, { items: itemsNamed('A', 'B') }),
		);

		expect(calls).toHaveLength(1);
		expect(failure.message).toBe('Your QRCodeStack plan does not allow this');
	});

	test('a 403 in a later batch does not lead to single calls: bulk creation was there', async () => {
		const calls = serve(created('A'), forbidden);

		const items = await harness.execute(
			{ ...FROM_ITEMS, options: { batchSize: 1 } },
			{ items: itemsNamed('A', 'B', 'C') },
		);

		expect(calls).toHaveLength(2);
		expect(outline(items)).toEqual(['id-A', 'Your QRCodeStack plan does not allow this', UNSENT]);
	});
});

describe('Create Many from JSON', () => {
	test('sends the rows as they are, and pairs all with the item they come from', async () => {
		const rows = [
			{ ...ROW, tags: ['x'] },
			{ name: 'B', type: 'text' },
		];
		const calls = serve(created('A', 'B'));

		const items = await harness.execute(fromJson(JSON.stringify(rows)));

		expect(calls[0]?.body).toEqual({ qr_codes: rows });
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 0 }]);
	});

	test('takes an array from an expression, for each item', async () => {
		const calls = serve(created('A', 'B'));
		const items = itemsNamed('A', 'B');
		const expression = '={{ [{ name: $json.name, destination_url: "https://a.example/" + $json.name }] }}';

		const output = await harness.execute(fromJson(expression), { items });

		expect(calls[0]?.body).toMatchObject({ qr_codes: [{ name: 'A' }, { name: 'B' }] });
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
	});

	test.each([
		['an object', '{"name": "A"}'],
		['an empty array', '[]'],
		['nothing', ''],
		['a number', '5'],
	])('%s is refused before any call', async (_, json) => {
		const failure = await failureOf(harness.execute(fromJson(json)));
		expect(failure.message).toBe('QR Codes (JSON) must be an array with at least one QR code');
	});

	test('text that is no JSON is refused with the place of the slip', async () => {
		const failure = await failureOf(harness.execute(fromJson('[\n  {"name": "A"},\n  {"name": B}\n]')));

		expect(failure.message).toBe('QR Codes (JSON) is not valid JSON');
		expect(failure.description).toBe('Look at line 3, character 12: "B" is out of place there.');
	});

	test('names every row that can not be sent', async () => {
		const json = JSON.stringify([
			ROW,
			'text',
			{ name: 'B' },
			[ROW],
			{ destination_url: 'https://x.example' },
		]);

		const failure = await failureOf(harness.execute(fromJson(json)));

		expect(failure.description).toBe(
			'Row 2 is not a JSON object. Row 3: Destination URL is empty. Row 4 is not a JSON object. Row 5: Name is empty.',
		);
	});
});
