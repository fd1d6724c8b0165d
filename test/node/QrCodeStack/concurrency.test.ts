import type { INodeParameters } from 'n8n-workflow';

import { QrCodeStack } from '../../../nodes/QrCodeStack/QrCodeStack.node';
import { clock } from '../../../nodes/shared/util/clock';
import { ACTION, createHarness, type Harness } from '../../support/harness';
import { failureOf, guardNetwork, ok, refusal, serve, type Reply } from '../../support/mockApi';

const harness = createHarness();
const guard = guardNetwork();

const byItem = { __rl: true, mode: 'id', value: '={{ $json.id }}' };
const GET: INodeParameters = { resource: 'qrCode', operation: 'get', qrCodeId: byItem };
const CREATE: INodeParameters = {
	resource: 'qrCode',
	operation: 'create',
	name: '={{ $json.id }}',
	destinationUrl: 'https://a.example',
};
const CONTINUE = { onError: 'continueRegularOutput' } as const;
const itemsWithIds = (count: number) => Array.from({ length: count }, (_, n) => ({ json: { id: `q${n}` } }));

/** Answers by hand: every call is kept until the test says how it ends. */
function holdCalls(context: ReturnType<Harness['executeContext']>) {
	const held: Array<{ path: string; body: unknown; answer: (status?: number, data?: object) => void }> = [];
	let most = 0;
	let underWay = 0;
	jest
		.spyOn(context.helpers, 'httpRequestWithAuthentication')
		.mockImplementation(async (_credential, { url, body }) => {
			most = Math.max(most, ++underWay);
			return await new Promise((resolve) => {
				const answer = (status = 200, data: object = {}) => {
					underWay--;
					resolve({ statusCode: status, headers: {}, body: { success: status < 400, data, error: 'No' } });
				};
				held.push({ path: url.replace(/.*\/v1/, ''), body, answer });
			});
		});
	return { held, most: () => most };
}

const settle = async () => {
	for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
};

async function start(parameters: INodeParameters, count: number, node = {}, signal?: AbortSignal) {
	const action = harness.makeNode(ACTION, parameters, node);
	const context = harness.executeContext(action, itemsWithIds(count), signal);
	const calls = holdCalls(context);
	const output = new QrCodeStack().execute.call(context);
	output.catch(() => {});
	await settle();
	return { ...calls, output };
}

describe('items side by side', () => {
	test('keep their order, in whatever order the answers come', async () => {
		const { held, output } = await start(GET, 3);

		for (const index of [2, 0, 1]) held[index]?.answer(200, { id: held[index]?.path });

		expect((await output)[0]?.map(({ json }) => json.id)).toEqual([
			'/qr-codes/q0',
			'/qr-codes/q1',
			'/qr-codes/q2',
		]);
	});

	test('are 60 at once unless the option says otherwise, and the next begins when one ends', async () => {
		const { held, most, output } = await start(GET, 100);
		expect(held).toHaveLength(60);

		held[5]?.answer();
		await settle();
		expect(held).toHaveLength(61);

		for (let done = 0; done < 100; done++) {
			if (done !== 5) held[done]?.answer();
			await settle();
		}
		await output;
		expect(most()).toBe(60);
	});

	test.each([1, '3'])('are as many as the option says: %j', async (concurrency) => {
		const { held, output } = await start({ ...GET, options: { concurrency } }, 5);
		expect(held).toHaveLength(Number(concurrency));

		for (let done = 0; done < 5; done++) {
			held[done]?.answer();
			await settle();
		}
		expect((await output)[0]).toHaveLength(5);
	});

	test.each([0, 61, 1.5, 'all'])('%j at once are refused before any call', async (concurrency) => {
		const failure = await failureOf(harness.execute({ ...GET, options: { concurrency } }));
		expect(failure.message).toMatch(/^Concurrency must /);
	});

	test('of two executions with one key share the 60', async () => {
		const first = await start(GET, 40);
		const second = await start(GET, 40);
		expect([first.held.length, second.held.length]).toEqual([40, 20]);

		for (const { answer } of first.held) answer();
		await settle();
		expect(second.held).toHaveLength(40);
		for (const { answer } of second.held) answer();
		await Promise.all([first.output, second.output]);
	});

	test('do not leave two changes of one code to chance: the later item is sent later', async () => {
		const update = { ...GET, operation: 'update', updateFields: { name: '={{ $itemIndex }}' } };
		const sameCode = { ...update, qrCodeId: { __rl: true, mode: 'id', value: '={{ $itemIndex % 2 }}' } };
		const { held, output } = await start(sameCode, 4);
		expect(held.map(({ path }) => path)).toEqual(['/qr-codes/0', '/qr-codes/1']);

		held[0]?.answer(500);
		held[1]?.answer();
		while (held.length < 4) await settle();
		for (const { answer } of held.slice(2)) answer();
		while (held.length < 5) await settle();
		held[4]?.answer();
		await output;

		expect(held.map(({ path, body }) => [path, (body as { name: string }).name])).toEqual([
			['/qr-codes/0', '0'],
			['/qr-codes/1', '1'],
			['/qr-codes/1', '3'],
			['/qr-codes/0', '0'],
			['/qr-codes/0', '2'],
		]);
	});
});

