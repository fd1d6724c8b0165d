import { changeQrCode } from '../e2e/client/dashboard';
import { SandboxControl } from '../e2e/client/sandboxControl';
import {
	chainWorkflow,
	CREDENTIAL_TYPE,
	manualTrigger,
	qrCodeStack,
	type StoredWorkflow,
} from '../e2e/client/workflows';
import type { Editor } from './editor';
import { withLooseNodes } from './looseNodes';
import { client, session } from './n8n';
import { createShopCredential } from './shop';
import { soon } from './soon';
import { watchEditor } from './watch';

const see = watchEditor({ height: 1000 });

const ACCOUNT = 'labelled';
/** No document names it; a code of the account has it. */
const OWN_SHAPE = 'diamond';
const POSTER = {
	resource: 'qrCode',
	operation: 'create',
	name: 'Poster',
	destinationUrl: 'https://shop.example.com/poster',
};

/** A list that is not there by then is closed again by the next click, or was. */
const SHOWN_WITHIN_MS = 5_000;

let workflow: StoredWorkflow;

beforeAll(async () => {
	const sandbox = new SandboxControl(session.sandboxOrigin);
	const { id } = await sandbox.addQrCode(ACCOUNT, 'Designed');
	await changeQrCode(ACCOUNT, id, { render_customizations: { dot_shape: OWN_SHAPE } });
	const credential = await createShopCredential(client, session, ACCOUNT);
	const refused = await client.createCredential({
		name: 'Refused key',
		type: CREDENTIAL_TYPE,
		data: { apiKey: `qrs_${'0'.repeat(64)}`, baseUrl: session.apiUrl },
	});
	const design = { dotShape: 'rounded' };
	const create = qrCodeStack('Create', credential, { ...POSTER, design });
	workflow = await client.createWorkflow(
		withLooseNodes(chainWorkflow('Design', [manualTrigger(), create]), [
			qrCodeStack('Refused key', refused, { ...POSTER, design }),
			qrCodeStack('By expression', credential, { ...POSTER, design: { dotShape: '={{ "of-tomorrow" }}' } }),
		]),
	);
});

/** What the open list offers. */
async function readList(editor: Editor, parameter: string): Promise<string[]> {
	const entries = editor.byId('parameter-input-item').filter({ visible: true });
	await soon(async () => {
		if ((await entries.count()) === 0) await editor.parameter(parameter).click();
		await entries.first().waitFor({ timeout: SHOWN_WITHIN_MS });
	});
	return (await entries.allInnerTexts()).map((text) => text.trim());
}

see('a dot shape that only a code of the account has is picked from the list, and sent', async (editor) => {
	await editor.openWorkflow(workflow);
	await editor.openNode('Create');
	await soon(async () => expect(await readList(editor, 'design.dotShape')).toEqual(['rounded', OWN_SHAPE]));
	await editor.choose('design.dotShape', OWN_SHAPE);
	await editor.execute();

	await soon(async () => expect(await editor.outputPanel.innerText()).toContain(OWN_SHAPE));
	await editor.closeNode();
});

see('with a key that is refused, the documented dot shape can still be chosen', async (editor) => {
	await editor.openNode('Refused key');
	await soon(async () =>
		expect(await readList(editor, 'design.dotShape')).toEqual([
			'rounded',
			expect.stringContaining('Not all of your QR codes were looked at'),
		]),
	);
	await editor.page.keyboard.press('Escape');
	await editor.closeNode();
});

see('a shape that is in no list comes from an expression, and is not marked as wrong', async (editor) => {
	await editor.openNode('By expression');
	await soon(async () => expect(await editor.field('Dot Shape').innerText()).toContain('of-tomorrow'));
	expect(await editor.dialog.innerText()).not.toContain('not supported');
	expect(await editor.field('Dot Shape').getByTestId('parameter-issues').count()).toBe(0);
	await editor.closeNode();
});
