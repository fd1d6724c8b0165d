import type { INodeParameters } from 'n8n-workflow';

import { ACTION, createHarness } from '../../support/harness';
import { failureOf, guardNetwork, ok, rows, serve, type Call } from '../../support/mockApi';

const harness = createHarness();
guardNetwork();

const byName = (name = 'Promo', more: INodeParameters = {}): INodeParameters => ({
	resource: 'qrCode',
	operation: 'upsert',
	name,
	destinationUrl: 'https://a.example',
	...more,
});
const byField = (matchValue: string, more: INodeParameters = {}) =>
	byName('Promo', { matchBy: 'field', matchField: 'external_id', matchValue, ...more });
const sent = (calls: Call[]) =>
	calls.map(({ method, path, body }) => ({ method, path, body: body || undefined }));
const BODY = { name: 'Promo', type: 'url', destination_url: 'https://a.example' };

test('a QR code that is not in the list is created', async () => {
	const calls = serve(ok(rows(2)), ok({ id: 'new', name: 'Promo' }));
	const [item] = await harness.execute(byName());
	expect(item?.json).toEqual({ outcome: 'created', id: 'new', name: 'Promo' });
	expect(sent(calls)[1]).toEqual({ method: 'POST', path: '/qr-codes', body: BODY });
});

test('one that is in the list is updated, without its type and without what it was matched by', async () => {
	const calls = serve(ok([{ id: 'q1', name: ' Promo ' }, { id: 'q2' }]), ok({ id: 'q1', name: 'Promo' }));
	const [item] = await harness.execute(byName());
	expect(item?.json).toEqual({ outcome: 'updated', id: 'q1', name: 'Promo' });
	const body = { destination_url: 'https://a.example' };
	expect(sent(calls)[1]).toEqual({ method: 'PATCH', path: '/qr-codes/q1', body });
});

test('several that match stay as they are, and the text names them', async () => {
	const calls = serve(ok([1, 2, 3].map((n) => ({ id: `q${n}`, name: n < 3 ? 'Promo' : 'promo' }))));
	const failure = await failureOf(harness.execute(byName()));
	expect(failure.message).toBe('2 QR codes match, so none was changed');
	expect(failure.description).toContain('q1, q2.');
	expect(calls).toHaveLength(1);
});

test('of very many, twenty are named and the rest is counted', async () => {
	serve(
		ok(
			rows(25).map(({ id }) => ({ id, name: 'Promo' })),
			{ pagination: { page: 1, total_pages: 1 } },
		),
	);
	const failure = await failureOf(harness.execute(byName()));
	expect(failure.description).toContain('q20 and 5 more.');
});

test('of several that match, one without an ID is told as such', async () => {
	serve(ok([{ name: 'Promo' }, { id: 'q2', name: 'Promo' }]));
	const failure = await failureOf(harness.execute(byName()));
	expect(failure.description).toMatch(/one without an ID, q2\b/);
});

test('one that came without an ID is not made a second time', async () => {
	const calls = serve(ok([{ name: 'Promo' }, { id: 'q2' }]));
	const failure = await failureOf(harness.execute(byName()));
	expect(failure.message).toBe('The answer from QRCodeStack has an unknown form');
	expect(failure.description).toContain(
		'It should describe a QR code with its ID, and has these fields: name.',
	);
	expect(calls).toHaveLength(1);
});

