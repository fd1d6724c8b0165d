import type { INodeParameters } from 'n8n-workflow';

import { ACTION, createHarness, TEST_KEY } from '../../support/harness';
import { failureOf, guardNetwork, ok, serve } from '../../support/mockApi';

const harness = createHarness();
guardNetwork();

const BODY = { name: 'A', destination_url: 'https://a.example' };
const UNSEEN = ['\u200b', '\u2060', '\u202c', '\ufeff', '\u00a0', ' ', '\n', '\t', '\u00ad', '\u3164'];

/** The ways in which a code can be described; each makes parameters of a body in the API's names. */
const SOURCES: Array<[string, (body: Record<string, unknown>) => INodeParameters]> = [
	['fields', (body) => ({ ...toFields(body), operation: 'create' })],
	[
		'custom fields',
		(body) => ({ operation: 'create', additionalFields: { customFields: JSON.stringify(body) } }),
	],
	['items', (body) => ({ ...toFields(body), operation: 'createMany', source: 'items' })],
	['JSON rows', (body) => ({ operation: 'createMany', source: 'json', qrCodesJson: JSON.stringify([body]) })],
	[
		'rows of an expression',
		(body) => ({
			operation: 'createMany',
			source: 'json',
			qrCodesJson: `={{ (${JSON.stringify([body]).replaceAll('}', ' }')}) }}`,
		}),
	],
	['Create or Update', (body) => ({ ...toFields(body), operation: 'upsert' })],
	[
		'Update',
		({ name, destination_url: destinationUrl, ...rest }) => ({
			...toFields(rest),
			operation: 'update',
			qrCodeId: { __rl: true, mode: 'id', value: 'q1' },
			updateFields: { name, destinationUrl } as INodeParameters,
		}),
	],
];

function toFields(body: Record<string, unknown>): INodeParameters {
	const { name, destination_url: destinationUrl, render_customizations = {}, type } = body;
	const { dot_color, dot_shape, logo_url, frame } = render_customizations as Record<string, unknown>;
	const given = { dotColor: dot_color, dotShape: dot_shape, logoUrl: logo_url, frame };
	const design = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
	return {
		name,
		destinationUrl,
		design,
		additionalFields: type === undefined ? {} : { type },
	} as INodeParameters;
}

/** Runs the node; answers the body that was sent last, as one code, without the usual type. */
async function sent(parameters: INodeParameters): Promise<unknown> {
	const code = { id: 'q1', name: 'A' };
	const isMany = parameters.operation === 'createMany';
	const list = parameters.operation === 'upsert' ? [ok([])] : [];
	const calls = serve(...list, ok(isMany ? { created: [{ index: 0, ...code }] } : code));
	await harness.execute({ resource: 'qrCode', ...parameters });
	const body = calls.at(-1)?.body as { qr_codes?: object[]; type?: string };
	const { type: _type, ...rest } = (body.qr_codes?.[0] ?? body) as { type?: string };
	return rest;
}

const refusalOf = async (parameters: INodeParameters) =>
	await failureOf(harness.execute({ resource: 'qrCode', ...parameters }));

describe.each(SOURCES)('what comes from %s is sent as it was checked:', (_, describeBy) => {
	test.each(UNSEEN)('without %j at the ends of any text', async (character) => {
		const around = (text: string) => character + text + character;
		const design = { dot_color: '#010203', dot_shape: 'dots', logo_url: 'https://l.example/', frame: 'f' };
		const dirty = Object.fromEntries(Object.entries(design).map(([name, text]) => [name, around(text)]));
		const body = {
			name: around('A'),
			destination_url: around('https://a.example'),
			render_customizations: dirty,
		};
		expect(await sent(describeBy(body))).toEqual({ ...BODY, render_customizations: design });
	});

	test.each([
		['rgb(1,2,3)', '#010203'],
		['#08f', '#0088FF'],
		['#0f172a', '#0F172A'],
	])('the colour %s as %s', async (dot_color, hex) => {
		const body = await sent(describeBy({ ...BODY, render_customizations: { dot_color } }));
		expect(body).toEqual({ ...BODY, render_customizations: { dot_color: hex } });
	});

	test.each([
		['https:/shop.example/a', 'has one slash behind'],
		['https:shop.example', 'has no slash behind'],
		['https://https://x', 'holds a second "https://"'],
		['https://shop.example/my file.pdf', 'has a space at character 24'],
		['https://shop[.]example/', 'has “[” in its host name'],
		['<https://a.example>', 'begins with “<”'],
		['https://shop\u200b.example', 'has a zero-width space (U+200B) at character 13'],
		['javascript:alert(1)', 'must be a full web address'],
	])('the destination %j is refused, with its fault', async (destination_url, fault) => {
		const failure = await refusalOf(describeBy({ ...BODY, destination_url }));
		expect(failure.description).toContain(`Destination URL ${fault}`);
	});

	test('a logo is checked like a destination', async () => {
		const failure = await refusalOf(
			describeBy({ ...BODY, render_customizations: { logo_url: 'https:/logo.example' } }),
		);
		expect(failure.description).toContain('Logo URL has one slash behind');
	});
});

