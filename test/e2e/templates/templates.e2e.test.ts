import type { LoggedRequest } from '../../../sandbox/server/requestLog';
import { readExample, setUpExample, type SetUp } from './exampleWorkflow';
import { itemsOf, jsonOf, type Execution } from '../client/executionData';
import { submitFile } from '../client/n8nForm';
import { connect, createCredential } from '../client/session';
import { startMailServer } from '../client/mailServer';
import {
	ACTION_TYPE,
	node,
	type Connections,
	type WorkflowDefinition,
	type WorkflowNode,
} from '../client/workflows';
import { expectBothToRead } from '../../image/readers';

const { client, sandbox, session } = connect();

const START = 'When clicking "Execute workflow"';

/** Imports an example, sets it up and runs it from a trigger, as "Execute workflow" does. */
async function runExample(
	name: string,
	trigger: string,
	setUp: SetUp,
	{ then = [] }: { then?: WorkflowNode[] } = {},
): Promise<Execution> {
	const workflow = await client.createWorkflow(appendNodes(setUpExample(name, setUp), then));
	return await client.waitForExecution(await client.startWorkflow(workflow, trigger));
}

/** Behind the last node, which the examples list last. */
function appendNodes(workflow: WorkflowDefinition, nodes: WorkflowNode[]): WorkflowDefinition {
	const chained = [workflow.nodes.at(-1)!, ...nodes];
	const links = chained
		.slice(1)
		.map(({ name }, index): [string, Connections[string]] => [
			chained[index]!.name,
			{ main: [[{ node: name, type: 'main', index: 0 }]] },
		]);
	return {
		...workflow,
		nodes: [...workflow.nodes, ...nodes],
		connections: { ...workflow.connections, ...Object.fromEntries(links) },
	};
}

const unzip = () =>
	node(
		'Unzip',
		'n8n-nodes-base.compression',
		{ operation: 'decompress', binaryPropertyName: 'data', outputPrefix: 'file_' },
		{ typeVersion: 1.1 },
	);

/** Each file as base64 in the item of "Read file_0" and so on, wherever n8n keeps it. */
const toBase64 = (...fields: string[]) =>
	fields.map((field) =>
		node(`Read ${field}`, 'n8n-nodes-base.extractFromFile', {
			operation: 'binaryToPropery',
			binaryPropertyName: field,
			destinationKey: 'base64',
			options: { keepSource: 'binary' },
		}),
	);

function expectSuccess({ status, error }: Execution): void {
	expect({ status, error: error?.message }).toEqual({ status: 'success', error: undefined });
}

const callsOf = (requests: LoggedRequest[]) =>
	requests.map(({ method, endpoint }) => `${method} ${endpoint}`);

test('Create QR codes from rows: one call makes a code of each sample row', async () => {
	const credential = await createCredential(client, 'uploaded');
	const bulkCalls = async () => await sandbox.countRequests({ key: 'uploaded', endpoint: '/qr-codes/bulk' });
	const callsBefore = await bulkCalls();

	const execution = await runExample('create-qr-codes-from-rows', 'When clicking "Execute workflow"', {
		credential,
	});

	expectSuccess(execution);
	expect(jsonOf(execution, 'What to print')).toEqual(
		['Spring menu', 'Poster at the station', 'Table 7'].map((name) => ({
			name,
			shortLink: expect.stringContaining('/r/'),
			qrCodeId: expect.any(String),
		})),
	);
	expect((await bulkCalls()) - callsBefore).toBe(1);
});

