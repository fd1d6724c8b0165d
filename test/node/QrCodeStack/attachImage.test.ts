import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { ACTION, createHarness, TOOL } from '../../support/harness';
import { failureOf, guardNetwork, ok, refusal, serve } from '../../support/mockApi';
import { expectBothToRead, readPng } from '../../image/readers';
import { keepFiles } from '../../support/keptFiles';

const harness = createHarness();
guardNetwork();

const linkOf = (n: number) => `https://qrs.example/r/a${n}`;
const code = (n = 0, more: object = {}) => ({
	id: `q${n}`,
	name: `Table ${n}`,
	type: 'url',
	destination_url: `https://a.example/${n}`,
	short_url: linkOf(n),
	...more,
});
const byId = { qrCodeId: { __rl: true, mode: 'id', value: 'q0' } };
const values = { name: 'Table 0', destinationUrl: 'https://a.example/0' };

async function run(
	parameters: INodeParameters,
	{
		items,
		type = ACTION,
		options = { image: 'png', imageSize: 300 },
	}: {
		items?: INodeExecutionData[];
		type?: string;
		options?: INodeParameters;
	} = {},
) {
	const node = harness.makeNode(type, { resource: 'qrCode', ...parameters, options });
	const context = harness.executeContext(node, items);
	const fileOf = keepFiles(context);
	const output = await harness.runNode(context);
	return { output, files: output.map(fileOf), hints: context.hints.map(({ message }) => message) };
}

const OPERATIONS: Array<[string, INodeParameters, unknown[]]> = [
	['create', values, [code()]],
	['upsert', { matchBy: 'name', ...values }, [[], code()]],
	['upsert', { matchBy: 'name', ...values }, [[code()]]],
	['duplicate', byId, [code(0, { render_customizations: {} }), code()]],
	['get', byId, [code()]],
	['getAll', {}, [[code()]]],
	['update', { ...byId, updateFields: { name: 'B' } }, [code()]],
	['createMany', { source: 'items', ...values }, [[code()]]],
];

test.each(OPERATIONS)(
	'%s attaches the picture and makes no call for it',
	async (operation, rest, answers) => {
		const calls = serve(...answers.map((answer) => ok(answer)));
		const { files, hints } = await run({ operation, ...rest });

		expect(calls).toHaveLength(answers.length);
		expect(files).toEqual([{ bytes: expect.any(Buffer), fileName: 'Table-0.png', mimeType: 'image/png' }]);
		expect(readPng(files[0]!.bytes).width).toBe(300);
		await expectBothToRead(files[0]!.bytes, linkOf(0));
		expect(hints).toEqual([]);
	},
);

test.each(OPERATIONS)('%s attaches nothing unless asked to', async (operation, rest, answers) => {
	serve(...answers.map((answer) => ok(answer)));
	const { output } = await run({ operation, ...rest }, { options: {} });
	expect(output.every((item) => item.binary === undefined)).toBe(true);
});

test.each(OPERATIONS)('%s refuses a format that there is not before any call', async (operation, rest) => {
	const calls = serve();
	const failure = await failureOf(run({ operation, ...rest }, { options: { image: '={{ "gif" }}' } }));
	expect(failure.message).toBe('Image must be none, png, svg or pdf');
	expect(calls).toEqual([]);
});

test('500 codes with their pictures cost one call, and each item has its own', async () => {
	const calls = serve(ok({ created: Array.from({ length: 500 }, (_, n) => code(n)) }));
	const items = Array.from({ length: 500 }, (_, n) => ({
		json: { name: `Table ${n}`, url: `https://a.example/${n}` },
	}));
	const { files } = await run(
		{
			operation: 'createMany',
			source: 'items',
			name: '={{ $json.name }}',
			destinationUrl: '={{ $json.url }}',
		},
		{ items },
	);

	expect(calls).toHaveLength(1);
	expect(files.map((file) => file?.fileName)).toEqual(items.map((_, n) => `Table-${n}.png`));
	for (const n of [0, 77, 499]) await expectBothToRead(files[n]!.bytes, linkOf(n));
});

test('of a batch with a refused row, the others have their own pictures', async () => {
	serve(
		ok({
			created: [
				{ index: 0, ...code(0) },
				{ index: 2, ...code(2) },
			],
			errors: [{ index: 1, error: 'No' }],
		}),
	);
	const items = [0, 1, 2].map((n) => ({ json: { name: `Table ${n}`, url: `https://a.example/${n}` } }));
	const { output, files } = await run(
		{
			operation: 'createMany',
			source: 'items',
			name: '={{ $json.name }}',
			destinationUrl: '={{ $json.url }}',
		},
		{ items },
	);
	expect(output[1]?.json).toHaveProperty('error');
	expect(files.map((file) => file?.fileName)).toEqual(['Table-0.png', undefined, 'Table-2.png']);
	await expectBothToRead(files[2]!.bytes, linkOf(2));
});

describe('a code that was created is never lost for its picture:', () => {
	test('without a short link, the item says nothing less, and a hint says why', async () => {
		serve(ok(code(0, { short_url: null })));
		const { output, hints } = await run({ operation: 'create', ...values });
		expect(output[0]?.json).toMatchObject({ id: 'q0' });
		expect(output[0]).not.toHaveProperty('binary');
		expect(hints).toEqual(['There are QR codes without a picture: There is no short link to draw.']);
	});

	test('an empty answer to a create', async () => {
		serve({ status: 201, body: '' });
		const { output, hints } = await run({ operation: 'create', ...values });
		expect(output[0]?.json).toMatchObject({ created: true });
		expect(hints).toHaveLength(1);
	});

	test('a file that n8n can not store', async () => {
		serve(ok(code()));
		const node = harness.makeNode(ACTION, {
			resource: 'qrCode',
			operation: 'create',
			...values,
			options: { image: 'svg' },
		});
		const context = harness.executeContext(node);
		Object.assign(context.helpers, {
			prepareBinaryData: async () => await Promise.reject(new Error('disk full')),
		});
		const [item] = await harness.runNode(context);
		expect(item?.json).toMatchObject({ id: 'q0' });
		expect(context.hints[0]?.message).toBe('There are QR codes without a picture: n8n could not store it.');
	});
});

test('a short form of the output still gets the picture of its link', async () => {
	serve(ok(code(0)));
	const { output, files } = await run({
		operation: 'get',
		...byId,
		output: 'selectedFields',
		fields: 'name',
	});
	expect(output[0]?.json).toEqual({ name: 'Table 0' });
	await expectBothToRead(files[0]!.bytes, linkOf(0));
});

test('a failed call fails as it does without a picture', async () => {
	serve(refusal(404));
	expect((await failureOf(run({ operation: 'get', ...byId }))).message).toBe(
		'QRCodeStack could not find this QR code',
	);
});

test('as a tool, the model reads what was attached where, in front of the code', async () => {
	serve(ok(code()));
	const { output } = await run({ operation: 'create', ...values }, { type: TOOL });
	expect(Object.keys(output[0]!.json)[0]).toBe('attached_file');
	expect(output[0]?.json).toMatchObject({
		id: 'q0',
		attached_file: expect.stringContaining('"Table-0.png" (image/png)'),
	});
});
