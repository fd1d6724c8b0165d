import { connect, createCredential } from '../client/session';
import { pause, waitFor } from '../client/waitFor';
import { qrCodeStack, rowsWorkflow, type CredentialReference } from '../client/workflows';

const { client, sandbox } = connect();

let credential: CredentialReference;

beforeAll(async () => {
	credential = await createCredential(client, 'limited');
});

afterEach(async () => await sandbox.clearFaults());

const RETRY_AFTER_MS = 8_000;
/** Longer where somebody presses "Stop": half of it is plenty for n8n to obey, also on a busy machine. */
const STOPPED_RETRY_AFTER_MS = 16_000;
const ROWS = Array.from({ length: 5 }, (_, index) => ({ name: `Row ${index + 1}` }));

const createRows = () =>
	rowsWorkflow('Create while the limit is reached', ROWS, [
		qrCodeStack('QRCodeStack', credential, {
			resource: 'qrCode',
			operation: 'create',
			name: '={{ $json.name }}',
			destinationUrl: 'https://shop.example.com/',
		}),
	]);

const limitOnSecondCreate = async (retryAfterMs: number) =>
	await sandbox.addFaults({
		kind: 'rate_limited',
		method: 'POST',
		path: '/qr-codes',
		skip: 1,
		retryAfterMs,
	});

const countCreates = async (status?: number) =>
	await sandbox.countRequests({ key: 'limited', method: 'POST', endpoint: '/qr-codes', status });

test('stopping an execution that waits out a 429 ends it at once and sends nothing more', async () => {
	await limitOnSecondCreate(STOPPED_RETRY_AFTER_MS);
	const id = await client.startWorkflow(await client.createWorkflow(createRows()), 'Start');
	await waitFor(async () => ((await countCreates(429)) > 0 ? true : undefined), {
		what: 'the sandbox to refuse a call with 429',
		timeoutMs: 60_000,
	});
	const stoppedAt = Date.now();

	await client.stopExecution(id);
	const execution = await client.waitForExecution(id);

	expect(execution.status).toBe('canceled');
	expect(Date.parse(execution.stoppedAt!) - stoppedAt).toBeLessThan(STOPPED_RETRY_AFTER_MS / 2);
	const callsAtStop = await countCreates();
	await pause(STOPPED_RETRY_AFTER_MS + 3_000);
	expect(await countCreates()).toBe(callsAtStop);
});

test('left alone, the execution waits the whole Retry-After and creates every row once', async () => {
	const createdBefore = await countCreates(201);
	await limitOnSecondCreate(RETRY_AFTER_MS);
	const startedAt = Date.now();

	const execution = await client.runOnce(createRows());

	expect(execution.status).toBe('success');
	expect(Date.now() - startedAt).toBeGreaterThanOrEqual(RETRY_AFTER_MS);
	expect((await countCreates(201)) - createdBefore).toBe(ROWS.length);
});