describe('Bulk codes from a spreadsheet', () => {
	const UTF_8 = 'UTF-8';
	const WINDOWS_1252 = "Windows-1252 (Excel's plain CSV)";
	const UTF_16 = "UTF-16 (Excel's Unicode Text)";
	const BOM = '\ufeff';
	const ROWS = [
		['Menü', 'https://shop.example.com/menu', 'Berlin'],
		['Slip', 'no address', 'Bonn'],
		['Door', 'https://shop.example.com/door', 'Köln'],
	];
	const write = (header: string[], separator: string) =>
		[header, ...ROWS].map((row) => row.join(separator)).join('\r\n') + '\r\n';

	/** Uploads a file and gives back the last page, the rows of the execution and the file that comes back. */
	async function upload(bytes: Uint8Array, answers: string[]) {
		const credential = await createCredential(client, 'uploaded');
		const workflow = await client.createWorkflow(
			setUpExample('bulk-codes-from-a-spreadsheet', { credential }),
		);
		await client.activate(workflow);
		try {
			const entry = { name: 'codes.csv', bytes, answers };
			const { html, file } = await submitFile(session.n8nUrl, 'qr-codes-from-a-spreadsheet', entry);
			const [execution] = await client.waitForExecutions(workflow.id, (ended) => ended.length > 0, {
				what: 'the execution that the form started',
				timeoutMs: 30_000,
			});
			expectSuccess(execution!);
			return { html, file, rows: jsonOf(execution!, 'Write the row') };
		} finally {
			await client.deactivate(workflow);
		}
	}

	test.each<[string, Uint8Array, string[]]>([
		[
			'that Google Sheets writes',
			Buffer.from(write(['name', 'url', 'town'], ',')),
			['Commas', UTF_8, 'name', 'url'],
		],
		[
			'that a German Excel writes as CSV UTF-8, with a BOM and capital letters in its header',
			Buffer.from(BOM + write(['Name', 'URL', 'Ort'], ';')),
			['Semicolons', UTF_8, 'name', 'url'],
		],
		[
			'that a German Excel writes as plain CSV, with other names of the columns',
			Buffer.from(write(['Titel', 'Adresse', 'Ort'], ';'), 'latin1'),
			['Semicolons', WINDOWS_1252, 'Titel', 'Adresse'],
		],
		[
			'that Excel writes as Unicode Text',
			Buffer.from(BOM + write(['name', 'url', 'town'], '\t'), 'utf16le'),
			['Tabs', UTF_16, 'name', 'url'],
		],
	])(
		'a file %s comes back with all its columns, short links, and the reason where there is none',
		async (_, bytes, answers) => {
			const { html, file, rows } = await upload(bytes, answers);

			expect(html).toContain('Your QR codes are ready');
			expect(html).toContain('2 created, 1 not: see the column problem of the file.');
			expect(rows.map((row) => Object.values(row).slice(0, 3))).toEqual(ROWS);
			expect(rows).toMatchObject([
				{ short_link: expect.stringContaining('/r/'), qr_code_id: expect.any(String), problem: '' },
				{ short_link: '', problem: expect.stringContaining('Destination URL') },
				{ short_link: expect.stringContaining('/r/'), problem: '' },
			]);
			expect(file.name).toBe('qr-codes.csv');
			const [header, ...lines] = file.text.trim().split('\n');
			expect(header).toMatch(/,short_link,qr_code_id,problem$/);
			expect(lines.map((line) => line.split(',')[2])).toEqual(['Berlin', 'Bonn', 'Köln']);
		},
	);

	test('a file whose columns are separated otherwise than was said creates nothing, and the page says what to check', async () => {
		const { html } = await upload(Buffer.from(write(['name', 'url', 'town'], ';')), [
			'Commas',
			UTF_8,
			'name',
			'url',
		]);

		expect(html).toContain('No QR code was created');
		expect(html).toContain('0 created, 3 not: see the column problem of the file.');
		expect(html).toContain('Check how its columns are separated and what they are called.');
	});
});

