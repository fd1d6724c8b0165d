import type { INodeParameters } from 'n8n-workflow';

import { ACTION, createHarness, TOOL } from '../../support/harness';
import { failureOf, guardNetwork, ok, rows, serve } from '../../support/mockApi';

const harness = createHarness();
guardNetwork();

const FULL_CODE = {
	id: 'q1',
	name: 'Promo',
	type: 'url',
	destination_url: 'https://a.example',
	short_url: 'https://qrs.example/r/x',
	render_customizations: { dot_color: '#000000' },
	created_at: '2026-01-01T00:00:00Z',
	updated_at: '2026-01-02T00:00:00Z',
	scan_count: 3,
	deleted_at: null,
	folder: { id: 7 },
};
const byId = { __rl: true, mode: 'id', value: 'q1' };

/** Parameters pass through n8n's own filling in of defaults, as they do when a workflow runs. */
const run = async (type: string, parameters: INodeParameters) =>
	await harness.execute(parameters, { node: { type } });
const jsonOf = (items: Awaited<ReturnType<typeof run>>) => items.map(({ json }) => json);

describe('deleting as a tool', () => {
	const remove = { resource: 'qrCode', operation: 'delete', qrCodeId: byId };

	test('is refused without a call until a person allows it', async () => {
		expect(jsonOf(await run(TOOL, remove))).toEqual([
			{
				error: 'Deleting is switched off for this tool, so nothing was deleted',
				message: expect.stringContaining("'Allow Deleting'"),
			},
		]);
	});

	test('is done once a person allowed it', async () => {
		const calls = serve({ status: 204 });
		expect(jsonOf(await run(TOOL, { ...remove, allowDeleting: true }))).toEqual([
			{ deleted: true, id: 'q1' },
		]);
		expect(calls).toHaveLength(1);
	});

	test.each(['={{ true }}', '={{ $fromAI("allow", "", "boolean") }}', 'true'])(
		'can not be allowed by an expression, which a model could fill in: %s',
		async (allowDeleting) => {
			expect(jsonOf(await run(TOOL, { ...remove, allowDeleting }))).toMatchObject([
				{ error: expect.stringContaining('Deleting is switched off') },
			]);
		},
	);

	test('needs no permission in a workflow', async () => {
		serve({ status: 204 });
		expect(jsonOf(await run(ACTION, remove))).toEqual([{ deleted: true, id: 'q1' }]);
	});
});

describe('Output', () => {
	const get = { resource: 'qrCode', operation: 'get', qrCodeId: byId };

	test('is all that the API sent in a workflow, unless chosen otherwise', async () => {
		serve(ok(FULL_CODE));
		expect(jsonOf(await run(ACTION, get))).toEqual([FULL_CODE]);
	});

	test('is the short form as a tool, unless chosen otherwise', async () => {
		serve(ok(FULL_CODE), ok(FULL_CODE));
		const [simplified] = jsonOf(await run(TOOL, get));
		expect(simplified).toEqual({
			id: 'q1',
			name: 'Promo',
			short_url: 'https://qrs.example/r/x',
			destination_url: 'https://a.example',
			scan_count: 3,
			type: 'url',
			created_at: '2026-01-01T00:00:00Z',
			updated_at: '2026-01-02T00:00:00Z',
		});
		expect(jsonOf(await run(TOOL, { ...get, output: 'raw' }))).toEqual([FULL_CODE]);
	});

	test.each(['id, folder ,missing', '={{ ["id", "folder"] }}'])(
		'is the selected fields as far as they exist: %s',
		async (fields) => {
			serve(ok(FULL_CODE));
			const items = await run(ACTION, { ...get, output: 'selectedFields', fields });
			expect(jsonOf(items)).toEqual([{ id: 'q1', folder: { id: 7 } }]);
		},
	);

	test('as a tool, holds the ID beside the selected fields: a model needs it for the next step', async () => {
		serve(ok(FULL_CODE), ok({ total_scans: 3 }));
		const named = { output: 'selectedFields', fields: 'folder' };
		expect(jsonOf(await run(TOOL, { ...get, ...named }))).toEqual([{ id: 'q1', folder: { id: 7 } }]);
		const figures = { ...get, operation: 'getAnalytics', output: 'selectedFields', fields: 'total_scans' };
		expect(jsonOf(await run(TOOL, figures))).toEqual([{ total_scans: 3 }]);
	});

	test('names the fields that exist when none of the selected ones does', async () => {
		serve(ok({ id: 'q1', name: 'Promo' }));
		const failure = await failureOf(run(ACTION, { ...get, output: 'selectedFields', fields: 'title' }));
		expect(failure.message).toBe('None of the selected fields exists');
		expect(failure.description).toContain('id, name');
	});

	test('of selected fields is an empty list where there is no result', async () => {
		serve(ok([]));
		const list = { resource: 'qrCode', operation: 'getAll', output: 'selectedFields', fields: 'title' };
		expect(await run(ACTION, list)).toEqual([]);
	});

	test('asks for a field when none is named', async () => {
		serve(ok(FULL_CODE));
		await expect(run(ACTION, { ...get, output: 'selectedFields', fields: ' , ' })).rejects.toThrow(
			'No field is selected',
		);
	});

	test('refuses a word that it does not know', async () => {
		serve(ok(FULL_CODE));
		await expect(run(ACTION, { ...get, output: '={{ "short" }}' })).rejects.toThrow(
			'Output must be raw, simplified or selectedFields',
		);
	});

	test('is short for the log and the list too', async () => {
		const scan = { id: 's1', qr_code_id: 'q1', scanned_at: 't', ip_hash: 'h', extra: { a: 1 } };
		serve(ok([scan]), ok([FULL_CODE]));
		const scans = await run(TOOL, { resource: 'scan', operation: 'getAll', qrCodeId: byId });
		expect(jsonOf(scans)).toEqual([{ id: 's1', qr_code_id: 'q1', scanned_at: 't' }]);
		const [code] = jsonOf(await run(TOOL, { resource: 'qrCode', operation: 'getAll' }));
		expect(code).not.toHaveProperty('render_customizations');
	});
});

