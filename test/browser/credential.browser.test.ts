import { chainWorkflow, manualTrigger, qrCodeStack } from '../e2e/client/workflows';
import { client, session } from './n8n';
import { takePicture } from './pictures';
import { createShopCredential } from './shop';
import { watchEditor } from './watch';

const see = watchEditor();

const UNKNOWN_KEY = `qrs_${'ff'.repeat(32)}`;

see('the dialog of the credential says that a good key works', async (editor) => {
	const credential = await createShopCredential(client, session);
	const account = qrCodeStack('Account', credential, { resource: 'account', operation: 'get' });
	await editor.openWorkflow(
		await client.createWorkflow(chainWorkflow('Credential', [manualTrigger(), account])),
	);
	await editor.openNode('Account');
	await editor.byId('credential-edit-button').click();

	await editor.byId('credentials-config-container-test-success').waitFor();
	await takePicture(editor.byId('editCredential-modal'), 'credential-accepted', { maxHeight: 470 });
});

see('of a wrong key, it says what to do, and shows neither key', async (editor) => {
	await editor.page.locator('[data-parameter-path="apiKey"] input').fill(UNKNOWN_KEY);
	await editor.byId('credential-save-button').click();

	const dialog = editor.byId('credential-edit-dialog');
	await dialog.getByText('More details').click();
	await dialog.getByText(/does not know this API key/).waitFor();
	await dialog.getByText(/make a new one in the dashboard under Integrations/).waitFor();
	expect(await dialog.innerText()).not.toMatch(/qrs_[0-9a-f]{8}/);
	await takePicture(editor.byId('editCredential-modal'), 'credential-refused', { maxHeight: 470 });
});
