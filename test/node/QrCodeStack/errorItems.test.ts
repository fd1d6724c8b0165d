import type { INode, INodeParameters } from 'n8n-workflow';

import { createHarness } from '../../support/harness';
import { failureOf, guardNetwork, ok, refusal, serve } from '../../support/mockApi';
import { ALL_OPERATIONS, operationsIn } from '../../support/operations';

const harness = createHarness();
guardNetwork();

const byItem = { __rl: true, mode: 'id', value: '={{ $json.id }}' };
const GET: INodeParameters = { resource: 'qrCode', operation: 'get', qrCodeId: byItem };
const THREE = ['q1', 'q2', 'q3'].map((id) => ({ json: { id, from: 'input' } }));
const NOT_FOUND = {
	error: 'QRCodeStack could not find this QR code',
	message:
		'It may have been deleted, or it belongs to another account than the key. Choose it from the list or check the ID. QRCodeStack says: "Gone" (not_found) (HTTP 404)',
};
const gone = refusal(404, 'Gone', 'not_found');

describe('every operation pairs what it puts out with its item', () => {
	const chosen = { qrCodeId: { __rl: true, mode: 'id', value: 'q1' } };
	const values = { name: '={{ $json.id }}', destinationUrl: 'https://a.example' };
	const code = { id: 1, name: 'A', destination_url: 'https://a.example' };
	const qrCode = (operation: string, rest: INodeParameters = {}) => ({
		resource: 'qrCode',
		operation,
		...rest,
	});
	const scans = { resource: 'scan', operation: 'getAll', ...chosen };
	const linked = { id: 1, short_url: 'https://qrs.example/r/a' };
	const two = [{ id: 1 }, { id: 2 }];
	/** What the API answers to each call, and how many items come of each input item. */
	const cases: Array<[INodeParameters, unknown[], number?]> = [
		[{ resource: 'account', operation: 'get' }, [{ id: 1 }, { id: 1 }]],
		[qrCode('create', values), [code, code]],
		[qrCode('createMany', { source: 'items', ...values }), [[code, code]]],
		[qrCode('upsert', values), [[], code, code]],
		[qrCode('get', chosen), [code, code]],
		[qrCode('update', { ...chosen, updateFields: { name: 'B' } }), [code, code]],
		[qrCode('delete', chosen), [code, code]],
		[qrCode('duplicate', chosen), [code, code, code, code]],
		[qrCode('getAnalytics', chosen), [{ total: 1 }, { total: 1 }]],
		[qrCode('getImage', chosen), [linked, linked]],
		[qrCode('getAll'), [two, two], 2],
		[scans, [two, two], 2],
		[{ ...scans, operation: 'summarize', groupBy: [] }, [[], []]],
	];
	test.each(
		cases.map(([parameters, answers, perItem = 1]) => ({ ...parameters, parameters, answers, perItem })),
	)('$resource: $operation', async ({ parameters, answers, perItem }) => {
		serve(...answers.map((answer) => ok(answer)));
		const items = [{ json: { id: 'first' } }, { json: { id: 'second' } }];

		const output = await harness.execute(parameters, { items });

		const expected = [0, 1].flatMap((item) => Array.from({ length: perItem }, () => ({ item })));
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual(expected);
	});

	test('a print sheet is paired with all items whose codes are on it', async () => {
		serve(ok(linked), ok(linked));
		const items = [{ json: { id: 'first' } }, { json: { id: 'second' } }];

		const output = await harness.execute(qrCode('printSheet', chosen), { items });

		expect(output.map(({ pairedItem }) => pairedItem)).toEqual([[{ item: 0 }, { item: 1 }]]);
	});

	test('and none is left out here', () => {
		const tried = [...cases.map(([parameters]) => parameters), qrCode('printSheet')];
		expect(operationsIn(tried)).toEqual(ALL_OPERATIONS);
	});
});

