import type { INodeParameters } from 'n8n-workflow';

import { QrCodeStack } from '../../../../nodes/QrCodeStack/QrCodeStack.node';
import { forgetTriggerMemories } from '../../../../nodes/QrCodeStackTrigger/memory';
import {
	QR_CODE_FACTS,
	REFUSAL_NAMES,
	SCAN_FACTS,
	SINGLE_NAMES,
} from '../../../../nodes/shared/api/contract';
import { shapesOf, type Shape } from '../../../support/answerShapes';
import { ACTION, createHarness } from '../../../support/harness';
import { guardNetwork, ok, refusal, serve } from '../../../support/mockApi';

/*
 * Every fact, under every name of the contract's tables, in every nesting, in lists, single answers, bulk answers and
 * logs, run through the nodes. Adding a name to a table adds its shapes here.
 */

const harness = createHarness();
guardNetwork();
beforeEach(forgetTriggerMemories);

type Row = Record<string, unknown>;

/** Tells a fact in the answer of this shape, among others in their usual one. */
function rowsFor(
	shapes: readonly Shape[],
	value: (index: number) => unknown,
	usual: (index: number) => Row,
): Row[] {
	return shapes.map((shape, index) => ({ ...usual(index), ...shape.tell(value(index)) }));
}

/** A list that is one page long. */
const list = (rows: readonly Row[]) =>
	ok(rows, { pagination: { page: 1, total_pages: 1, total: rows.length } });

const labelled = (shapes: readonly Shape[], values: readonly unknown[]) =>
	Object.fromEntries(shapes.map(({ label }, index) => [label, values[index]]));

const CODE = { id: shapesOf(QR_CODE_FACTS.id), name: shapesOf(QR_CODE_FACTS.name) };
const DESTINATION = shapesOf(QR_CODE_FACTS.destinationUrl);

describe('a QR code in a list', () => {
	async function pick(rows: Row[]) {
		serve(list(rows));
		const node = harness.makeNode(ACTION, { resource: 'qrCode', operation: 'get' });
		const context = harness.loadOptionsContext(node);
		const { results } = await new QrCodeStack().methods.listSearch.searchQrCodes.call(context);
		return results;
	}

	test('is chosen by its ID, whatever that is called', async () => {
		const rows = rowsFor(
			CODE.id,
			(n) => `q${n}`,
			(n) => ({ name: `Code ${n}` }),
		);
		const values = (await pick(rows)).map(({ value }) => value);
		expect(labelled(CODE.id, values)).toEqual(
			labelled(
				CODE.id,
				CODE.id.map((_, n) => `q${n}`),
			),
		);
	});

	test('shows its name, short link and destination, and that it was deleted', async () => {
		const facts: Array<[keyof typeof QR_CODE_FACTS, unknown, (entry: object) => unknown, unknown]> = [
			['name', 'Poster', (entry) => (entry as Row).name, 'Poster'],
			['shortUrl', 'https://q.example/x', (entry) => (entry as Row).name, 'q1 (q.example/x)'],
			['destinationUrl', 'https://a.example', (entry) => (entry as Row).url, 'https://a.example'],
			['deletedAt', '2026-11-22T08:00:00Z', (entry) => (entry as Row).name, 'q1 [deleted]'],
		];
		for (const [fact, value, shown, expected] of facts) {
			const shapes = shapesOf(QR_CODE_FACTS[fact]);
			const entries = await pick(
				rowsFor(
					shapes,
					() => value,
					() => ({ id: 'q1' }),
				),
			);
			expect(labelled(shapes, entries.map(shown))).toEqual(
				labelled(
					shapes,
					shapes.map(() => expected),
				),
			);
		}
	});

	test.each(['id', 'name', 'shortUrl', 'destinationUrl', 'scanCount'] as const)(
		'shows its %s in the short form, whatever that is called',
		async (fact) => {
			const shapes = shapesOf(QR_CODE_FACTS[fact]);
			const value = fact === 'scanCount' ? 7 : 'https://a.example/x';
			serve(list(shapes.map((shape) => shape.tell(value))));
			const items = await harness.execute({
				resource: 'qrCode',
				operation: 'getAll',
				returnAll: true,
				output: 'simplified',
			});
			const shown = items.map(({ json }) => Object.values(json)[0]);
			expect(labelled(shapes, shown)).toEqual(
				labelled(
					shapes,
					shapes.map(() => value),
				),
			);
		},
	);

	test('is found by its name instead of being created once more', async () => {
		const rows = rowsFor(
			CODE.name,
			(n) => `Name ${n}`,
			(n) => ({ id: `q${n}`, destination_url: `https://a.example/${n}` }),
		);
		const calls = serve(list(rows));

		const items = await harness.execute(
			{
				resource: 'qrCode',
				operation: 'upsert',
				name: '={{ $json.name }}',
				destinationUrl: '={{ $json.url }}',
			},
			{ items: rows.map((_, n) => ({ json: { name: `Name ${n}`, url: `https://a.example/${n}` } })) },
		);

		const outcomes = items.map(({ json }) => json.outcome);
		expect(labelled(CODE.name, outcomes)).toEqual(
			labelled(
				CODE.name,
				CODE.name.map(() => 'unchanged'),
			),
		);
		expect(calls).toHaveLength(1);
	});
});

