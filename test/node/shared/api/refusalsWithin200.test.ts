import { createHarness } from '../../../support/harness';
import { guardNetwork, serve } from '../../../support/mockApi';

const harness = createHarness();
guardNetwork();

const run = async (operation: string, body: unknown) => {
	const calls = serve({ status: 200, body });
	const [item] = await harness.execute(
		{
			...{ resource: 'qrCode', operation, name: 'A', destinationUrl: 'https://a.example' },
			...{ qrCodeId: { __rl: true, mode: 'id', value: 'q1' }, updateFields: { name: 'B' } },
		},
		{ node: { onError: 'continueRegularOutput' } },
	);
	expect(calls).toHaveLength(1);
	return item?.json ?? {};
};

/** Answers that refuse a call under a status of success, as services do that know no other status. */
const REFUSALS: object[] = [
	{ error: 'Not found' },
	{ error: { message: 'Not found', code: 'not_found' } },
	{ ok: false, error: 'Not found' },
	{ success: 'false', error: 'Not found' },
	{ success: 0, error: 'Not found' },
	{ status: 'error', message: 'Not found' },
	{ status: 'fail', message: 'Not found' },
	{ status: 404, title: 'Not found' },
	{ statusCode: 404, message: 'Not found', data: null },
];

describe.each(['get', 'create', 'update', 'delete'])('an answer to %s', (operation) => {
	test.each(REFUSALS)('that refuses it with a status of success is an error: %j', async (body) => {
		const { message, deleted, error } = await run(operation, body);
		expect([typeof error, deleted]).toEqual(['string', undefined]);
		expect(message).toContain('Not found');
	});

	test.each([
		{ id: 'q1', name: 'A', status: 'failed', error: 'Preview not ready' },
		{ id: 'q1', name: 'A', error: null, errors: [] },
		{ success: true, data: { id: 'q1', name: 'A' }, error: 'Deprecated call' },
	])('that holds a code is none: %j', async (body) => {
		expect((await run(operation, body)).id).toBe('q1');
	});
});

test.each([{}, { message: 'Done' }, { response: { body: {} } }])(
	'an answer to Get that shows nothing of a code is quoted by its fields: %j',
	async (body) => {
		const { error, message } = await run('get', body);
		expect(error).toBe('The answer from QRCodeStack has an unknown form');
		expect(message).toContain(`has these fields: ${Object.keys(body).join() || 'none'}.`);
	},
);
