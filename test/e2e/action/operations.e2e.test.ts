import { itemsOf, jsonOf, type Execution, type Json } from '../client/executionData';
import { connect, createCredential } from '../client/session';
import { qrCodeId, qrCodeStack, rowsWorkflow, type CredentialReference } from '../client/workflows';

const { client, sandbox } = connect();

let advanced: CredentialReference;
let pro: CredentialReference;

beforeAll(async () => {
	advanced = await createCredential(client, 'advanced');
	pro = await createCredential(client, 'pro');
});

/** Runs one action node over the rows in a real execution. */
async function run(parameters: Json, rows: Json[] = [{}], credential = advanced): Promise<Execution> {
	const title = `${String(parameters.resource)}: ${String(parameters.operation)}`;
	const execution = await client.runOnce(
		rowsWorkflow(title, rows, [qrCodeStack('QRCodeStack', credential, parameters)]),
	);
	expect({ status: execution.status, error: execution.error?.message }).toEqual({ status: 'success' });
	return execution;
}

const outputOf = (execution: Execution) => jsonOf(execution, 'QRCodeStack');

/** For each item, the number of the row it came from. */
const rowsBehind = (execution: Execution) =>
	itemsOf(execution, 'QRCodeStack').map(({ pairedItem }) => {
		const [first] = [pairedItem].flat();
		return typeof first === 'object' && first !== null ? (first as { item: number }).item : first;
	});

const names = (prefix: string, count: number) =>
	Array.from({ length: count }, (_, index) => ({
		name: `${prefix} ${index + 1}`,
		url: `https://shop.example.com/${prefix.toLowerCase()}/${index + 1}`,
	}));

const FROM_ROW = { name: '={{ $json.name }}', destinationUrl: '={{ $json.url }}' };

test('Account: Get shows plan and usage without the envelope', async () => {
	const execution = await run({ resource: 'account', operation: 'get' }, [{}, {}]);

	expect(outputOf(execution)[0]).toMatchObject({ plan: 'advanced', usage: expect.anything() });
	expect(outputOf(execution)[0]).not.toHaveProperty('success');
	expect(rowsBehind(execution)).toEqual([0, 1]);
});

test('QR Code: Create makes one code per row, with its design', async () => {
	const rows = names('Menu', 3);

	const execution = await run(
		{
			resource: 'qrCode',
			operation: 'create',
			...FROM_ROW,
			design: { dotColor: '#0F172A', dotShape: 'rounded' },
		},
		rows,
	);

	expect(outputOf(execution).map(({ name, destination_url: url }) => ({ name, url }))).toEqual(rows);
	expect(outputOf(execution)[0]!.render_customizations).toMatchObject({
		dot_color: '#0F172A',
		dot_shape: 'rounded',
	});
	expect(rowsBehind(execution)).toEqual([0, 1, 2]);
});

test('QR Code: Create sends fields that the node does not know yet', async () => {
	const execution = await run({
		resource: 'qrCode',
		operation: 'create',
		name: 'Tomorrow',
		destinationUrl: 'https://shop.example.com/',
		additionalFields: { customFields: '{"folder_id": 7}' },
	});

	expect(outputOf(execution)[0]).toMatchObject({ name: 'Tomorrow', folder_id: 7 });
});

test('QR Code: Create Many makes all rows in one call', async () => {
	const rows = names('Bulk', 12);
	const calls = async () => await sandbox.countRequests({ key: 'advanced', endpoint: '/qr-codes/bulk' });
	const callsBefore = await calls();

	const execution = await run(
		{ resource: 'qrCode', operation: 'createMany', source: 'items', ...FROM_ROW },
		rows,
	);

	expect(outputOf(execution).map(({ name }) => name)).toEqual(rows.map(({ name }) => name));
	expect(rowsBehind(execution)).toEqual(rows.map((_, index) => index));
	expect((await calls()) - callsBefore).toBe(1);
});

test('QR Code: Create Many creates one by one on a plan without the bulk endpoint', async () => {
	const rows = names('Single', 3);

	const execution = await run(
		{ resource: 'qrCode', operation: 'createMany', source: 'items', ...FROM_ROW },
		rows,
		pro,
	);

	expect(outputOf(execution).map(({ name }) => name)).toEqual(rows.map(({ name }) => name));
	expect(rowsBehind(execution)).toEqual([0, 1, 2]);
});

test('QR Code: Create Many takes an array in the field names of the API', async () => {
	const qrCodes = names('Array', 2).map(({ name, url }) => ({ name, destination_url: url }));

	const execution = await run({
		resource: 'qrCode',
		operation: 'createMany',
		source: 'json',
		qrCodesJson: JSON.stringify(qrCodes),
	});

	expect(outputOf(execution)).toMatchObject(qrCodes);
	expect(rowsBehind(execution)).toEqual([0, 0]);
});

