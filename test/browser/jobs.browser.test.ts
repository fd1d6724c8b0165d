import { SandboxControl } from '../e2e/client/sandboxControl';
import type { Json } from '../e2e/client/executionData';
import { qrCodeStack, rowsWorkflow } from '../e2e/client/workflows';
import type { Editor } from './editor';
import { client, session } from './n8n';
import { takePicture } from './pictures';
import { createShopCredential } from './shop';
import { soon } from './soon';
import { watchEditor } from './watch';

// tall enough that no field hides below the edge, and wide enough for all columns of the pictures
const see = watchEditor({ width: 1800, height: 1000 });

const GUESTS = [
	{ Name: 'Window table', URL: 'https://shop.example.com/menu', utm_source: 'table 1' },
	{
		Name: 'Garden table',
		URL: 'https://shop.example.com/menu?lang=en',
		utm_source: 'table 2',
	},
	{ Name: 'Bar', URL: 'https://shop.example.com/drinks#wine', utm_source: 'bar' },
];
const DAY_MS = 24 * 60 * 60_000;

/** A workflow with nodes as the list of actions adds them, after a table of rows. */
async function openNodes(
	editor: Editor,
	account: string,
	rows: Json[],
	nodes: Record<string, Json>,
): Promise<void> {
	const credential = await createShopCredential(client, session, account);
	const added = Object.entries(nodes).map(([name, parameters]) => qrCodeStack(name, credential, parameters));
	const workflow = await client.createWorkflow(rowsWorkflow(account, rows, added));
	await editor.openWorkflow(workflow);
}

const expectOutput = async (editor: Editor, ...texts: string[]) =>
	await soon(async () => {
		const shown = await editor.outputPanel.innerText();
		for (const text of texts) expect(shown).toContain(text);
	});

see('rows with UTM columns become codes, and come back with their short links', async (editor) => {
	await openNodes(editor, 'tagged', GUESTS, {
		'Create codes': { resource: 'qrCode', operation: 'createMany' },
	});
	await editor.openNode('Create codes');
	await editor.choose('source', 'Input Columns');
	await editor.addField('Options', 'Include Input Fields');
	await editor.parameter('options.includeInputFields').locator('.el-switch').click();
	await editor.execute();

	await expectOutput(editor, 'Window table', 'https://qrs.example.com/', 'created');
	await takePicture(editor.outputPanel, 'bulk-result', { maxHeight: 330 });
	const sandbox = new SandboxControl(session.sandboxOrigin);
	expect(await sandbox.countRequests({ key: 'tagged', method: 'POST' })).toBe(1);
	await editor.closeNode();
});

see('the scans of the last seven days are counted by code', async (editor) => {
	const sandbox = new SandboxControl(session.sandboxOrigin);
	for (const [index, name] of ['Menu card', 'Shop window', 'Business card'].entries()) {
		const { id } = await sandbox.addQrCode('counted', name);
		const toMs = Date.now() - 1.5 * DAY_MS;
		await sandbox.addScans({ qrCodeId: id, count: 40 - 13 * index, fromMs: toMs - 4 * DAY_MS, toMs });
	}
	await openNodes(editor, 'counted', [{}], { 'Count scans': { resource: 'scan', operation: 'summarize' } });
	await editor.openNode('Count scans');
	await editor.choose('scansOf', 'All QR Codes');
	await editor.chooseSeveral('groupBy', 'Day', 'QR Code');
	await editor.execute();

	await expectOutput(editor, 'Menu card', '40', 'Business card', '14');
	await takePicture(editor.outputPanel, 'weekly-figures', { maxHeight: 330 });
	await editor.closeNode();
});
