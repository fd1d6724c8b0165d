import { SandboxControl } from '../e2e/client/sandboxControl';
import { chainWorkflow, qrCodeStackTrigger, type StoredWorkflow } from '../e2e/client/workflows';
import type { Editor } from './editor';
import { client, session } from './n8n';
import { createShopCredential } from './shop';
import { soon } from './soon';
import { watchEditor } from './watch';

// tall enough that no field hides below the edge
const see = watchEditor({ height: 1000 });

const ACCOUNT = 'noticed';
const CITY = 'Leipzig';
/** A slip that nobody sees in the field. */
const WRONG_CITY = 'Leipsic';

let workflow: StoredWorkflow;

beforeAll(async () => {
	const sandbox = new SandboxControl(session.sandboxOrigin);
	const poster = await sandbox.addQrCode(ACCOUNT, 'Poster');
	await sandbox.addScans({ qrCodeId: poster.id, count: 7, visitor: { city: CITY, country: 'DE' } });
	const credential = await createShopCredential(client, session, ACCOUNT);
	const trigger = qrCodeStackTrigger('On scan', credential, { options: { city: WRONG_CITY } }, 60);
	workflow = await client.createWorkflow(chainWorkflow('Events', [trigger]));
});

const expectOutput = async (editor: Editor, ...texts: string[]) =>
	await soon(async () => {
		const shown = await editor.outputPanel.innerText();
		for (const text of texts) expect(shown).toContain(text);
	});

see(
	'a filter with a slip: the test event says what the newest scans have, and with that it passes',
	async (editor) => {
		await editor.openWorkflow(workflow);
		await editor.openNode('On scan');
		await editor.execute();
		await soon(async () => {
			expect(await editor.byId('node-error-message').innerText()).toBe(
				'None of the newest scans passes the filters',
			);
			expect(await editor.byId('node-error-description').innerText()).toContain(`have the city ${CITY}`);
		});
		const field = editor.parameter('options.city').locator('input');
		await field.fill(CITY);
		await field.press('Tab');
		await editor.execute();

		await expectOutput(editor, 'scannedAt', CITY, 'Poster');
	},
);

see('a milestone is set up and tried without waiting for one', async (editor) => {
	await editor.choose('event', 'Scan Milestone');
	await soon(async () =>
		expect(await editor.readFields()).toEqual([
			'Poll Times',
			expect.stringMatching(/every 20 minutes on the Pro plan/),
			'Trigger On',
			'Milestones',
			'Milestone Every',
			'Watch',
			'Options',
		]),
	);
	const field = editor.parameter('milestones').locator('input');
	await field.fill('many');
	await field.press('Tab');
	await editor.execute();
	await soon(async () =>
		expect(await editor.byId('node-error-message').innerText()).toMatch(/^Milestones must be a whole number/),
	);
	await field.fill('5, 100');
	await field.press('Tab');
	await editor.execute();

	await expectOutput(editor, 'noticedAt', 'milestone', 'scanCount', 'Poster');
});

describe.each([
	['QR Code Quiet', ['Quiet Days', 'Watch', 'Options'], ['quietDays', 'lastScannedAt']],
	['QR Code Created', ['Trigger On', 'Watch', 'Options'], ['createdAt']],
	['QR Code Changed', ['Trigger On', 'Watch', 'Options'], ['changed', 'before', 'after']],
	['QR Code Deleted', ['Trigger On', 'Watch', 'Options'], ['noticedAt', 'scanCount']],
	['API Calls Used', ['Trigger On', 'Percent Used', 'Options'], ['percentUsed', 'callsLeft']],
])('%s', (event, fields, members) => {
	see('asks for what it needs, and its test event shows what an item will have', async (editor) => {
		await editor.choose('event', event);
		await soon(async () => expect((await editor.readFields()).slice(-3)).toEqual(fields));
		await editor.execute();

		await expectOutput(editor, ...members);
	});
});
