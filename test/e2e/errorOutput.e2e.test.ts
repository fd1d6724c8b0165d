import { itemsOf, jsonOf } from './executionData';
import { connect, createCredential } from './session';
import { noOperation, qrCodeId, qrCodeStack, rowsWorkflow, type CredentialReference } from './workflows';

const { client, sandbox } = connect();

let credential: CredentialReference;

beforeAll(async () => {
	credential = await createCredential(client, 'advanced');
});

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

test('without it, the execution ends at the item that did not work and names it', async () => {
	const create = qrCodeStack('QRCodeStack', credential, {
		resource: 'qrCode',
		operation: 'create',
		name: '={{ $json.name }}',
		destinationUrl: '={{ $json.url }}',
		additionalFields: { customFields: '={{ $json.custom }}' },
	});
	const rows = [
		{ name: 'Good', url: 'https://shop.example.com/', custom: '{}' },
		// past the node's own checks, so that the text is the one for the API's refusal
		{ name: 'Bad', url: 'https://shop.example.com/', custom: '{"name": 5}' },
	];

	const { status, error } = await client.runOnce(rowsWorkflow('Bad row', rows, [create]));

	expect(status).toBe('error');
	expect(error).toMatchObject({ httpCode: '422', context: { itemIndex: 1 } });
	expect(error!.description).toContain('name');
});
