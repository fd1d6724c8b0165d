import { installCheckout } from './installPackage';
import { N8nClient } from './n8nClient';
import { createUserFolder, removeUserFolder, startN8n, type N8nProcess } from './n8nProcess';
import { scanLikeAPhone } from './phone';
import { activateUntilFirstPoll, scansWorkflow, TWO_POLLS_MS, waitForDeliveries } from './scanDelivery';
import { connect, createCredential } from './session';
import { pause } from './waitFor';
import type { StoredWorkflow } from './workflows';

const { sandbox, session } = connect();

/** An n8n of its own: the shared one must not stop under the other suites. */
const userFolder = createUserFolder();
let n8n: N8nProcess | undefined;
let client: N8nClient;

beforeAll(async () => {
	await installCheckout(userFolder);
	n8n = await startN8n({ host: session.host, userFolder });
	client = new N8nClient(n8n.url);
	await client.setUpOwner();
	await client.login();
});

afterAll(async () => {
	await n8n?.stop();
	removeUserFolder(userFolder);
});

async function activateTrigger(account: string): Promise<StoredWorkflow> {
	const workflow = await client.createWorkflow(scansWorkflow(await createCredential(client, account)));
	await activateUntilFirstPoll(client, sandbox, workflow, account);
	return workflow;
}

/** Ends n8n with SIGTERM, as a container's stop does, and starts it again on another port. */
async function restartAround(whileDown: () => Promise<unknown>): Promise<void> {
	await n8n!.stop();
	await whileDown();
	n8n = await startN8n({ host: session.host, userFolder });
	client = new N8nClient(n8n.url, client.loginCookie);
}

test('a scan made while n8n is down is delivered once after it is up again, and earlier ones not again', async () => {
	const [first, second] = await sandbox.addQrCodes({ account: 'restarted', name: 'Sign', count: 2 });
	const workflow = await activateTrigger('restarted');
	await scanLikeAPhone(first!.shortUrl);
	await waitForDeliveries(client, workflow, 1);

	await restartAround(async () => await scanLikeAPhone(second!.shortUrl));
	await waitForDeliveries(client, workflow, 2);
	await pause(TWO_POLLS_MS);
	const { scans } = await waitForDeliveries(client, workflow, 2);

	expect(scans.map((scan) => scan.qrCodeId)).toEqual([first!.id, second!.id]);
});

test('it is delivered even by a trigger that had nothing to deliver before', async () => {
	const qrCode = await sandbox.addQrCode('quiet', 'Menu');
	const workflow = await activateTrigger('quiet');

	await restartAround(async () => await scanLikeAPhone(qrCode.shortUrl));
	const { scans } = await waitForDeliveries(client, workflow, 1);

	expect(scans.map((scan) => scan.qrCodeId)).toEqual([qrCode.id]);
});
