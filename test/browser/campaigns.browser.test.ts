/** The jobs of docs/how-to.md that a campaign brings, done as a person does them, with the clicks that they take. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { Locator } from 'playwright-core';

import { hasEnded, itemsOf, jsonOf } from '../e2e/client/executionData';
import { KEYS } from '../e2e/client/session';
import { SandboxControl } from '../e2e/client/sandboxControl';
import { waitFor } from '../e2e/client/waitFor';
import {
	CREDENTIAL_TYPE,
	manualTrigger,
	rowsWorkflow,
	chainWorkflow,
	type CredentialReference,
	type StoredWorkflow,
	type WorkflowDefinition,
} from '../e2e/client/workflows';
import { ClickCounter } from './clickCounter';
import type { Editor } from './editor';
import { client, session } from './n8n';
import { soon } from './soon';
import { watchEditor } from './watch';

const see = watchEditor({ height: 1000 });
const sandbox = new SandboxControl(session.sandboxOrigin);

/** What each job may take, beyond choosing the credential. */
const MOST_CLICKS = { utmByRow: 6, repoint: 8, weeklyFigures: 6 };

const ACCOUNT = 'repointed';
const CREDENTIAL_NAME = 'Campaigns account';
const SPRING_CODES = 3;
const OTHER_CODES = 2;
const SCANS = 5;
const DAY_MS = 24 * 3_600_000;
/** A run takes a second; the rest is for a slow and busy machine. */
const RUN_TIMEOUT_MS = 60_000;
/** A dialog that is open after this did not hear the key. */
const CLOSES_WITHIN_MS = 2_000;

let credential: CredentialReference;

beforeAll(async () => {
	const spring = { account: ACCOUNT, name: 'Spring poster', count: SPRING_CODES };
	const [poster] = await sandbox.addQrCodes(spring);
	await sandbox.addQrCodes({ account: ACCOUNT, name: 'Menu', count: OTHER_CODES });
	const atMs = Date.now() - 2 * DAY_MS;
	await sandbox.addScans({ qrCodeId: poster!.id, count: SCANS, fromMs: atMs, toMs: atMs });
	credential = await client.createCredential({
		name: CREDENTIAL_NAME,
		type: CREDENTIAL_TYPE,
		data: { apiKey: KEYS[ACCOUNT], baseUrl: session.apiUrl },
	});
});

/** Adds an operation behind the only node on the canvas, out of n8n's list of nodes. */
async function addOperation(editor: Editor, clicks: ClickCounter, action: string): Promise<void> {
	const entry = (name: string) =>
		editor.byId('node-creator-item-name').getByText(name, { exact: true }).first();
	await clicks.click(editor.byId('canvas-handle-plus').first());
	await editor.byId('node-creator-search-bar').fill('qrcodestack');
	await clicks.click(entry('QRCodeStack'));
	await clicks.click(entry(action));
	await editor.parameters.waitFor();
	await chooseCredential(editor);
}

/** Not counted: it is done once for each account. */
async function chooseCredential(editor: Editor): Promise<void> {
	const select = editor.byId('node-credentials-select').first();
	await soon(async () => {
		if ((await editor.byId('node-credentials-slot').innerText()).includes(CREDENTIAL_NAME)) return;
		await select.click();
		const items = editor.page.locator('[data-test-id^="node-credentials-select-item"]');
		await items
			.filter({ hasText: CREDENTIAL_NAME })
			.filter({ visible: true })
			.first()
			.click({ timeout: 5_000 });
	});
}

async function choose(
	editor: Editor,
	clicks: ClickCounter,
	parameter: string,
	option: string,
): Promise<void> {
	const entries = editor.byId('parameter-input-item').filter({ visible: true });
	await clicks.click(editor.parameter(parameter));
	await clicks.click(entries.filter({ hasText: new RegExp(`^\\s*${option}`) }).first());
}

/** Clicks into a field and types over what stands there. */
async function enter(editor: Editor, clicks: ClickCounter, field: Locator, text: string): Promise<void> {
	await clicks.click(field);
	await editor.page.keyboard.press('ControlOrMeta+A');
	// in one go: n8n takes over what was typed a moment later, and this driver closes the dialog before
	await editor.page.keyboard.insertText(text);
}

const listEnded = async ({ id }: StoredWorkflow) => (await client.listExecutions(id)).filter(hasEnded);

/** What came of the run that follows those of before. */
async function nextExecution(workflow: StoredWorkflow, before: number) {
	const id = await waitFor(async () => (await listEnded(workflow)).at(before)?.id, {
		what: 'the execution to end',
		timeoutMs: RUN_TIMEOUT_MS,
	});
	return await client.waitForExecution(id);
}

