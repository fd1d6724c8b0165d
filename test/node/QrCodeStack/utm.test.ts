import type { INodeParameters } from 'n8n-workflow';

import { createHarness, TOOL } from '../../support/harness';
import { failureOf, guardNetwork, ok, serve } from '../../support/mockApi';

const harness = createHarness();
guardNetwork();

const ADDRESS = 'https://shop.example/p?size=1#top';
const UTM = {
	utmSource: 'flyer',
	utmMedium: 'qr',
	utmCampaign: 'Frühling 26',
	utmTerm: '',
	utmContent: '={{ null }}',
};
const TAGGED =
	'https://shop.example/p?size=1&utm_source=flyer&utm_medium=qr&utm_campaign=Fr%C3%BChling%2026#top';
const byId = { __rl: true, mode: 'id', value: 'q1' };

const base = (operation: string, more: INodeParameters = {}): INodeParameters => ({
	resource: 'qrCode',
	operation,
	name: 'A',
	destinationUrl: ADDRESS,
	qrCodeId: byId,
	utmParameters: UTM,
	...more,
});

describe('the destination is tagged, and the item shows what was sent', () => {
	test('in Create', async () => {
		const calls = serve(ok({ id: 'q1' }));
		const [item] = await harness.execute(base('create'));

		expect(calls[0]?.body).toEqual({ name: 'A', type: 'url', destination_url: TAGGED });
		expect(item?.json).toEqual({ id: 'q1', destination_url: TAGGED });
	});

	test('in Create Many, from items', async () => {
		const calls = serve(ok({ created: [{ index: 0, id: 'q1' }] }));
		const [item] = await harness.execute(base('createMany', { source: 'items' }));

		expect(calls[0]?.body).toEqual({ qr_codes: [{ name: 'A', type: 'url', destination_url: TAGGED }] });
		expect(item?.json).toMatchObject({ id: 'q1', destination_url: TAGGED });
	});

	test('in Create Many, from JSON rows with the names that addresses have', async () => {
		const row = {
			name: 'A',
			destination_url: ADDRESS,
			utm_source: 'flyer',
			utm_medium: 'qr',
			utm_campaign: 'Frühling 26',
			utm_term: null,
			utm_id: '',
		};
		const calls = serve(ok({ created: [{ index: 0, id: 'q1' }] }));
		await harness.execute(base('createMany', { source: 'json', qrCodesJson: JSON.stringify([row]) }));

		expect(calls[0]?.body).toEqual({ qr_codes: [{ name: 'A', destination_url: TAGGED }] });
	});

	test('in Create or Update, where the same tags once more cost no call', async () => {
		const calls = serve(ok([]), ok({ id: 'q1' }), ok([{ id: 'q1', name: 'A', destination_url: TAGGED }]));
		const [created] = await harness.execute(base('upsert'));
		const [unchanged] = await harness.execute(base('upsert'));

		expect(calls.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET']);
		expect(created?.json).toMatchObject({ outcome: 'created', destination_url: TAGGED });
		expect(unchanged?.json).toMatchObject({ outcome: 'unchanged', destination_url: TAGGED });
	});

	test('in Update with a Destination URL, with one call', async () => {
		const calls = serve(ok({ id: 'q1' }));
		const [item] = await harness.execute(base('update', { updateFields: { destinationUrl: ADDRESS } }));

		expect(calls.map(({ method, body }) => [method, body])).toEqual([['PATCH', { destination_url: TAGGED }]]);
		expect(item?.json).toEqual({ id: 'q1', destination_url: TAGGED });
	});

	test('in Update without one: the address that the code has now, for one more call', async () => {
		const calls = serve(ok({ id: 'q1', destination_url: ADDRESS }), ok({ id: 'q1' }));
		const [item] = await harness.execute(base('update', { updateFields: { name: 'B' } }));

		expect(calls.map(({ method, body }) => [method, body])).toEqual([
			['GET', ''],
			['PATCH', { name: 'B', destination_url: TAGGED }],
		]);
		expect(item?.json).toEqual({ id: 'q1', destination_url: TAGGED });
	});

	test('in Duplicate: the address of the original', async () => {
		const calls = serve(ok({ id: 'q1', name: 'A', destination_url: ADDRESS }), ok({ id: 'q2' }));
		const [item] = await harness.execute(base('duplicate'));

		expect(calls[1]?.body).toEqual({ name: 'A (copy)', type: 'url', destination_url: TAGGED });
		expect(item?.json).toEqual({ id: 'q2', destination_url: TAGGED });
	});

	test('in Duplicate: the address that the copy is to have', async () => {
		const calls = serve(
			ok({ id: 'q1', name: 'A', destination_url: 'https://old.example' }),
			ok({ id: 'q2' }),
		);
		await harness.execute(base('duplicate', { changes: { destinationUrl: ADDRESS } }));

		expect(calls[1]?.body).toMatchObject({ destination_url: TAGGED });
	});
});

test('an answer that shows the address is left as it came', async () => {
	serve(ok({ id: 'q1', destination: 'https://normalised.example' }));
	const [item] = await harness.execute(base('create'));
	expect(item?.json).toEqual({ id: 'q1', destination: 'https://normalised.example' });
});

test('nothing but empty UTM parameters is nothing to update', async () => {
	const utmParameters = { utmSource: '', utmCampaign: '={{ $json.missing }}' };
	const failure = await failureOf(harness.execute(base('update', { utmParameters })));
	expect(failure.message).toBe('There is nothing to update');
});

test.each<[string, INodeParameters]>([
	['create', { additionalFields: { type: 'vcard' }, destinationUrl: 'BEGIN:VCARD' }],
	['createMany', { source: 'items', additionalFields: { type: 'text' }, destinationUrl: '' }],
])('what is no web address can not be tagged by %s', async (operation, more) => {
	const failure = await failureOf(harness.execute(base(operation, more)));
	expect(failure.message).toBe('There is no web address to put UTM parameters into');
});

test('a code whose address the API does not show is not changed', async () => {
	const calls = serve(ok({ id: 'q1', name: 'A' }));
	const failure = await failureOf(harness.execute(base('update')));

	expect(failure.message).toBe('There is no web address to put UTM parameters into');
	expect(calls.map(({ method }) => method)).toEqual(['GET']);
});

test.each([
	['utmSource', 'UTM Source is written "utmSource", and has to be written "utm_source"'],
	['UTM Campaign', 'UTM Campaign is written "UTM Campaign", and has to be written "utm_campaign"'],
])('a JSON row with %j is refused: it would be sent as an unknown field', async (name, issue) => {
	const row = { name: 'A', destination_url: ADDRESS, [name]: 'x' };
	const failure = await failureOf(
		harness.execute(base('createMany', { source: 'json', qrCodesJson: JSON.stringify([row]) })),
	);
	expect(failure.description).toContain(issue);
});

test('an expression that was not worked out is refused', async () => {
	const utmParameters = { utmSource: '{{ $json.source }}' };
	const failure = await failureOf(harness.execute(base('create', { utmParameters })));
	expect(failure.description).toContain('UTM Source holds an expression that was not worked out');
});

test('a model may tag an existing code only where a person allowed it to redirect', async () => {
	const [refused] = await harness.execute(base('update'), { node: { type: TOOL } });
	expect(refused?.json.error).toContain('Changing destinations is switched off');

	const calls = serve(ok({ id: 'q1', destination_url: ADDRESS }), ok({ id: 'q1' }));
	await harness.execute(base('update', { allowRedirecting: true }), { node: { type: TOOL } });
	expect(calls[1]?.body).toEqual({ destination_url: TAGGED });
});

test('two updates of one code in one run tag what the first one left', async () => {
	const calls = serve(
		ok({ id: 'q1', destination_url: 'https://a.example' }),
		ok({ id: 'q1' }),
		ok({ id: 'q1', destination_url: 'https://a.example?utm_source=x' }),
		ok({ id: 'q1' }),
	);
	const items = ['x', 'y'].map((source) => ({ json: { source } }));
	await harness.execute(base('update', { utmParameters: { utmSource: '={{ $json.source }}' } }), { items });

	expect(calls.map(({ method, body }) => [method, body])).toEqual([
		['GET', ''],
		['PATCH', { destination_url: 'https://a.example?utm_source=x' }],
		['GET', ''],
		['PATCH', { destination_url: 'https://a.example?utm_source=y' }],
	]);
});
