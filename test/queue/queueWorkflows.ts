import { randomUUID } from 'node:crypto';

import {
	chainWorkflow,
	node,
	noOperation,
	qrCodeStack,
	qrCodeStackTrigger,
	type CredentialReference,
	type WorkflowDefinition,
} from '../e2e/client/workflows';

const POLL_EVERY_SECONDS = 2;

/** Creates a code for each row that a webhook gets. */
export function createsWorkflow(credential: CredentialReference): WorkflowDefinition {
	const webhook = {
		...node(
			'Order',
			'n8n-nodes-base.webhook',
			{ httpMethod: 'POST', path: randomUUID(), responseMode: 'onReceived' },
			{ typeVersion: 2 },
		),
		webhookId: randomUUID(),
	};
	return chainWorkflow('Creates', [
		webhook,
		node('Rows', 'n8n-nodes-base.splitOut', { fieldToSplitOut: 'body.rows' }),
		qrCodeStack('Create', credential, {
			resource: 'qrCode',
			operation: 'create',
			name: '={{ $json.name }}',
			destinationUrl: '={{ $json.url }}',
		}),
	]);
}

/** Where the first node of such a workflow listens: each has a path of its own. */
export function webhookPathOf({ nodes }: WorkflowDefinition): string {
	return String(nodes[0]?.parameters.path);
}

/** Starts on scans of any code. */
export function scanWorkflow(credential: CredentialReference): WorkflowDefinition {
	return chainWorkflow('Scans', [
		qrCodeStackTrigger('On scan', credential, { watch: 'all' }, POLL_EVERY_SECONDS),
		noOperation('Next'),
	]);
}
