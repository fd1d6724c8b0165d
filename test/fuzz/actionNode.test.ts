import fc from 'fast-check';
import type { INode } from 'n8n-workflow';

import { ALL_OPERATIONS, operationsIn } from '../support/operations';
import { ACTION, answers, fuzzRuns, outcomeOf, serve, TOOL } from './nodeRuns';
import { hostileJson, hostileNumber, hostileObject, hostileText } from './hostile';

const OPERATIONS = [
	['account', 'get', {}],
	['qrCode', 'create', { name: 'A', destinationUrl: 'https://a.example' }],
	[
		'qrCode',
		'createMany',
		{ source: 'json', qrCodesJson: '[{"name":"A","destination_url":"https://a.example"}]' },
	],
	['qrCode', 'createMany', { name: '={{ "A" }}', destinationUrl: 'https://a.example' }],
	['qrCode', 'delete', { qrCodeId: { mode: 'id', value: 'q1' } }],
	['qrCode', 'get', { qrCodeId: { mode: 'shortLink', value: 'https://a.example/r/1' } }],
	['qrCode', 'getAll', { returnAll: true }],
	['qrCode', 'getAll', { returnAll: false, limit: 3 }],
	['qrCode', 'getAnalytics', { qrCodeId: { mode: 'id', value: 'q1' } }],
	['qrCode', 'update', { qrCodeId: { mode: 'id', value: 'q1' }, updateFields: { name: 'B' } }],
	['qrCode', 'duplicate', { qrCodeId: { mode: 'id', value: 'q1' } }],
	['qrCode', 'upsert', { name: 'A', destinationUrl: 'https://a.example' }],
	[
		'qrCode',
		'upsert',
		{ name: 'A', destinationUrl: 'https://a.example', matchBy: 'field', matchField: 'id', matchValue: 'x' },
	],
	['qrCode', 'getAll', { returnAll: true, output: 'simplified' }],
	[
		'qrCode',
		'get',
		{ qrCodeId: { mode: 'id', value: 'q1' }, output: 'selectedFields', fields: 'name, data' },
	],
	['qrCode', 'getImage', { qrCodeId: { mode: 'id', value: 'q1' }, imageFormat: 'svg' }],
	['qrCode', 'printSheet', { qrCodeId: { mode: 'id', value: 'q1' } }],
	['scan', 'getAll', { qrCodeId: { mode: 'id', value: 'q1' }, returnAll: true }],
	['scan', 'getAll', { scansOf: 'all', returnAll: true, filters: { after: '2026-01-01' } }],
	['scan', 'summarize', { scansOf: 'all', groupBy: ['day', 'hour', 'qrCode', 'city'] }],
	['scan', 'summarize', { scansOf: 'selected', qrCodeIds: ['q1', 'q2'], filters: { before: '2030-01-01' } }],
] as const;

test('no operation is left out', () => {
	const tried = OPERATIONS.map(([resource, operation]) => ({ resource, operation }));

	expect(operationsIn(tried)).toEqual(ALL_OPERATIONS);
});

test('the action node, also as a tool, with any answers', async () => {
	const operation = fc.constantFrom(...OPERATIONS);
	await fuzzRuns(
		fc.tuple(fc.constantFrom(ACTION, TOOL), operation, answers, fc.boolean()),
		async (harness, [type, [resource, name, rest], list, goesOn]) => {
			const parameters = { resource, operation: name, allowDeleting: true, ...rest } as INode['parameters'];
			const node = harness.makeNode(type, parameters, goesOn ? { onError: 'continueErrorOutput' } : {});
			const context = harness.executeContext(node, [{ json: {} }, { json: {} }]);
			serve(context, list);
			await outcomeOf(harness, async () => await harness.runNode(context));
		},
	);
});

test('the action node with any parameters', async () => {
	const value = fc.oneof(hostileText, hostileNumber, hostileJson);
	const parameters = hostileObject({
		name: value,
		destinationUrl: value,
		type: value,
		design: hostileObject({ dotColor: value, logoUrl: value, frame: value }),
		additionalFields: hostileObject({ customFields: value }),
		updateFields: hostileObject({ name: value, customFields: value }),
		qrCodeId: fc.oneof(value, fc.record({ __rl: fc.constant(true), mode: value, value })),
		qrCodesJson: value,
		source: fc.constantFrom('json', 'items'),
		matchBy: fc.constantFrom('name', 'field'),
		matchField: value,
		matchValue: value,
		changes: hostileObject({ name: value, destinationUrl: value, customFields: value }),
		output: fc.constantFrom('raw', 'simplified', 'selectedFields'),
		fields: value,
		returnAll: value,
		limit: value,
		options: hostileObject({ maxWait: value, queryParameters: fc.record({ parameter: value }) }),
	});
	await fuzzRuns(
		fc.tuple(fc.constantFrom(...OPERATIONS), parameters),
		async (harness, [[resource, operation], given]) => {
			const context = harness.executeContext(harness.makeNode(ACTION, { resource, operation }));
			const all: { [name: string]: unknown } = { ...given, resource, operation };
			// as an expression would hand them out; n8n's own reading of parameters is not what is tried here
			const getNodeParameter = (path: string, _itemIndex: number, fallback: unknown) =>
				path.split('.').reduce<unknown>((found, key) => (found as typeof all | undefined)?.[key], all) ??
				fallback;
			Object.assign(context, { getNodeParameter });
			serve(context, [{ statusCode: 200, headers: {}, body: { success: true, data: { id: 'q1' } } }]);
			// what a person typed may come out again; an error may not quote it
			await outcomeOf(harness, async () => void (await harness.runNode(context)));
		},
	);
});

test('the image of a QR code, wherever its link leads and whatever is there', async () => {
	const link = fc.oneof(
		hostileText,
		hostileText.map((text) => `https://api.qr.test/${text}`),
		hostileText.map((text) => `https://api.qr.test${text}`),
		hostileText.map((text) => `//${text}`),
		fc.webUrl(),
	);
	const code = hostileObject({ id: hostileText, name: hostileText, image_url: link });
	const opening = fc.constantFrom('', '<svg ', '<?xml', '\x89PNG\r\n\x1a\n', 'GIF89a', '{"error":');
	const file = fc.tuple(opening, hostileText).map(([start, text]) => Buffer.from(start + text, 'latin1'));
	const status = fc.constantFrom(200, 200, 200, 302, 404, 429, 500);
	await fuzzRuns(
		fc.tuple(code, fc.oneof(file, hostileJson), status),
		async (harness, [body, bytes, statusCode]) => {
			const qrCodeId = { mode: 'id', value: 'q1' };
			const parameters = {
				resource: 'qrCode',
				operation: 'getImage',
				qrCodeId,
				imageOptions: { source: 'qrCodeStack' },
			};
			const context = harness.executeContext(harness.makeNode(ACTION, parameters as INode['parameters']));
			const prepareBinaryData = async (data: Buffer, fileName: string) => ({
				data: data.toString('base64'),
				fileName,
			});
			Object.assign(context.helpers, { prepareBinaryData });
			serve(context, [
				{ statusCode: 200, headers: {}, body: { success: true, data: { ...body, id: 'q1' } } },
				{ statusCode, headers: {}, body: bytes },
			]);
			await outcomeOf(harness, async () => {
				const [item] = await harness.runNode(context);
				const file = item?.binary?.data;
				// what a host calls a file must be a plain name
				if (file) expect(file.fileName).toMatch(/^[\p{L}\p{N}-]+\.(?:png|jpg|gif|webp|svg)$/u);
				return [item?.json, file?.fileName];
			});
		},
	);
});
