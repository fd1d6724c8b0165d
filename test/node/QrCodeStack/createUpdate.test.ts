import type { INodeParameters } from 'n8n-workflow';

import { ACTION, createHarness } from '../../support/harness';
import { failureOf, guardNetwork, ok, serve } from '../../support/mockApi';

const harness = createHarness();
guardNetwork();

const CREATE: INodeParameters = {
	resource: 'qrCode',
	operation: 'create',
	name: 'Spring promo',
	destinationUrl: 'https://shop.example.com/spring',
};
const UPDATE: INodeParameters = {
	resource: 'qrCode',
	operation: 'update',
	qrCodeId: { __rl: true, mode: 'id', value: 'q1' },
};

describe('Create', () => {
	test('sends the documented body and puts out what the API made of it', async () => {
		const calls = serve({ ...ok({ id: 'q9', short_url: 'https://qrs.example/r/x', extra: 1 }), status: 201 });

		const items = await harness.execute({
			...CREATE,
			design: {
				dotColor: '#0f172a',
				dotShape: 'rounded',
				logoUrl: 'https://shop.example.com/logo.png',
				frame: 'scan-me-bottom',
			},
		});

		expect(calls).toHaveLength(1);
		expect(calls[0]).toMatchObject({
			method: 'POST',
			path: '/qr-codes',
			body: {
				name: 'Spring promo',
				type: 'url',
				destination_url: 'https://shop.example.com/spring',
				render_customizations: {
					dot_color: '#0F172A',
					dot_shape: 'rounded',
					logo_url: 'https://shop.example.com/logo.png',
					frame: 'scan-me-bottom',
				},
			},
		});
		expect(items).toEqual([
			{ json: { id: 'q9', short_url: 'https://qrs.example/r/x', extra: 1 }, pairedItem: { item: 0 } },
		]);
	});

	test('leaves empty fields out', async () => {
		const calls = serve(ok({ id: 'q9' }));

		await harness.execute({
			...CREATE,
			additionalFields: { type: '' },
			design: { dotColor: '', frame: '  ', logoUrl: '' },
		});

		expect(calls[0]?.body).toEqual({
			name: 'Spring promo',
			destination_url: 'https://shop.example.com/spring',
		});
	});

	test('trims texts and takes a number for a name', async () => {
		const calls = serve(ok({ id: 'q9' }));

		await harness.execute({ ...CREATE, name: 2026, destinationUrl: ' https://a.example/x ' });

		expect(calls[0]?.body).toMatchObject({ name: '2026', destination_url: 'https://a.example/x' });
	});

	test.each<[string, INodeParameters, string]>([
		['without a name', { name: ' ' }, 'Name is empty'],
		['without a destination', { destinationUrl: '' }, 'Destination URL is empty'],
		['without both', { name: '', destinationUrl: '' }, 'Name is empty. Destination URL is empty.'],
		[
			'with a bare domain',
			{ destinationUrl: 'shop.example.com' },
			'Destination URL must be a full web address',
		],
		[
			'of a type with white space around it',
			{ additionalFields: { type: ' url ' }, destinationUrl: 'x' },
			'full web address',
		],
		['with a script for a destination', { destinationUrl: 'javascript:alert(1)' }, 'full web address'],
		['with a space in the destination', { destinationUrl: 'https://a.example/a b' }, 'has a space'],
		['with a logo that is no address', { design: { logoUrl: 'logo.png' } }, 'Logo URL must be'],
		[
			'with a colour that is none',
			{ design: { dotColor: 'navy' } },
			'Dot Color must be a color such as #0F172A, not "navy".',
		],
		['with a name that is an object', { name: { a: 1 } }, 'Name must be a text'],
	])('%s is refused before any call', async (_, change, text) => {
		const calls = serve();

		const failure = await failureOf(harness.execute({ ...CREATE, ...change }));

		expect(failure.message).toMatch(
			/^((Name|Destination URL|Dot Color|Logo URL) needs|Name and Destination URL need) a correction$/,
		);
		expect(failure.description).toContain(text);
		expect(failure.context.itemIndex).toBe(0);
		expect(calls).toHaveLength(0);
	});

	test('names every field that needs a correction, once', async () => {
		const design = { dotColor: 'x', logoUrl: 'y' };
		const failure = await failureOf(harness.execute({ ...CREATE, name: true as never, design }));

		expect(failure.message).toBe('Name, Dot Color and Logo URL need a correction');
		expect(failure.description).toBe(
			'Name must be a text. Dot Color must be a color such as #0F172A, not "x". Logo URL must be a full web address that starts with https:// or http://, not "y". Correct this and run it again.',
		);
	});

	test('of another type may lead anywhere, or nowhere', async () => {
		const calls = serve(ok({ id: 'q1' }), ok({ id: 'q2' }));

		await harness.execute({
			...CREATE,
			additionalFields: { type: 'email' },
			destinationUrl: 'mailto:a@b.example',
		});
		await harness.execute({ ...CREATE, additionalFields: { type: 'text' }, destinationUrl: '' });

		expect(calls.map(({ body }) => body)).toEqual([
			{ name: 'Spring promo', type: 'email', destination_url: 'mailto:a@b.example' },
			{ name: 'Spring promo', type: 'text' },
		]);
	});

	test.each([
		['#08f', '#0088FF'],
		['#0F172A', '#0F172A'],
		['0f172a', '#0F172A'],
		['#0F172AFF', '#0F172A'],
		['#08ff', '#0088FF'],
		['rgb(15, 23, 42)', '#0F172A'],
		['rgb(15 23 42)', '#0F172A'],
		['rgba(15, 23, 42, 1)', '#0F172A'],
		['RGBA(15,23,42,100%)', '#0F172A'],
		['hsl(208, 100%, 50%)', '#0088FF'],
		['hsva(208, 100%, 100%, 1)', '#0088FF'],
	])('takes the colour %s as the picker hands it out', async (dotColor, sent) => {
		const calls = serve(ok({ id: 'q9' }));

		await harness.execute({ ...CREATE, design: { dotColor } });

		expect(calls[0]?.body).toMatchObject({ render_customizations: { dot_color: sent } });
	});

	test('sends custom fields as they are beside the filled-in ones, which win', async () => {
		const calls = serve(ok({ id: 'q9' }));
		const customFields = '{"folder": {"id": 5}, "name": "Other", "render_customizations": {"eye": "dot"}}';

		await harness.execute({ ...CREATE, design: { frame: 'f' }, additionalFields: { customFields } });

		expect(calls[0]?.body).toEqual({
			name: 'Spring promo',
			type: 'url',
			destination_url: 'https://shop.example.com/spring',
			folder: { id: 5 },
			render_customizations: { eye: 'dot', frame: 'f' },
		});
	});

	test('takes a missing field from the custom fields', async () => {
		const calls = serve(ok({ id: 'q9' }));
		const additionalFields = { customFields: { destination_url: 'https://b.example', name: 'B' } };

		await harness.execute({ ...CREATE, name: '', destinationUrl: '', additionalFields });

		expect(calls[0]?.body).toEqual({ type: 'url', name: 'B', destination_url: 'https://b.example' });
	});

	test('a field called "__proto__" in the custom fields changes no other object', async () => {
		serve(ok({ id: 'q9' }));
		const customFields =
			'{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}';

		await harness.execute({ ...CREATE, additionalFields: { customFields } });

		expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
	});

	test.each([
		['{"a": 1,}', 'Look at line 1, character 9: “}” after a comma is out of place there.'],
		['{\n  "a": abc\n}', 'Look at line 2, character 8: “a” is out of place there.'],
		["{'a': 1}", "Look at line 1, character 2: a single quote (') is out of place there."],
		['{"a": 1', 'It ends too early'],
		['{"a": "x\ny"}', 'Look at line 1, character 9: a line break is out of place there.'],
	])('custom fields %j are refused with the place of the slip', async (customFields, text) => {
		const failure = await failureOf(harness.execute({ ...CREATE, additionalFields: { customFields } }));

		expect(failure.message).toMatch(/^Custom Fields is not (valid|complete) JSON$/);
		expect(failure.description).toContain(text);
	});

	test.each(['[1]', '"text"', '5'])('custom fields %s are no object', async (customFields) => {
		const failure = await failureOf(harness.execute({ ...CREATE, additionalFields: { customFields } }));

		expect(failure.message).toBe('Custom Fields must be a JSON object');
	});

	test('reads its fields anew for each item, and pairs each code with its item', async () => {
		const calls = serve(...[0, 1, 2].map((n) => ok({ id: `q${n}` })));
		const items = ['A', 'B', 'C'].map((name) => ({ json: { name, slug: name.toLowerCase() } }));

		const output = await harness.execute(
			{
				...CREATE,
				name: '={{ $json.name }}',
				destinationUrl: '=https://a.example/{{ $json.slug }}',
				design: { frame: '={{ $json.slug }}' },
			},
			{ items },
		);

		expect(calls.map(({ body }) => body)).toMatchObject([
			{ name: 'A', destination_url: 'https://a.example/a', render_customizations: { frame: 'a' } },
			{ name: 'B', destination_url: 'https://a.example/b', render_customizations: { frame: 'b' } },
			{ name: 'C', destination_url: 'https://a.example/c', render_customizations: { frame: 'c' } },
		]);
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
	});

	test('a field that can not be worked out names its item', async () => {
		const items = [{ json: {} }];
		const failure = await failureOf(
			harness.execute({ ...CREATE, name: "={{ $('Nowhere').item.json.x }}" }, { items }),
		);

		expect(failure.name).toBe('NodeOperationError');
		expect(failure.context.itemIndex).toBe(0);
	});
});

