import axios from 'axios';

import { itemsOf, jsonOf, type Execution, type Json } from '../client/executionData';
import { connect, createCredential } from '../client/session';
import { node, qrCodeId, qrCodeStack, rowsWorkflow, type CredentialReference } from '../client/workflows';

const { client, sandbox } = connect();

/** Hands the file on as base64, wherever n8n keeps it: the last word of n8n's name for it is spelled like this. */
const toBase64 = () =>
	node('To Base64', 'n8n-nodes-base.extractFromFile', {
		operation: 'binaryToPropery',
		destinationKey: 'base64',
		options: {},
	});

let credential: CredentialReference;

beforeAll(async () => {
	credential = await createCredential(client, 'advanced');
});
beforeEach(async () => await sandbox.setVariants({ imageLink: 'image_url' }));
afterAll(async () => await sandbox.setVariants({ imageLink: 'none' }));

async function run(parameters: Json, rows: Json[] = [{}], further = [toBase64()]): Promise<Execution> {
	const withImage = { resource: 'qrCode', ...parameters, options: { downloadImage: true } };
	const execution = await client.runOnce(
		rowsWorkflow('Download Image', rows, [qrCodeStack('QRCodeStack', credential, withImage), ...further]),
	);
	expect({ status: execution.status, error: execution.error?.message }).toEqual({ status: 'success' });
	return execution;
}

const filesOf = (execution: Execution) =>
	itemsOf(execution, 'QRCodeStack').map(({ binary }) => {
		const { fileName, mimeType, fileExtension } = binary?.data ?? {};
		return { fileName, mimeType, fileExtension };
	});

const hintsOf = (execution: Execution) =>
	(execution.runs.QRCodeStack?.[0]?.hints ?? []).map(({ message }) => message);

const bytesOf = (execution: Execution) =>
	jsonOf(execution, 'To Base64').map(({ base64 }) => Buffer.from(String(base64), 'base64'));

async function fetchBytes(url: unknown): Promise<Buffer> {
	return (await axios.get<Buffer>(String(url), { responseType: 'arraybuffer' })).data;
}

const downloads = async () => await sandbox.countRequests({ endpoint: '/images/{code}' });

test('Create attaches the image of each code to its own item, byte by byte', async () => {
	const rows = [{ name: 'Poster' }, { name: 'Menu card' }];
	const execution = await run(
		{ operation: 'create', name: '={{ $json.name }}', destinationUrl: 'https://shop.example.com/' },
		rows,
	);

	expect(filesOf(execution)).toEqual([
		{ fileName: 'Poster.png', mimeType: 'image/png', fileExtension: 'png' },
		{ fileName: 'Menu-card.png', mimeType: 'image/png', fileExtension: 'png' },
	]);
	const links = jsonOf(execution, 'QRCodeStack').map((code) => code.image_url);
	expect(bytesOf(execution)).toEqual(await Promise.all(links.map(fetchBytes)));
	expect(hintsOf(execution)).toEqual([]);
});

test('Get and Update attach it too, an SVG as such', async () => {
	await sandbox.setVariants({ imageLink: 'svg_url' });
	const { id } = await sandbox.addQrCode('advanced', 'Door');
	const chosen = { qrCodeId: qrCodeId(id) };

	for (const parameters of [
		{ operation: 'get', ...chosen },
		{ operation: 'update', ...chosen, updateFields: { name: 'Gate' } },
	]) {
		const execution = await run(parameters);
		expect(filesOf(execution)).toMatchObject([{ mimeType: 'image/svg+xml', fileExtension: 'svg' }]);
		expect(bytesOf(execution)).toEqual([await fetchBytes(jsonOf(execution, 'QRCodeStack')[0]!.svg_url)]);
	}
});

test('an image on a foreign address is left alone, and a note says so', async () => {
	await sandbox.setVariants({ imageLink: 'foreign' });
	const { id } = await sandbox.addQrCode('advanced', 'Away');
	const before = await downloads();

	const execution = await run({ operation: 'get', qrCodeId: qrCodeId(id) }, [{}], []);

	const [item] = itemsOf(execution, 'QRCodeStack');
	expect(item?.json.image_url).toMatch(/^https:\/\/elsewhere\.example\//);
	expect(item).not.toHaveProperty('binary');
	expect(hintsOf(execution)).toEqual([expect.stringContaining('lies on another server than the API')]);
	expect(await downloads()).toBe(before);
});

test('a limit that the image meets is waited out', async () => {
	const { id } = await sandbox.addQrCode('advanced', 'WaitLimits');
	await sandbox.addFaults({ kind: 'rate_limited', path: '/images/*', retryAfterMs: 1_000 });
	const before = await downloads();

	const execution = await run({ operation: 'get', qrCodeId: qrCodeId(id) });

	expect(filesOf(execution)).toMatchObject([{ mimeType: 'image/png' }]);
	expect((await downloads()) - before).toBe(2);
});
