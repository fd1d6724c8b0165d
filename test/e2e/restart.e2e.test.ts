import { installCheckout } from './installPackage';
import { N8nClient } from './n8nClient';
import { createUserFolder, removeUserFolder, startN8n, type N8nProcess } from './n8nProcess';
import { scanLikeAPhone } from './phone';
import { scansWorkflow, TWO_POLLS_MS, waitForDeliveries } from './scanDelivery';
import { connect, createCredential } from './session';
import { pause } from './waitFor';

const { sandbox, session } = connect();

let userFolder: string;
let n8n: N8nProcess | undefined;

beforeAll(async () => {
	userFolder = createUserFolder();
	await installCheckout(userFolder);
});

afterAll(async () => {
	await n8n?.stop();
	removeUserFolder(userFolder);
});

async function start(): Promise<N8nClient> {
	n8n = await startN8n({ host: session.host, userFolder });
	return new N8nClient(n8n.url);
}

test('a scan made while n8n is down is delivered once after it is up again, and earlier ones not again', async () => {
	const [first, second] = await sandbox.addQrCodes({ account: 'restarted', name: 'Sign', count: 2 });
	const before = await start();
	await before.setUpOwner();
	await before.login();
	const credential = await createCredential(before, 'restarted', session.apiUrl);
	const workflow = await before.createWorkflow(scansWorkflow(credential));
	await before.activate(workflow);
	await scanLikeAPhone(first!.shortUrl);
	await waitForDeliveries(before, workflow, 1);

	await n8n!.stop();
	await scanLikeAPhone(second!.shortUrl);
	const after = await start();
	await after.login();
	await waitForDeliveries(after, workflow, 2);
	await pause(TWO_POLLS_MS);
	const { scans } = await waitForDeliveries(after, workflow, 2);

	expect(scans.map((scan) => scan.qr_code_id)).toEqual([first!.id, second!.id]);
});
