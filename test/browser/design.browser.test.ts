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
	const design = { dotShape: { __rl: true, mode: 'list', value: '' } };
	const create = qrCodeStack('Create', credential, { ...POSTER, design });
	workflow = await client.createWorkflow(
		withLooseNodes(chainWorkflow('Design', [manualTrigger(), create]), [
			qrCodeStack('Refused key', refused, { ...POSTER, design }),
			qrCodeStack('By expression', credential, {
				...POSTER,
				design: { dotShape: { __rl: true, mode: 'name', value: '={{ "of-tomorrow" }}' } },
			}),
		]),
	);
});

/** The entries of the list of Dot Shape, which it opens. */
async function openList(editor: Editor) {
	const items = editor.byId('rlc-item').filter({ visible: true });
	await soon(async () => {
		if ((await items.count()) === 0)
			await editor.parameter('design.dotShape').getByTestId('rlc-input').click();
		await items.first().waitFor({ timeout: SHOWN_WITHIN_MS });
	});
	return items;
}

see('a dot shape that only a code of the account has is picked from the list, and sent', async (editor) => {
	await editor.openWorkflow(workflow);
	await editor.openNode('Create');
	const items = await openList(editor);
	await soon(async () => expect(await items.allInnerTexts()).toEqual(['rounded', OWN_SHAPE]));
	await items.filter({ hasText: OWN_SHAPE }).click();
	await editor.execute();

	await soon(async () => expect(await editor.outputPanel.innerText()).toContain(OWN_SHAPE));
	await editor.closeNode();
});

see('with a key that is refused, the documented dot shape can still be chosen', async (editor) => {
	await editor.openNode('Refused key');
	const items = await openList(editor);
	await soon(async () => expect(await items.allInnerTexts()).toEqual(['rounded']));
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
