import type { INodeParameters } from 'n8n-workflow';

import { createHarness, TOOL } from '../../support/harness';
import { failureOf, guardNetwork, ok, rows, serve } from '../../support/mockApi';

const harness = createHarness();
guardNetwork();

const searchFor = (search: unknown, more: INodeParameters = {}) =>
	({ resource: 'qrCode', operation: 'getAll', filters: { search }, ...more }) as INodeParameters;
const idsOf = async (parameters: INodeParameters) =>
	(await harness.execute(parameters)).map(({ json }) => json.id);

/** 250 codes, called "Code 1" to "Code 250". */
const threePages = () => [0, 1, 2].map((page) => ok(rows(page < 2 ? 100 : 50, 1 + page * 100), facts(page)));
const facts = (page: number) => ({ pagination: { page: page + 1, limit: 100, total: 250, total_pages: 3 } });

const CODES = [
	{ id: 'q1', name: 'Spring promo', destination_url: 'https://shop.example/a' },
	{ id: 'q2', name: 'Menu', destination_url: 'https://shop.example/SPRING' },
	{ id: 'q3', name: 'Poster', short_url: 'https://qrs.example/r/x' },
];

test.each([
	['spring', ['q1', 'q2']],
	[' MENU ', ['q2']],
	['qrs.example/r/x', ['q3']],
	['q3', ['q3']],
	['nothing like it', []],
	['SPRING\u00a0 promo', ['q1']],
	['\u200bspring\u200b promo\ufeff', ['q1']],
])('Search %j finds by name, link, destination and ID', async (search, found) => {
	serve(ok(CODES));
	expect(await idsOf(searchFor(search))).toEqual(found);
});

test('a number from an expression is searched for as a text', async () => {
	serve(ok(rows(60), { pagination: { page: 1, total_pages: 1 } }));
	expect(await idsOf(searchFor('={{ 42 }}'))).toEqual(['q42']);
});

test('Search reads on, in whole pages, until the limit is full', async () => {
	const calls = serve(...threePages().slice(0, 2));

	expect(await idsOf(searchFor('code 20', { limit: 2 }))).toEqual(['q20', 'q200']);
	expect(calls.map(({ query }) => query)).toEqual([
		{ page: '1', limit: '100' },
		{ page: '2', limit: '100' },
	]);
});

test('Search with Return All reads the list to its end', async () => {
	const calls = serve(...threePages());

	expect(await idsOf(searchFor('50', { returnAll: true }))).toEqual(['q50', 'q150', 'q250']);
	expect(calls).toHaveLength(3);
});

test('an entry that is no QR code is not passed over by a search', async () => {
	serve(ok([...CODES, 'text']));
	const failure = await failureOf(harness.execute(searchFor('spring')));
	expect(failure.message).toBe('The answer from QRCodeStack has an unknown form');
});

test.each(['', '   ', '\u200b', '={{ $json.missing }}', '={{ null }}', '={{ "" }}'])(
	'Search %j is refused: an expression with a slip must not find every code of the account',
	async (search) => {
		const failure = await failureOf(harness.execute(searchFor(search)));
		expect(failure.message).toBe('Search is empty');
	},
);

test.each(['', '={{ null }}'])(
	'Search %j, which a model leaves out, finds what its limit allows',
	async (search) => {
		serve(ok(CODES));
		const items = await harness.execute(searchFor(search), { node: { type: TOOL } });
		expect(items.map(({ json }) => json.id)).toEqual(['q1', 'q2', 'q3']);
	},
);

test('a name with an accent is found, whichever way the accent was typed', async () => {
	serve(ok([{ id: 'q1', name: 'Cafe\u0301 Berlin' }]));
	expect(await idsOf(searchFor('CAF\u00c9 berlin'))).toEqual(['q1']);
});