describe('when one of many goes wrong', () => {
	test('and the node ends, no further item begins, and those on their way are waited for', async () => {
		const { held, output } = await start({ ...GET, options: { concurrency: 3 } }, 10);

		held[1]?.answer(404);
		await settle();
		held[0]?.answer();
		held[2]?.answer();

		const failure = await failureOf(output);
		expect(failure.message).toBe('QRCodeStack could not find this QR code');
		expect(failure.context.itemIndex).toBe(1);
		expect(failure.description).not.toContain('went through');
		expect(held).toHaveLength(3);
	});

	test('and several do, the first in the order of the items is told', async () => {
		const { held, output } = await start(GET, 3);

		held[2]?.answer(401);
		held[1]?.answer(404);
		held[0]?.answer();

		expect((await failureOf(output)).context.itemIndex).toBe(1);
	});

	test('and others made something, the text says which', async () => {
		const { held, output } = await start({ ...CREATE, options: { concurrency: 5 } }, 5);

		for (const [index, { answer }] of held.entries()) answer(index === 2 ? 422 : 201, { id: 'new' });

		const failure = await failureOf(output);
		expect(failure.context.itemIndex).toBe(2);
		expect(failure.description).toContain(
			'Items 0–1, 3–4 went through all the same, and this does not undo it.',
		);
	});

	test('and the node goes on, each failure stands in the place of its item', async () => {
		const { held, output } = await start(GET, 4, CONTINUE);

		for (const [index, { answer }] of held.entries()) answer(index % 2 ? 404 : 200, { id: index });

		const [items] = await output;
		expect(items?.map(({ json }) => json.id ?? (json as { error?: string }).error)).toEqual([
			0,
			'QRCodeStack could not find this QR code',
			2,
			'QRCodeStack could not find this QR code',
		]);
	});

	test('and others wait for the rate limit, they are given up and not sent after the end', async () => {
		serve(
			{ ...refusal(429), headers: { 'Retry-After': '60' } },
			{ ...refusal(429), headers: { 'Retry-After': '60' } },
			refusal(404),
		);

		const failure = await failureOf(harness.execute(GET, { items: itemsWithIds(3) }));

		expect(failure.context.itemIndex).toBe(2);
		expect(guard.clock.sleptMs()).toBeLessThan(60_000);
	});
});

