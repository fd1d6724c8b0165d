import { EXAMPLES, setUpExample } from '../../test/e2e/templates/exampleWorkflow';
import { jsonOf, type Execution, type Json } from '../../test/e2e/client/executionData';
import { installCheckout } from '../../test/e2e/host/installPackage';
import { N8nClient, OWNER } from '../../test/e2e/client/n8nClient';
import { ensureN8nHost } from '../../test/e2e/host/n8nHost';
import {
	createUserFolder,
	readLastLogLines,
	removeUserFolder,
	startN8n,
} from '../../test/e2e/host/n8nProcess';
import { scanLikeAPhone } from '../../test/e2e/client/phone';
import { SandboxControl } from '../../test/e2e/client/sandboxControl';
import { activateUntilFirstPoll } from '../../test/e2e/trigger/scanDelivery';
import { CREDENTIAL_TYPE } from '../../test/e2e/client/workflows';
import { print, printDetail, printJson, step } from './demoSteps';
import {
	CREATE,
	ON_SCAN_WORKFLOW,
	createQrCodesWorkflow,
	GET,
	onScanWorkflow,
	START,
	SUMMARY,
	TRIGGER,
} from './demoWorkflows';
import { SANDBOX_KEYS, startSandbox } from '../server/server';

const POLL_EVERY_SECONDS = 5;
/** The next poll is seconds away; the rest is for a slow machine. */
const DELIVERY_TIMEOUT_MS = 90_000;

const EXIT_CODE_OF_CTRL_C = 130;

/** What has been started so far. */
interface Running {
	cleanUps: Array<() => Promise<void>>;
	n8nLogFile?: string;
}

function assertSucceeded({ status, error }: Execution): void {
	if (status === 'success') return;
	throw new Error(
		`the execution ended as "${status}". ${error?.message ?? ''} ${error?.description ?? ''}`.trim(),
	);
}

async function createCredential(client: N8nClient, apiKey: string, baseUrl: string) {
	const input = { type: CREDENTIAL_TYPE, data: { apiKey, baseUrl } };
	const credential = await client.createCredential({ name: 'QRCodeStack (local sandbox)', ...input });
	const verdict = await client.testCredential(credential, input);
	if (verdict.status !== 'OK') throw new Error(`the credential test says: ${verdict.message}`);
	printDetail(`n8n tested the credential against ${baseUrl}: ${verdict.message}`);
	return credential;
}

async function waitForScanOf(client: N8nClient, workflowId: string, qrCode: Json): Promise<Execution> {
	const carriesScan = (execution: Execution) =>
		jsonOf(execution, TRIGGER).some((scan) => (scan.qrCode as Json).id === qrCode.id);
	const executions = await client.waitForExecutions(workflowId, (ended) => ended.some(carriesScan), {
		what: `an execution that carries the scan of ${String(qrCode.short_url)}`,
		timeoutMs: DELIVERY_TIMEOUT_MS,
	});
	return executions.find(carriesScan)!;
}

