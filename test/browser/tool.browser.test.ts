import { TOOL_TYPE } from '../e2e/agents/agentTools';
import type { Json } from '../e2e/client/executionData';
import {
	chainWorkflow,
	CREDENTIAL_TYPE,
	manualTrigger,
	node,
	type StoredWorkflow,
} from '../e2e/client/workflows';
import { withLooseNodes } from './looseNodes';
import { client, session } from './n8n';
import { takePicture } from './pictures';
import { createShopCredential } from './shop';
import { soon } from './soon';
import { watchEditor } from './watch';

const see = watchEditor({ height: 1000 });

/** What the button with the sparkles writes into a field. */
const leftToModel = (field: string) =>
	`={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('${field}', \`\`, 'string') }}`;

let workflow: StoredWorkflow;

beforeAll(async () => {
	const credential = await createShopCredential(client, session);
	const tool = (name: string, parameters: Json) =>
		node(name, TOOL_TYPE, parameters, { credentials: { [CREDENTIAL_TYPE]: credential } });
	workflow = await client.createWorkflow(
		withLooseNodes(chainWorkflow('Tools', [manualTrigger()]), [
			tool('Create tool', {
				resource: 'qrCode',
				operation: 'create',
				name: leftToModel('Name'),
				destinationUrl: leftToModel('Destination_URL'),
			}),
			tool('Bulk tool', { resource: 'qrCode', operation: 'createMany' }),
			tool('Delete tool', { resource: 'qrCode', operation: 'delete' }),
		]),
	);
});

see('as a tool of an agent, the fields can be left to the model', async (editor) => {
	await editor.openWorkflow(workflow);
	await editor.openNode('Create tool');

	await soon(async () =>
		expect((await editor.parameters.innerText()).match(/Defined automatically by the model/g)).toHaveLength(
			2,
		),
	);
	await takePicture(editor.shownFields, 'agent-tool', { margin: 16 });
	await editor.closeNode();
});

see('Create Many then asks for JSON, as a model has one item at a time', async (editor) => {
	await editor.openNode('Bulk tool');
	await soon(async () =>
		expect((await editor.readFields()).slice(-4)).toEqual([
			'QR Codes (JSON)',
			'Allow Redirecting',
			'Allow Custom Fields',
			'Options',
		]),
	);
	await editor.closeNode();
});

see('Delete then asks whether the agent may', async (editor) => {
	await editor.openNode('Delete tool');
	await soon(async () =>
		expect((await editor.readFields()).slice(-3)).toEqual(['QR Code', 'Allow Deleting', 'Options']),
	);
});