test('Re-point a campaign at midnight: changes only the codes that lead elsewhere, and nothing in the next night', async () => {
	const credential = await createCredential(client, 'campaign');
	const [poster, flyer] = await sandbox.addQrCodes({
		account: 'campaign',
		count: 2,
		destinationUrl: 'https://shop.example.com/flyer',
	});
	const replace = {
		'https://qrs.example.com/r/POSTER': poster!.shortUrl,
		'https://qrs.example.com/r/FLYER': flyer!.shortUrl,
	};
	const runNight = async () =>
		await runExample('repoint-a-campaign-at-midnight', 'Every night at midnight', { credential, replace });
	const changes = async () => await sandbox.listRequests({ key: 'campaign', method: 'PATCH' });

	const firstNight = await runNight();
	const changesOfFirst = await changes();
	const nextNight = await runNight();

	expectSuccess(firstNight);
	expect(jsonOf(firstNight, 'Change where it leads')).toMatchObject([
		{ id: poster!.id, destination_url: 'https://shop.example.com/spring' },
	]);
	expect(changesOfFirst.map(({ path }) => path)).toEqual([expect.stringContaining(poster!.id)]);
	expectSuccess(nextNight);
	expect(jsonOf(nextNight, 'Find the code')).toHaveLength(2);
	expect(await changes()).toEqual(changesOfFirst);
});

test('Weekly report with a chart: the total and the bars are those of the last seven full days', async () => {
	const credential = await createCredential(client, 'reported');
	const [quiet, busy, unseen] = await sandbox.addQrCodes({
		account: 'reported',
		name: 'Menu <b> $& "Co"',
		count: 3,
	});
	const monthAgo = Date.now() - 30 * 24 * 3_600_000;
	// in every time zone, this is neither today nor a week ago
	const recent = Date.now() - 36 * 3_600_000;
	await sandbox.addScans({ qrCodeId: quiet!.id, count: 9, fromMs: monthAgo, toMs: monthAgo });
	await sandbox.addScans({ qrCodeId: quiet!.id, count: 1, fromMs: recent, toMs: recent });
	await sandbox.addScans({ qrCodeId: busy!.id, count: 4, fromMs: recent, toMs: recent });

	const execution = await runExample('weekly-report-with-a-chart', 'Every Monday at 8', { credential });

	expectSuccess(execution);
	const [report] = jsonOf(execution, 'Name the report');
	expect(report).toMatchObject({ subject: 'QR codes: 5 scans in the last seven days', total: 5 });
	const { html } = report as { html: string };
	expect([...html.matchAll(/width="(\d+)%"/g)].map(([, width]) => Number(width))).toEqual([100, 25]);
	expect(html).not.toContain('<b>');
	expect(html).not.toContain('{{');
	expect(html).not.toContain(unseen!.name);
	expect(itemsOf(execution, 'Make a file')).toMatchObject([
		{ binary: { data: { fileName: 'weekly-report.html' } } },
	]);
	expect(callsOf(await sandbox.listRequests({ key: 'reported' })).sort()).toEqual([
		'GET /qr-codes',
		'GET /qr-codes/{id}/scans',
		'GET /qr-codes/{id}/scans',
	]);
});

test('UTM-tagged codes from a sheet: each row leads to its own tagged address', async () => {
	const credential = await createCredential(client, 'tagged');

	const execution = await runExample('utm-tagged-codes-from-a-sheet', 'When clicking "Execute workflow"', {
		credential,
	});

	expectSuccess(execution);
	const spring = 'https://shop.example.com/spring';
	expect(jsonOf(execution, 'What to print')).toMatchObject([
		{
			name: 'Poster Berlin',
			destination: `${spring}?size=m&utm_source=poster&utm_medium=qr&utm_campaign=spring%20sale&utm_content=Berlin%20Hbf#top`,
		},
		{
			destination: `${spring}?utm_source=poster&utm_medium=qr&utm_campaign=spring%20sale&utm_content=M%C3%BCnchen%20S%C3%BCd`,
		},
		{ destination: `${spring}?utm_source=flyer&utm_medium=qr&utm_campaign=spring%20sale` },
	]);
});