describe('the number of results as a tool', () => {
	const list = { resource: 'qrCode', operation: 'getAll' };

	test('is 20 unless chosen otherwise, also when a copied workflow says Return All', async () => {
		serve(ok(rows(50)), ok(rows(50)));
		expect(await run(TOOL, list)).toHaveLength(20);
		expect(await run(TOOL, { ...list, returnAll: true })).toHaveLength(20);
	});

	test('may be a text, as a model writes it', async () => {
		serve(ok(rows(50)));
		expect(await run(TOOL, { ...list, limit: '={{ "3" }}' })).toHaveLength(3);
	});

	test.each([0, 101, '={{ "many" }}'])('must be from 1 to 100: %s', async (limit) => {
		expect(jsonOf(await run(TOOL, { ...list, limit }))).toMatchObject([
			{ error: expect.stringMatching(/^Limit must be a whole number (of 1 or more|from 1 to 100)/) },
		]);
	});
});

test('a host that runs the node under its own name says in the context that a model runs it', async () => {
	const node = harness.makeNode(ACTION, { resource: 'qrCode', operation: 'delete', qrCodeId: byId });
	const context = harness.executeContext(node);
	Object.defineProperty(context, 'isToolExecution', { value: () => true });
	expect(jsonOf(await harness.runNode(context))).toMatchObject([
		{ error: expect.stringContaining('Deleting is switched off') },
	]);
});

test('a host without "@tool" still gets the safe and short ways', async () => {
	const context = harness.executeContext(
		harness.makeNode(TOOL, { resource: 'qrCode', operation: 'get', qrCodeId: byId }),
	);
	// such a host shows none of the fields, and fills in none of their defaults
	delete context.getNode().parameters.output;
	serve(ok(FULL_CODE));
	const [output] = await harness.runNode(context);
	expect(output?.json).not.toHaveProperty('folder');
});

test('Create Many as a tool takes a JSON array: a model has one item at a time', async () => {
	const calls = serve(
		ok({
			created: [
				{ index: 0, id: 'q1' },
				{ index: 1, id: 'q2' },
			],
		}),
	);
	const row = (name: string) => ({ name, destination_url: 'https://a.example' });
	const qrCodesJson = JSON.stringify([row('A'), row('B')]);

	const items = await run(TOOL, { resource: 'qrCode', operation: 'createMany', qrCodesJson });

	expect(jsonOf(items)).toMatchObject([{ id: 'q1' }, { id: 'q2' }]);
	expect(calls[0]?.body).toEqual({ qr_codes: [row('A'), row('B')] });
});

describe('changing destinations as a tool', () => {
	const update = { resource: 'qrCode', operation: 'update', qrCodeId: byId };
	const toB = { updateFields: { destinationUrl: 'https://b.example' } };
	const upsert = {
		resource: 'qrCode',
		operation: 'upsert',
		name: 'Promo',
		destinationUrl: 'https://b.example',
	};
	const REFUSED = [
		{
			error: 'Changing destinations is switched off for this tool, so nothing was changed',
			message: expect.stringContaining("'Allow Redirecting'"),
		},
	];

	test.each<[string, INodeParameters]>([
		['Update', { ...update, ...toB }],
		[
			'Update by custom fields',
			{
				...update,
				allowCustomFields: true,
				updateFields: { customFields: '={{ ({ destination_url: "https://b.example" }) }}' },
			},
		],
		['Update that an expression would allow', { ...update, ...toB, allowRedirecting: '={{ true }}' }],
	])('is refused without a call until a person allows it: %s', async (_, parameters) => {
		expect(jsonOf(await run(TOOL, parameters))).toEqual(REFUSED);
	});

	test('is refused in Create or Update once it is clear that the code exists and leads elsewhere', async () => {
		const calls = serve(ok([{ id: 'q1', name: 'Promo', destination_url: 'https://a.example' }]));
		expect(jsonOf(await run(TOOL, upsert))).toEqual(REFUSED);
		expect(calls.map(({ method }) => method)).toEqual(['GET']);
	});

	test('needs no permission where a code is new, or leads there already', async () => {
		serve(ok([]), ok({ id: 'q1' }), ok([{ id: 'q1', name: 'Promo', destination_url: 'https://b.example/' }]));
		expect(jsonOf(await run(TOOL, upsert))).toMatchObject([{ outcome: 'created' }]);
		expect(jsonOf(await run(TOOL, upsert))).toMatchObject([{ outcome: 'unchanged' }]);
	});

	test('is done once a person allowed it, and a new name needs no permission', async () => {
		const calls = serve(ok({ id: 'q1' }), ok({ id: 'q1' }));
		await run(TOOL, { ...update, ...toB, allowRedirecting: true });
		await run(TOOL, { ...update, updateFields: { name: 'B' } });
		expect(calls.map(({ body }) => body)).toEqual([{ destination_url: 'https://b.example' }, { name: 'B' }]);
	});

	test('needs no permission in a workflow', async () => {
		const calls = serve(ok({ id: 'q1' }));
		await run(ACTION, { ...update, ...toB });
		expect(calls).toHaveLength(1);
	});
});

