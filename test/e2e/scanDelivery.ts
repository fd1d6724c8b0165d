import { jsonOf, type Execution, type Json } from './executionData';
import type { N8nClient } from './n8nClient';
import {
	chainWorkflow,
	noOperation,
	qrCodeStackTrigger,
	type CredentialReference,
	type StoredWorkflow,
	type WorkflowDefinition,
} from './workflows';

const POLL_EVERY_SECONDS = 4;

/** Time for two polls and their executions, in which a scan that is delivered twice would show. */
export const TWO_POLLS_MS = (2 * POLL_EVERY_SECONDS + 2) * 1000;

/** A poll is seconds away; the rest is for a slow machine. */
const DELIVERY_TIMEOUT_MS = 60_000;

/** The trigger of this package, polling every few seconds, and a node after it. */
export function scansWorkflow(credential: CredentialReference, parameters: Json = {}): WorkflowDefinition {
	return chainWorkflow('Scans', [
		qrCodeStackTrigger('On scan', credential, parameters, POLL_EVERY_SECONDS),
		noOperation('Next'),
	]);
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
