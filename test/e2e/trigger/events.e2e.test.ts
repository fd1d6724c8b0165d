import { changeQrCode } from '../client/dashboard';
import { jsonOf, type Json } from '../client/executionData';
import { connect, createCredential } from '../client/session';
import type { StoredWorkflow } from '../client/workflows';
import { activateUntilFirstPoll, scansWorkflow, waitForDeliveries, waitForTwoPolls } from './scanDelivery';

const { client, sandbox } = connect();

const DAY_MS = 24 * 60 * 60_000;

const activated: StoredWorkflow[] = [];

afterEach(async () => {
	for (const workflow of activated.splice(0)) await client.deactivate(workflow);
});

async function createTrigger(account: string, parameters: Json): Promise<StoredWorkflow> {
	return await client.createWorkflow(scansWorkflow(await createCredential(client, account), parameters));
}

async function activateTrigger(account: string, parameters: Json): Promise<StoredWorkflow> {
	const workflow = await createTrigger(account, parameters);
	activated.push(workflow);
	await activateUntilFirstPoll(client, sandbox, workflow, account);
	return workflow;
}

/** What "Fetch Test Event" shows, or says. */
async function fetchTestEvent(account: string, parameters: Json) {
	const workflow = await createTrigger(account, parameters);
	const execution = await client.waitForExecution(await client.startWorkflow(workflow, 'On scan'));
	const { message = '', description = '' } = execution.error ?? {};
	return { items: execution.error ? [] : jsonOf(execution, 'On scan'), said: `${message}. ${description}` };
}

test('"Fetch Test Event" shows the newest scan that passes the filters, and says what there is where none does', async () => {
	const qrCode = await sandbox.addQrCode('noticed', 'Filtered');
	const scan = async (country: string, agoMs: number) =>
		await sandbox.addScans({ qrCodeId: qrCode.id, fromMs: Date.now() - agoMs, visitor: { country } });
	await scan('DE', 60_000);
	await scan('FR', 1_000);

	const passing = await fetchTestEvent('noticed', { options: { country: ['DE'] } });
	expect(passing.items).toMatchObject([{ country: 'DE', qrCode: { id: qrCode.id } }]);
	const named = await fetchTestEvent('noticed', { options: { country: '={{ "Deutschland" }}' } });
	expect(named.items).toMatchObject([{ country: 'DE' }]);
	const none = await fetchTestEvent('noticed', { options: { country: ['JP'] } });
	expect(none.items).toEqual([]);
	expect(none.said).toBe(
		'None of the newest scans passes the filters. The newest 2 scans have the countries FR, DE. Change the filters in the options, or scan a QR code that passes them, then fetch again.',
	);
});

test('a milestone starts the workflow once, however many scans passed it', async () => {
	const qrCode = await sandbox.addQrCode('noticed', 'Milestone');
	await sandbox.addScans({ qrCodeId: qrCode.id, count: 2 });
	const watched = { watch: 'selected', qrCodeIds: [qrCode.id] };
	const workflow = await activateTrigger('noticed', {
		event: 'scanMilestone',
		milestones: '2, 5, 8, 100',
		...watched,
	});
	await sandbox.addScans({ qrCodeId: qrCode.id, count: 7 });
	const { scans } = await waitForDeliveries(client, workflow, 2);
	await sandbox.addScans({ qrCodeId: qrCode.id, count: 1 });
	const { items } = await fetchTestEvent('noticed', { event: 'scanMilestone', milestones: '5', ...watched });

	const { name, shortUrl } = qrCode;
	expect(scans).toMatchObject([
		{ noticedAt: expect.any(String), milestone: 5, scanCount: 9, qrCode: { id: qrCode.id, name, shortUrl } },
		{ milestone: 8, scanCount: 9 },
	]);
	expect(items).toMatchObject([{ milestone: 5, scanCount: 10, qrCode: { id: qrCode.id } }]);
	expect((await waitForDeliveries(client, workflow, 2)).scans).toEqual(scans);
});

test('a code that nobody scans starts the workflow once', async () => {
	const [old] = await sandbox.addQrCodes({
		account: 'unnoticed',
		name: 'Old poster',
		createdAtMs: Date.now() - 20.5 * DAY_MS,
	});
	const busy = await sandbox.addQrCode('unnoticed', 'Old poster, busy');
	await sandbox.addScans({ qrCodeId: busy.id });
	const workflow = await activateTrigger('unnoticed', {
		...{ event: 'quietQrCode', quietDays: 14 },
		// other tests leave quiet codes in the same account
		...{ watch: 'matching', qrCodeFilters: { nameStartsWith: 'Old poster' } },
	});

	const { scans } = await waitForDeliveries(client, workflow, 1);
	await waitForTwoPolls(client, sandbox, workflow, 'unnoticed');
	expect(scans).toMatchObject([
		{ quietDays: 20, lastScannedAt: null, scanCount: 0, qrCode: { id: old!.id, name: old!.name } },
	]);
	expect((await waitForDeliveries(client, workflow, 1)).scans).toEqual(scans);
});

test('a change in the dashboard starts the workflow, with what was there before', async () => {
	const qrCode = await sandbox.addQrCode('changed', 'Changed');
	const workflow = await activateTrigger('changed', { event: 'changedQrCode' });
	await changeQrCode('changed', qrCode.id, { destination_url: 'https://example.com/summer' });

	const { scans } = await waitForDeliveries(client, workflow, 1);
	expect(scans).toMatchObject([
		{
			changed: ['destinationUrl'],
			before: { destinationUrl: 'https://example.com/' },
			after: { destinationUrl: 'https://example.com/summer' },
			qrCode: { id: qrCode.id, destinationUrl: 'https://example.com/summer' },
		},
	]);
});