test('Re-point a campaign: lists first what would change, and changes no other code', async () => {
	const credential = await createCredential(client, 'repointed');
	await sandbox.addQrCodes({ account: 'repointed', name: 'Menu' });
	const spring = await sandbox.addQrCodes({ account: 'repointed', name: 'Spring', count: 2 });
	const changes = async () => await sandbox.countRequests({ key: 'repointed', method: 'PATCH' });
	const runIt = async (replace: Record<string, string>) =>
		await runExample('repoint-a-campaign', 'When clicking "Execute workflow"', { credential, replace });

	const dry = await runIt({});
	expectSuccess(dry);
	expect(
		jsonOf(dry, 'What would change')
			.map(({ id }) => id)
			.sort(),
	).toEqual(spring.map(({ id }) => id).sort());
	expect(jsonOf(dry, 'Dry run: nothing was changed')).toHaveLength(2);
	expect(await changes()).toBe(0);

	const real = await runIt({ '"reallyChange","value":false': '"reallyChange","value":true' });
	expectSuccess(real);
	expect(jsonOf(real, 'Change where they lead')).toHaveLength(2);
	expect(await changes()).toBe(2);
});

test('Codes nobody scans: a file with the codes that were never scanned', async () => {
	const credential = await createCredential(client, 'unscanned');
	const [scanned, unseen] = await sandbox.addQrCodes({ account: 'unscanned', name: 'Poster', count: 2 });
	await sandbox.addScans({ qrCodeId: scanned!.id, count: 1 });

	const execution = await runExample('codes-nobody-scans', 'On the first of the month at 8', {
		credential,
		// the codes of this test are new
		replace: { 'days: 30': 'days: -1' },
	});

	expectSuccess(execution);
	expect(jsonOf(execution, 'What was found')).toMatchObject([
		{ qrCodeId: unseen!.id, shortLink: unseen!.shortUrl },
	]);
	expect(itemsOf(execution, 'Make a file')).toMatchObject([
		{ binary: { data: { fileName: 'codes-nobody-scans.csv' } } },
	]);
});

test('Codes with pictures as a ZIP: a picture of each code in one file, for one call', async () => {
	const credential = await createCredential(client, 'uploaded');
	const before = await sandbox.countRequests({ key: 'uploaded' });

	const execution = await runExample(
		'codes-with-pictures-as-a-zip',
		START,
		{ credential },
		{ then: [unzip(), ...toBase64('file_0', 'file_1', 'file_2')] },
	);

	expectSuccess(execution);
	expect((await sandbox.countRequests({ key: 'uploaded' })) - before).toBe(1);
	expect(itemsOf(execution, 'Make a ZIP')).toMatchObject([
		{ binary: { data: { fileName: 'qr-codes.zip', mimeType: 'application/zip' } } },
	]);
	const [unpacked] = itemsOf(execution, 'Unzip');
	expect(Object.values(unpacked!.binary!).map((file) => file?.fileName)).toEqual([
		'Spring-menu.png',
		'Poster-at-the-station.png',
		'Table-7.png',
	]);
	const codes = jsonOf(execution, 'Create the QR codes');
	for (const [index, { short_url: shortUrl }] of codes.entries()) {
		const [{ base64 } = {}] = jsonOf(execution, `Read file_${index}`);
		await expectBothToRead(Buffer.from(String(base64), 'base64'), String(shortUrl));
	}
});