describe('custom fields as a tool', () => {
	const create = { resource: 'qrCode', operation: 'create', name: 'A', destinationUrl: 'https://a.example' };
	const byModel = (fields: object) => ({ customFields: `={{ (${JSON.stringify(fields)}) }}` });
	const byName = { matchBy: 'field', matchField: '={{ "status" }}', matchValue: 'x' };
	const REFUSED = 'Custom fields are switched off for this tool, so nothing was sent';

	test.each<[string, INodeParameters]>([
		['Create', { ...create, additionalFields: byModel({ deleted_at: null, status: 'off' }) }],
		[
			'Create with a destination',
			{ ...create, additionalFields: byModel({ destination_url: 'https://b.example' }) },
		],
		['Create or Update', { ...create, operation: 'upsert', additionalFields: byModel({ user_id: 7 }) }],
		['Create or Update by a field of its choice', { ...create, operation: 'upsert', ...byName }],
		['Update', { ...create, operation: 'update', qrCodeId: byId, updateFields: byModel({ user_id: 7 }) }],
		['Duplicate', { ...create, operation: 'duplicate', qrCodeId: byId, changes: byModel({ user_id: 7 }) }],
	])('are refused without a call where a model fills them in: %s', async (_, parameters) => {
		expect(jsonOf(await run(TOOL, parameters))).toMatchObject([{ error: REFUSED }]);
	});

	test('are refused in the rows of Create Many too, by their names', async () => {
		const rows = [{ name: 'A', destination_url: 'https://a.example', user_id: 7 }];
		const qrCodesJson = `={{ ${JSON.stringify(JSON.stringify(rows))} }}`;
		const [item] = jsonOf(await run(TOOL, { resource: 'qrCode', operation: 'createMany', qrCodesJson }));
		expect(`${item?.error} ${item?.message}`).toContain('user_id');
	});

	test('are sent where a person wrote them or allowed them, and in a workflow', async () => {
		const calls = serve(ok({ id: 'q1' }), ok({ id: 'q2' }), ok({ id: 'q3' }));
		await run(TOOL, { ...create, additionalFields: { customFields: '{"folder": 7}' } });
		await run(TOOL, { ...create, additionalFields: byModel({ folder: 7 }), allowCustomFields: true });
		await run(ACTION, { ...create, additionalFields: byModel({ folder: 7 }) });
		expect(calls.map(({ body }) => body)).toMatchObject([{ folder: 7 }, { folder: 7 }, { folder: 7 }]);
	});

	test('never carry a destination past the check, nor override one that a person filled in', async () => {
		const script = { destination_url: 'javascript:alert(1)' };
		const refused = {
			...create,
			destinationUrl: '',
			allowCustomFields: true,
			additionalFields: byModel(script),
		};
		expect(jsonOf(await run(TOOL, refused))).toMatchObject([{ error: 'Destination URL needs a correction' }]);
		const ofAnotherType = { ...refused, additionalFields: byModel({ ...script, type: 'text' }) };
		expect(jsonOf(await run(TOOL, ofAnotherType))).toMatchObject([
			{ error: 'Destination URL needs a correction' },
		]);
		const calls = serve(ok({ id: 'q1' }));
		await run(TOOL, { ...create, allowCustomFields: true, additionalFields: byModel(script) });
		expect(calls[0]?.body).toMatchObject({ destination_url: 'https://a.example' });
	});
});

test.each(['={{ null }}', '={{ undefined }}', '={{ $json.limit }}'])(
	'a Limit that a model leaves out (%s) takes its default',
	async (limit) => {
		serve(ok(rows(50)));
		expect(await run(TOOL, { resource: 'qrCode', operation: 'getAll', limit })).toHaveLength(20);
	},
);
