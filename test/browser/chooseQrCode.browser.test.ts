import {
	chainWorkflow,
	manualTrigger,
	qrCodeStack,
	qrCodeStackTrigger,
	type StoredWorkflow,
} from '../e2e/client/workflows';
import { hasEnded, jsonOf } from '../e2e/client/executionData';
import { SandboxControl } from '../e2e/client/sandboxControl';
import { waitFor } from '../e2e/client/waitFor';
import type { Editor } from './editor';
import { noteOpenedAddress, readOpenedAddress } from './insidePage';
import { withLooseNodes } from './looseNodes';
import { client, session } from './n8n';
import { takePicture } from './pictures';
import {
	createShopCredential,
	findShopCode,
	OLDEST_TABLE,
	SHOP_ACCOUNT,
	SPRING_PROMO,
	type ShopCode,
} from './shop';
import { soon } from './soon';
import { watchEditor } from './watch';

const see = watchEditor();

const sandbox = new SandboxControl(session.sandboxOrigin);

/** A run takes a second; the rest is for a slow and busy machine. */
const RUN_TIMEOUT_MS = 60_000;

let promo: ShopCode;
let workflow: StoredWorkflow;

beforeAll(async () => {
	promo = await findShopCode(session, SPRING_PROMO.name);
	const credential = await createShopCredential(client, session);
	const get = qrCodeStack('Get', credential, { resource: 'qrCode', operation: 'get' });
	const trigger = qrCodeStackTrigger('On scan', credential, { watch: 'one' }, 60);
	const definition = chainWorkflow('Choose a code', [manualTrigger(), get]);
	workflow = await client.createWorkflow(withLooseNodes(definition, [trigger]));
});

const listed = async (editor: Editor) =>
	(await editor.byId('rlc-item').allInnerTexts()).map((text) => text.trim());

async function search(editor: Editor, text: string): Promise<void> {
	await editor.page.locator('[data-test-id="rlc-search"] input, input[data-test-id="rlc-search"]').fill(text);
}

/** Chooses "By ID" and the like. */
async function chooseMode(editor: Editor, mode: string): Promise<void> {
	await editor.byId('rlc-mode-selector').click();
	await editor.byId(`mode-${mode}`).click();
}

/** Types into the field that takes an ID or a link. */
async function enter(editor: Editor, text: string): Promise<void> {
	await editor.byId('rlc-input').first().fill(text);
	await editor.byId('rlc-input').first().blur();
}

/**
 * Executes the node on the page, which then shows the chosen code. n8n takes over what was typed a moment after one
 * has left the field: a run that came before that works on the old value, and the button is pressed once more.
 * @returns the calls of the run that found the code.
 */
async function runAndReadCalls(editor: Editor): Promise<string[]> {
	let calls: string[] = [];
	await soon(async () => void (calls = await runOnce(editor)));
	return calls;
}

/** The page may still show the run before, so n8n is asked when this one has ended, and what came of it. */
async function runOnce(editor: Editor): Promise<string[]> {
	const listEnded = async () => (await client.listExecutions(workflow.id)).filter(hasEnded);
	const listCalls = async () => await sandbox.listRequests({ key: SHOP_ACCOUNT });
	const [endedBefore, callsBefore] = [await listEnded(), await listCalls()];
	await editor.execute();
	const id = await waitFor(async () => (await listEnded()).slice(endedBefore.length)[0]?.id, {
		what: 'the execution to end',
		timeoutMs: RUN_TIMEOUT_MS,
	});
	const execution = await client.waitForExecution(id);
	expect(jsonOf(execution, 'Get')).toMatchObject([{ id: promo.id, destination_url: promo.destination_url }]);
	await soon(async () => {
		expect(await editor.outputPanel.innerText()).toContain(promo.id);
		expect(await editor.outputPanel.innerText()).toContain(promo.destination_url);
	});
	return (await listCalls()).slice(callsBefore.length).map(({ method, endpoint }) => `${method} ${endpoint}`);
}