describe('a row in JSON', () => {
	const rows = (...list: object[]): INodeParameters => ({
		operation: 'createMany',
		source: 'json',
		qrCodesJson: JSON.stringify(list),
	});

	test.each([
		['destinationUrl', 'is written "destinationUrl", and has to be written "destination_url"'],
		['Destination URL', 'is written "Destination URL", and has to be written "destination_url"'],
		['destination-url', 'is written "destination-url", and has to be written "destination_url"'],
		['url', 'is missing: this row has "url", and "destination_url" is needed'],
		['link', 'is missing: this row has "link", and "destination_url" is needed'],
		['target_url', 'is missing: this row has "target_url", and "destination_url" is needed'],
		['folder', 'is empty'],
	])('with %j in place of destination_url names it', async (name, fault) => {
		const failure = await refusalOf(rows({ name: 'A', [name]: 'https://a.example' }));
		expect(failure.description).toContain(`Destination URL ${fault}.`);
	});

	test.each([
		['Name', 'Name is written "Name", and has to be written "name"'],
		['title', 'Name is missing: this row has "title", and "name" is needed'],
	])('with %j in place of name names it', async (name, fault) => {
		const failure = await refusalOf(rows({ [name]: 'A', destination_url: 'https://a.example' }));
		expect(failure.description).toContain(fault);
	});

	test('with a design in other spellings, or none at all, names them', async () => {
		const failure = await refusalOf(
			rows(
				{ ...BODY, renderCustomizations: {} },
				{ ...BODY, render_customizations: { dotColor: '#000' } },
				{
					...BODY,
					render_customizations: 'dark',
				},
			),
		);
		expect(failure.description).toContain('Design is written "renderCustomizations"');
		expect(failure.description).toContain(
			'Dot Color is written "dotColor", and has to be written "dot_color"',
		);
		expect(failure.description).toContain('Design (render_customizations) must be a JSON object, not "dark"');
	});

	test('keeps fields that nobody knows, and drops what would become a prototype, however deep', async () => {
		const row = `{"name":"A","destination_url":"https://a.example","folder":{"id":5,"__proto__":{"x":1}},"__proto__":{"y":1}}`;
		expect(await sent({ operation: 'createMany', source: 'json', qrCodesJson: `[${row}]` })).toEqual({
			...BODY,
			folder: { id: 5 },
		});
	});
});

describe('a name', () => {
	const hintsOf = async (name: string) => {
		const node = harness.makeNode(ACTION, {
			resource: 'qrCode',
			operation: 'create',
			name,
			destinationUrl: 'https://a.example',
		});
		const context = harness.executeContext(node);
		serve(ok({ id: 'q1' }));
		await harness.runNode(context);
		return context.hints.map(({ message }) => message);
	};

	test.each([
		['200 emojis', '👍'.repeat(200)],
		['200 emojis of several signs each', '👩🏽‍🍳'.repeat(200)],
		['255 letters with accents of their own', 'e\u0301'.repeat(255)],
		['255 letters', 'x'.repeat(255)],
	])('of %s is no longer than 255 characters, as people count', async (_, name) => {
		expect(await hintsOf(name)).toEqual([]);
	});

	test('of 256 letters is sent, since the API knows its limit, and a person is told', async () => {
		expect(await hintsOf('x'.repeat(256))).toEqual([
			'A name has more than 255 characters, which QRCodeStack may refuse.',
		]);
	});
});

describe('custom fields', () => {
	test('do not count where the field is filled in, and a person is told', async () => {
		const customFields = { name: 'Other', folder: 7, render_customizations: { frame: 'other', eye: 'dot' } };
		const node = harness.makeNode(ACTION, {
			resource: 'qrCode',
			operation: 'create',
			name: 'A',
			destinationUrl: 'https://a.example',
			design: { frame: 'f' },
			additionalFields: { customFields: JSON.stringify(customFields) },
		});
		const context = harness.executeContext(node);
		const calls = serve(ok({ id: 'q1' }));
		await harness.runNode(context);
		expect(calls[0]?.body).toEqual({
			...BODY,
			type: 'url',
			folder: 7,
			render_customizations: { frame: 'f', eye: 'dot' },
		});
		expect(context.hints.map(({ message }) => message)).toEqual([
			'"name" stands in Custom Fields as well, where it was left out.',
			'"frame" stands in Custom Fields as well, where it was left out.',
		]);
	});
});

describe('invisible characters around', () => {
	test.each(UNSEEN)('a key, a base URL and an ID (%j) are taken off', async (character) => {
		const around = (text: string) => character + text + character;
		const own = createHarness({
			apiKey: around(`Bearer ${TEST_KEY}`),
			baseUrl: around('https://api.qr.test/api/v1'),
		});
		const calls = serve(ok({ id: 'q1' }));
		const qrCodeId = { __rl: true, mode: 'id', value: around('q1') };
		await own.execute({ resource: 'qrCode', operation: 'get', qrCodeId });
		expect(calls[0]).toMatchObject({
			path: '/qr-codes/q1',
			headers: { authorization: `Bearer ${TEST_KEY}` },
		});
	});

	test.each([
		[{ apiKey: 'qrs_12\u200b34' }, 'It has a zero-width space (U+200B) at character 7.'],
		[{ baseUrl: 'https://api\u00ad.qr.test' }, 'It has a soft hyphen (U+00AD) at character 12'],
	])('are named where they stand inside: %j', async (credential, place) => {
		const failure = await failureOf(
			createHarness(credential).execute({ resource: 'account', operation: 'get' }),
		);
		expect(failure.description).toContain(place);
		expect(`${failure.message}${failure.description}`).not.toContain('qrs_12');
	});

	test('an ID are named where they stand inside', async () => {
		const qrCodeId = { __rl: true, mode: 'id', value: 'q1\u2060x' };
		const failure = await refusalOf({ operation: 'get', qrCodeId });
		expect(failure.description).toContain(
			'It has an invisible character (U+2060) at character 3, after "q1".',
		);
	});
});
