import { PNG } from 'pngjs';

import { SandboxControl } from '../e2e/client/sandboxControl';
import { jsonOf, type Json } from '../e2e/client/executionData';
import {
	chainWorkflow,
	manualTrigger,
	node,
	qrCodeId,
	qrCodeStack,
	rowsWorkflow,
} from '../e2e/client/workflows';
import { renderPdfByPdfium, type Pixels } from '../image/readers';
import type { Editor } from './editor';
import { describeImage } from './insidePage';
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

see('the codes of the input are on a sheet of labels', async (editor) => {
	const credential = await createShopCredential(client, session);
	const execution = await client.runOnce(
		chainWorkflow('Labels', [
			manualTrigger(),
			qrCodeStack('Find', credential, { resource: 'qrCode', operation: 'getAll', limit: 21 }),
			qrCodeStack('Print', credential, {
				resource: 'qrCode',
				operation: 'printSheet',
				qrCodeId: qrCodeId('={{ $json.id }}'),
			}),
			node('Read', 'n8n-nodes-base.extractFromFile', {
				operation: 'binaryToPropery',
				destinationKey: 'base64',
				options: {},
			}),
		]),
	);
	const [{ base64 } = {}] = jsonOf(execution, 'Read');
	const [sheet] = await renderPdfByPdfium(Buffer.from(String(base64), 'base64'), SHEET_DPI);

	await editor.page.setContent('<body style="margin:16px;background:#e5e7eb"><img></body>');
	const image = editor.page.locator('img');
	await image.evaluate((img, src) => img.setAttribute('src', src), toDataUrl(sheet!));
	await soon(async () => expect((await image.evaluate(describeImage)).isDrawn).toBe(true));
	await takePicture(image, 'print-sheet', { margin: 12, maxHeight: 420 });
});

/** Of a sheet as tall as the page. */
const SHEET_DPI = 80;

function toDataUrl({ data, width, height }: Pixels): string {
	const png = new PNG({ width, height });
	// PDFium has blue first
	for (let at = 0; at < data.length; at += 4) {
		png.data.set([data[at + 2]!, data[at + 1]!, data[at]!, 255], at);
	}
	return `data:image/png;base64,${PNG.sync.write(png).toString('base64')}`;
}
