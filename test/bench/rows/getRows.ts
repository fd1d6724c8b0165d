import { MAX_CALLS_IN_FLIGHT } from '../../../nodes/shared/rateLimit/slotQueue';
import { batching } from '../httpRequest';
import { OURS, ratioOf, THEIRS, type Row } from '../row';
import { compareGets, noneFailed, runGets, type GetsFacts } from './gets';

const LATENCY_MS = 150;
const seconds = (runs: GetsFacts[]) => runs.map((run) => run.seconds);
const most = (values: number[]) => Math.max(...values);

/** Many answers at once, from an API that takes its time but refuses nothing. */
export const unlimitedGetRow: Row = {
	name: 'gets600',
	work: '600 gets, no limit, 150 ms latency',
	against: 'HTTP Request as it comes',
	async run(lab, { repeat }) {
		const scene = { codes: 600, latencyMs: LATENCY_MS };
		const { ours, theirs } = await compareGets(lab, scene, { rounds: repeat(5) });
		const connections = (runs: GetsFacts[]) => runs.map((run) => run.connections);
		return {
			quantities: [
				{ side: OURS, what: 'time', unit: 's', values: seconds(ours) },
				{ side: THEIRS, what: 'time', unit: 's', values: seconds(theirs) },
				{ side: THEIRS, what: 'connections at once', unit: '', values: connections(theirs) },
			],
			checks: [
				noneFailed(ours),
				{
					text: 'connections at once',
					measured: most(connections(ours)),
					wanted: 'at most',
					bar: 64,
					unit: '',
				},
				{
					text: 'of its time',
					measured: ratioOf(seconds(ours), seconds(theirs)),
					wanted: 'at most',
					bar: 3,
					unit: '×',
				},
			],
		};
	},
};

/** Twice what the plan allows in a minute. */
export const limitedGetRow: Row = {
	name: 'gets1200',
	work: '1,200 gets, 600 a minute',
	against: 'HTTP Request as it comes, and batched 10 a second',
	async run(lab) {
		const scene = { codes: 1_200, perMinute: 600 };
		const ours = await lab.withStage(scene, async (stage) => await runGets(lab, stage, 'ours'));
		const asItComes = await lab.withStage(scene, async (stage) => await runGets(lab, stage, 'theirs'));
		const batched = await lab.withStage(
			scene,
			async (stage) => await runGets(lab, stage, 'theirs', batching(10, 1_000)),
		);
		return {
			quantities: [
				{ side: OURS, what: 'time', unit: 's', values: [ours.seconds] },
				{ side: OURS, what: 'calls', unit: '', values: [ours.calls] },
				{ side: `${THEIRS} as it comes`, what: 'failed items', unit: '', values: [asItComes.failed] },
				{ side: `${THEIRS} batched`, what: 'time', unit: 's', values: [batched.seconds] },
				{ side: `${THEIRS} batched`, what: 'failed items', unit: '', values: [batched.failed] },
			],
			checks: [
				noneFailed([ours]),
				{
					text: 'of the batched time',
					measured: ours.seconds / batched.seconds,
					wanted: 'at most',
					bar: 0.6,
					unit: '×',
				},
			],
		};
	},
};

/**
 * Half of the documented minute. `Retry-After` has whole seconds, so that each window costs up to one second
 * that does not shrink with it.
 */
const SHORT_WINDOW_MS = 30_000;
const AT_LIMIT = { codes: 1_500, perMinute: 600, windowMs: SHORT_WINDOW_MS };

/** As fast as the plan allows, and without a storm of refusals. */
export const atLimitRow: Row = {
	name: 'limit',
	work: '1,500 gets at the limit: 600 per window of 30 s',
	against: "the plan's floor of 60 s",
	async run(lab) {
		const reopenings = Math.ceil(AT_LIMIT.codes / AT_LIMIT.perMinute) - 1;
		const floorSeconds = (reopenings * SHORT_WINDOW_MS) / 1000;
		const { gets, refused } = await lab.withStage(AT_LIMIT, async (stage) => ({
			gets: await runGets(lab, stage, 'ours'),
			refused: stage.countCalls('ours', 429),
		}));
		return {
			quantities: [
				{ side: OURS, what: 'time', unit: 's', values: [gets.seconds] },
				{ side: OURS, what: 'connections at once', unit: '', values: [gets.connections] },
			],
			checks: [
				noneFailed([gets]),
				{
					text: 'of the floor',
					measured: gets.seconds / floorSeconds,
					wanted: 'at most',
					bar: 1.05,
					unit: '×',
				},
				{
					// one refusal tells that a window is used up; the calls that are under way then are refused too
					text: 'answers 429',
					measured: refused,
					wanted: 'at most',
					bar: reopenings * (1 + MAX_CALLS_IN_FLIGHT),
					unit: '',
				},
			],
		};
	},
};

/** What the node itself costs, as answers come at once. */
export const cpuRow: Row = {
	name: 'cpu',
	work: '10,000 items through Get, answers at once',
	against: 'HTTP Request, 50 at a time',
	async run(lab, { repeat }) {
		const plan = { rounds: repeat(3), options: batching(50, 1) };
		const { ours, theirs } = await compareGets(lab, { codes: 10_000 }, plan);
		const cpu = (runs: GetsFacts[]) => runs.map(({ cpuSeconds }) => cpuSeconds);
		const pauses = (runs: GetsFacts[]) => runs.map(({ longestPauseMs }) => longestPauseMs);
		return {
			quantities: [
				{ side: OURS, what: 'CPU', unit: 's', values: cpu(ours) },
				{ side: THEIRS, what: 'CPU', unit: 's', values: cpu(theirs) },
				{ side: OURS, what: 'time', unit: 's', values: seconds(ours) },
				{ side: THEIRS, what: 'time', unit: 's', values: seconds(theirs) },
				{ side: THEIRS, what: 'longest pause of n8n', unit: 'ms', values: pauses(theirs) },
			],
			checks: [
				noneFailed(ours),
				{
					text: 'of its CPU time',
					measured: ratioOf(cpu(ours), cpu(theirs)),
					wanted: 'at most',
					bar: 1,
					unit: '×',
				},
				{
					text: 'longest pause of n8n',
					measured: most(pauses(ours)),
					wanted: 'at most',
					bar: 250,
					unit: 'ms',
				},
			],
		};
	},
};
