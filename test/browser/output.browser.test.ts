import {
	chainWorkflow,
	manualTrigger,
	node,
	qrCodeId,
	qrCodeStack,
	qrCodeStackTrigger,
	type StoredWorkflow,
} from '../e2e/client/workflows';
import { withLooseNodes } from './looseNodes';
import { client, session } from './n8n';
import { takePicture } from './pictures';
import { createShopCredential, findShopCode, SPRING_PROMO } from './shop';
import { soon } from './soon';
import { watchEditor } from './watch';

const see = watchEditor();

const LIMIT = 5;

let workflow: StoredWorkflow;

beforeAll(async () => {
	const credential = await createShopCredential(client, session);
	const promo = await findShopCode(session, SPRING_PROMO.name);
	const definition = chainWorkflow('Output', [
		manualTrigger(),
		qrCodeStack('Get some', credential, { resource: 'qrCode', operation: 'getAll', limit: LIMIT }),
		qrCodeStack('Get the code', credential, {
			resource: 'qrCode',
			operation: 'get',
			qrCodeId: qrCodeId(promo.id),
		}),
		node('Edit Fields', 'n8n-nodes-base.set', {}, { typeVersion: 3.4 }),
	]);
	const trigger = qrCodeStackTrigger('On scan', credential, {}, 60);
	workflow = await client.createWorkflow(withLooseNodes(definition, [trigger]));
});

see('before the first run, the next node offers the fields that will come', async (editor) => {
	await editor.openWorkflow(workflow);
	await editor.openNode('Edit Fields');

	await soon(async () => {
		const offered = await editor.inputPanel.getByTestId('run-data-schema-item').allInnerTexts();
		const names = offered.map((text) => text.trim().split('\n')[0]);
		expect(names).toEqual(
			expect.arrayContaining(['id', 'name', 'destination_url', 'short_url', 'scan_count']),
		);
	});
	await takePicture(editor.inputPanel, 'schema', { maxHeight: 560 });
	await editor.closeNode();
});

see('a limit that cuts a list short is told beside the output', async (editor) => {
	await editor.openNode('Get some');
	await editor.execute();

	const hints = editor.outputPanel.getByTestId('run-data-hints');
	await soon(async () => expect(await hints.innerText()).toMatch(`Limit of ${LIMIT} items reached`));
	await takePicture(editor.outputPanel, 'hint', { maxHeight: 480 });
	await editor.closeNode();
});

see('"Fetch Test Event" shows the newest scan and the code that was scanned', async (editor) => {
	await editor.openNode('On scan');
	await editor.execute();

	await soon(async () => {
		const shown = await editor.outputPanel.innerText();
		expect(shown).toContain('scannedAt');
		expect(shown).toContain(SPRING_PROMO.name);
	});
	await editor.outputPanel.getByTestId('radio-button-schema').click();
	await editor.outputPanel.getByTestId('run-data-schema-item').first().waitFor();
	await takePicture(editor.outputPanel, 'test-event', { maxHeight: 580 });
});
