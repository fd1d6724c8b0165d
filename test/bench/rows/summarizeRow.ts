import { itemsOf } from '../../e2e/client/executionData';
import { node, qrCodeStack, rowsWorkflow } from '../../e2e/client/workflows';
import { cleanUp, type CleanUps } from '../../support/cleanUps';
import { Lab } from '../lab';
import { PeakMemory, readIdleMemoryMb } from '../processMeter';
import { ratioOf, type Check, type Quantity, type Row } from '../row';
import type { Stage } from '../stage';

const CODES = 1_000;
const SCANNED_CODES = 40;
const SCANS = 100_000;
const QUICK_SCANS = 10_000;
const PAGE_SIZE = 100;
const SUMMARIZE = 'Summarize';
const GET_MANY = "Get Many and n8n's Summarize";
const RESULT = 'Figures';
const DAYS = 5;
const DAY_MS = 24 * 3_600_000;

const time = { scansOf: 'all', filters: { after: '={{ $now.minus({ days: 30 }).toISO() }}' } };

const ourReport = ({ ours }: Stage) =>
	rowsWorkflow(
		'Report with Summarize',
		[{}],
		[
			qrCodeStack(RESULT, ours, {
				...{ resource: 'scan', operation: 'summarize', groupBy: ['qrCode'], fillGaps: false },
				...time,
			}),
		],
	);

/** What a person would do without the operation. */
const otherReport = ({ ours }: Stage) =>
	rowsWorkflow(
		'Report with Get Many',
		[{}],
		[
			qrCodeStack('Scans', ours, { resource: 'scan', operation: 'getAll', returnAll: true, ...time }),
			node(
				RESULT,
				'n8n-nodes-base.summarize',
				{
					fieldsToSummarize: { values: [{ aggregation: 'count', field: 'id' }] },
					fieldsToSplitBy: 'qr_code_id',
					options: {},
				},
				{ typeVersion: 1.1 },
			),
		],
	);

interface ReportFacts {
	side: string;
	calls: number;
	seconds: number;
	cpuSeconds: number;
	memoryMb: number;
	pauseMs: number;
	scans: number;
}

/** Runs a report in an n8n of its own, so that no other report's garbage counts as its memory. */
async function measure(
	{ options }: Lab,
	side: string,
	scans: number,
	workflow: (stage: Stage) => ReturnType<typeof ourReport>,
): Promise<ReportFacts> {
	const cleanUps: CleanUps = [];
	try {
		const lab = await Lab.open(options, cleanUps);
		return await lab.withStage({ codes: CODES }, async (stage) => {
			const toMs = Date.now() - DAY_MS;
			const count = scans / SCANNED_CODES;
			for (const qrCodeId of stage.ids.ours.slice(0, SCANNED_CODES)) {
				stage.sandbox.api.addScans({ qrCodeId, count, fromMs: toMs - DAYS * DAY_MS, toMs });
			}
			const idleMb = await readIdleMemoryMb(lab.n8n.pid);
			const memory = new PeakMemory(lab.n8n.pid);
			const callsBefore = stage.countCalls('ours');
			const { execution, ...facts } = await lab.run(workflow(stage));
			const rows = itemsOf(execution, RESULT).map(({ json }) => Number(json.scans ?? json.count_id));
			return {
				side,
				calls: stage.countCalls('ours') - callsBefore,
				seconds: facts.seconds,
				cpuSeconds: facts.cpuSeconds,
				memoryMb: memory.stop() - idleMb,
				pauseMs: facts.longestPauseMs,
				scans: rows.reduce((sum, counted) => sum + counted, 0),
			};
		});
	} finally {
		await cleanUp(cleanUps, options.report);
	}
}

export const summarizeRow: Row = {
	name: 'summarize',
	work: 'Summarize over 1,000 codes and 100,000 scans',
	against: "Get Many and n8n's Summarize node",
	async run(lab, { isQuick }) {
		const scans = isQuick ? QUICK_SCANS : SCANS;
		const ours = await measure(lab, SUMMARIZE, scans, ourReport);
		const other = await measure(lab, GET_MANY, scans, otherReport);
		const quantities = [ours, other].flatMap(({ side, ...facts }): Quantity[] => [
			{ side, what: 'calls', unit: '', values: [facts.calls] },
			{ side, what: 'time', unit: 's', values: [facts.seconds] },
			{ side, what: 'CPU per scan', unit: 'µs', values: [(facts.cpuSeconds / scans) * 1e6] },
			{ side, what: 'peak memory over idle', unit: 'MB', values: [facts.memoryMb] },
		]);
		// the list, the pages of the logs, and one call more for each log whose last page is full
		const fewest = (CODES + scans) / PAGE_SIZE + SCANNED_CODES;
		const checks: Check[] = [
			{ text: 'scans counted', measured: ours.scans, wanted: 'at least', bar: scans, unit: '' },
			{ text: 'calls', measured: ours.calls, wanted: 'at most', bar: fewest, unit: '' },
			{
				text: "of the other way's CPU time",
				measured: ratioOf([ours.cpuSeconds], [other.cpuSeconds]),
				wanted: 'at most',
				bar: 1,
				unit: '×',
			},
			{
				text: "of the other way's memory",
				measured: ratioOf([ours.memoryMb], [other.memoryMb]),
				wanted: 'at most',
				bar: 1,
				unit: '×',
			},
			{ text: 'longest pause of n8n', measured: ours.pauseMs, wanted: 'at most', bar: 250, unit: 'ms' },
		];
		return { quantities, checks };
	},
};