/** The field and the list that hangs from it. */
async function takeListPicture(editor: Editor, name: string): Promise<void> {
	const list = editor.page
		.locator('[data-reka-popper-content-wrapper]')
		.filter({ has: editor.byId('rlc-search') });
	await takePicture([editor.field('QR Code'), list], name, { margin: 16 });
}

see(
	'the list shows name and short link of the newest codes, and reads on where one scrolls down',
	async (editor) => {
		await editor.openWorkflow(workflow);
		await editor.openNode('Get');
		// counted in n8n's answer: on the page, a quick editor may have read on by itself before one can look
		const firstPage = editor.page.waitForResponse('**/resource-locator-results');
		await editor.byId('rlc-input').first().click();
		const { data } = (await (await firstPage).json()) as { data: { results: unknown[] } };
		await soon(async () =>
			expect((await listed(editor))[0]).toBe(`${promo.name} (${promo.short_url.replace('https://', '')})`),
		);
		await takeListPicture(editor, 'choose-from-list');
		await soon(async () => {
			await editor.byId('rlc-item').last().scrollIntoViewIfNeeded();
			const names = await listed(editor);
			expect(names.length).toBeGreaterThan(data.results.length);
			expect(names.at(-1)).toMatch(new RegExp(`^${OLDEST_TABLE} \\(`));
		});
	},
);

see(
	'a search shows the matches of later pages as well, where there are too few to scroll',
	async (editor) => {
		await search(editor, 'table 2');
		const names = ['Table 2', ...Array.from({ length: 10 }, (_, digit) => `Table 2${digit}`)];
		await soon(async () => {
			const found = (await listed(editor)).map((entry) => entry.replace(/ \(.*/, ''));
			expect(found.toSorted()).toEqual(names);
		});
	},
);

see('the search finds a code by its name, also on a later page, and by its destination', async (editor) => {
	await search(editor, 'table 20');
	await soon(async () => expect(await listed(editor)).toEqual([expect.stringMatching(/^Table 20 /)]));
	await search(editor, 'example.com/spring');
	await soon(async () => expect(await listed(editor)).toEqual([expect.stringMatching(`^${promo.name} `)]));
	await takeListPicture(editor, 'search-in-list');
});

see('the chosen code links out to its destination', async (editor) => {
	await editor.byId('rlc-item').first().click();
	await editor.page.evaluate(noteOpenedAddress);
	await editor.clickUnder(editor.byId('rlc-input-container').first(), editor.byId('rlc-open-resource-link'));
	await soon(async () => expect(await editor.page.evaluate(readOpenedAddress)).toBe(promo.destination_url));
});

see('the node then works on that very code', async (editor) => {
	expect(await runAndReadCalls(editor)).toContain('GET /qr-codes/{id}');
});

see('a code can be given by its ID', async (editor) => {
	await chooseMode(editor, 'id');
	await enter(editor, promo.id);
	expect(await runAndReadCalls(editor)).toContain('GET /qr-codes/{id}');
});

see('a code can be given by the link that is printed in it', async (editor) => {
	await chooseMode(editor, 'shortLink');
	await enter(editor, promo.short_url);
	expect(await runAndReadCalls(editor)).toContain('GET /qr-codes');
	await takePicture(editor.shownFields, 'choose-by-link', { margin: 16 });
	await editor.closeNode();
});

see('the trigger offers the same list', async (editor) => {
	await editor.openNode('On scan');
	await editor.byId('rlc-input').first().click();
	await soon(async () => expect((await listed(editor))[0]).toContain(promo.name));
	await search(editor, 'menu');
	await soon(async () => expect(await listed(editor)).toEqual([expect.stringMatching(/^Menu card /)]));
	await editor.byId('rlc-item').first().click();
	await soon(async () => expect(await editor.byId('rlc-input').first().inputValue()).toMatch(/^Menu card /));
	await takePicture(editor.shownFields, 'trigger-choose', { margin: 16 });
});