describe('when the node continues on failures', () => {
	test('a failed item leaves one item in its place and spoils no other', async () => {
		serve(ok({ id: 'q1' }), gone, ok({ id: 'q3' }));

		const output = await harness.execute(GET, { items: THREE, node: { onError: 'continueRegularOutput' } });

		expect(output).toEqual([
			{ json: { id: 'q1' }, pairedItem: { item: 0 } },
			{ json: NOT_FOUND, pairedItem: { item: 1 } },
			{ json: { id: 'q3' }, pairedItem: { item: 2 } },
		]);
	});

	test('a key that was refused once is not tried again for each further item', async () => {
		const calls = serve(ok({ id: 'q1' }), refusal(401));
		const options = { concurrency: 1 };

		const output = await harness.execute(
			{ ...GET, options },
			{ items: THREE, node: { onError: 'continueRegularOutput' } },
		);

		expect(calls).toHaveLength(2);
		expect(output[0]?.json).toEqual({ id: 'q1' });
		expect(output[1]?.json.error).toBe('QRCodeStack did not accept the API key');
		expect(output[2]).toEqual({ json: output[1]?.json, pairedItem: { item: 2 } });
	});

	test('the setting of old workflows counts as well', async () => {
		serve(gone);
		const output = await harness.execute(GET, { items: [THREE[0]!], node: { continueOnFail: true } });
		expect(output[0]?.json).toEqual(NOT_FOUND);
	});

	test('with Retry On Fail, the first look at json.error finds nothing: n8n would do all the items again', async () => {
		serve(gone, ok({ id: 'q2' }));
		const node: Partial<INode> = { onError: 'continueRegularOutput', retryOnFail: true };

		const output = await harness.execute(GET, { items: THREE.slice(0, 2), node });

		expect(output[0]?.json.error).toBeUndefined();
		expect({ ...output[0] }).toEqual({ json: NOT_FOUND, pairedItem: { item: 0 } });
		expect(output[1]?.json).toEqual({ id: 'q2' });
	});

	test('a slip before any call that concerns all items becomes one item each', async () => {
		const output = await harness.execute(
			{ ...GET, options: { maxWait: -1 } },
			{ items: THREE, node: { onError: 'continueRegularOutput' } },
		);

		expect(output.map(({ json, pairedItem }) => [json.error, pairedItem])).toEqual(
			[0, 1, 2].map((item) => ['Max Wait must be a whole number of 0 or more', { item }]),
		);
	});

	test('an expression that can not be worked out becomes an item too', async () => {
		const parameters = { ...GET, qrCodeId: { ...byItem, value: "={{ $('Nowhere').item.json.id }}" } };

		const output = await harness.execute(parameters, {
			items: [THREE[0]!],
			node: { onError: 'continueRegularOutput' },
		});

		expect(Object.keys(output[0]?.json ?? {})).toEqual(['error', 'message']);
		expect(output[0]?.pairedItem).toEqual({ item: 0 });
	});

	test('an empty ID becomes an item that says what to do', async () => {
		const output = await harness.execute(GET, {
			items: [{ json: {} }],
			node: { onError: 'continueRegularOutput' },
		});

		expect(output[0]?.json.error).toBe('The QR code ID is empty');
	});
});

describe('when the node does not continue', () => {
	test('the first failed item ends it, and is named', async () => {
		const calls = serve(ok({ id: 'q1' }), gone);

		const failure = await failureOf(
			harness.execute({ ...GET, options: { concurrency: 1 } }, { items: THREE }),
		);

		expect(failure.context.itemIndex).toBe(1);
		expect(calls).toHaveLength(2);
	});

	test('an operation that does not exist is said to', async () => {
		const failure = await failureOf(harness.execute({ resource: 'qrCode', operation: 'fly' }));
		expect(failure.message).toBe('This operation does not exist');
	});

	test('no credential at all is n8n’s own affair to tell', async () => {
		const failure = await failureOf(harness.execute(GET, { items: THREE, node: { credentials: {} } }));
		expect(failure.message).toContain('credentials');
	});

	test('no items in, none out, and no call', async () => {
		expect(await harness.execute(GET, { items: [] })).toEqual([]);
	});
});

