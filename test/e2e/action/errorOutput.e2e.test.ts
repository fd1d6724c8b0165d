import { itemsOf, jsonOf } from '../client/executionData';
import { connect, createCredential } from '../client/session';
import {
	noOperation,
	qrCodeId,
	qrCodeStack,
	rowsWorkflow,
	type CredentialReference,
} from '../client/workflows';

const { client, sandbox } = connect();

let credential: CredentialReference;

beforeAll(async () => {
	credential = await createCredential(client, 'advanced');
});

const FROM_ROW = {
	name: '={{ $json.name }}',
	destinationUrl: '={{ $json.url }}',
};
const GOOD_ROW = { name: 'Good', url: 'https://shop.example.com/' };
/** Nothing that the node could find fault with: it is the API that refuses so long an address. */
const BAD_ROW = { name: 'Bad', url: `https://shop.example.com/${'x'.repeat(2_048)}` };

test('"continue (using error output)" sends what worked to the first output and what did not to the second', async () => {
	const [first, second] = await sandbox.addQrCodes({ account: 'advanced', count: 2 });
	const rows = [{ id: first!.id }, { id: 'no-such-code' }, { id: second!.id }];
	const get = qrCodeStack(
		'QRCodeStack',
		credential,
		{ resource: 'qrCode', operation: 'get', qrCodeId: qrCodeId('={{ $json.id }}') },
		{ onError: 'continueErrorOutput' },
	);

	const execution = await client.runOnce(rowsWorkflow('Error output', rows, [get, noOperation('Worked')]));

	expect(execution.status).toBe('success');
	expect(jsonOf(execution, 'QRCodeStack', 0).map(({ id }) => id)).toEqual([first!.id, second!.id]);
	expect(itemsOf(execution, 'QRCodeStack', 1)).toEqual([
		expect.objectContaining({
			json: expect.objectContaining({ error: expect.stringContaining('could not find') }),
			pairedItem: expect.objectContaining({ item: 1 }),
		}),
	]);
	expect(jsonOf(execution, 'Worked')).toHaveLength(2);
});

test('of rows that are created in one call, only the refused ones go to the error output', async () => {
	const createMany = qrCodeStack(
		'QRCodeStack',
		credential,
		{ resource: 'qrCode', operation: 'createMany', source: 'items', ...FROM_ROW },
		{ onError: 'continueErrorOutput' },
	);

	const execution = await client.runOnce(
		rowsWorkflow(
			'Bulk with a bad row',
			[GOOD_ROW, BAD_ROW, { ...GOOD_ROW, name: 'Also good' }],
			[createMany],
		),
	);

	expect(execution.status).toBe('success');
	expect(jsonOf(execution, 'QRCodeStack', 0).map(({ name }) => name)).toEqual(['Good', 'Also good']);
	expect(itemsOf(execution, 'QRCodeStack', 1)).toMatchObject([
		{ json: { error: expect.any(String) }, pairedItem: { item: 1 } },
	]);
});

test('without it, the execution ends at the item that did not work and names it', async () => {
	const create = qrCodeStack('QRCodeStack', credential, {
		resource: 'qrCode',
		operation: 'create',
		...FROM_ROW,
	});

	const { status, error } = await client.runOnce(rowsWorkflow('Bad row', [GOOD_ROW, BAD_ROW], [create]));

	expect(status).toBe('error');
	expect(error).toMatchObject({ httpCode: '422', context: { itemIndex: 1 } });
	expect(error!.description).toContain('destination_url');
});
