import {
	chainWorkflow,
	manualTrigger,
	qrCodeStack,
	qrCodeStackTrigger,
	type StoredWorkflow,
} from '../e2e/client/workflows';
import { withLooseNodes } from './looseNodes';
import { client, session } from './n8n';
import { takePicture } from './pictures';
import { createShopCredential } from './shop';
import { soon } from './soon';
import { watchEditor } from './watch';

// tall enough for the palette to open beneath its field
const see = watchEditor({ height: 1000 });

const MENU = {
	resource: 'qrCode',
	operation: 'create',
	name: 'Menu card',
	destinationUrl: 'https://shop.example.com/menu',
};
/** A comma is missing on its third line, before the 19th character. */
const SLIP = '{\n  "folder": "spring",\n  "tags": ["menu" "cafe"]\n}';

let workflow: StoredWorkflow;

beforeAll(async () => {
	const credential = await createShopCredential(client, session);
	const withSlip = { ...MENU, additionalFields: { customFields: SLIP } };
	const definition = chainWorkflow('Values', [
		manualTrigger(),
		qrCodeStack('With a slip', credential, withSlip),
	]);
	workflow = await client.createWorkflow(
		withLooseNodes(definition, [
			qrCodeStackTrigger('On scan', credential, { startFrom: 'date' }, 60),
			qrCodeStack('In color', credential, { ...MENU, design: { dotColor: '#0F172A' } }),
		]),
	);
});

see('a date is picked from a calendar', async (editor) => {
	await editor.openWorkflow(workflow);
	await editor.openNode('On scan');
	const field = editor.parameter('startDate');
	await field.locator('input').click();
	const calendar = editor.page.locator('.el-picker-panel:visible');
	await calendar.waitFor();
	await takePicture([editor.field('Start Date'), calendar], 'date', { margin: 12 });
	await calendar
		.locator('td.available')
		.filter({ hasText: /^\s*15\s*$/ })
		.first()
		.click();
	await calendar.getByRole('button', { name: 'OK' }).click();

	await soon(async () => expect(await field.locator('input').inputValue()).toMatch(/^\d{4}-\d\d-15/));
});

see("the field says that the workflow's time zone counts", async (editor) => {
	const label = editor.parameters.locator('label[for="startDate"]');
	await label.hover();
	await label.locator('[class*="infoIcon"]').hover();
	await editor.page.getByText("in the workflow's time zone").filter({ visible: true }).first().waitFor();
	await editor.closeNode();
});

see('a color is picked from the palette', async (editor) => {
	await editor.openNode('In color');
	const field = editor.parameter('design.dotColor');
	await field.locator('.el-color-picker__trigger').click();
	const palette = editor.page.locator('.el-popper:visible').filter({ has: editor.page.locator('input') });
	await palette.getByRole('button', { name: 'OK' }).waitFor();
	const label = editor.parameters.getByText('Dot Color', { exact: true });
	await takePicture([label, field, palette], 'color', { margin: 12 });
	await palette.locator('input').first().fill('#7C3AED');
	await palette.locator('input').first().press('Enter');
	await palette.getByRole('button', { name: 'OK' }).click();

	await soon(async () =>
		expect((await field.locator('input').last().inputValue()).toUpperCase()).toBe('#7C3AED'),
	);
	await editor.closeNode();
});

see('a slip in JSON: the output says at which character it is', async (editor) => {
	await editor.openNode('With a slip');
	await editor.execute();

	await soon(async () => {
		expect(await editor.byId('node-error-message').innerText()).toBe('Custom Fields is not valid JSON');
		expect(await editor.byId('node-error-description').innerText()).toMatch(
			/line 3, character 19: a double quote/,
		);
	});
	await takePicture(editor.dialog, 'json-slip', { maxHeight: 670 });
});
