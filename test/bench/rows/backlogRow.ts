import { waitFor } from '../../e2e/client/waitFor';
import { chainWorkflow, noOperation, qrCodeId, qrCodeStackTrigger } from '../../e2e/client/workflows';
import { readStoredFacts } from '../../soak/storedFacts';
import { cleanUp, type CleanUps } from '../../support/cleanUps';
import { Lab } from '../lab';
import { PeakMemory, readCpuSeconds, readIdleMemoryMb } from '../processMeter';
import { OURS, THEIRS, type Row } from '../row';
import { measureHttpRequestPeakMb } from './scansByHttpRequest';

const SIZES = [1_000, 10_000, 100_000];
const QUICK_SIZES = [1_000, 10_000];
const TRIGGER = 'On scan';
/** As often as a schedule can ask: a poll hands on 1,000 scans, so this bounds the scans per second. */
const POLL_EVERY_SECONDS = 1;
const BACKLOG_AGE_MS = 24 * 60 * 60_000;
const LOOK_EVERY_MS = 2_000;
const TIMEOUT_MS = 10 * 60_000;

interface BacklogFacts {
	scans: number;
	seconds: number;
	cpuSeconds: number;
	memoryMb: number;
	lost: number;
	repeated: number;
}

/** Lets a trigger work off a backlog; its deliveries are read from n8n's database, at no cost to n8n. */
async function workOff(lab: Lab, scans: number): Promise<BacklogFacts> {
	const { client, n8n, options } = lab;
	return await lab.withStage({ codes: 1 }, async ({ sandbox, ours, ids }) => {
		const [id] = ids.ours;
		const toMs = Date.now() - 60_000;
		sandbox.api.addScans({ qrCodeId: id!, count: scans, fromMs: toMs - BACKLOG_AGE_MS, toMs });
		const parameters = { watch: 'one', qrCodeId: qrCodeId(id!), startFrom: 'beginning' };
		const trigger = qrCodeStackTrigger(TRIGGER, ours, parameters, POLL_EVERY_SECONDS);
		const workflow = await client.createWorkflow(
			chainWorkflow(`Backlog of ${scans}`, [trigger, noOperation('Next')]),
		);
		const idleMb = await readIdleMemoryMb(n8n.pid);
		const memory = new PeakMemory(n8n.pid);
		const cpuBefore = readCpuSeconds(n8n.pid);
		const startedAtMs = Date.now();
		await client.activate(workflow);
		const delivered: string[] = [];
		let lastExecutionId = 0;
		let endedAtMs = startedAtMs;
		const readDeliveries = async () => {
			const { executions } = await readStoredFacts({
				host: options.host,
				userFolder: n8n.userFolder,
				workflowId: workflow.id,
				triggerName: TRIGGER,
				afterId: lastExecutionId,
			});
			// in order, up to the first that still runs: its scans come with a later look
			for (const { id, stoppedAtMs, scanIds } of executions) {
				if (stoppedAtMs === null) break;
				lastExecutionId = id;
				endedAtMs = stoppedAtMs;
				for (const scanId of scanIds) delivered.push(scanId);
			}
			return new Set(delivered).size >= scans ? true : undefined;
		};
		await waitFor(readDeliveries, {
			what: `${scans} scans`,
			timeoutMs: TIMEOUT_MS,
			intervalMs: LOOK_EVERY_MS,
			describeLast: () => `${delivered.length} delivered`,
		});
		const cpuSeconds = readCpuSeconds(n8n.pid) - cpuBefore;
		await client.deactivate(workflow);
		const distinct = new Set(delivered).size;
		return {
			scans,
			seconds: (endedAtMs - startedAtMs) / 1000,
			cpuSeconds,
			memoryMb: memory.stop() - idleMb,
			lost: scans - distinct,
			repeated: delivered.length - distinct,
		};
	});
}

/** Of the largest run, after the smaller ones: what n8n holds when it is idle depends on what it did before. */
async function measureTheirPeakMb(lab: Lab, runs: BacklogFacts[]): Promise<number> {
	const peaksMb: number[] = [];
	for (const { scans } of runs) peaksMb.push(await measureHttpRequestPeakMb(lab, scans));
	return peaksMb.at(-1)!;
}

export const backlogRow: Row = {
	name: 'backlog',
	work: 'Trigger, 100,000-scan backlog from the beginning',
	against: 'itself with 1,000 scans; Schedule + HTTP Request',
	async run({ options }, { isQuick }) {
		const cleanUps: CleanUps = [];
		try {
			// an n8n of its own, so that no other row's garbage counts as the trigger's memory
			const lab = await Lab.open(options, cleanUps);
			await workOff(lab, SIZES[0]!);
			const runs: BacklogFacts[] = [];
			for (const size of isQuick ? QUICK_SIZES : SIZES) {
				const facts = await workOff(lab, size);
				options.report(`${size} scans: ${facts.seconds} s, ${facts.cpuSeconds.toFixed(1)} s of CPU`);
				runs.push(facts);
			}
			// it too has an n8n of its own
			const otherLab = await Lab.open(options, cleanUps);
			const otherPeakMb = await measureTheirPeakMb(otherLab, runs);
			const microseconds = ({ cpuSeconds, scans }: BacklogFacts) => (cpuSeconds / scans) * 1e6;
			const [smallest, largest] = [runs[0]!, runs.at(-1)!];
			return {
				quantities: [
					...runs.map((run) => ({
						side: OURS,
						what: `CPU per scan, ${run.scans} scans`,
						unit: 'µs',
						values: [microseconds(run)],
					})),
					{ side: OURS, what: 'scans a second', unit: '', values: [largest.scans / largest.seconds] },
					{
						side: OURS,
						what: 'scans a CPU second',
						unit: '',
						values: [largest.scans / largest.cpuSeconds],
					},
					{ side: OURS, what: 'peak memory over idle', unit: 'MB', values: [largest.memoryMb] },
					{ side: THEIRS, what: 'peak memory over idle', unit: 'MB', values: [otherPeakMb] },
				],
				checks: [
					{
						text: 'lost or repeated',
						measured: runs.reduce((sum, { lost, repeated }) => sum + lost + repeated, 0),
						wanted: 'at most',
						bar: 0,
						unit: '',
					},
					{
						text: 'peak memory over idle',
						measured: largest.memoryMb,
						wanted: 'at most',
						bar: 150,
						unit: 'MB',
					},
					{
						text: `CPU per scan, ${largest.scans} against 1,000 scans`,
						measured: microseconds(largest) / microseconds(smallest),
						wanted: 'at most',
						bar: 1.1,
						unit: '×',
					},
				],
			};
		} finally {
			await cleanUp(cleanUps, options.report);
		}
	},
};