see('a QR code for each row of a sheet, with UTM parameters, takes few clicks', async (editor) => {
	const rows = ['Berlin', 'München'].map((city) => ({
		Name: `Flyer ${city}`,
		URL: 'https://shop.example.com/flyer?size=m#top',
		'UTM Source': `flyer ${city}`,
		'UTM Campaign': 'spring sale',
	}));
	const workflow = await client.createWorkflow(rowsWorkflow('UTM by row', rows, []));
	const clicks = new ClickCounter();
	await editor.openWorkflow(workflow);

	await addOperation(editor, clicks, 'Create many QR codes');
	await choose(editor, clicks, 'source', 'Input Columns');
	await clicks.click(editor.byId('node-execute-button').first());

	const execution = await nextExecution(workflow, 0);
	expect(itemsOf(execution, 'Create many QR codes').map(({ json }) => json.destination_url)).toEqual([
		'https://shop.example.com/flyer?size=m&utm_source=flyer%20Berlin&utm_campaign=spring%20sale#top',
		'https://shop.example.com/flyer?size=m&utm_source=flyer%20M%C3%BCnchen&utm_campaign=spring%20sale#top',
	]);
	expect(clicks.count).toBeLessThanOrEqual(MOST_CLICKS.utmByRow);
	await editor.closeNode();
});

see('the figures of the last week take few clicks', async (editor) => {
	const workflow = await client.createWorkflow(chainWorkflow('Weekly figures', [manualTrigger()]));
	const clicks = new ClickCounter();
	await editor.openWorkflow(workflow);

	await addOperation(editor, clicks, 'Summarize scans');
	await choose(editor, clicks, 'scansOf', 'All QR Codes');
	await clicks.click(editor.byId('node-execute-button').first());

	const days = jsonOf(await nextExecution(workflow, 0), 'Summarize scans');
	expect(days).toHaveLength(7);
	expect(days.reduce((sum, { scans }) => sum + Number(scans), 0)).toBe(SCANS);
	expect(clicks.count).toBeLessThanOrEqual(MOST_CLICKS.weeklyFigures);
	await editor.closeNode();
});

/** The workflow to import, with the credential chosen in its nodes. */
function readTemplate(): WorkflowDefinition {
	const file = path.join(__dirname, '..', '..', 'examples', 'repoint-a-campaign.json');
	const template = JSON.parse(readFileSync(file, 'utf8')) as WorkflowDefinition;
	const nodes = template.nodes.map((each) =>
		each.type.startsWith('n8n-nodes-qrcodestack')
			? { ...each, credentials: { [CREDENTIAL_TYPE]: credential } }
			: each,
	);
	return { ...template, nodes };
}

const countChanges = async () =>
	(await sandbox.listRequests({ key: ACCOUNT })).filter(({ method }) => method === 'PATCH').length;
const NEW_DESTINATION = 'https://shop.example.com/autumn';

see('re-pointing a campaign, dry run first, takes few clicks', async (editor) => {
	const workflow = await client.createWorkflow(readTemplate());
	const clicks = new ClickCounter();
	const openCampaign = async () => await clicks.doubleClick(editor.node('The campaign'), editor.parameters);
	/** With Esc, and the run by its button. */
	const closeAndRun = async () => {
		await soon(async () => {
			// inside a text field, Esc closes nothing
			await editor.page.keyboard.press('Tab');
			await editor.page.keyboard.press('Escape');
			await editor.dialog.waitFor({ state: 'hidden', timeout: CLOSES_WITHIN_MS });
		});
		const before = (await listEnded(workflow)).length;
		await clicks.click(editor.byId('execute-workflow-button').first());
		return await nextExecution(workflow, before);
	};
	await editor.openWorkflow(workflow);

	await openCampaign();
	const values = editor.parameters.getByTestId('assignment-value');
	await enter(editor, clicks, values.nth(0), 'spring post');
	await enter(editor, clicks, values.nth(1), NEW_DESTINATION);
	const dryRun = await closeAndRun();
	const planned = jsonOf(dryRun, 'What would change');
	expect(planned.map(({ to }) => to)).toEqual(Array(SPRING_CODES).fill(NEW_DESTINATION));
	expect(await countChanges()).toBe(0);

	await openCampaign();
	await clicks.click(values.nth(2));
	await clicks.click(editor.byId('parameter-input-item').filter({ visible: true, hasText: 'true' }).first());
	const realRun = await closeAndRun();
	expect(realRun.error).toBeUndefined();
	const changed = jsonOf(realRun, 'Change where they lead');
	expect(changed.map((code) => code.destination_url)).toEqual(Array(SPRING_CODES).fill(NEW_DESTINATION));
	expect(await countChanges()).toBe(SPRING_CODES);
	expect(clicks.count).toBeLessThanOrEqual(MOST_CLICKS.repoint);
});
