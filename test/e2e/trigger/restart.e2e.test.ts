import type { Json } from '../client/executionData';
import { cleanUp, type CleanUps } from '../../support/cleanUps';
import { startInstallation, type Installation } from '../host/installation';
import { scanLikeAPhone } from '../client/phone';
import { activateUntilStored, scansWorkflow, waitForDeliveries, waitForTwoPolls } from './scanDelivery';
import { connect, createCredential } from '../client/session';
import type { StoredWorkflow } from '../client/workflows';

const { sandbox, session } = connect();

/** An n8n of its own: the shared one must not stop under the other suites. */
const cleanUps: CleanUps = [];
const report = (line: string) => process.stderr.write(`${line}\n`);
let n8n: Installation;

beforeAll(async () => {
	n8n = await startInstallation({ host: session.host, mode: session.mode, cleanUps, report });
});

afterAll(async () => await cleanUp(cleanUps, report));

async function activateTrigger(account: string): Promise<StoredWorkflow> {
	const workflow = await n8n.client.createWorkflow(
		scansWorkflow(await createCredential(n8n.client, account)),
	);
	await activateUntilStored(n8n.client, sandbox, workflow, account);
	return workflow;
}

test('a scan made while n8n is down is delivered once after it is up again, and earlier ones not again', async () => {
	const [first, second] = await sandbox.addQrCodes({ account: 'restarted', name: 'Sign', count: 2 });
	const workflow = await activateTrigger('restarted');
	await scanLikeAPhone(first!.shortUrl);
	await waitForDeliveries(n8n.client, workflow, 1);

	await n8n.restartMain(async () => await scanLikeAPhone(second!.shortUrl));
	await waitForDeliveries(n8n.client, workflow, 2);
	await waitForTwoPolls(n8n.client, sandbox, workflow, 'restarted');
	const { scans } = await waitForDeliveries(n8n.client, workflow, 2);

	expect(scans.map(({ qrCode }) => (qrCode as Json).id)).toEqual([first!.id, second!.id]);
});

test('it is delivered even by a trigger that had nothing to deliver before', async () => {
	const qrCode = await sandbox.addQrCode('quiet', 'Menu');
	const workflow = await activateTrigger('quiet');

	await n8n.restartMain(async () => await scanLikeAPhone(qrCode.shortUrl));
	const { scans } = await waitForDeliveries(n8n.client, workflow, 1);

	expect(scans.map(({ qrCode }) => (qrCode as Json).id)).toEqual([qrCode.id]);
});