describe('Update', () => {
	test('sends only what was filled in', async () => {
		const calls = serve(ok({ id: 'q1', name: 'New' }));

		const items = await harness.execute({
			...UPDATE,
			updateFields: { name: 'New', destinationUrl: 'https://b.example', customFields: '{"folder": 3}' },
			design: { dotShape: 'dots' },
		});

		expect(calls).toHaveLength(1);
		expect(calls[0]).toMatchObject({ method: 'PATCH', path: '/qr-codes/q1' });
		expect(calls[0]?.body).toEqual({
			name: 'New',
			destination_url: 'https://b.example',
			folder: 3,
			render_customizations: { dot_shape: 'dots' },
		});
		expect(items).toEqual([{ json: { id: 'q1', name: 'New' }, pairedItem: { item: 0 } }]);
	});

	test('of a field whose expression gives nothing leaves it, and says so beside the output, once for all items', async () => {
		const calls = serve(ok({ id: 'q1' }), ok({ id: 'q1' }));
		const parameters = {
			...UPDATE,
			updateFields: { name: '={{ $json.name }}', destinationUrl: '={{ $json.newUrl }}' },
		};
		const context = harness.executeContext(harness.makeNode(ACTION, parameters), [
			{ json: { name: 'A' } },
			{ json: { name: 'B' } },
		]);

		await harness.runNode(context);

		expect(calls.map(({ body }) => body)).toEqual(expect.arrayContaining([{ name: 'A' }, { name: 'B' }]));
		expect(context.hints.map(({ message }) => message)).toEqual([
			'Destination URL was left as it is where it was empty.',
		]);
	});

	test.each<[string, INodeParameters]>([
		['nothing', {}],
		['empty fields', { updateFields: { name: '', destinationUrl: ' ' }, design: { frame: '' } }],
		['empty custom fields', { updateFields: { customFields: '{}' } }],
	])('of %s is refused before any call, also before a short link is looked up', async (_, fields) => {
		const calls = serve();
		const qrCodeId = { __rl: true, mode: 'shortLink', value: 'https://qrs.example/r/x' };

		const failure = await failureOf(harness.execute({ ...UPDATE, qrCodeId, ...fields }));

		expect(failure.message).toBe('There is nothing to update');
		expect(calls).toHaveLength(0);
	});

	test('with a destination that is no web address is refused before any call', async () => {
		const failure = await failureOf(
			harness.execute({ ...UPDATE, updateFields: { destinationUrl: 'b.example' } }),
		);

		expect(failure.description).toContain('Destination URL must be a full web address');
	});
});
