import type { INodeParameters } from 'n8n-workflow';

import { ACTION, createHarness } from '../../support/harness';
import { guardNetwork, ok, serve } from '../../support/mockApi';

const harness = createHarness();
guardNetwork();

const GET = { resource: 'qrCode', operation: 'get', qrCodeId: { __rl: true, mode: 'id', value: 'q1' } };
const TWO = [{ json: {} }, { json: {} }];

/** What stands beside the output of a run. */
async function hintsOf(parameters: INodeParameters, items = TWO): Promise<string[]> {
	const context = harness.executeContext(harness.makeNode(ACTION, parameters), items);
	await harness.runNode(context);
	return context.hints.map(({ message }) => message);
}

test.each([
	['no result', { id: 'q2' }],
	['only one result', { id: 'q2', folder: 'spring' }],
])('a selected field that %s has is named once', async (_which, second) => {
	serve(ok({ id: 'q1' }), ok(second));
	const hints = await hintsOf({ ...GET, output: 'selectedFields', fields: 'id, folder' });
	expect(hints).toEqual(['There are results without the field "folder".']);
});

test('selected fields that are there need no word', async () => {
	const list = { resource: 'qrCode', operation: 'getAll', output: 'selectedFields', fields: 'id, name' };
	serve(ok([{ id: 'q1' }, { id: 'q2', name: 'B' }]));
	expect(await hintsOf(list, [{ json: {} }])).toEqual([]);
});

test('a query parameter without a name is told', async () => {
	const parameter = [
		{ name: ' ', value: 'spring' },
		{ name: '', value: '' },
	];
	const calls = serve(ok({ id: 'q1' }), ok({ id: 'q1' }));
	const hints = await hintsOf({ ...GET, options: { queryParameters: { parameter } } });
	expect(hints).toEqual(['A query parameter without a name was not sent.']);
	expect(calls[0]?.query).toEqual({});
});

test.each([
	['vcard', ['A QR code keeps the type that it was made with, so no type was changed.']],
	['url', []],
])('Create or Update of a QR code of the type %s says if its type stays', async (type, expected) => {
	const upsert = { resource: 'qrCode', operation: 'upsert', name: 'A', destinationUrl: 'https://a.example' };
	serve(ok([{ id: 'q1', name: 'A', type }]), ok({ id: 'q1', name: 'A', type }));
	expect(await hintsOf(upsert, [{ json: {} }])).toEqual(expected);
});
