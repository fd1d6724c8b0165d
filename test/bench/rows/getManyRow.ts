import type { VariantsInput } from '../../../sandbox/variants/variants';
import { itemsOf, type Json } from '../../e2e/client/executionData';
import { node, qrCodeStack, rowsWorkflow } from '../../e2e/client/workflows';
import { httpRequest, pagination } from '../httpRequest';
import type { Lab } from '../lab';
import { OURS, ratioOf, THEIRS, type Check, type Quantity, type Row } from '../row';
import type { Stage } from '../stage';

const CODES = 5_000;
const PAGE_SIZE = 100;
const LATENCY_MS = 150;

/** A way to page, and what a person sets in the HTTP Request node for it. */
interface PagingCase {
	title: string;
	style: NonNullable<VariantsInput['pagination']>;
	options: Json;
	/** The most of the other's time that we may take. */
	bar: number;
}

const NEXT_PAGE = '={{ $pageCount + 1 }}';

const CASES: PagingCase[] = [
	{
		title: 'number of pages named',
		style: 'page_limit',
		options: pagination(
			'page',
			NEXT_PAGE,
			'={{ $response.body.pagination.page >= $response.body.pagination.total_pages }}',
		),
		bar: 0.5,
	},
	{
		title: 'only "has more" named',
		style: 'has_more',
		options: pagination('page', NEXT_PAGE, '={{ !$response.body.pagination.has_more }}'),
		bar: 1,
	},
	{
		title: 'a cursor named',
		style: 'next_cursor_top',
		options: pagination('cursor', '={{ $response.body?.next_cursor }}', '={{ !$response.body.next_cursor }}'),
		bar: 1,
	},
];

const ourList = ({ ours }: Stage) =>
	rowsWorkflow(
		'List with QRCodeStack',
		[{}],
		[qrCodeStack('List', ours, { resource: 'qrCode', operation: 'getAll', returnAll: true })],
	);

/** Get Many puts out codes, so the other side has to take its pages apart as well. */
const theirList = ({ theirs, apiUrl }: Stage, options: Json) =>
	rowsWorkflow(
		'List with HTTP Request',
		[{}],
		[
			httpRequest({ credential: theirs, url: `${apiUrl}/qr-codes?limit=${PAGE_SIZE}`, options }),
			node('List', 'n8n-nodes-base.splitOut', { fieldToSplitOut: 'data' }),
		],
	);

async function runCase(lab: Lab, paging: PagingCase, rounds: number) {
	const seconds = { ours: [] as number[], theirs: [] as number[] };
	const rows: number[] = [];
	const calls: number[] = [];
	await lab.withStage({ codes: CODES, latencyMs: LATENCY_MS }, async (stage) => {
		stage.sandbox.api.setVariants({ pagination: paging.style });
		for (let round = 0; round < rounds; round++) {
			const callsBefore = stage.countCalls('ours');
			const ours = await lab.run(ourList(stage));
			seconds.ours.push(ours.seconds);
			calls.push(stage.countCalls('ours') - callsBefore);
			const theirs = await lab.run(theirList(stage, paging.options));
			seconds.theirs.push(theirs.seconds);
			for (const { execution } of [ours, theirs]) {
				rows.push(new Set(itemsOf(execution, 'List').map(({ json }) => json.id)).size);
			}
		}
	});
	const { title, bar } = paging;
	const quantities: Quantity[] = [
		{ side: OURS, what: `time, ${title}`, unit: 's', values: seconds.ours },
		{ side: THEIRS, what: `time, ${title}`, unit: 's', values: seconds.theirs },
	];
	const checks: Check[] = [
		{ text: `codes, ${title}`, measured: Math.min(...rows), wanted: 'at least', bar: CODES, unit: '' },
		{
			text: `calls, ${title}`,
			measured: Math.max(...calls),
			wanted: 'at most',
			bar: CODES / PAGE_SIZE,
			unit: '',
		},
		{
			text: `of its time, ${title}`,
			measured: ratioOf(seconds.ours, seconds.theirs),
			wanted: 'at most',
			bar,
			unit: '×',
		},
	];
	return { quantities, checks };
}

export const getManyRow: Row = {
	name: 'getMany',
	work: 'Get Many of 5,000 codes, 150 ms latency',
	against: "HTTP Request's pagination",
	async run(lab, { repeat }) {
		const results = [];
		for (const paging of CASES) results.push(await runCase(lab, paging, repeat(3)));
		return {
			quantities: results.flatMap(({ quantities }) => quantities),
			checks: results.flatMap(({ checks }) => checks),
		};
	},
};
