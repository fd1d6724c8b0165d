import type { INodeParameters } from 'n8n-workflow';
import fc from 'fast-check';

import { decodeQrCode } from '../../../nodes/shared/api/decode/qrCode';
import { matchesCodeFilter } from '../../../nodes/shared/qrCodes/codeFilter';
import { ACTION, createHarness, TOOL } from '../../support/harness';
import { failureOf, guardNetwork, ok, serve } from '../../support/mockApi';

const harness = createHarness();
guardNetwork();

const find = (filters: INodeParameters, more: INodeParameters = {}): INodeParameters => ({
	resource: 'qrCode',
	operation: 'getAll',
	returnAll: true,
	filters,
	...more,
});

/** Numbered codes of which every third is one of spring; the higher the number, the newer and the more often scanned. */
const codes = (count: number) =>
	Array.from({ length: count }, (_, index) => ({
		id: `q${index}`,
		name: index % 3 === 0 ? `Spring ${index}` : `Menu ${index}`,
		type: index % 5 === 0 ? 'vcard' : 'url',
		destination_url: `https://shop.example/${index % 2 === 0 ? 'even' : 'odd'}`,
		scan_count: Math.floor(index / 2),
		created_at: new Date(Date.UTC(2026, 0, 1) + index * 3_600_000).toISOString(),
	}));
const pagesOf = (list: object[]) => {
	const pages = Array.from({ length: Math.max(1, Math.ceil(list.length / 100)) }, (_, page) =>
		list.slice(page * 100, page * 100 + 100),
	);
	return pages.map((rows, page) =>
		ok(rows, { pagination: { page: page + 1, limit: 100, total: list.length, total_pages: pages.length } }),
	);
};
const idsOf = async (parameters: INodeParameters, items?: Array<{ json: object }>) =>
	(await harness.execute(parameters, items ? { items: items as never } : {})).map(({ json }) => json.id);

test.each<[INodeParameters, string[]]>([
	[{ nameStartsWith: 'spring', maxScans: 1 }, ['q0', 'q3']],
	[{ destinationContains: '/odd', minScans: 4 }, ['q9']],
	[{ createdBefore: '2026-01-01T02:00:00' }, ['q0', 'q1']],
	[{ createdAfter: '2026-01-01T08:00:00', type: 'url' }, ['q8', 'q9']],
	[{ maxScans: 0 }, ['q0', 'q1']],
	[{ nameStartsWith: 'spring', search: 'odd' }, ['q3', 'q9']],
])('the filters %j find what fits all of them', async (filters, expected) => {
	serve(...pagesOf(codes(10)));
	expect(await idsOf(find(filters))).toEqual(expected);
});

test("dates without an offset are meant in the workflow's time zone", async () => {
	serve(...pagesOf(codes(3)));
	const node = harness.makeNode(ACTION, find({ createdAfter: '2026-01-01T02:30:00' }));
	const context = harness.executeContext(node);
	jest.spyOn(context, 'getTimezone').mockReturnValue('Europe/Berlin');

	expect((await harness.runNode(context)).map(({ json }) => json.id)).toEqual(['q2']);
});

test.each<[INodeParameters, string]>([
	[{ nameStartsWith: '={{ $json.missing }}' }, 'Name Starts With is empty'],
	[{ nameStartsWith: '' }, 'Name Starts With is empty'],
	[{ destinationContains: ' ' }, 'Destination Contains is empty'],
	[{ createdAfter: '' }, 'Created After is empty'],
	[{ createdBefore: '={{ null }}' }, 'Created Before is empty'],
	[{ minScans: '={{ $json.missing }}' }, 'Min Scans is empty'],
	[{ maxScans: '' }, 'Max Scans is empty'],
	[{ type: '' }, 'Type is empty'],
	[{ search: 'spring', nameStartsWith: '' }, 'Name Starts With is empty'],
	[{ createdAfter: '22.11.2026' }, 'Created After is not a date'],
	[{ minScans: 'few' }, 'Min Scans must be a whole number of 0 or more'],
	[{ minScans: 3, maxScans: 2 }, 'Nothing lies between Min Scans and Max Scans'],
	[
		{ createdAfter: '2026-01-02T00:00:00', createdBefore: '2026-01-02T00:00:00' },
		'Nothing lies between Created After and Created Before',
	],
])('the filters %j are refused before any call', async (filters, message) => {
	const failure = await failureOf(harness.execute(find(filters)));
	expect(failure.message).toBe(message);
});