describe('a single QR code', () => {
	const run = async (parameters: INodeParameters, answers: unknown[]) => {
		const calls = serve(...answers.map((answer) => ok(answer)));
		const items = await harness.execute(
			{ resource: 'qrCode', qrCodeId: { __rl: true, mode: 'id', value: 'q1' }, ...parameters },
			{ items: answers.map(() => ({ json: {} })), node: { onError: 'continueRegularOutput' } },
		);
		return { calls, items };
	};

	test('stands in an object of its own or not', async () => {
		const wrapped = SINGLE_NAMES.qrCode.map((name) => ({ [name]: { id: 'q1', name: 'A', extra: { x: 1 } } }));
		const byForm = { thing: { id: 'q1', name: 'A', extra: { x: 1 } }, message: 'Here it is' };

		const { items } = await run({ operation: 'get', output: 'raw', options: { concurrency: 1 } }, [
			...wrapped,
			byForm,
		]);

		for (const { json } of items) expect(json).toMatchObject({ id: 'q1', name: 'A', extra: { x: 1 } });
		expect(items.at(-1)?.json.message).toBe('Here it is');
	});

	test('of another type is not duplicated, whatever the type is called', async () => {
		const shapes = shapesOf(QR_CODE_FACTS.type);
		const { calls, items } = await run(
			{ operation: 'duplicate', options: { concurrency: 1 } },
			shapes.map((shape) => ({ id: 'q1', name: 'A', ...shape.tell('vcard') })),
		);
		expect(new Set(items.map(({ json }) => json.error))).toEqual(
			new Set(['Only QR codes that lead to a web address can be duplicated']),
		);
		expect(calls).toHaveLength(shapes.length);
	});
});

