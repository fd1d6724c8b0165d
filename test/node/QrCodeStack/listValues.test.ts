import type { INodePropertyOptions } from 'n8n-workflow';

import { QrCodeStack } from '../../../nodes/QrCodeStack/QrCodeStack.node';
import { ACTION, createHarness, TEST_KEY } from '../../support/harness';
import {
	expectNoKey,
	guardNetwork,
	ok,
	refusal,
	serve,
	tooMany,
	type Call,
	type Reply,
} from '../../support/mockApi';

const harness = createHarness();
const guard = guardNetwork();

const LISTS = {
	getDotShapes: 'rounded',
	getFrames: 'scan-me-bottom',
	getTypes: 'url',
} as const;
type Method = keyof typeof LISTS;
const METHODS = Object.keys(LISTS) as Method[];
const TRIED_AGAIN = Array.from({ length: 4 }, () => ({ breaksWith: 'ECONNREFUSED' }));
const NOT_ALL = '[Not all of your QR codes were looked at. Enter other values with an expression.]';

async function load(method: Method, node: object = {}): Promise<INodePropertyOptions[]> {
	const context = harness.loadOptionsContext({
		...harness.makeNode(ACTION, { resource: 'qrCode', operation: 'create' }),
		...node,
	});
	return await new QrCodeStack().methods.loadOptions[method].call(context);
}
const namesOf = (entries: INodePropertyOptions[]) => entries.map(({ name }) => name);

const designed = (id: number, dot_shape: unknown, frame: unknown = null, type: unknown = 'url') => ({
	id: `q${id}`,
	type,
	render_customizations: { dot_shape, frame },
});
/** The list of `count` codes, page by page, of which the last alone has a shape of its own. */
function servePages(count: number, { from = 0, to = Math.ceil(count / 100) } = {}): Call[] {
	const codes = Array.from({ length: count }, (_, index) =>
		designed(index, index === count - 1 ? 'last' : 'rounded'),
	);
	const pages = Array.from({ length: to - from }, (_, index) => from + index);
	const total_pages = Math.ceil(count / 100);
	return serve(
		...pages.map((page) =>
			ok(codes.slice(page * 100, page * 100 + 100), {
				pagination: { page: page + 1, limit: 100, total: count, total_pages },
			}),
		),
	);
}

test('the lists have the documented value first, then each that the codes of the account use, once', async () => {
	serve(
		ok([
			designed(1, 'diamond', 'ticket', 'vcard'),
			designed(2, 'classy', 'ticket', 'url'),
			designed(3, 'rounded', 'badge', 'wifi'),
			{ id: 'q4' },
			'text',
		]),
	);
	expect(await load('getDotShapes')).toEqual(
		['rounded', 'classy', 'diamond'].map((value) => ({ name: value, value })),
	);
	expect(namesOf(await load('getFrames'))).toEqual(['scan-me-bottom', 'badge', 'ticket']);
	expect(namesOf(await load('getTypes'))).toEqual(['url', 'vcard', 'wifi']);
});

test('a design that the API spells otherwise is read as well', async () => {
	serve(ok([{ id: 'q1', qr_type: 'pdf', customizations: { dotShape: 'diamond', Frame: 'ticket' } }]));
	expect(namesOf(await load('getDotShapes'))).toEqual(['rounded', 'diamond']);
	expect(namesOf(await load('getFrames'))).toEqual(['scan-me-bottom', 'ticket']);
	expect(namesOf(await load('getTypes'))).toEqual(['url', 'pdf']);
});

test('three lists that are opened at the same time take one reading of the list of codes', async () => {
	const calls = servePages(250);
	const [shapes] = await Promise.all(METHODS.map(async (method) => await load(method)));
	expect(namesOf(shapes!)).toEqual(['rounded', 'last']);
	expect(calls).toHaveLength(3);
});

test('the codes are read anew after five minutes, and not before', async () => {
	const calls = serve(ok([designed(1, 'diamond')]));
	await load('getDotShapes');
	guard.clock.advance(299_000);
	expect(namesOf(await load('getDotShapes'))).toEqual(['rounded', 'diamond']);
	expect(calls).toHaveLength(1);

	guard.clock.advance(1_000);
	serve(ok([designed(1, 'classy')]));
	expect(namesOf(await load('getDotShapes'))).toEqual(['rounded', 'classy']);
	expect(calls).toHaveLength(2);
});

test('of very many codes the newest thousand are looked at, and an entry that chooses nothing says so', async () => {
	const calls = servePages(5_000, { to: 10 });
	expect(await load('getDotShapes')).toEqual([
		{ name: 'rounded', value: 'rounded' },
		{ name: NOT_ALL, value: '' },
	]);
	expect(calls).toHaveLength(10);
});

test('a thousand codes are the whole account where there are no more', async () => {
	const calls = servePages(1_000);
	expect(namesOf(await load('getDotShapes'))).toEqual(['rounded', 'last']);
	expect(calls).toHaveLength(10);
});

describe.each(METHODS)('%s never fails the editor:', (method) => {
	const documentedOnly = [
		{ name: LISTS[method], value: LISTS[method] },
		{ name: NOT_ALL, value: '' },
	];

	test('without a credential, the documented value stands there', async () => {
		expect(await load(method, { credentials: {} })).toEqual(documentedOnly);
	});

	test.each([
		['a key that is refused', [refusal(401, `Key ${TEST_KEY} is not valid`)]],
		['a plan without the API', [refusal(403)]],
		['an answer that is no list', [ok('<html>')]],
		['a connection that does not come about, tried again', TRIED_AGAIN],
		['a rate limit that is far away', [tooMany('3600')]],
	])('nor after %s', async (_, replies: Reply[]) => {
		serve(...replies);
		const entries = await load(method);
		expect(entries).toEqual(documentedOnly);
		expectNoKey(entries);
	});
});

test('a list that could not be read is read at the next look', async () => {
	serve(refusal(401), ok([designed(1, 'diamond')]));
	expect(namesOf(await load('getDotShapes'))).toContain(NOT_ALL);
	expect(namesOf(await load('getDotShapes'))).toEqual(['rounded', 'diamond']);
});

test.each([
	'={{ "x".repeat(2e8).length }}',
	'=',
	' ={{ 1 }}',
	'\u202e={{ 1 }}',
	'<img src=https://evil.example/x.png>',
	'two\nlines',
	'x'.repeat(501),
	`qrs_${'a1'.repeat(32)}`,
	'',
	' ',
	7,
	null,
	['rounded'],
	{ toString: 'x' },
	'\ud800',
])('a value that the editor cannot store as it is, is not listed: %j', async (value) => {
	serve(ok([designed(1, value, value, value), designed(2, 'diamond', 'ticket', 'vcard')]));
	const lists = [];
	for (const method of METHODS) lists.push(namesOf(await load(method)));
	expectNoKey(lists);
	expect(lists).toEqual([
		['rounded', 'diamond'],
		['scan-me-bottom', 'ticket'],
		['url', 'vcard'],
	]);
});

test.each(['__proto__', 'constructor', 'ümlaut & "quotes"', '{{ 1 }}'])(
	'a value that looks odd and does no harm is listed as it is: %s',
	async (value) => {
		serve(ok([designed(1, value)]));
		expect(await load('getDotShapes')).toEqual([
			{ name: 'rounded', value: 'rounded' },
			{ name: value, value },
		]);
	},
);

test('the key of the account is in no list, should the API have it in a design', async () => {
	serve(ok([designed(1, TEST_KEY, `${TEST_KEY}!`, 'url')]));
	expectNoKey([await load('getDotShapes'), await load('getFrames')]);
});
