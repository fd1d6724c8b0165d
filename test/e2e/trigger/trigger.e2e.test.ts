import { jsonOf, type Json } from '../client/executionData';
import { scanLikeAPhone } from '../client/phone';
import {
	activateUntilFirstPoll,
	waitForPollAfter,
	scansWorkflow,
	waitForDeliveries,
	waitForTwoPolls,
} from './scanDelivery';
import { connect, createCredential } from '../client/session';
import { pause } from '../client/waitFor';
import { qrCodeId, type StoredWorkflow } from '../client/workflows';

const { client, sandbox } = connect();

/** The trigger learns the API's clock from a header of whole seconds: a scan of that very second may still count as new. */
const CLOCK_RESOLUTION_MS = 2_000;

const activated: StoredWorkflow[] = [];

afterEach(async () => {
	for (const workflow of activated.splice(0)) await client.deactivate(workflow);
});

async function createTrigger(account: string, parameters: Json = {}): Promise<StoredWorkflow> {
	return await client.createWorkflow(scansWorkflow(await createCredential(client, account), parameters));
}

async function activateTrigger(account: string, parameters: Json = {}): Promise<StoredWorkflow> {
	const workflow = await createTrigger(account, parameters);
	activated.push(workflow);
	await activateUntilFirstPoll(client, sandbox, workflow, account);
	return workflow;
}

test('a scan made through a short link starts the workflow once, with the scan and its code', async () => {
	const qrCode = await sandbox.addQrCode('scanned', 'Table 7');
	const workflow = await activateTrigger('scanned');
	const destination = await scanLikeAPhone(qrCode.shortUrl);

	const { scans, executions } = await waitForDeliveries(client, workflow, 1);
	await waitForTwoPolls(client, sandbox, workflow, 'scanned');
	const { scans: scansLater } = await waitForDeliveries(client, workflow, 1);

	expect(scans).toMatchObject([
		{
			scanId: expect.any(String),
			scannedAt: expect.any(String),
			qrCode: { id: qrCode.id, name: qrCode.name, shortUrl: qrCode.shortUrl, destinationUrl: destination },
			device: 'mobile',
			os: 'iOS',
		},
	]);
	expect(executions[0]).toMatchObject({ mode: 'trigger', status: 'success' });
	expect(jsonOf(executions[0]!, 'Next')).toEqual(scans);
	expect(scansLater).toEqual(scans);
});

test('scans from before the activation are not delivered, later ones are, oldest first', async () => {
	const [first, second] = await sandbox.addQrCodes({ account: 'scanned', name: 'Poster', count: 2 });
	await scanLikeAPhone(first!.shortUrl);
	await pause(CLOCK_RESOLUTION_MS);
	const workflow = await activateTrigger('scanned');
	for (const { shortUrl } of [second!, first!, second!]) {
		await scanLikeAPhone(shortUrl);
		await pause(20); // so that no two scans share a millisecond
	}

	const { scans } = await waitForDeliveries(client, workflow, 3);

	expect(scans.map(({ qrCode }) => (qrCode as Json).id)).toEqual([second!.id, first!.id, second!.id]);
});

test('a trigger that watches one code stays silent about the others', async () => {
	const [watched, other] = await sandbox.addQrCodes({ account: 'watched', name: 'Flyer', count: 2 });
	const workflow = await activateTrigger('watched', { watch: 'one', qrCodeId: qrCodeId(watched!.id) });
	await waitForPollAfter(sandbox, 'watched', async () => void (await scanLikeAPhone(other!.shortUrl)));
	await scanLikeAPhone(watched!.shortUrl);

	const { scans } = await waitForDeliveries(client, workflow, 1);

	expect(scans.map(({ qrCode }) => (qrCode as Json).id)).toEqual([watched!.id]);
});

test('a trigger that starts from the beginning delivers what was scanned before', async () => {
	const qrCode = await sandbox.addQrCode('watched', 'Archive');
	await sandbox.addScans({
		qrCodeId: qrCode.id,
		count: 3,
		fromMs: Date.now() - 60_000,
		toMs: Date.now() - 1_000,
	});

	const workflow = await activateTrigger('watched', {
		watch: 'selected',
		qrCodeIds: [qrCode.id],
		startFrom: 'beginning',
	});
	const { scans } = await waitForDeliveries(client, workflow, 3);

	expect(scans.map(({ qrCode }) => (qrCode as Json).id)).toEqual([qrCode.id, qrCode.id, qrCode.id]);
});

test('"Fetch Test Event" shows the newest scan and remembers nothing', async () => {
	const qrCode = await sandbox.addQrCode('watched', 'Sample');
	await scanLikeAPhone(qrCode.shortUrl);
	const workflow = await createTrigger('watched');

	const execution = await client.waitForExecution(await client.startWorkflow(workflow, 'On scan'));

	expect(execution.status).toBe('success');
	expect(jsonOf(execution, 'On scan')).toMatchObject([{ qrCode: { id: qrCode.id } }]);
	expect(await client.readStaticData(workflow.id)).toEqual({});
});