describe('a row of a bulk answer', () => {
	const createMany = async (count: number, answer: unknown) => {
		const calls = serve({ status: 201, body: answer });
		const items = await harness.execute(
			{
				resource: 'qrCode',
				operation: 'createMany',
				source: 'items',
				name: '={{ $json.name }}',
				destinationUrl: '={{ $json.url }}',
			},
			{
				items: Array.from({ length: count }, (_, n) => ({
					json: { name: `N${n}`, url: `https://a.example/${n}` },
				})),
				node: { onError: 'continueRegularOutput' },
			},
		);
		expect(calls).toHaveLength(1);
		return items.map(({ json }) => json.ref ?? json.error);
	};
	const usual = (n: number): Row => ({ name: `N${n}`, destination_url: `https://a.example/${n}`, ref: n });
	const without = (row: Row, key: string) =>
		Object.fromEntries(Object.entries(row).filter(([name]) => name !== key));

	test.each([
		['id', CODE.id, (n: number) => `q${n}`, usual],
		['name', CODE.name, (n: number) => `N${n}`, (n: number) => ({ id: `q${n}`, ref: n })],
		[
			'destinationUrl',
			DESTINATION,
			(n: number) => `https://a.example/${n}`,
			(n: number) => ({ id: `q${n}`, ref: n }),
		],
	])('finds its code by the %s in any shape, in whatever order', async (_, shapes, value, rest) => {
		const created = rowsFor(shapes, value, rest).reverse();
		const refs = await createMany(shapes.length, { success: true, data: { created, errors: [] } });
		expect(labelled(shapes, refs)).toEqual(
			labelled(
				shapes,
				shapes.map((__, n) => n),
			),
		);
	});

	const code = (n: number): Row => ({ id: `q${n}`, ...usual(n) });
	const FORMS: Array<[string, unknown]> = [
		[
			'success: false beside codes',
			{ success: false, data: { created: [code(0)], errors: [{ index: 1, error: 'Bad' }] } },
		],
		['errors null', { created: [code(0)], errors: null }],
		[
			'counts beside lists',
			{ created: 1, failed: 1, qr_codes: [code(0)], errors: [{ index: 1, error: 'Bad' }] },
		],
		[
			'results',
			{
				results: [
					{ status: 'created', ...code(0) },
					{ status: 'failed', message: 'Bad' },
				],
			},
		],
		['plain texts', { created: [code(0)], errors: ['Row 2: Bad'] }],
		[
			'one entry a row',
			[
				{ index: 0, success: true, qr_code: code(0), error: null },
				{ index: 1, status: 'failed', message: 'Bad' },
			],
		],
		['an index from 1', { created: [{ index: 1, ...code(0) }], errors: [{ index: 2, error: 'Bad' }] }],
		[
			'an object in the list',
			{ created: { items: [code(0)] }, failed: { items: [{ row: 2, reason: 'Bad' }] } },
		],
		['rows by number', { created: { 0: code(0) }, errors: { 1: ['Bad'] } }],
		[
			'an ID beside a failure',
			[
				{ success: false, status: 'failed', ...code(0) },
				{ success: false, error: 'Bad' },
			],
		],
		['an unknown name of the list', { outcome_list: [code(0), { error: 'Bad' }] }],
	];
	test.each(FORMS)('%s: what exists counts, and nothing is sent again', async (_, answer) => {
		const [first, second] = await createMany(2, answer);
		expect(first).toBe(0);
		expect(second).toMatch(/did not accept the values|did not say what became/);
	});

	test.each(FORMS)('%s under a status of refusal or trouble', async (_, body) => {
		for (const status of [422, 400, 500]) {
			const calls = serve({ status, body });
			const items = await harness.execute(
				{
					resource: 'qrCode',
					operation: 'createMany',
					source: 'items',
					name: '={{ $json.name }}',
					destinationUrl: '={{ $json.url }}',
				},
				{ items: [0, 1].map((n) => ({ json: { name: `N${n}`, url: `https://a.example/${n}` } })) },
			);
			expect(items[0]?.json.ref).toBe(0);
			calls.length = 0;
		}
	});

	test.each<[string, unknown, string]>([
		['a job', { job_id: 'j1', status: 'queued' }, 'job_id'],
		['a job with an ID', { id: 'j1', status: 'queued' }, 'j1'],
		['two codes for one row', { created: [{ ...code(0), id: 'x' }, code(0)] }, 'x, q0'],
		[
			'a name of one row and the address of another',
			{ created: [{ ...code(0), name: 'N1' }, code(1)] },
			'q0',
		],
		[
			'an index that its name contradicts',
			{ created: [{ index: 0, ...without(code(1), 'destination_url') }] },
			'q1',
		],
	])('%s is unclear, and said to be so with what the answer had', async (_, answer, named) => {
		serve({ status: 202, body: answer });
		const items = await harness.execute(
			{
				resource: 'qrCode',
				operation: 'createMany',
				source: 'json',
				qrCodesJson: JSON.stringify([0, 1].map((n) => without(usual(n), 'ref'))),
			},
			{ node: { onError: 'continueRegularOutput' } },
		);
		expect(items[0]?.json.error).toBe('QRCodeStack did not say what became of this QR code');
		expect(items[0]?.json.message).toContain(named);
	});
});

