import type { LoggedRequest } from '../../../sandbox/server/requestLog';
import { waitFor } from '../../e2e/client/waitFor';
import {
	chainWorkflow,
	node,
	noOperation,
	qrCodeStackTrigger,
	rowsWorkflow,
} from '../../e2e/client/workflows';
import { httpRequest } from '../httpRequest';
import type { Lab } from '../lab';
import { median, OURS, THEIRS, type Row } from '../row';
import type { Stage } from '../stage';

const CODES = 1_000;
const POLL_EVERY_SECONDS = 1;
/** A trigger that has just started also looks once into each log, ten at a poll. */
const FIRST_POLLS = 105;
const POLLS_TIMEOUT_MS = 240_000;

/** Calls of each poll that has come to its end; every poll begins with the first page of the list. */
function callsPerPoll(requests: LoggedRequest[]): number[] {
	const polls: number[] = [];
	for (const { endpoint, query } of requests) {
		if (endpoint === '/qr-codes' && query.page === '1') polls.push(0);
		if (polls.length > 0) polls[polls.length - 1]! += 1;
	}
	return polls.slice(0, -1);
}

/** The calls of each poll: first of those after the start, then of those in which nothing is left to do. */
async function countOurCalls(lab: Lab, { ours, sandbox }: Stage, polls: number): Promise<number[][]> {
	const trigger = qrCodeStackTrigger('On scan', ours, { watch: 'all' }, POLL_EVERY_SECONDS);
	const workflow = await lab.client.createWorkflow(
		chainWorkflow('Idle trigger', [trigger, noOperation('Next')]),
	);
	await lab.client.activate(workflow);
	try {
		const probe = async () => {
			const calls = callsPerPoll(sandbox.api.requests.latest({ key: 'ours' }));
			const isEnough = calls.length >= FIRST_POLLS + polls;
			return isEnough ? [calls.slice(0, FIRST_POLLS), calls.slice(FIRST_POLLS)] : undefined;
		};
		const what = `${FIRST_POLLS + polls} polls`;
		return await waitFor(probe, { what, timeoutMs: POLLS_TIMEOUT_MS });
	} finally {
		await lab.client.deactivate(workflow);
	}
}

/** What a Schedule Trigger would start. The list of codes is given, so that it costs no call here. */
async function countTheirCalls(lab: Lab, { theirs, apiUrl, ids, countCalls }: Stage): Promise<number> {
	const nodes = [
		httpRequest({ credential: theirs, url: `=${apiUrl}/qr-codes/{{ $json.id }}/scans?limit=100` }),
		node('Scans', 'n8n-nodes-base.splitOut', { fieldToSplitOut: 'data' }),
		node(
			'New ones',
			'n8n-nodes-base.removeDuplicates',
			{ operation: 'removeItemsSeenInPreviousExecutions', dedupeValue: '={{ $json.id }}' },
			{ typeVersion: 2 },
		),
	];
	const rows = ids.theirs.map((id) => ({ id }));
	const before = countCalls('theirs');
	await lab.run(rowsWorkflow('Idle schedule', rows, nodes));
	return countCalls('theirs') - before;
}

export const idlePollRow: Row = {
	name: 'idle',
	work: 'Trigger, idle poll over 1,000 codes',
	against: 'Schedule + HTTP Request + Remove Duplicates for each code',
	async run(lab, { repeat }) {
		return await lab.withStage({ codes: CODES }, async (stage) => {
			const ago = Date.now() - 24 * 60 * 60_000;
			for (const account of ['ours', 'theirs']) {
				stage.sandbox.api.addScans({ qrCodeId: 'all', account, count: 3, fromMs: ago, toMs: ago + 3_000 });
			}
			const [firstCalls, ourCalls] = await countOurCalls(lab, stage, repeat(5));
			const theirCalls = await countTheirCalls(lab, stage);
			return {
				quantities: [
					{ side: OURS, what: 'calls per poll after the start', unit: '', values: firstCalls! },
					{ side: OURS, what: 'calls per poll', unit: '', values: ourCalls! },
					{ side: THEIRS, what: 'calls per poll', unit: '', values: [theirCalls] },
				],
				checks: [
					{ text: 'calls per poll', measured: median(ourCalls!), wanted: 'at most', bar: 10, unit: '' },
				],
			};
		});
	},
};