/** Goes through the whole job once and leaves everything running, entered in `running`. */
async function runDemo(running: Running): Promise<{ editorUrl: string; shortUrl: string }> {
	const { cleanUps } = running;
	const host = await step('host', async () => await ensureN8nHost({ report: printDetail }));
	const userFolder = createUserFolder();
	cleanUps.push(async () => removeUserFolder(userFolder));
	await step('pack', async () => {
		const { name, version } = await installCheckout(userFolder);
		printDetail(`${name} ${version} is installed as a community node`);
	});
	const sandbox = await step('sandbox', async () => {
		const started = await startSandbox({ variants: { imageLink: 'image_url' } });
		cleanUps.push(started.close);
		printDetail(`It answers at ${started.url}`);
		return started;
	});
	const n8n = await step('n8n', async () => {
		const started = await startN8n({ host, userFolder });
		cleanUps.push(started.stop);
		running.n8nLogFile = started.logFile;
		printDetail(`n8n ${host.version} answers at ${started.url}`);
		return started;
	});

	const client = new N8nClient(n8n.url);
	const credential = await step('account', async () => {
		await client.setUpOwner();
		await client.login();
		return await createCredential(client, SANDBOX_KEYS.advanced, sandbox.url);
	});
	const { creating, waiting } = await step('workflows', async () => {
		for (const name of EXAMPLES) await client.createWorkflow(setUpExample(name, { credential }));
		printDetail(`${EXAMPLES.length} examples are imported too, for you to look at and to run`);
		return {
			creating: await client.createWorkflow(createQrCodesWorkflow(credential)),
			waiting: await client.createWorkflow(onScanWorkflow(credential, POLL_EVERY_SECONDS)),
		};
	});
	const qrCode = await step('create', async () => {
		const execution = await client.waitForExecution(await client.startWorkflow(creating, START));
		assertSucceeded(execution);
		printJson(`Execution ${execution.id} created these QR codes:`, jsonOf(execution, CREATE));
		const [first, ...others] = jsonOf(execution, GET);
		if (!first) throw new Error('the workflow created no QR code.');
		printDetail(`and read all ${others.length + 1} of them back from the API.`);
		return first;
	});
	const shortUrl = String(qrCode.short_url);
	await step('activate', async () => {
		await activateUntilFirstPoll(client, new SandboxControl(sandbox.origin), waiting, 'advanced');
		printDetail(`n8n now asks for new scans every ${POLL_EVERY_SECONDS} seconds`);
	});
	await step('scan', async () => {
		printDetail(`${shortUrl} sent the phone on to ${await scanLikeAPhone(shortUrl)}`);
	});
	await step('deliver', async () => {
		const execution = await waitForScanOf(client, waiting.id, qrCode);
		assertSucceeded(execution);
		printDetail(`n8n started execution ${execution.id} by itself (mode "${execution.mode}").`);
		printJson('The trigger node put out:', jsonOf(execution, TRIGGER));
		printJson('The node after it made of that:', jsonOf(execution, SUMMARY));
	});
	return { editorUrl: n8n.url, shortUrl };
}

function printWhatIsUp({ editorUrl, shortUrl }: { editorUrl: string; shortUrl: string }): void {
	print(`
Everything is running. Have a look:
  n8n's editor   ${editorUrl}
  login          ${OWNER.email}
  password       ${OWNER.password}
  scan a code    curl -s -o /dev/null ${shortUrl}
A scan shows up under "Executions" of "${ON_SCAN_WORKFLOW}" within ${POLL_EVERY_SECONDS} seconds. Press Ctrl-C to end.`);
}

function printFailure(error: unknown, { n8nLogFile }: Running): void {
	const printError = (text: string) => process.stderr.write(`\n${text}\n`);
	printError(error instanceof Error ? error.message : String(error));
	if (n8nLogFile) printError(`n8n's log ends with:\n${readLastLogLines(n8nLogFile)}`);
}

const endsByItself = () =>
	process.argv.includes('--once') || !['', '0', 'false', undefined].includes(process.env.CI);

/** Resolves at Ctrl-C; npm and tsx may each pass the same one on, and the second must not cut the clean-up short. */
async function stopAsked(): Promise<'stop'> {
	return await new Promise((resolve) => {
		for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve('stop'));
	});
}

/** Answers the exit code. */
async function main(): Promise<number> {
	const running: Running = { cleanUps: [] };
	const stop = stopAsked();
	print(
		'This shows the QRCodeStack nodes at work in a real n8n, on a local stand-in for the QRCodeStack API.',
	);
	try {
		const result = await Promise.race([runDemo(running), stop]);
		if (result === 'stop') return EXIT_CODE_OF_CTRL_C;
		print('\nThe demo is through: QR codes created, one scanned, its scan delivered to the workflow.');
		if (endsByItself()) return 0;
		printWhatIsUp(result);
		await stop;
		return 0;
	} catch (error) {
		printFailure(error, running);
		return 1;
	} finally {
		print('\nStopping what was started ...');
		for (const cleanUp of running.cleanUps.reverse()) await cleanUp();
	}
}

// without an explicit exit, the step that a Ctrl-C cut short would keep the process up
void main().then((code) => process.exit(code));