describe('in n8n’s own engine', () => {
	const outputsOf = async (node: Partial<INode>, parameters = GET, items = THREE) => {
		const run = await harness.runWorkflow(parameters, { items, node });
		const [task, ...more] = run.data.resultData.runData.QRCodeStack ?? [];
		expect(more).toEqual([]);
		return { status: run.status, outputs: task?.data?.main ?? [], error: run.data.resultData.error };
	};

	test('failed items leave by the error output with their input, the others by the first', async () => {
		serve(ok({ id: 'q1' }), gone, ok({ id: 'q3' }));

		const { status, outputs } = await outputsOf({ onError: 'continueErrorOutput' });

		expect(status).toBe('success');
		expect(outputs[0]?.map(({ json }) => json)).toEqual([{ id: 'q1' }, { id: 'q3' }]);
		expect(outputs[1]?.map(({ json }) => json)).toEqual([{ id: 'q2', from: 'input', ...NOT_FOUND }]);
	});

	test('with Retry On Fail they leave by the error output too, and no call is made twice', async () => {
		const calls = serve(gone, ok({ id: 'q2' }), ok({ id: 'q3' }));

		const { outputs } = await outputsOf({
			onError: 'continueErrorOutput',
			retryOnFail: true,
			maxTries: 2,
			waitBetweenTries: 0,
		});

		expect(calls).toHaveLength(3);
		expect(outputs[0]?.map(({ json }) => json)).toEqual([{ id: 'q2' }, { id: 'q3' }]);
		expect(outputs[1]?.map(({ json }) => json)).toEqual([{ id: 'q1', from: 'input', ...NOT_FOUND }]);
	});

	test.each(['continueErrorOutput', 'continueRegularOutput'] as const)(
		'with Retry On Fail and all items failed, %s shows both sentences of each, and no call is made twice',
		async (onError) => {
			const calls = serve(gone, gone, gone);

			const { outputs } = await outputsOf({ onError, retryOnFail: true, maxTries: 2, waitBetweenTries: 0 });

			expect(calls).toHaveLength(3);
			const items = outputs.flatMap((output) => output ?? []);
			expect(items.map(({ json }) => json)).toMatchObject([NOT_FOUND, NOT_FOUND, NOT_FOUND]);
			expect(JSON.parse(JSON.stringify(items[0]?.json))).toMatchObject(NOT_FOUND);
		},
	);

	test('with Retry On Fail, a slip that concerns all items shows both sentences too', async () => {
		const parameters = { ...GET, options: { maxWait: 'x' } };
		const { outputs } = await outputsOf(
			{ onError: 'continueErrorOutput', retryOnFail: true, maxTries: 2, waitBetweenTries: 0 },
			parameters,
		);
		expect(outputs[1]?.map(({ json }) => [json.error, json.message])).toEqual(
			[0, 1, 2].map(() => [
				'Max Wait must be a whole number of 0 or more',
				'It was given "x", perhaps by an expression. Correct it and run this again.',
			]),
		);
	});

	test('a slip that concerns all items leaves by the error output, never as if it were a result', async () => {
		const { outputs } = await outputsOf(
			{ onError: 'continueErrorOutput' },
			{ ...GET, options: { maxWait: 'x' } },
		);

		expect(outputs[0]).toEqual([]);
		expect(outputs[1]).toHaveLength(3);
	});

	test('Create Many sends rejected rows to the error output and codes to the first', async () => {
		serve(ok({ created: [{ index: 0, id: 'q1' }], errors: [{ index: 1, error: 'Bad' }] }));
		const parameters: INodeParameters = {
			resource: 'qrCode',
			operation: 'createMany',
			source: 'items',
			name: '={{ $json.id }}',
			destinationUrl: 'https://a.example',
		};

		const { outputs } = await outputsOf({ onError: 'continueErrorOutput' }, parameters, THREE.slice(0, 2));

		expect(outputs[0]?.map(({ json }) => json)).toEqual([{ id: 'q1' }]);
		expect(outputs[1]?.map(({ json }) => json.error)).toEqual(['QRCodeStack did not accept the values']);
	});

	test('without any setting the execution ends with our headline', async () => {
		serve(gone);

		const { status, error } = await outputsOf({}, GET, [THREE[0]!]);

		expect(status).toBe('error');
		expect(error?.message).toBe('QRCodeStack could not find this QR code');
	});
});
