import { readEntryId } from '../../../../nodes/shared/api/decode/qrCode';
import { forgetPageParameters } from '../../../../nodes/shared/paging/fetchPage';
import { ALL_CODES, ALL_SCANS, readList } from '../../../support/listServer';
import { SERVICES, type Row } from '../../../support/pagingServices';

beforeEach(forgetPageParameters);

const makeCodes = (count: number): Row[] =>
	Array.from({ length: count }, (_, index) => ({ id: `q${index + 1}`, name: `Code ${index + 1}` }));
const START = Date.UTC(2026, 10, 22);
const makeScans = (count: number): Row[] =>
	Array.from({ length: count }, (_, index) => ({
		id: `s${index + 1}`,
		scanned_at: new Date(START - index * 60_000).toISOString(),
	}));

/** What can't be read to its end, because the service is asked for pages in a way that nobody could guess. */
const UNREADABLE = [
	...['JSON:API, without links (Strapi)', 'JSON:API, with dashes', 'OData, without a link', 'OData 2'],
	...[
		'a total in a header alone',
		'ASP.NET, X-Pagination',
		'Content-Range',
		'Stripe',
		'Bitly, without a link',
	],
	...['Elasticsearch', 'DynamoDB', 'Airtable', 'Salesforce', 'Zendesk', 'Azure, continuation in a header'],
	...['Intercom', 'Asana', 'Amazon S3', 'a switch as a number, other parameters', '"done", other parameters'],
	...['what remains, other parameters', 'a total in an unknown place'],
];

describe.each(Object.entries(SERVICES))('a list as %s pages it', (name, service) => {
	test.each([
		['codes', ALL_CODES, makeCodes],
		['scans', ALL_SCANS, makeScans],
	] as const)(
		'has all %s, each once, or an error, or says that it may not be whole',
		async (_, list, make) => {
			for (const count of [0, 1, 15, 20, 100, 237]) {
				forgetPageParameters();
				const rows = make(count);
				const { items, failure, hints } = await readList(service(rows), list);
				const ids = items.map((item) => readEntryId(item as Row)).sort();
				const isWhole = JSON.stringify(ids) === JSON.stringify(rows.map(({ id }) => id).sort());
				if (failure !== undefined) expect(failure).toContain('could not be read to its end');
				else
					expect([count, isWhole || hints.join()]).toEqual([
						count,
						isWhole || expect.stringMatching(/may not/),
					]);
			}
		},
	);

	if (UNREADABLE.includes(name)) {
		test('is an error where it can not be read to its end', async () => {
			const { failure } = await readList(service(makeCodes(237)));
			expect(failure).toMatch(/the same page came back twice/);
		});
	} else if (name !== 'no word about pages, other parameters') {
		test('is read to its end', async () => {
			const { ids, items, failure } = await readList(service(makeCodes(237)));
			expect([failure, ids.length, new Set(items.map((item) => readEntryId(item as Row))).size]).toEqual([
				undefined,
				237,
				237,
			]);
		});
	}
});

test('an answer without a list is quoted by its fields', async () => {
	const { failure } = await readList(() => ({ body: { ok: true, thing: { q1: { name: 'A' } } } }));
	expect(failure).toContain('holds no list');
	expect(failure).toContain('ok, thing, q1');
});

test.each([
	[{ items: [], qr_codes: [{ id: 'q1' }] }],
	[{ qr_codes: [{ id: 'q1' }], tags: ['a'], errors: [] }],
	[{ response: { data: { qr_codes: [{ id: 'q1' }] } } }],
])('of the lists in %j, the one that holds something is read', async (body) => {
	expect((await readList(() => ({ body }))).ids).toEqual(['q1']);
});

test('of two lists in an answer, none is guessed', async () => {
	const body = { qr_codes: [{ id: 'q1' }], scans: [{ id: 's1', scanned_at: '2026-11-22T08:00:00Z' }] };
	const { failure } = await readList(() => ({ body }), ALL_SCANS);
	expect(failure).toContain('with these fields: qr_codes, scans');
});
