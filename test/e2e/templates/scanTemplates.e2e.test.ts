import { setUpExample } from './exampleWorkflow';
import { changeQrCode } from '../client/dashboard';
import { jsonOf } from '../client/executionData';
import { startHookServer, type HookServer } from '../client/hookServer';
import { scanLikeAPhone } from '../client/phone';
import { activateUntilFirstPoll, waitForPollAfter } from '../trigger/scanDelivery';
import { connect, createCredential } from '../client/session';
import type { StoredWorkflow } from '../client/workflows';

const { client, sandbox } = connect();

const POLL_EVERY_SECONDS = 4;

let hooks: HookServer;
const activated: StoredWorkflow[] = [];

beforeAll(async () => {
	hooks = await startHookServer();
});

afterEach(async () => {
	for (const workflow of activated.splice(0)) await client.deactivate(workflow);
});

afterAll(async () => await hooks.close());

/** Imports an example whose trigger waits for scans, sets it up and switches it on. */
async function activateExample(
	name: string,
	account: string,
	replace: Record<string, string>,
): Promise<void> {
	const credential = await createCredential(client, account);
	const workflow = await client.createWorkflow(
		setUpExample(name, { credential, replace, pollEverySeconds: POLL_EVERY_SECONDS }),
	);
	activated.push(workflow);
	await activateUntilFirstPoll(client, sandbox, workflow, account);
}

test('Send scans to a CRM or a chat: each scan becomes one entry in the CRM and one line in the chat', async () => {
	const qrCode = await sandbox.addQrCode('notified', 'Table 7');
	await activateExample('send-scans-to-a-crm-or-chat', 'notified', {
		'https://crm.example.com': `${hooks.origin}/crm`,
		'https://chat.example.com': `${hooks.origin}/chat`,
	});

	const destination = await scanLikeAPhone(qrCode.shortUrl);
	await scanLikeAPhone(qrCode.shortUrl);
	const entries = await hooks.waitForCalls('/crm/', 2);
	const lines = await hooks.waitForCalls('/chat/', 2);

	expect(entries.map(({ body }) => body)).toEqual(
		entries.map(() => ({
			type: 'qr_scan',
			scan_id: expect.any(String),
			occurred_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
			campaign: qrCode.name,
			landed_on: destination,
			country: expect.any(String),
			device: 'mobile',
		})),
	);
	expect(new Set(entries.map(({ headers }) => headers['idempotency-key']))).toEqual(
		new Set(entries.map(({ body }) => body.scan_id)),
	);
	expect(new Set(entries.map(({ body }) => body.scan_id)).size).toBe(2);
	expect(lines[0]!.body.text).toMatch(`QR code "${qrCode.name}" was scanned at `);
});

test('First scan alert: tells of the first scan of each code, and of no later one', async () => {
	const [poster, flyer] = await sandbox.addQrCodes({ account: 'alerted', name: 'Poster', count: 2 });
	await activateExample('first-scan-alert', 'alerted', { 'https://chat.example.com': hooks.origin });

	await scanLikeAPhone(poster!.shortUrl);
	await hooks.waitForCalls('/hooks/first-scans', 1);
	await waitForPollAfter(sandbox, 'alerted', async () => void (await scanLikeAPhone(poster!.shortUrl)));
	await scanLikeAPhone(flyer!.shortUrl);
	const alerts = await hooks.waitForCalls('/hooks/first-scans', 2);

	expect(alerts.map(({ body }) => body.text)).toEqual([
		expect.stringContaining(`First scan of "${poster!.name}"`),
		expect.stringContaining(`First scan of "${flyer!.name}"`),
	]);
});

test('Milestone alert: tells of a number of scans when a code reaches it', async () => {
	const qrCode = await sandbox.addQrCode('alerted', 'Window');
	await activateExample('milestone-alert', 'alerted', {
		'https://chat.example.com': hooks.origin,
		'"milestones":"100, 500,': '"milestones":"3, 100, 500,',
	});
	await sandbox.addScans({ qrCodeId: qrCode.id, count: 4 });
	const [alert] = await hooks.waitForCalls('/hooks/milestones', 1);

	expect(alert!.body.text).toBe(
		`"${qrCode.name}" has reached 3 scans (now 4). It leads to https://example.com/`,
	);
});

test('Quiet-code digest: one message names the codes that nobody scanned', async () => {
	const createdAtMs = Date.now() - 30.5 * 24 * 60 * 60_000;
	await sandbox.addQrCodes({ account: 'unnoticed', name: 'Flyer', count: 2, createdAtMs });
	await activateExample('quiet-code-digest', 'unnoticed', { 'https://chat.example.com': hooks.origin });
	const [digest] = await hooks.waitForCalls('/hooks/quiet-codes', 1);

	expect(digest!.body.text).toMatch(/^\d+ QR codes were not scanned lately:\n• /);
	expect(digest!.body.text).toContain('• Flyer 1: 30 days, never scanned');
	expect(digest!.body.text).toContain('• Flyer 2: 30 days, never scanned');
});

test('Calls-used warning: tells once that most of the calls of the month are used', async () => {
	await sandbox.addQrCode('warned', 'Any');
	await activateExample('calls-used-warning', 'warned', { 'https://chat.example.com': hooks.origin });
	await sandbox.setLimits({ account: 'warned', perMonth: 1_000_000, monthUsed: 850_000 });
	const [warning] = await hooks.waitForCalls('/hooks/api-calls', 1);

	expect(warning!.body.text).toMatch(
		/^QRCodeStack: 85% of this month's API calls are used \(8500\d\d of 1000000\)\. 149\d\d\d are left/,
	);
});

test('Dashboard-change log: writes down what a code was before, and what it is now', async () => {
	const qrCode = await sandbox.addQrCode('changed', 'Menu');
	await activateExample('dashboard-change-log', 'changed', { 'https://log.example.com': hooks.origin });
	await changeQrCode('changed', qrCode.id, { name: 'Summer menu' });
	const [entry] = await hooks.waitForCalls('/qr-code-changes', 1);

	expect(entry!.body).toEqual({
		noticed_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
		qr_code_id: qrCode.id,
		changed: ['name'],
		before: { name: qrCode.name },
		after: { name: 'Summer menu' },
		text: `"Summer menu": name was "${qrCode.name}", is now "Summer menu"`,
	});
});

test('React to a scan: "Execute workflow" shows the newest scan in words', async () => {
	const qrCode = await sandbox.addQrCode('notified', 'Window');
	const destination = await scanLikeAPhone(qrCode.shortUrl);
	const credential = await createCredential(client, 'notified');
	const workflow = await client.createWorkflow(setUpExample('react-to-a-scan', { credential }));

	const started = await client.startWorkflow(workflow, 'When a QR code is scanned');
	const execution = await client.waitForExecution(started);

	expect(execution.status).toBe('success');
	expect(jsonOf(execution, 'Pass it on')).toMatchObject([
		{
			qrCode: { id: qrCode.id },
			message: expect.stringMatching(`^"${qrCode.name}" was scanned at .* It leads to ${destination}$`),
		},
	]);
});