describe('changes of one code, however it was chosen, are sent in the order of the items:', () => {
	const LIST = ok([
		{ id: 'q1', short_url: 'https://s.example/1' },
		{ id: 'q2', short_url: 'https://s.example/2' },
	]);
	/** Runs an operation for the codes that these texts choose, some of them links that have to be looked up. */
	const change = async (operation: string, chosen: string[], replies: Reply[], node = {}) => {
		const calls = serve(...replies);
		const update = { resource: 'qrCode', operation, qrCodeId: '={{ $json.chosen }}' };
		const items = chosen.map((text) => ({ json: { chosen: text } }));
		await harness.execute({ ...update, updateFields: { name: '={{ $itemIndex }}' } }, { items, node });
		return calls.map(({ method, path, body }) => [method, path, (body as { name?: string }).name ?? '']);
	};
	const LINK_1 = 'https://s.example/1';

	test('Update by link, then by ID', async () => {
		const calls = await change('update', [LINK_1, 'q1'], [LIST, ok({ id: 'q1' }), ok({ id: 'q1' })]);

		expect(calls.slice(1)).toEqual([
			['PATCH', '/qr-codes/q1', '0'],
			['PATCH', '/qr-codes/q1', '1'],
		]);
	});

	test('Update by ID, by link and by an ID with spaces around it', async () => {
		const calls = await change(
			'update',
			['q1', LINK_1, ' q1 '],
			[LIST, ok({ id: 'q1' }), ok({ id: 'q1' }), ok({ id: 'q1' })],
		);

		expect(calls.flatMap(([method, , name]) => (method === 'PATCH' ? [name] : []))).toEqual(['0', '1', '2']);
	});

	test('Update whose first link leads to no code', async () => {
		const calls = await change(
			'update',
			['https://s.example/gone', LINK_1, 'q1'],
			[LIST, ok({ id: 'q1' }), ok({ id: 'q1' })],
			CONTINUE,
		);

		expect(calls.slice(1).map(([, , name]) => name)).toEqual(['1', '2']);
	});
});

test('a change of a code that is refused keeps no later change of the same code from being made', async () => {
	const update = {
		resource: 'qrCode',
		operation: 'update',
		qrCodeId: { __rl: true, mode: 'id', value: 'q1' },
		updateFields: { name: '={{ $json.id }}' },
	};
	const calls = serve(refusal(422, 'No'), ok({ id: 'q1', name: 'second' }));

	const items = await harness.execute(update, {
		items: itemsWithIds(2),
		node: { onError: 'continueRegularOutput' },
	});

	expect(calls).toHaveLength(2);
	expect(items[1]?.json).toEqual({ id: 'q1', name: 'second' });
});

test('stopping the execution ends the items on their way and begins no other', async () => {
	const controller = new AbortController();
	const { held, output } = await start({ ...GET, options: { concurrency: 2 } }, 10, {}, controller.signal);

	controller.abort();
	for (const { answer } of held) answer();

	expect((await failureOf(output)).message).toBe('The execution was stopped');
	expect(held).toHaveLength(2);
});

test('items that all look for a short link read the list once', async () => {
	const calls = serve(
		ok(Array.from({ length: 3 }, (_, n) => ({ id: `id${n}`, short_url: `https://s.example/${n}` }))),
		ok({ n: 0 }),
		ok({ n: 1 }),
		ok({ n: 2 }),
	);
	const qrCodeId = { __rl: true, mode: 'shortLink', value: '=https://s.example/{{ $itemIndex }}' };

	await harness.execute({ ...GET, qrCodeId }, { items: itemsWithIds(3) });

	expect(calls.map(({ path }) => path)).toEqual([
		'/qr-codes',
		'/qr-codes/id0',
		'/qr-codes/id1',
		'/qr-codes/id2',
	]);
});

test('the process is not held up while a great many items begin', async () => {
	guard.clock.restore();
	const sleeping = jest.spyOn(clock, 'sleepMs');
	let nowMs = 0;
	clock.nowMs = () => (nowMs += 5);
	serve(...Array.from({ length: 50 }, () => ok({})));

	await harness.execute(GET, { items: itemsWithIds(50) });

	expect(sleeping.mock.calls.filter(([ms]) => ms === 0).length).toBeGreaterThan(10);
});