test('QR code in a mail: each guest gets a mail that shows a code of their own', async () => {
	const credential = await createCredential(client, 'uploaded');
	const mailServer = await startMailServer();
	try {
		const smtp = await client.createCredential({
			name: 'Mail',
			type: 'smtp',
			data: {
				host: '127.0.0.1',
				port: mailServer.port,
				secure: false,
				disableStartTls: true,
				user: '',
				password: '',
			},
		});

		const execution = await runExample('qr-code-in-a-mail', START, { credential, smtp });

		expectSuccess(execution);
		const codes = jsonOf(execution, 'Create the QR code');
		const { mails } = mailServer;
		expect(mails.map(({ to }) => to?.text)).toEqual(['ada@example.com', 'grace@example.com']);
		for (const [index, { html, attachments }] of mails.entries()) {
			expect(html).toContain('<img src="cid:data"');
			expect(attachments).toMatchObject([{ contentId: '<data>', contentType: 'image/png' }]);
			await expectBothToRead(attachments[0]!.content, String(codes[index]!.short_url));
		}
	} finally {
		await mailServer.close();
	}
});

test('Print sheet of labels: the codes of the account on a PDF, for the call that lists them', async () => {
	const credential = await createCredential(client, 'labelled');
	await sandbox.addQrCodes({ account: 'labelled', name: 'Shelf', count: 30 });

	const execution = await runExample('print-sheet-of-labels', START, { credential });

	expectSuccess(execution);
	expect(itemsOf(execution, 'Create the sheet')).toMatchObject([
		{ json: { labels: 30, pages: 2 }, binary: { data: { fileName: 'qr-codes.pdf' } } },
	]);
	expect(callsOf(await sandbox.listRequests({ key: 'labelled' }))).toEqual(['GET /qr-codes']);
});

describe('Self-test', () => {
	const resultsOf = (execution: Execution) =>
		Object.fromEntries(jsonOf(execution, 'Report').map(({ check, result }) => [check, result]));
	const runSelfTest = async (account: string) => {
		const execution = await runExample('self-test', START, {
			credential: await createCredential(client, account),
		});
		expectSuccess(execution);
		return execution;
	};

	/** Resource and operation of each node of this package in the workflow, as the editor names them. */
	const checked = readExample('self-test')
		.nodes.filter(({ type }) => type === ACTION_TYPE)
		.map(({ name, parameters: { resource, operation } }) => ({
			name,
			is: `${String(resource)}: ${String(operation)}`,
		}));

	afterEach(async () => await sandbox.clearFaults());

	test('runs every operation that the node has', async () => {
		const operations = await client.listOperations(ACTION_TYPE);

		expect(operations.length).toBeGreaterThanOrEqual(9);
		expect(checked.map(({ is }) => is).sort()).toEqual(operations.sort());
	});

	test('passes every row on a working account, and leaves no code behind', async () => {
		const execution = await runSelfTest('checked');

		expect(resultsOf(execution)).toEqual(Object.fromEntries(checked.map(({ name }) => [name, 'pass'])));
		expect(jsonOf(execution, 'QR Code: Delete').every(({ deleted }) => deleted === true)).toBe(true);
		const made = jsonOf(execution, 'What was created').map(({ id }) => id);
		const deletes = await sandbox.listRequests({ key: 'checked', method: 'DELETE', status: 200 });
		expect(deletes.map(({ path }) => path.split('/').at(-1)).sort()).toEqual(made.sort());
	});

	test('passes on a plan without the bulk endpoint, too', async () => {
		expect(Object.values(resultsOf(await runSelfTest('pro')))).toEqual(checked.map(() => 'pass'));
	});

	test('fails the row of an operation that the API refuses, says why, and goes on with the others', async () => {
		await sandbox.addFaults({
			kind: 'json',
			status: 422,
			error: 'Not today',
			path: '/qr-codes/*/analytics',
			times: 'always',
		});

		const execution = await runSelfTest('checked');

		const failed = jsonOf(execution, 'Report').filter(({ result }) => result !== 'pass');
		expect(failed).toEqual([
			{ check: 'QR Code: Get Analytics', result: 'fail', details: expect.stringContaining('Not today') },
		]);
	});

	test('fails every row with a key that has no API access, and still ends', async () => {
		expect(Object.values(resultsOf(await runSelfTest('starter')))).toEqual(checked.map(() => 'fail'));
	});
});