test('after a create that may have worked, the next item looks for the code before it makes one', async () => {
	const calls = serve(ok([]), { breaksWith: 'ECONNRESET' }, ok([{ id: 'q1', ...BODY }]));
	const output = await harness.execute(byName(), {
		items: [{ json: {} }, { json: {} }],
		node: { onError: 'continueRegularOutput' },
	});
	expect(output[0]?.json.error).toBe('The connection to QRCodeStack broke before an answer came');
	expect(output[1]?.json).toEqual({ outcome: 'unchanged', id: 'q1', ...BODY });
	expect(calls.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET']);
});

test('creates that may have worked cost no reading of the list for items that mean other codes', async () => {
	const calls = serve(
		ok([]),
		{ breaksWith: 'ECONNRESET' },
		ok({ id: 'b', name: 'B' }),
		ok([]),
		ok({ id: 'a' }),
	);
	const output = await harness.execute(byName('={{ $json.name }}'), {
		items: ['A', 'B', 'A'].map((name) => ({ json: { name } })),
		node: { onError: 'continueRegularOutput' },
	});
	expect(output.slice(1).map(({ json }) => json.outcome)).toEqual(['created', 'created']);
	expect(calls.map(({ method }) => method)).toEqual(['GET', 'POST', 'POST', 'GET', 'POST']);
});

test('a code that this run made is not made again because a list that was read anew does not show it yet', async () => {
	const calls = serve(
		ok([]),
		ok({ id: 'a', name: 'A' }),
		{ breaksWith: 'ECONNRESET' },
		ok([]),
		ok({ id: 'b' }),
	);
	const output = await harness.execute(byName('={{ $json.name }}'), {
		items: ['A', 'B', 'B', 'A'].map((name) => ({ json: { name } })),
		node: { onError: 'continueRegularOutput' },
	});
	expect(output.map(({ json }) => json.outcome)).toEqual(['created', undefined, 'created', 'unchanged']);
	expect(calls.map(({ method }) => method)).toEqual(['GET', 'POST', 'POST', 'GET', 'POST']);
});

test('the whole list is read, and only once for all items', async () => {
	const facts = (page: number) => ({ pagination: { page, total_pages: 2 } });
	const calls = serve(
		ok(rows(100), facts(1)),
		ok([{ id: 'q1', name: 'A' }], facts(2)),
		ok({ id: 'q1' }),
		ok({ id: 'new', name: 'B' }),
	);
	const items = ['A', 'B'].map((name) => ({ json: { name } }));
	const output = await harness.execute(byName('={{ $json.name }}'), { items });
	expect(output.map(({ json }) => json.outcome)).toEqual(['updated', 'created']);
	expect(calls.map(({ method }) => method)).toEqual(['GET', 'GET', 'PATCH', 'POST']);
});

test('one that has these values already costs no call, as when the same rows come in every night', async () => {
	const design = { dot_color: '#000000', frame: 'x' };
	const code = { id: 'q1', ...BODY, render_customizations: design, scan_count: 3 };
	const calls = serve(ok([code]));
	const [item] = await harness.execute(byName('Promo', { design: { frame: 'x', dotColor: '#000' } }));
	expect(item?.json).toEqual({ outcome: 'unchanged', ...code });
	expect(calls).toHaveLength(1);
});

test.each([[{ dot_color: '#111111', frame: 'x' }], [{ frame: 'x' }], [undefined]])(
	'one whose design is another one, or not in the list, is updated: %j',
	async (render_customizations) => {
		serve(ok([{ id: 'q1', ...BODY, render_customizations }]), ok({ id: 'q1' }));
		const [item] = await harness.execute(byName('Promo', { design: { dotColor: '#000' } }));
		expect(item?.json.outcome).toBe('updated');
	},
);

test('a second item of the same name updates what the first one created', async () => {
	const calls = serve(ok([]), ok({ id: 'new' }), ok({ id: 'new' }));
	const items = ['a', 'b'].map((place) => ({ json: { place } }));
	const output = await harness.execute(
		byName('Promo', { destinationUrl: '=https://{{ $json.place }}.example' }),
		{
			items,
		},
	);
	expect(output.map(({ json }) => json.outcome)).toEqual(['created', 'updated']);
	expect(calls[2]?.path).toBe('/qr-codes/new');
});

test('a deleted QR code does not count, and an empty answer still says what was done', async () => {
	serve(ok([{ id: 'q1', name: 'Promo', deleted_at: '2026-01-01T00:00:00Z' }]), { status: 204 });
	const [item] = await harness.execute(byName());
	expect(item?.json).toEqual({ outcome: 'created', ...BODY });
});

test('an update that is answered with nothing shows the code as it is now', async () => {
	serve(ok([{ id: 'q1', name: 'Promo', scan_count: 3 }]), { status: 204 });
	const [item] = await harness.execute(byName());
	const shown = { id: 'q1', name: 'Promo', scan_count: 3, destination_url: 'https://a.example' };
	expect(item?.json).toEqual({ outcome: 'updated', ...shown });
});

describe('matched by another field', () => {
	test('the code that has the value is updated, its name included', async () => {
		const calls = serve(ok([{ id: 'q1', external_id: 7 }, { id: 'q2' }]), ok({ id: 'q1' }));
		await harness.execute(byField('7'));
		expect(calls[1]?.path).toBe('/qr-codes/q1');
		expect(calls[1]?.body).toEqual({ name: 'Promo', destination_url: 'https://a.example' });
	});

	test('a new code gets the value', async () => {
		const calls = serve(ok([]), ok({ id: 'new', name: 'Promo', external_id: 'x' }));
		await harness.execute(byField('x'));
		expect(calls[1]?.body).toEqual({ ...BODY, external_id: 'x' });
	});

	test('a field that the API does not keep ends it, so that no run creates the code again', async () => {
		serve(ok([]), ok({ id: 'new', name: 'Promo' }));
		const failure = await failureOf(harness.execute(byField('x')));
		expect(failure.message).toBe(
			'The QR code was created, but QRCodeStack did not keep the field that it is matched by',
		);
		expect(failure.description).toContain('the ID new');
	});

	test('an answer that shows nothing but the ID is no reason to end', async () => {
		serve(ok([]), ok({ id: 'new' }));
		const [item] = await harness.execute(byField('x'));
		expect(item?.json).toEqual({ outcome: 'created', id: 'new' });
	});

	test('nothing is sent where nothing would change', async () => {
		const calls = serve(ok([{ id: 'q1', name: 'Promo' }]));
		const [item] = await harness.execute(
			byName('Promo', { additionalFields: { type: 'text' }, destinationUrl: '' }),
		);
		expect(item?.json).toEqual({ outcome: 'unchanged', id: 'q1', name: 'Promo' });
		expect(calls).toHaveLength(1);
	});

	test.each([{ matchField: '' }, { matchValue: ' ' }])('%j is refused before any call', async (more) => {
		const failure = await failureOf(harness.execute(byField('x', more)));
		expect(failure.message).toBe('It is not clear which QR code is meant');
	});
});

describe('Duplicate', () => {
	const copy = (changes: INodeParameters = {}): INodeParameters => ({
		resource: 'qrCode',
		operation: 'duplicate',
		qrCodeId: { __rl: true, mode: 'id', value: 'q1' },
		changes,
	});
	const original = {
		id: 'q1',
		...BODY,
		render_customizations: { frame: 'f', unknown: 1 },
		short_url: 'https://qrs.example/x',
		scan_count: 9,
	};

	test('creates a code with the documented fields of the original', async () => {
		const calls = serve(ok(original), ok({ id: 'new' }));
		expect((await harness.execute(copy()))[0]?.json).toEqual({ id: 'new' });
		const { render_customizations } = original;
		expect(calls[1]?.body).toEqual({ ...BODY, name: 'Promo (copy)', render_customizations });
	});

	test('changes in the copy what is to be different', async () => {
		const calls = serve(ok(original), { status: 204 });
		const changes = { name: 'B', destinationUrl: 'https://b.example', customFields: '{"folder": 5}' };
		const [item] = await harness.execute(copy(changes));
		expect(calls[1]?.body).toMatchObject({ name: 'B', destination_url: 'https://b.example', folder: 5 });
		expect(item?.json).toMatchObject({ created: true, name: 'B' });
	});

	test('says once that a design was not shown', async () => {
		const bare = { id: 'q1', destination_url: 'https://a.example' };
		const calls = serve(...[1, 2].flatMap(() => [ok(bare), ok({ id: 'new' })]));
		const items = [{ json: {} }, { json: {} }];
		const context = harness.executeContext(
			harness.makeNode(ACTION, { ...copy(), options: { concurrency: 1 } }),
			items,
		);
		await harness.runNode(context);
		expect(calls.filter(({ method }) => method === 'POST')[0]?.body).toMatchObject({ name: 'q1 (copy)' });
		expect(context.hints.map(({ message }) => message)).toEqual([
			'The API did not show the design of a code, so its copy has the usual one.',
		]);
	});

	test.each([
		[{ id: 'q1', name: 'A', type: 'vcard' }, 'Only QR codes that lead to a web address can be duplicated'],
		[{ id: 'q1', name: 'A' }, 'Destination URL needs a correction'],
	])('creates nothing where the copy would lack its content: %j', async (code, headline) => {
		const calls = serve(ok(code));
		expect((await failureOf(harness.execute(copy()))).message).toBe(headline);
		expect(calls).toHaveLength(1);
	});
});

test('on a host without hints, they go to the log', async () => {
	serve(ok({ id: 'q1', destination_url: 'https://a.example' }), ok({ id: 'new' }));
	const node = harness.makeNode(ACTION, {
		resource: 'qrCode',
		operation: 'duplicate',
		qrCodeId: { __rl: true, mode: 'id', value: 'q1' },
	});
	const context = harness.executeContext(node);
	Object.defineProperty(context, 'addExecutionHints', { value: undefined });
	await harness.runNode(context);
	expect(harness.logger.lines.at(-1)).toBe(
		'warn: QRCodeStack: The API did not show the design of a code, so its copy has the usual one.',
	);
});

describe('names that look the same', () => {
	const code = (name: string) => ({ id: 'q1', ...BODY, name });

	test.each([
		['Cafe\u0301', 'Caf\u00e9'],
		['Caf\u00e9', 'Cafe\u0301'],
		['Spring\u00a0promo', 'Spring promo'],
		['Spring  promo ', 'Spring promo'],
		['Menu\u200b', 'Menu'],
		['Me\u00adnu', 'Menu'],
	])('%j and %j are one code, so no second one is created', async (existing, given) => {
		const calls = serve(ok([code(existing)]));
		const [item] = await harness.execute(byName(given));
		expect(item?.json).toMatchObject({ outcome: 'unchanged', id: 'q1' });
		expect(calls).toHaveLength(1);
	});

	test('may differ in letter case and are two then', async () => {
		serve(ok([code('MENU')]), ok({ id: 'q2' }));
		const [item] = await harness.execute(byName('Menu'));
		expect(item?.json.outcome).toBe('created');
	});
});

test.each<[string, object, object]>([
	[
		'a design of which the API shows more',
		{ dot_color: '#0F172A', frame: null, eye: 'dot' },
		{ dotColor: '#0F172A' },
	],
	['a colour in small letters', { dot_color: '#0f172a' }, { dotColor: '#0F172A' }],
	['a colour in another notation', { dot_color: 'rgb(15, 23, 42)' }, { dotColor: '#0f172a' }],
	['a logo at the same address', { logo_url: 'https://LOGO.example' }, { logoUrl: 'https://logo.example/' }],
	['no design at all, and none is given', { dot_color: '#111111' }, {}],
])('%s is unchanged, and costs no call', async (_, render_customizations, design) => {
	const calls = serve(ok([{ id: 'q1', ...BODY, render_customizations, scan_count: 3 }]));
	const [item] = await harness.execute(byName('Promo', { design } as never));
	expect(item?.json).toMatchObject({ outcome: 'unchanged', id: 'q1' });
	expect(calls).toHaveLength(1);
});

test('a field of which the API shows more than was sent is unchanged; a list of another length is not', async () => {
	const customFields = JSON.stringify({ folder: { id: 5 }, tags: ['a'] });
	const existing = { id: 'q1', ...BODY, folder: { id: 5, name: 'Spring' }, tags: ['a'] };
	serve(ok([existing]), ok([{ ...existing, tags: ['a', 'b'] }]), ok({ id: 'q1' }));
	const parameters = byName('Promo', { additionalFields: { customFields } });
	expect((await harness.execute(parameters))[0]?.json.outcome).toBe('unchanged');
	expect((await harness.execute(parameters))[0]?.json.outcome).toBe('updated');
});

test('a value to match by is sent as it was checked, and may not contradict the field that it stands for', async () => {
	const byDestination = (matchValue: string, destinationUrl: string) => ({
		...byName('Promo'),
		matchBy: 'field',
		matchField: 'destination_url',
		matchValue,
		destinationUrl,
	});
	const script = await failureOf(harness.execute(byDestination('javascript:alert(1)', '')));
	expect(script.message).toBe('Destination URL needs a correction');
	const other = await failureOf(harness.execute(byDestination('https://a.example', 'https://b.example')));
	expect(other.message).toBe('Match Value needs a correction');
	const calls = serve(ok([]), ok({ id: 'q1', name: 'Promo', destination_url: 'https://a.example' }));
	await harness.execute(byDestination(' https://a.example\u200b', ''));
	expect(calls[1]?.body).toMatchObject({ destination_url: 'https://a.example' });
});
