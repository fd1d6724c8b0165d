import { connect, createCredential, KEYS } from '../client/session';
import { CREDENTIAL_TYPE, type CredentialReference } from '../client/workflows';

const { client, sandbox, session } = connect();

// n8n 1.x loses the status on its way to the dialog and shows a sentence of its own
const hostHidesOurTexts = session.host.version.startsWith('1.');

let reference: CredentialReference;

beforeAll(async () => {
	reference = await createCredential(client, 'advanced');
});

const testWith = async (data: { apiKey?: string; baseUrl?: string }) =>
	await client.testCredential(reference, {
		type: CREDENTIAL_TYPE,
		data: { apiKey: KEYS.advanced, baseUrl: session.apiUrl, ...data },
	});

describe('the "Test" of the credential dialog', () => {
	test('accepts a working key', async () => {
		expect(await testWith({})).toMatchObject({ status: 'OK' });
	});

	test('accepts a key that was pasted with "Bearer " and white space, and a base URL with a trailing slash', async () => {
		const verdict = await testWith({ apiKey: `  Bearer ${KEYS.advanced} `, baseUrl: `${session.apiUrl}/` });

		expect(verdict).toMatchObject({ status: 'OK' });
	});

	test('says that a wrong key was not accepted', async () => {
		const verdict = await testWith({ apiKey: `qrs_${'ff'.repeat(32)}` });

		expect(verdict.status).toBe('Error');
		expect(verdict.message).toMatch(hostHidesOurTexts ? /credentials/ : /key/i);
		expect(verdict.message).not.toContain('ffff');
	});

	test('says of a Starter key that this plan has no API', async () => {
		const verdict = await testWith({ apiKey: KEYS.starter });

		expect(verdict.status).toBe('Error');
		expect(verdict.message).toMatch(hostHidesOurTexts ? /credentials/ : /plan has no API/);
	});

	test('refuses to send a key unencrypted to another machine', async () => {
		const verdict = await testWith({ baseUrl: 'http://example.com' });

		expect(verdict.status).toBe('Error');
		expect(verdict.message).toMatch(/https/);
	});

	test('does not take the page of a website or a proxy for the API', async () => {
		await sandbox.addFaults({ kind: 'html', status: 200, path: '/me' });

		const verdict = await testWith({});

		expect(verdict).toMatchObject({
			status: 'Error',
			message: expect.stringMatching(/^A web page answered/),
		});
	});

	test('refuses an empty key', async () => {
		expect(await testWith({ apiKey: '   ' })).toMatchObject({ status: 'Error' });
	});
});
