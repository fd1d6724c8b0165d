import type { INodeParameters } from 'n8n-workflow';

import { QrCodeStack } from '../../../nodes/QrCodeStack/QrCodeStack.node';
import { clock } from '../../../nodes/shared/util/clock';
import { createHarness } from '../../support/harness';
import { failureOf, guardNetwork, ok, refusal, serve, tooMany } from '../../support/mockApi';

const harness = createHarness();
const guard = guardNetwork();

const FROM_ITEMS: INodeParameters = {
	resource: 'qrCode',
	operation: 'createMany',
	source: 'items',
	name: '={{ $json.name }}',
	destinationUrl: '=https://a.example/{{ $json.name }}',
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
const ADVICE =
	"Correct this and run it again. Or set 'When Rows Are Wrong' in the options to 'Skip Them' to create the others.";

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
		expect(failure.description).toBe(`Name is empty in 2 items: 1, 3. ${ADVICE}`);
		expect(failure.context.itemIndex).toBe(1);
		expect(calls).toHaveLength(0);
	});

	test('names the one item that needs a correction', async () => {
		const failure = await failureOf(harness.execute(FROM_ITEMS, { items: itemsNamed('A', 'B', '') }));

		expect(failure.message).toBe('One input item needs a correction; nothing was created');
		expect(failure.description).toBe(`Item 2: Name is empty. ${ADVICE}`);
		expect(failure.context.itemIndex).toBe(2);
	});

	test('does not advise to create the others where there are none', async () => {
		const failure = await failureOf(harness.execute(FROM_ITEMS, { items: itemsNamed('') }));

		expect(failure.message).toBe('One input item needs a correction; nothing was created');
		expect(failure.description).toBe('Item 0: Name is empty. Correct this and run it again.');
	});

	test('says of one item with a slip in its JSON that nothing was created', async () => {
		const parameters = { ...FROM_ITEMS, additionalFields: { customFields: '={{ $json.name }}' } };
		const items = itemsNamed('{}', '{,}');

		const failure = await failureOf(harness.execute(parameters, { items }));

		expect(failure.message).toBe('Custom Fields is not valid JSON');
		expect(failure.description).toMatch(/character 2.* Nothing was created\.$/);
		expect(failure.context.itemIndex).toBe(1);
	});

	test('says once what is wrong with many items, and which they are', async () => {
		const items = itemsNamed(...Array.from({ length: 130 }, () => ''));

		const failure = await failureOf(harness.execute(FROM_ITEMS, { items }));

		expect(failure.message).toBe('130 input items need a correction; nothing was created');
		expect(failure.description).toBe('Name is empty in 130 items: 0–129. Correct this and run it again.');
	});

	test('describes a hundred different problems, and names the items with more', async () => {
		const parameters = { ...FROM_ITEMS, design: { dotColor: '={{ $json.name }}' } };
		const items = itemsNamed(...Array.from({ length: 130 }, (_, index) => `no-color-${index}`));

		const { description } = await failureOf(harness.execute(parameters, { items }));

		expect(description).toContain('Item 99: Dot Color must be a color');
		expect(description).toContain(' Also to correct: items 100–129. Correct this');
		expect(description).not.toContain('Item 100: ');
	});

	test('names every field of a row that needs a correction', async () => {
		const failure = await failureOf(
			harness.execute({
				...FROM_ITEMS,
				name: '',
				destinationUrl: 'a.example',
				design: { dotColor: 'reddish', logoUrl: 'logo.png' },
			}),
		);

		expect(failure.description).toBe(
			'Item 0: Name is empty. Destination URL must be a full web address that starts with https:// or http://, not "a.example". Dot Color must be a color such as #0F172A, not "reddish". Logo URL must be a full web address that starts with https:// or http://, not "logo.png". Correct this and run it again.',
		);
	});

	test('a row that came twice is found before any call, unless twins are meant', async () => {
		const items = itemsNamed('A', 'B', 'A');
		const failure = await failureOf(harness.execute(FROM_ITEMS, { items }));
		expect(failure.description).toContain('Item 2: Duplicate of item 0; not created.');
		expect(failure.context.itemIndex).toBe(2);

		serve(created('A', 'B', 'A'));
		const output = await harness.execute({ ...FROM_ITEMS, options: { allowDuplicates: 'true' } }, { items });
		expect(output).toHaveLength(3);
	});

	test('sends the good items when it continues, and keeps the others in their places', async () => {
		serve(created('A', 'C'));

		const items = await harness.execute(FROM_ITEMS, { items: itemsNamed('A', '', 'C'), node: CONTINUE });

		expect(outline(items)).toEqual(['id-A', 'Name needs a correction', 'id-C']);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
	});

	test('sends the good items when it is told to skip the others', async () => {
		serve(created('A', 'C'));
		const options = { onInvalidRow: 'skipToErrorOutput' };

		const items = await harness.execute({ ...FROM_ITEMS, options }, { items: itemsNamed('A', '', 'C') });

		expect(outline(items)).toEqual(['id-A', 'Name needs a correction', 'id-C']);
	});

	test('sends nothing when it continues but is told to stop at invalid rows', async () => {
		const options = { onInvalidRow: 'stop' };

		const items = await harness.execute(
			{ ...FROM_ITEMS, options },
			{ items: itemsNamed('A', '', 'C', ''), node: CONTINUE },
		);

		expect(outline(items)).toEqual(Array(4).fill('2 input items need a correction; nothing was created'));
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
				message:
					'The API found fault with what was sent. QRCodeStack says: "Bad URL" (invalid_url). Correct the values and run this again. (HTTP 422)',
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
		serve(ok(twins));

		const items = await harness.execute(
			{ ...FROM_ITEMS, options: { allowDuplicates: true } },
			{ items: itemsNamed('A', 'A', 'B') },
		);

		expect(outline(items)).toEqual(['one', 'two', UNCLEAR]);
	});

	test('an index that comes twice or lies outside spoils no other row', async () => {
		const data = {
			created: [codeFor('A', { index: 0 }), codeFor('B', { index: 0 }), codeFor('C', { index: 99 })],
			errors: [{ index: -1, error: 'Bad' }],
		};
		expect(await run(ok(data), 'A', 'B', 'C')).toEqual(['id-A', 'id-B', 'id-C']);
	});

	test('codes of one name are told apart by where they lead', async () => {
		const data = { created: [codeFor('A', { id: 'b', destination_url: 'https://a.example/B' })] };
		serve(ok(data));

		const items = await harness.execute({ ...FROM_ITEMS, name: 'A' }, { items: itemsNamed('A', 'B') });

		expect(outline(items)).toEqual([UNCLEAR, 'b']);
	});

	test('a code that comes with an empty error is one all the same', async () => {
		expect(await run(ok([codeFor('A', { error: null }), codeFor('B')]), 'A', 'B')).toEqual(['id-A', 'id-B']);
	});

	test('a row that the answer leaves out may have been created, and says so', async () => {
		serve(created('A'));

		const items = await harness.execute(FROM_ITEMS, { items: itemsNamed('A', 'B') });

		expect(outline(items)).toEqual(['id-A', UNCLEAR]);
		expect(items[1]?.json.message).toContain('It may have been created.');
	});

	test('says that nothing was created where the API refused every row', async () => {
		serve(
			ok({
				created: [],
				errors: [
					{ index: 0, error: 'Bad' },
					{ index: 1, error: 'Worse' },
				],
			}),
		);

		const failure = await failureOf(harness.execute(FROM_ITEMS, { items: itemsNamed('A', 'B') }));

		expect(failure.message).toBe(REJECTED);
		expect(failure.description).toMatch(/Nothing was created\.$/);
	});

	test('says so in a sentence of its own', async () => {
		serve(refusal(403, 'No bulk'));
		const parameters = { ...FROM_ITEMS, options: { whenBulkUnavailable: 'stop' } };

		const failure = await failureOf(harness.execute(parameters, { items: itemsNamed('A') }));

		expect(failure.description).toMatch(/QRCodeStack says: "No bulk" \(\w+\)\. Nothing was created\.$/);
	});

	test('does not say that nothing was created where something may have been', async () => {
		serve({ status: 503, body: '' });

		const failure = await failureOf(harness.execute(FROM_ITEMS, { items: itemsNamed('A', 'B') }));

		expect(failure.description).toContain('may have been created');
		expect(failure.description).not.toContain('Nothing was created');
	});

	test.each<[string, Parameters<typeof serve>[0]]>([
		['an empty 201', { status: 201 }],
		['an object without codes', ok({ accepted: 2 })],
		['an empty array', ok([])],
	])('%s leaves every row unclear', async (_, reply) => {
		serve(reply);

		const failure = await failureOf(harness.execute(FROM_ITEMS, { items: itemsNamed('A', 'B') }));

		expect(failure.message).toBe(UNCLEAR);
	});

	test('IDs alone stand for the codes, in the order of the rows', async () => {
		expect(await run(ok({ created: ['q1', 'q2'] }), 'A', 'B')).toEqual(['q1', 'q2']);
	});

	test('a complaint without a sentence is quoted as it is', async () => {
		serve(ok({ created: [], errors: [{ index: 0, field: 'name', taken: true }] }));

		const failure = await failureOf(harness.execute(FROM_ITEMS, { items: itemsNamed('A') }));

		expect(failure.description).toContain('{"field":"name","taken":true}');
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

describe('A7: a whole-batch 422', () => {
	const SIX = ['A', 'B', 'C', 'D', 'E', 'F'];
	const naming = (...indexes: number[]) =>
		refusal(422, 'Some rows are invalid', 'invalid', {
			errors: indexes.map((index) => ({ index, error: `Bad ${index}`, code: 'bad' })),
		});
	const namesOf = (body: unknown) =>
		(body as { qr_codes: Array<{ name: string }> }).qr_codes.map(({ name }) => name);

	test('that names the rows at fault: the others are sent again without them', async () => {
		const calls = serve(naming(1, 4), created('A', 'C', 'D', 'F'));

		const items = await harness.execute(FROM_ITEMS, { items: itemsNamed(...SIX) });

		expect(calls.map(({ body }) => namesOf(body).join(''))).toEqual(['ABCDEF', 'ACDF']);
		expect(outline(items)).toEqual(['id-A', REJECTED, 'id-C', 'id-D', REJECTED, 'id-F']);
		expect(items[4]?.json.message).toContain('"Bad 4" (bad)');
	});

	test('that names rows by the path of a field counts as well', async () => {
		const errors = { 'qr_codes.2.destination_url': ['must be reachable'], name: ['x'] };
		const calls = serve(refusal(422, 'Invalid', 'invalid', { errors }), created('A', 'B'));

		const items = await harness.execute(FROM_ITEMS, { items: itemsNamed('A', 'B', 'C') });

		expect(calls).toHaveLength(2);
		expect(items[2]?.json.message).toContain('qr_codes.2.destination_url: must be reachable');
	});

	test('that names all rows needs no second call', async () => {
		const calls = serve(naming(0, 1));

		const items = await harness.execute(FROM_ITEMS, { items: itemsNamed('A', 'B'), node: CONTINUE });

		expect(calls).toHaveLength(1);
		expect(outline(items)).toEqual([REJECTED, REJECTED]);
	});

	test('that names one row after the other ends after a few calls', async () => {
		const calls = serve(...Array.from({ length: 6 }, () => naming(0)));

		const items = await harness.execute(FROM_ITEMS, {
			items: itemsNamed(...SIX, 'G', 'H'),
			node: CONTINUE,
		});

		expect(calls).toHaveLength(6);
		expect(outline(items)).toEqual(Array(8).fill(REJECTED));
	});

	test('that says nothing about rows is halved until they are found, if the option says so', async () => {
		const silent = refusal(422, 'Something is invalid');
		const calls = serve(silent, created('A', 'B', 'C'), silent, silent, created('D'), silent, created('F'));
		const options = { onRefusedBatch: 'bisect' };

		const items = await harness.execute({ ...FROM_ITEMS, options }, { items: itemsNamed(...SIX) });

		expect(calls.map(({ body }) => namesOf(body).join(''))).toEqual([
			'ABCDEF',
			'ABC',
			'DEF',
			'DE',
			'D',
			'E',
			'F',
		]);
		expect(outline(items)).toEqual(['id-A', 'id-B', 'id-C', 'id-D', REJECTED, 'id-F']);
	});

	test('halving ends when anything else goes wrong', async () => {
		const calls = serve(refusal(422), created('A'), refusal(500));
		const options = { onRefusedBatch: 'bisect', batchSize: 2 };

		const items = await harness.execute({ ...FROM_ITEMS, options }, { items: itemsNamed('A', 'B', 'C') });

		expect(calls).toHaveLength(3);
		expect(outline(items)).toEqual(['id-A', 'QRCodeStack could not answer (HTTP 500)', UNSENT]);
	});

	test('halving gives up when far too many rows are at fault', async () => {
		const calls = serve(...Array.from({ length: 101 }, () => refusal(422)));
		const options = { onRefusedBatch: 'bisect' };
		const names = Array.from({ length: 200 }, (_, n) => `N${n}`);

		const items = await harness.execute(
			{ ...FROM_ITEMS, options },
			{ items: itemsNamed(...names), node: CONTINUE },
		);

		expect(calls).toHaveLength(101);
		expect(outline(items)).toEqual(Array(200).fill(REJECTED));
	});
});

describe('what the account has left', () => {
	const TWELVE = Array.from({ length: 12 }, (_, n) => `N${n}`);
	const me = (codesLeft: number, callsLeft = 1_000, plan = 'pro') =>
		ok({
			plan,
			usage: {
				dynamic_qr_count: 250 - codesLeft,
				dynamic_qr_limit: 250,
				api_calls_this_month: 5_000 - callsLeft,
				api_calls_monthly_limit: 5_000,
			},
		});
	const NO_ROOM = 'The account has no room for all these QR codes';
	const forbidden = refusal(403, 'Advanced plan only', 'plan_required');
	const singles = (count: number) => TWELVE.slice(0, count).map((name) => ok(codeFor(name)));

	test('is not asked for when nothing speaks against the batch', async () => {
		const calls = serve(created(...TWELVE));
		await harness.execute(FROM_ITEMS, { items: itemsNamed(...TWELVE) });
		expect(calls).toHaveLength(1);
	});

	test('is asked for before codes are created one by one; too little ends the node before the first', async () => {
		const calls = serve(forbidden, me(11));

		const failure = await failureOf(harness.execute(FROM_ITEMS, { items: itemsNamed(...TWELVE) }));

		expect(failure.message).toBe(NO_ROOM);
		expect(failure.description).toContain(
			'There are 12 to create, and the account has room for 11 more QR codes and 1000 API calls left this month.',
		);
		expect(calls.map(({ path }) => path)).toEqual(['/qr-codes/bulk', '/me']);
	});

	test('fills up what there is room for, when rows may be skipped', async () => {
		serve(forbidden, me(100, 5), ...singles(5));
		const options = { onInvalidRow: 'skipToErrorOutput' };

		const items = await harness.execute({ ...FROM_ITEMS, options }, { items: itemsNamed(...TWELVE) });

		expect(outline(items)).toEqual([
			...TWELVE.slice(0, 5).map((name) => `id-${name}`),
			...Array(7).fill(NO_ROOM),
		]);
	});

	test('is asked for again when an earlier answer, which anybody asked for, showed too little', async () => {
		const calls = serve(me(3), me(50), created(...TWELVE));
		await harness.execute({ resource: 'account', operation: 'get' });

		await harness.execute(FROM_ITEMS, { items: itemsNamed(...TWELVE) });

		expect(calls.map(({ path }) => path)).toEqual(['/me', '/me', '/qr-codes/bulk']);
	});

	test('is asked for in any case when the option says so', async () => {
		const calls = serve(me(12, 1), created(...TWELVE));
		const options = { checkAccount: true };

		await harness.execute({ ...FROM_ITEMS, options }, { items: itemsNamed(...TWELVE) });

		expect(calls.map(({ path }) => path)).toEqual(['/me', '/qr-codes/bulk']);
	});

	test('that can not be read is no reason to create nothing', async () => {
		serve(refusal(404), created(...TWELVE));
		const options = { checkAccount: true };

		const items = await harness.execute({ ...FROM_ITEMS, options }, { items: itemsNamed(...TWELVE) });

		expect(items).toHaveLength(12);
	});

	test('without numbers in it is no reason either', async () => {
		serve(ok({ plan: 'custom' }), created('A'));

		const items = await harness.execute(
			{ ...FROM_ITEMS, options: { checkAccount: true } },
			{ items: itemsNamed('A') },
		);

		expect(items).toHaveLength(1);
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

	test('tells beside the output what that took, and what a larger plan takes', async () => {
		serve(forbidden, ok(codeFor('A')), ok(codeFor('B')));
		const run = await harness.runWorkflow(FROM_ITEMS, { items: itemsNamed('A', 'B') });

		expect(run.data.resultData.runData.QRCodeStack?.[0]?.hints?.[0]?.message).toBe(
			'QRCodeStack refused to create in bulk, which needs the Advanced plan. The QR codes were sent one by one, with 2 API calls instead of 1.',
		);
	});

	test('counts the calls that were made, where the account was full before the last code', async () => {
		const full = refusal(403, 'Limit of QR codes reached', 'limit_reached');
		serve(forbidden, ok(codeFor('A')), ok(codeFor('B')), full);
		const items = itemsNamed('A', 'B', 'C', 'D', 'E');
		const run = await harness.runWorkflow(FROM_ITEMS, { items });

		const { hints } = run.data.resultData.runData.QRCodeStack![0]!;
		expect(hints?.map(({ message }) => message).join()).toContain('with 3 API calls instead of 1.');
	});

	test('a plan that is called like a property of every object is one that nobody knows', async () => {
		const names = Array.from({ length: 10 }, (_, index) => `N${index}`);
		serve(forbidden, ok({ plan: 'constructor' }), ...names.map((name) => ok(codeFor(name))));

		await harness.execute(FROM_ITEMS, { items: itemsNamed(...names) });

		expect(harness.logger.lines.join()).not.toContain('NaN');
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

	test('the field left as it is creates nothing, and says so', async () => {
		const calls = serve();
		const { default: untouched } = new QrCodeStack().description.properties.find(
			({ name }) => name === 'qrCodesJson',
		)!;

		const failure = await failureOf(harness.execute(fromJson(untouched)));

		expect(failure.message).toBe('QR Codes (JSON) must be an array with at least one QR code');
		expect(failure.description).toContain('Nothing was created');
		expect(calls).toHaveLength(0);
	});

	test('text that is no JSON is refused with the place of the slip', async () => {
		const failure = await failureOf(harness.execute(fromJson('[\n  {"name": "A"},\n  {"name": B}\n]')));

		expect(failure.message).toBe('QR Codes (JSON) is not valid JSON');
		expect(failure.description).toBe(
			'Look at line 3, character 12: “B” is out of place there. Correct it and run this again. Nothing was created.',
		);
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
			`Not a JSON object in 2 rows: 2, 4. Row 3: Destination URL is empty. Row 5: Name is empty. ${ADVICE}`,
		);
		expect(failure.message).toBe('4 rows need a correction; nothing was created');
	});

	test('names the one row that can not be sent', async () => {
		const failure = await failureOf(harness.execute(fromJson([ROW, { ...ROW, name: '' }])));

		expect(failure.message).toBe('One row needs a correction; nothing was created');
		expect(failure.description).toBe(`Row 2: Name is empty. ${ADVICE}`);
	});

	test('looks at the values that the API would refuse', async () => {
		const rows = [
			{ ...ROW, destination_url: 'a.example' },
			{ ...ROW, render_customizations: { dot_color: 'reddish', logo_url: '/logo.png' } },
			{ ...ROW, name: { toString: 1 }, destination_url: 5 },
		];

		const failure = await failureOf(harness.execute(fromJson(rows)));

		expect(failure.description).toMatch(
			/Row 1: Destination URL must .* Row 2: Dot Color must .* Logo URL must .* Row 3: Name must be a text. Destination URL must/,
		);
	});

	test('the same array for several items is not created several times', async () => {
		const failure = await failureOf(harness.execute(fromJson([ROW]), { items: itemsNamed('A', 'B') }));

		expect(failure.description).toContain('Item 1, row 1: Duplicate of item 0, row 1; not created.');
	});

	test('skips rows that can not be sent when it is told to, and keeps all in their order', async () => {
		const calls = serve(created('A', 'C'));
		const rows = [ROW, { ...ROW, name: '' }, { ...ROW, name: 'C' }];
		const options = { onInvalidRow: 'skipToErrorOutput' };

		const items = await harness.execute({ ...fromJson(rows), options });

		expect(calls[0]?.body).toEqual({ qr_codes: [rows[0], rows[2]] });
		expect(outline(items)).toEqual(['id-A', 'Name needs a correction', 'id-C']);
	});
});