test('a model may leave filters empty', async () => {
	serve(...pagesOf(codes(3)));
	const empty = { search: '', nameStartsWith: '', createdAfter: '', maxScans: '={{ null }}' };
	const items = await harness.execute(find(empty), { node: { type: TOOL } });
	expect(items).toHaveLength(3);
});

test('however many filters there are, the list is read once, and its cost stands beside the output', async () => {
	const calls = serve(...pagesOf(codes(1000)));
	const context = harness.executeContext(
		harness.makeNode(ACTION, find({ nameStartsWith: 'Spring', search: 'even', minScans: 1, type: 'url' })),
	);
	const items = await harness.runNode(context);

	expect(items.length).toBeGreaterThan(100);
	expect(calls).toHaveLength(10);
	expect(context.hints).toContainEqual(
		expect.objectContaining({
			type: 'info',
			message: '1,000 QR codes were looked at, with 10 API calls.',
		}),
	);
});

test('several input items share one reading of the list', async () => {
	const calls = serve(...pagesOf(codes(300)));
	const starts = ['Spring 1', 'Menu 2', 'Menu 1'].map((start) => ({ json: { start } }));

	const ids = await idsOf(
		find({ nameStartsWith: '={{ $json.start }}' }, { returnAll: false, limit: 2 }),
		starts,
	);

	expect(ids).toEqual(['q12', 'q15', 'q2', 'q20', 'q1', 'q10']);
	expect(calls).toHaveLength(3);
});

test('with a limit and no order, reading stops as soon as enough are found', async () => {
	const calls = serve(...pagesOf(codes(300)).slice(0, 1));
	expect(await idsOf(find({ nameStartsWith: 'Spring' }, { returnAll: false, limit: 2 }))).toEqual([
		'q0',
		'q3',
	]);
	expect(calls).toHaveLength(1);
});

test.each<[INodeParameters, string[]]>([
	[{ by: 'scans' }, ['q249', 'q248', 'q247']],
	[{ by: 'scans', direction: 'ascending' }, ['q0', 'q1', 'q2']],
	[{ by: 'createdAt' }, ['q249', 'q248', 'q247']],
	[{ by: 'createdAt', direction: 'ascending' }, ['q0', 'q1', 'q2']],
	[{ by: 'name' }, ['q1', 'q2', 'q4']],
	[{ by: 'name', direction: 'descending' }, ['q249', 'q246', 'q243']],
	[{ direction: 'descending' }, ['q249', 'q248', 'q247']],
])('sorted by %j, the limit takes the first of the whole list', async (sort, expected) => {
	const list = codes(250).map((code) => ({ ...code, scan_count: Number(code.id.slice(1)) }));
	const calls = serve(...pagesOf(list));

	expect(await idsOf(find({}, { returnAll: false, limit: 3, sort }))).toEqual(expected);
	expect(calls).toHaveLength(3);
});

test('codes that do not show what is sorted by come last, in either direction', async () => {
	const list = [{ id: 'a' }, { id: 'b', scan_count: 1 }, { id: 'c' }, { id: 'd', scan_count: 2 }];
	for (const [direction, expected] of [
		['ascending', ['b', 'd', 'a', 'c']],
		['descending', ['d', 'b', 'a', 'c']],
	] as const) {
		serve(ok(list));
		expect(await idsOf(find({}, { sort: { by: 'scans', direction } }))).toEqual(expected);
	}
});

test('codes without a counter are left out of a question about scans, and a note says so', async () => {
	serve(ok([{ id: 'a' }, { id: 'b', scan_count: 0 }]));
	const context = harness.executeContext(harness.makeNode(ACTION, find({ maxScans: 0 })));

	expect((await harness.runNode(context)).map(({ json }) => json.id)).toEqual(['b']);
	expect(context.hints).toContainEqual(
		expect.objectContaining({
			type: 'warning',
			message: 'QR codes that do not show what the filters ask for were left out.',
		}),
	);
});

test('filters equal a plain filter over the whole list', async () => {
	const list = codes(230);
	const filters = fc.record(
		{
			nameStartsWith: fc.constantFrom('Spring', 'menu 1', 'x'),
			destinationContains: fc.constantFrom('odd', 'even'),
			minScans: fc.nat(60),
			type: fc.constantFrom('url', 'vcard'),
			search: fc.constantFrom('1', 'spring'),
		},
		{ requiredKeys: [] },
	);
	await fc.assert(
		fc.asyncProperty(filters, async (given) => {
			serve(...pagesOf(list));
			const expected = list.filter((raw) => matchesCodeFilter(decodeQrCode(raw)!, given));
			expect(await idsOf(find(given as INodeParameters))).toEqual(expected.map(({ id }) => id));
		}),
		{ numRuns: 20 },
	);
});