describe('a scan in a log', () => {
	const START = Date.UTC(2026, 10, 22, 8);
	const poll = async (rows: Row[], options: INodeParameters = {}) => {
		// a full page proves no end: one more is asked for
		const end = ok([], { pagination: { page: 2, total_pages: 1, total: rows.length } });
		serve(ok({ plan: 'advanced' }), list(rows), ...(rows.length >= 100 ? [end] : []));
		const items = await harness
			.poller({
				watch: 'one',
				qrCodeId: { __rl: true, mode: 'id', value: 'q1' },
				startFrom: 'beginning',
				options: { maxScansPerPoll: 1_000, includeQrCode: false, ...options },
			})
			.poll();
		return items ?? [];
	};
	const atSecond = (n: number) => new Date(START - n * 1_000).toISOString();
	const byRef = (items: Array<{ json: Row }>, field: string) =>
		new Map(items.map(({ json }) => [json.ref, json[field]]));

	test('has its time under any name, in any nesting', async () => {
		const shapes = shapesOf(SCAN_FACTS.time);
		const rows = rowsFor(shapes, atSecond, (n) => ({ id: `s${n}`, ref: n }));
		const times = byRef(await poll(rows), 'scannedAt');
		expect(
			labelled(
				shapes,
				shapes.map((_, n) => times.get(n)),
			),
		).toEqual(
			labelled(
				shapes,
				shapes.map((_, n) => atSecond(n)),
			),
		);
	});

	test.each<[string, unknown]>([
		['without a zone, which is UTC', '2026-11-22T08:00:00'],
		['with a space', '2026-11-22 08:00:00'],
		['seconds in a text', '1795334400'],
		['milliseconds in a text', '1795334400000'],
		['microseconds', 1_795_334_400_000_000],
		['an offset without a colon', '2026-11-22T09:00:00+0100'],
		['as HTTP writes it', 'Sun, 22 Nov 2026 08:00:00 GMT'],
	])('may write its time %s', async (_, scannedAt) => {
		const [item] = await poll([{ id: 's1', scanned_at: scannedAt }]);
		expect(item?.json.scannedAt).toBe('2026-11-22T08:00:00.000Z');
	});

	test('has its time in two fields, or in the only one that holds a time', async () => {
		const items = await poll([
			{ id: 's1', date: '2026-11-22', time: '08:00:00', ref: 0 },
			{ id: 's2', when: '2026-11-22T07:00:00Z', ref: 1 },
			{ id: 's3', date: '2026-11-22T00:00:00Z', time: '06:00:00', ref: 2 },
		]);
		expect(items.map(({ json }) => json.scannedAt)).toEqual([
			'2026-11-22T06:00:00.000Z',
			'2026-11-22T07:00:00.000Z',
			'2026-11-22T08:00:00.000Z',
		]);
	});

	test('is told from others by its ID, whatever that is called', async () => {
		const shapes = shapesOf(SCAN_FACTS.id);
		const rows = rowsFor(
			shapes,
			(n) => `s${n}`,
			(n) => ({ scanned_at: atSecond(n), ref: n }),
		);
		const ids = byRef(await poll(rows), 'scanId');
		expect(
			labelled(
				shapes,
				shapes.map((_, n) => ids.get(n)),
			),
		).toEqual(
			labelled(
				shapes,
				shapes.map((_, n) => `s${n}`),
			),
		);
	});

	test.each([
		['country', SCAN_FACTS.country, 'DE', 'FR', 'country'],
		['device', SCAN_FACTS.device, 'mobile', 'desktop', 'device'],
	] as const)(
		'passes a filter on its %s, whatever that is called',
		async (_, fact, wanted, other, filter) => {
			const shapes = shapesOf(fact);
			const rows = [wanted, other].flatMap((value, half) =>
				rowsFor(
					shapes,
					() => value,
					(n) => ({ id: `s${half}-${n}`, scanned_at: atSecond(n), ref: half * 1_000 + n }),
				),
			);
			const passed = byRef(await poll(rows, { [filter]: filter === 'device' ? [wanted] : wanted }), 'scanId');
			expect(
				labelled(
					shapes,
					shapes.map((__, n) => passed.has(n)),
				),
			).toEqual(
				labelled(
					shapes,
					shapes.map(() => true),
				),
			);
			expect([...passed.keys()].filter((ref) => Number(ref) >= 1_000)).toEqual([]);
		},
	);

	test.each<[string, Row[]]>([
		['no time', [{ id: 's1', country: 'DE' }]],
		['a day alone', [{ id: 's1', scanned_at: '2026-11-22' }]],
		['the time of the code', [{ id: 's1', code_created_at: '2026-11-22T08:00:00Z' }]],
		['the time of the code inside it', [{ id: 's1', qr_code: { created_at: '2026-11-22T08:00:00Z' } }]],
		['digits that are a date', [{ id: 's1', scanned_at: '20261122080000' }]],
		[
			'two times of which neither is known',
			[{ id: 's1', a: '2026-11-22T08:00:00Z', b: '2026-11-22T08:00:00Z' }],
		],
		[
			'one ID for all',
			[
				{ id: 'q1', scanned_at: atSecond(0) },
				{ id: 'q1', scanned_at: atSecond(1) },
			],
		],
	])('with %s stops the trigger with a text that names its fields', async (_, rows) => {
		await expect(poll(rows)).rejects.toMatchObject({
			description: expect.stringContaining(Object.keys(rows[0]!).join(', ')),
		});
	});
});

