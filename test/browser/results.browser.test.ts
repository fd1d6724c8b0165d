import { itemsOf, jsonOf, type Execution } from '../e2e/client/executionData';
import { startMailServer } from '../e2e/client/mailServer';
import {
	chainWorkflow,
	manualTrigger,
	node,
	qrCodeId,
	qrCodeStack,
	type CredentialReference,
	type WorkflowNode,
} from '../e2e/client/workflows';
import { setUpExample } from '../e2e/templates/exampleWorkflow';
import { ensurePoppler, renderPdfByPoppler } from '../image/poppler';
import { decodeTwice, expectBothToRead } from '../image/readers';
import type { Editor } from './editor';
import { describeImage } from './insidePage';
import { client, session } from './n8n';
import { takePicture } from './pictures';
import { createShopCredential } from './shop';
import { watchEditor } from './watch';

const see = watchEditor();

/** Fine enough for names and codes, and a small file. */
const SHEET_DPI = 60;
const LABELS = 50;
const START = 'When clicking "Execute workflow"';

let credential: CredentialReference;

beforeAll(async () => {
	await ensurePoppler();
	credential = await createShopCredential(client, session);
});

see('a print sheet: 21 labels a page, each with its code and its name', async (editor) => {
	const execution = await runChain('Sheet', [
		qrCodeStack('Find the codes', credential, {
			resource: 'qrCode',
			operation: 'getAll',
			returnAll: false,
			limit: LABELS,
			filters: {},
			options: {},
		}),
		qrCodeStack('Create the sheet', credential, {
			resource: 'qrCode',
			operation: 'printSheet',
			qrCodeId: qrCodeId('={{ $json.id }}'),
			options: {},
		}),
		toBase64(),
	]);

	expect(jsonOf(execution, 'Create the sheet')).toEqual([{ labels: LABELS, pages: 3 }]);
	const [{ base64 } = {}] = jsonOf(execution, 'To Base64');
	const page = renderPdfByPoppler(Buffer.from(String(base64), 'base64'), SHEET_DPI);
	await showPage(editor, `<img style="border: 1px solid #bbb" src="${toDataUrl(page)}">`);
	await takePicture(editor.page.locator('#result'), 'result-print-sheet');
});

see('a mail: the code is in its text', async (editor) => {
	const mailServer = await startMailServer();
	try {
		const smtp = await client.createCredential({
			name: 'Mail',
			type: 'smtp',
			data: {
				host: '127.0.0.1',
				port: mailServer.port,
				secure: false,
				disableStartTls: true,
				user: '',
				password: '',
			},
		});
		const execution = await runExample('qr-code-in-a-mail', { credential, smtp });
		const [mail] = mailServer.mails;
		const [picture] = mail!.attachments;
		const html = String(mail!.html);

		expect(picture!.contentId).toBe('<data>');
		expect(html).toContain('cid:data');
		await showPage(editor, html.replace('cid:data', toDataUrl(picture!.content)));
		await takePicture(editor.page.locator('#result'), 'result-mail');
		// what a phone that is held to the screen reads
		await expectBothToRead(
			await editor.page.locator('#result img').screenshot(),
			String(jsonOf(execution, 'Create the QR code')[0]!.short_url),
		);
	} finally {
		await mailServer.close();
	}
});

see('a ZIP: a picture for each row, named after its code', async (editor) => {
	const execution = await runExample('codes-with-pictures-as-a-zip', { credential }, [
		node(
			'Unzip',
			'n8n-nodes-base.compression',
			{ operation: 'decompress', binaryPropertyName: 'data', outputPrefix: 'file_' },
			{ typeVersion: 1.1 },
		),
		...FILES.map((field) => toBase64(field)),
	]);

	const files = itemsOf(execution, 'Unzip')[0]!.binary!;
	const pictures = FILES.map((field) => ({
		name: String(files[field]!.fileName),
		png: Buffer.from(String(jsonOf(execution, `To Base64 ${field}`)[0]!.base64), 'base64'),
	}));
	const links = jsonOf(execution, 'Create the QR codes').map((code) => code.short_url);
	const decoded = await Promise.all(pictures.map(async ({ png }) => (await decodeTwice(png)).zxing));
	expect(decoded).toEqual(links);

	const figures = pictures.map(
		({ name, png }) =>
			`<figure style="display: inline-block; margin: 8px; text-align: center">
				<img width="150" src="${toDataUrl(png)}"><figcaption>${name}</figcaption>
			</figure>`,
	);
	await showPage(editor, figures.join(''));
	await takePicture(editor.page.locator('#result'), 'result-zip');
});

const FILES = ['file_0', 'file_1', 'file_2'];

/** The file as base64, wherever n8n keeps it: the last word of n8n's name for it is spelled like this. */
function toBase64(field?: string): WorkflowNode {
	return node(field ? `To Base64 ${field}` : 'To Base64', 'n8n-nodes-base.extractFromFile', {
		operation: 'binaryToPropery',
		...(field ? { binaryPropertyName: field } : {}),
		destinationKey: 'base64',
		options: { keepSource: 'binary' },
	});
}

async function runChain(name: string, nodes: WorkflowNode[]): Promise<Execution> {
	const execution = await client.runOnce(chainWorkflow(name, [manualTrigger(), ...nodes]));
	expect(execution.error?.message).toBeUndefined();
	return execution;
}

async function runExample(
	name: string,
	setUp: { credential: CredentialReference; smtp?: CredentialReference },
	then: WorkflowNode[] = [],
): Promise<Execution> {
	const example = setUpExample(name, setUp);
	const chained = [example.nodes.at(-1)!, ...then];
	for (const [index, { name: next }] of then.entries())
		example.connections[chained[index]!.name] = { main: [[{ node: next, type: 'main', index: 0 }]] };
	const workflow = await client.createWorkflow({ ...example, nodes: [...example.nodes, ...then] });
	const execution = await client.waitForExecution(await client.startWorkflow(workflow, START));
	expect(execution.error?.message).toBeUndefined();
	return execution;
}

const toDataUrl = (png: Buffer) => `data:image/png;base64,${png.toString('base64')}`;

/** Shows a result by itself, on white, until every image is drawn. */
async function showPage(editor: Editor, html: string): Promise<void> {
	await editor.page.goto('about:blank');
	await editor.page.setContent(
		`<body style="margin: 0; font: 14px sans-serif; background: #fff"><div id="result" style="display: inline-block; padding: 8px">${html}</div>`,
		{ waitUntil: 'load' },
	);
	for (const image of await editor.page.locator('img').all())
		expect((await image.evaluate(describeImage)).isDrawn).toBe(true);
}
