import { createHarness } from '../../../support/harness';
import { guardNetwork, serve } from '../../../support/mockApi';

/*
 * Outcomes of four rows as comparable services write them. Row 1 is refused where the answer has a refusal. A code
 * goes to its own row or to none, and nothing is sent again.
 */

const harness = createHarness();
guardNetwork();

const ROWS = [0, 1, 2, 3];
const MADE = [0, 2, 3];
const row = (n: number) => ({ name: `N${n}`, destination_url: `https://a.example/${n}` });
const code = (n: number) => ({ id: `q${n}`, ...row(n), short_url: `https://qrs.example/r/${n}` });
const bare = (n: number) => ({ id: `q${n}` });
const resource = (n: number) => ({ id: `q${n}`, type: 'qr-codes', attributes: row(n) });

const REFUSED = 'QRCodeStack did not accept the values';
const UNCLEAR = 'QRCodeStack did not say what became of this QR code';
const ONE_REFUSED = ['q0', REFUSED, 'q2', 'q3'];
const ONE_UNCLEAR = ['q0', UNCLEAR, 'q2', 'q3'];
const ALL_MADE = ['q0', 'q1', 'q2', 'q3'];
const ALL_UNCLEAR = ROWS.map(() => UNCLEAR);

const SHAPES: Array<[string, unknown, string[]]> = [
	['JSON:API, atomic', { 'atomic:results': ROWS.map((n) => ({ data: resource(n) })) }, ALL_MADE],
	[
		'JSON:API, with errors',
		{ data: MADE.map(resource), errors: [{ source: { pointer: '/data/1/attributes/name' }, detail: 'Bad' }] },
		ONE_REFUSED,
	],
	[
		'HubSpot, in another order',
		{
			results: MADE.toReversed().map((n) => ({ id: `q${n}`, properties: row(n) })),
			errors: [{ message: 'Bad' }],
		},
		ONE_REFUSED,
	],
	['Airtable', { records: ROWS.map((n) => ({ id: `q${n}`, fields: row(n) })) }, ALL_MADE],
	['GraphQL', { data: { create: { edges: ROWS.map((n) => ({ node: code(n) })) } } }, ALL_MADE],
	[
		'Microsoft, in which `id` is that of the request',
		{
			responses: ROWS.map((n) =>
				n === 1
					? { id: '2', status: 400, body: { error: { message: 'Bad' } } }
					: { id: `${n + 1}`, status: 201, body: code(n) },
			),
		},
		ONE_UNCLEAR,
	],
	[
		'the IDs of requests beside refusals alone',
		ROWS.map((n) => ({ id: `request-${n}`, success: false, error: 'Bad' })),
		ALL_UNCLEAR,
	],
	[
		'what was sent beside IDs, in another order',
		[3, 1, 2, 0].map((n) => ({ input: row(n), ...(n === 1 ? { error: 'Bad' } : { output: bare(n) }) })),
		ONE_REFUSED,
	],
	[
		'the row beside its ID, in another order',
		[3, 1, 2, 0].map((n) => ({ row: row(n), ...(n === 1 ? { error: 'Bad' } : bare(n)) })),
		ONE_REFUSED,
	],
	[
		'lines of a sheet, the first of them 2, in their order',
		{ results: ROWS.map((n) => ({ ...bare(n), line: n + 2 })) },
		ALL_MADE,
	],
	[
		'lines of a sheet, the first of them 2, without those that failed',
		{ created: MADE.map((n) => ({ ...bare(n), line: n + 2 })), errors: [{ line: 3, error: 'Bad' }] },
		ALL_UNCLEAR,
	],
	[
		'rows that count from 1',
		{ created: MADE.map((n) => ({ ...bare(n), row: n + 1 })), errors: [{ row: 2, error: 'Bad' }] },
		ONE_REFUSED,
	],
	[
		'indexes of some rows that may count from 0 as well as from 1',
		{ created: [0, 2].map((n) => ({ ...bare(n), index: n + 1 })), errors: [{ index: 2, error: 'Bad' }] },
		ALL_UNCLEAR,
	],
	['holes in place of what failed', { data: [bare(0), null, bare(2), bare(3)] }, ONE_UNCLEAR],
	['a list cut short', { data: [bare(0), bare(1)] }, ALL_UNCLEAR],
	['a list of IDs under an unknown name', { data: { new_ids: ['q0', 'q1', 'q2', 'q3'] } }, ALL_UNCLEAR],
	['a map by ID', { data: Object.fromEntries(ROWS.map((n) => [`q${n}`, row(n)])) }, ALL_UNCLEAR],
	['numbers alone', { data: { created: 3, failed: 1 } }, ALL_UNCLEAR],
	[
		'names that the API changed',
		{
			created: ROWS.map((n) => ({
				...code(n),
				...{ name: `X${n}`, destination_url: `https://x.example/${n}` },
			})),
		},
		ALL_UNCLEAR,
	],
];

test.each(SHAPES)('%s: each row has its own code, or is said to be unclear', async (_, body, expected) => {
	const calls = serve({ status: 207, body });
	const items = await harness.execute(
		{
			resource: 'qrCode',
			operation: 'createMany',
			source: 'items',
			name: '={{ $json.name }}',
			destinationUrl: '={{ $json.destination_url }}',
		},
		{ items: ROWS.map((n) => ({ json: row(n) })), node: { onError: 'continueRegularOutput' } },
	);
	const outcomes = items.map(({ json }) => json.error ?? /"id":"(q\d)"/.exec(JSON.stringify(json))?.[1]);
	expect(outcomes).toEqual(expected);
	expect(calls).toHaveLength(1);
});