describe('a refusal', () => {
	const SENTENCE = 'must be public';
	const refusedBy = async (bodies: object[]) => {
		serve(...bodies.map((body) => refusal(422, 'Validation failed', 'invalid', body)));
		const items = await harness.execute(
			{
				resource: 'qrCode',
				operation: 'create',
				name: 'A',
				destinationUrl: 'https://a.example',
				options: { concurrency: 1 },
			},
			{ items: bodies.map(() => ({ json: {} })), node: { onError: 'continueRegularOutput' } },
		);
		return items.map(({ json }) => json.message);
	};

	test('names the field and quotes its own sentence, in whatever form', async () => {
		const [field, message] = [REFUSAL_NAMES.field[0], REFUSAL_NAMES.message[0]];
		const issues = [
			...REFUSAL_NAMES.field.map((name) => ({ [name]: 'destination_url', [message]: SENTENCE })),
			...REFUSAL_NAMES.message.map((name) => ({ [field]: 'destination_url', [name]: SENTENCE })),
		];
		const lists = REFUSAL_NAMES.issues.filter((name) => name !== 'error');
		const forms = [
			...issues.map((issue) => ({ errors: [issue] })),
			...lists.flatMap((list) => [
				{ [list]: [issues[0]] },
				{ [list]: { destination_url: SENTENCE } },
				{ [list]: { destination_url: [SENTENCE] } },
				{ error: { message: 'Validation failed', [list]: [issues[0]] } },
			]),
			{ fieldErrors: { destination_url: [SENTENCE] }, formErrors: [] },
			{ details: { destination_url: { _errors: [SENTENCE] } } },
			{ detail: [{ loc: ['body', 'destination_url'], msg: SENTENCE, type: 'value_error' }] },
			{ invalid_params: [{ name: 'destination_url', reason: SENTENCE }] },
			{ errors: [{ source: { pointer: '/data/attributes/destination_url' }, detail: SENTENCE }] },
		];
		const messages = await refusedBy(forms);
		for (const [index, message] of messages.entries()) {
			expect({ form: forms[index], message }).toEqual({
				form: forms[index],
				message: expect.stringMatching(/must be public[^]*destination_url|destination_url[^]*must be public/),
			});
		}
	});
});
