import axios from 'axios';

import { itemsOf, jsonOf, type Execution, type Json } from '../client/executionData';
import { decodeTwice, expectBothToRead, renderPdfByPdfium, renderSvg } from '../../image/readers';
import { scanLikeAPhone } from '../client/phone';
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

async function run(
	parameters: Json,
	{ rows = [{}], options = {} }: { rows?: Json[]; options?: Json } = {},
): Promise<Execution> {
	const withOptions = { resource: 'qrCode', ...parameters, options };
	const execution = await client.runOnce(
		rowsWorkflow('Image', rows, [qrCodeStack('QRCodeStack', credential, withOptions), toBase64()]),
	);
	expect({ status: execution.status, error: execution.error?.message }).toEqual({ status: 'success' });
	return execution;
}

const filesOf = (execution: Execution) =>
	itemsOf(execution, 'QRCodeStack').map(({ binary }) => {
		const { fileName, mimeType, fileExtension } = binary?.data ?? {};
		return { fileName, mimeType, fileExtension };
	});

const bytesOf = (execution: Execution) =>
	jsonOf(execution, 'To Base64').map(({ base64 }) => Buffer.from(String(base64), 'base64'));

async function fetchBytes(url: unknown): Promise<Buffer> {
	return (await axios.get<Buffer>(String(url), { responseType: 'arraybuffer' })).data;
}

const downloads = async () => await sandbox.countRequests({ endpoint: '/images/{code}' });

describe('a picture that is drawn', () => {
	const codeNamed = async (name: string) => await sandbox.addQrCode('advanced', name);

	test('of Create is a PNG that reads as the short link, whose scan leads to the destination', async () => {
		const execution = await run(
			{ operation: 'create', name: 'Drawn', destinationUrl: 'https://shop.example.com/drawn' },
			{ options: { image: 'png' } },
		);

		const [code] = jsonOf(execution, 'QRCodeStack');
		expect(filesOf(execution)).toEqual([
			{ fileName: 'Drawn.png', mimeType: 'image/png', fileExtension: 'png' },
		]);
		const [png] = bytesOf(execution);
		await expectBothToRead(png!, String(code!.short_url));
		expect(await scanLikeAPhone(String((await decodeTwice(png!)).zxing))).toBe(
			'https://shop.example.com/drawn',
		);
	});

	test('of Get Image is an SVG, a PDF, a PNG; an item that carries its short link costs no call', async () => {
		const { id, shortUrl } = await codeNamed('Door');
		const rows = [{ id, short_url: shortUrl, name: 'Door' }];
		const before = await sandbox.countRequests({});

		const read = { operation: 'getImage', qrCodeId: qrCodeId('={{ $json.id }}') };
		const svg = await run({ ...read, imageFormat: 'svg' }, { rows });
		const pdf = await run({ ...read, imageFormat: 'pdf', imageOptions: { caption: 'Scan me' } }, { rows });
		const png = await run({ ...read, imageOptions: { size: 300, fileName: 'door' } }, { rows });

		expect([svg, pdf, png].map((execution) => filesOf(execution)[0])).toEqual([
			{ fileName: 'Door.svg', mimeType: 'image/svg+xml', fileExtension: 'svg' },
			{ fileName: 'Door.pdf', mimeType: 'application/pdf', fileExtension: 'pdf' },
			{ fileName: 'door.png', mimeType: 'image/png', fileExtension: 'png' },
		]);
		await expectBothToRead(renderSvg(bytesOf(svg)[0]!.toString(), 400), shortUrl);
		const [page] = await renderPdfByPdfium(bytesOf(pdf)[0]!, 300);
		await expectBothToRead(page!, shortUrl);
		await expectBothToRead(bytesOf(png)[0]!, shortUrl);
		expect(await sandbox.countRequests({})).toBe(before);
	});

	test('of a print sheet holds 50 codes on three pages', async () => {
		const codes = await sandbox.addQrCodes({ account: 'advanced', name: 'Label', count: 50 });
		const rows = codes.map(({ id, name, shortUrl }) => ({ id, name, short_url: shortUrl }));

		const execution = await run({ operation: 'printSheet', qrCodeId: qrCodeId('={{ $json.id }}') }, { rows });

		expect(jsonOf(execution, 'QRCodeStack')).toEqual([{ labels: 50, pages: 3 }]);
		expect(filesOf(execution)).toEqual([
			{ fileName: 'qr-codes.pdf', mimeType: 'application/pdf', fileExtension: 'pdf' },
		]);
		expect(await renderPdfByPdfium(bytesOf(execution)[0]!, 30)).toHaveLength(3);
	});
});

describe('the file that QRCodeStack links to', () => {
	const download = { operation: 'getImage', imageOptions: { source: 'qrCodeStack' } };

	test.each([
		['image_url', { mimeType: 'image/png', fileExtension: 'png' }],
		['svg_url', { mimeType: 'image/svg+xml', fileExtension: 'svg' }],
	] as const)('in %s comes byte by byte', async (imageLink, kind) => {
		await sandbox.setVariants({ imageLink });
		const { id } = await sandbox.addQrCode('advanced', 'Gate');

		const execution = await run({ ...download, qrCodeId: qrCodeId(id) });

		expect(filesOf(execution)).toMatchObject([kind]);
		expect(bytesOf(execution)).toEqual([await fetchBytes(jsonOf(execution, 'QRCodeStack')[0]![imageLink])]);
	});

	test('on a foreign address is never fetched, and the text says why there is no file', async () => {
		await sandbox.setVariants({ imageLink: 'foreign' });
		const { id } = await sandbox.addQrCode('advanced', 'Away');
		const before = await downloads();

		const execution = await client.runOnce(
			rowsWorkflow(
				'Foreign',
				[{}],
				[qrCodeStack('QRCodeStack', credential, { resource: 'qrCode', ...download, qrCodeId: qrCodeId(id) })],
			),
		);

		expect(execution.error?.message).toBe('No file came of it');
		expect(execution.error?.description).toContain('lies on another server than the API');
		expect(await downloads()).toBe(before);
	});

	test('is waited for when it meets a limit', async () => {
		const { id } = await sandbox.addQrCode('advanced', 'WaitLimits');
		await sandbox.addFaults({ kind: 'rate_limited', path: '/images/*', retryAfterMs: 1_000 });
		const before = await downloads();

		const execution = await run({ ...download, qrCodeId: qrCodeId(id) });

		expect(filesOf(execution)).toMatchObject([{ mimeType: 'image/png' }]);
		expect((await downloads()) - before).toBe(2);
	});
});
