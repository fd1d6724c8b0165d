import { hasEnded, jsonOf, type Execution, type Json } from '../client/executionData';
import type { N8nClient } from '../client/n8nClient';
import type { SandboxControl } from '../client/sandboxControl';
import { waitFor } from '../client/waitFor';
import {
	chainWorkflow,
	noOperation,
	qrCodeStackTrigger,
	type CredentialReference,
	type StoredWorkflow,
	type WorkflowDefinition,
} from '../client/workflows';

const POLL_EVERY_SECONDS = 4;

/** A poll is seconds away; the rest is for a slow machine. */
const DELIVERY_TIMEOUT_MS = 60_000;
const POLL_TIMEOUT_MS = 60_000;

/** The trigger of this package, polling every few seconds, and a node after it. */
export function scansWorkflow(credential: CredentialReference, parameters: Json = {}): WorkflowDefinition {
	return chainWorkflow('Scans', [
		qrCodeStackTrigger('On scan', credential, parameters, POLL_EVERY_SECONDS),
		noOperation('Next'),
	]);
}

/** Waits until a poll has asked the sandbox for something; `account` is the label of the key it polls with. */
export async function waitForPollAfter(
	sandbox: SandboxControl,
	account: string,
	action: () => Promise<void>,
): Promise<void> {
	const countReads = async () => await sandbox.countRequests({ key: account, method: 'GET' });
	const readsBefore = await countReads();
	await action();
	await waitFor(async () => ((await countReads()) > readsBefore ? true : undefined), {
		what: 'the next poll of the trigger',
		timeoutMs: POLL_TIMEOUT_MS,
	});
}

/** n8n 2.x answers before the first poll, and only scans from that poll on count as new. */
export async function activateUntilFirstPoll(
	client: N8nClient,
	sandbox: SandboxControl,
	workflow: StoredWorkflow,
	account: string,
): Promise<void> {
	await waitForPollAfter(sandbox, account, async () => await client.activate(workflow));
}

/** The same, until n8n has also stored from where on scans count: it may be ended at any time then. */
export async function activateUntilStored(
	client: N8nClient,
	sandbox: SandboxControl,
	workflow: StoredWorkflow,
	account: string,
): Promise<void> {
	await activateUntilFirstPoll(client, sandbox, workflow, account);
	const hasState = async () => Object.keys(await client.readStaticData(workflow.id)).length > 0;
	await waitFor(async () => ((await hasState()) ? true : undefined), {
		what: 'n8n to store what the first poll found',
		timeoutMs: POLL_TIMEOUT_MS,
	});
}

/**
 * Waits for two more polls and the end of all executions: a scan that is delivered twice would show by then.
 * Each poll lists the codes at least; one that is under way at first may have read the log before the last scan.
 */
export async function waitForTwoPolls(
	client: N8nClient,
	sandbox: SandboxControl,
	workflow: StoredWorkflow,
	account: string,
): Promise<void> {
	const countPolls = async () => await sandbox.countRequests({ key: account, endpoint: '/qr-codes' });
	const before = await countPolls();
	const isOver = async () =>
		// the third begins a whole interval after the second
		(await countPolls()) >= before + 3 && (await client.listExecutions(workflow.id)).every(hasEnded);
	await waitFor(async () => ((await isOver()) ? true : undefined), {
		what: 'two more polls of the trigger',
		timeoutMs: POLL_TIMEOUT_MS,
	});
}

/** What a trigger node put out over all its executions, in the order of delivery. */
export function deliveredBy(executions: Execution[], triggerName: string): Json[] {
	return executions.flatMap((execution) => jsonOf(execution, triggerName));
}

/** Waits until the trigger has delivered at least that many scans; answers all of them. */
export async function waitForDeliveries(
	client: N8nClient,
	workflow: StoredWorkflow,
	count: number,
): Promise<{ scans: Json[]; executions: Execution[] }> {
	const triggerName = workflow.nodes[0]!.name;
	const executions = await client.waitForExecutions(
		workflow.id,
		(ended) => deliveredBy(ended, triggerName).length >= count,
		{ what: `${count} scans delivered to "${workflow.name}"`, timeoutMs: DELIVERY_TIMEOUT_MS },
	);
	return { scans: deliveredBy(executions, triggerName), executions };
}