describe('on codes that exist', () => {
	test('QR Code: Get finds codes by ID and by short link', async () => {
		const first = await sandbox.addQrCode('advanced', 'Door');
		const second = await sandbox.addQrCode('advanced', 'Window');

		const byId = await run({ resource: 'qrCode', operation: 'get', qrCodeId: qrCodeId('={{ $json.id }}') }, [
			{ id: second.id },
			{ id: first.id },
		]);
		const byLink = await run({
			resource: 'qrCode',
			operation: 'get',
			qrCodeId: qrCodeId(first.shortUrl, 'shortLink'),
		});

		expect(outputOf(byId).map(({ id }) => id)).toEqual([second.id, first.id]);
		expect(rowsBehind(byId)).toEqual([0, 1]);
		expect(outputOf(byLink).map(({ id }) => id)).toEqual([first.id]);
	});

	test('QR Code: Get Many stops at the limit and otherwise reads every page', async () => {
		const listed = await createCredential(client, 'listed');
		await sandbox.addQrCodes({ account: 'listed', count: 230 });

		const some = await run({ resource: 'qrCode', operation: 'getAll', limit: 7 }, [{}], listed);
		const all = await run({ resource: 'qrCode', operation: 'getAll', returnAll: true }, [{}], listed);

		expect(outputOf(some)).toHaveLength(7);
		expect(new Set(outputOf(all).map(({ id }) => id)).size).toBe(230);
		expect(new Set(rowsBehind(all))).toEqual(new Set([0]));
	});

	test('QR Code: Update changes where a printed code leads', async () => {
		const { id, name, shortUrl } = await sandbox.addQrCode('advanced', 'Flyer');

		const execution = await run({
			resource: 'qrCode',
			operation: 'update',
			qrCodeId: qrCodeId(id),
			updateFields: { destinationUrl: 'https://shop.example.com/summer' },
		});

		expect(outputOf(execution)).toMatchObject([
			{ id, name, destination_url: 'https://shop.example.com/summer', short_url: shortUrl },
		]);
		expect(rowsBehind(execution)).toEqual([0]);
	});

	test('QR Code: Delete answers which code is gone, and it is gone', async () => {
		const codes = await sandbox.addQrCodes({ account: 'advanced', name: 'Old', count: 2 });

		const execution = await run(
			{ resource: 'qrCode', operation: 'delete', qrCodeId: qrCodeId('={{ $json.id }}') },
			codes.map(({ id }) => ({ id })),
		);
		const lookUp = await client.runOnce(
			rowsWorkflow(
				'Look for a deleted code',
				[{}],
				[
					qrCodeStack('QRCodeStack', advanced, {
						resource: 'qrCode',
						operation: 'get',
						qrCodeId: qrCodeId(codes[0]!.id),
					}),
				],
			),
		);

		expect(outputOf(execution)).toEqual(codes.map(({ id }) => ({ deleted: true, id })));
		expect(rowsBehind(execution)).toEqual([0, 1]);
		expect(lookUp.status).toBe('error');
		expect(lookUp.error).toMatchObject({ httpCode: '404' });
	});

	test('QR Code: Get Analytics and Scan: Get Many tell of the same scans', async () => {
		const { id } = await sandbox.addQrCode('advanced', 'Station');
		await sandbox.addScans({ qrCodeId: id, count: 4 });

		const analytics = await run({ resource: 'qrCode', operation: 'getAnalytics', qrCodeId: qrCodeId(id) });
		const scans = await run({
			resource: 'scan',
			operation: 'getAll',
			qrCodeId: qrCodeId(id),
			returnAll: true,
		});

		expect(outputOf(analytics)).toMatchObject([{ total_scans: 4 }]);
		expect(rowsBehind(analytics)).toEqual([0]);
		expect(outputOf(scans).map((scan) => scan.qr_code_id)).toEqual([id, id, id, id]);
		expect(rowsBehind(scans)).toEqual([0, 0, 0, 0]);
	});

	test('Scan: Get Many and Summarize read the scans of all codes, and agree', async () => {
		const counted = await createCredential(client, 'counted');
		const codes = await sandbox.addQrCodes({ account: 'counted', name: 'Counted', count: 3 });
		const recentMs = Date.now() - 36 * 3_600_000;
		await sandbox.addScans({ qrCodeId: codes[0]!.id, count: 5, fromMs: recentMs, toMs: recentMs });
		await sandbox.addScans({ qrCodeId: codes[1]!.id, count: 2, fromMs: recentMs, toMs: recentMs });
		const calls = async () => await sandbox.countRequests({ key: 'counted' });

		const summarize = { resource: 'scan', operation: 'summarize', scansOf: 'all', groupBy: ['qrCode'] };
		const summary = await run(summarize, [{}], counted);
		expect(await calls()).toBe(3);
		const many = { resource: 'scan', operation: 'getAll', scansOf: 'all', returnAll: true };
		const scans = await run(many, [{}], counted);

		expect(
			outputOf(summary).map(({ qrCode, scans: count }) => [(qrCode as { id: string }).id, count]),
		).toEqual([
			[codes[0]!.id, 5],
			[codes[1]!.id, 2],
			[codes[2]!.id, 0],
		]);
		expect(outputOf(scans)).toHaveLength(7);
		expect(outputOf(scans)[0]).toMatchObject({ qrCode: { name: expect.stringContaining('Counted') } });
	});
});
