import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { Execution } from '../e2e/client/executionData';
import { installTarball } from '../e2e/host/installPackage';
import { hasEnded } from '../e2e/client/executionData';
import { N8nClient } from '../e2e/client/n8nClient';
import type { N8nHost } from '../e2e/host/n8nHost';
import { createUserFolder, removeUserFolder, startN8n, type N8nProcess } from '../e2e/host/n8nProcess';
import { waitFor } from '../e2e/client/waitFor';
import type { StoredWorkflow, WorkflowDefinition } from '../e2e/client/workflows';
import type { CleanUps } from '../support/cleanUps';
import { readCpuSeconds } from './processMeter';
import { openStage, type Scene, type Stage } from './stage';

/** What a workflow's run took. */
export interface RunFacts {
	execution: Execution;
	/** From start to end, as n8n noted them. */
	seconds: number;
	/** Of n8n's process, from just before the start until the result was stored. */
	cpuSeconds: number;
	/** The longest time for which the node under test kept n8n from doing anything else. */
	longestPauseMs: number;
}

interface LabOptions {
	host: N8nHost;
	tarball: string;
	report: (line: string) => void;
}

const RECORDER = path.join(__dirname, 'nodeRecorder.js');
const RUN_TIMEOUT_MS = 10 * 60_000;
/** Each look costs n8n a few milliseconds of CPU. */
const LOOK_EVERY_MS = 300;

/** A real n8n with this package, and sandboxes as the rows need them. */
export class Lab {
	private constructor(
		readonly options: LabOptions,
		readonly n8n: N8nProcess,
		readonly client: N8nClient,
		private readonly cleanUps: CleanUps,
	) {}

	static async open(options: LabOptions, cleanUps: CleanUps): Promise<Lab> {
		const { host, tarball } = options;
		const userFolder = createUserFolder();
		cleanUps.push(async () => removeUserFolder(userFolder));
		await installTarball(tarball, userFolder);
		const env = {
			NODE_OPTIONS: `--require ${RECORDER}`,
			BENCH_NODE_FILE: path.join(userFolder, 'node-runs.jsonl'),
		};
		const n8n = await startN8n({ host, userFolder, env });
		cleanUps.push(n8n.stop);
		const client = new N8nClient(n8n.url);
		await client.setUpOwner();
		await client.login();
		return new Lab(options, n8n, client, cleanUps);
	}

	/** Lets something use a sandbox of its own. */
	async withStage<T>(scene: Scene, use: (stage: Stage) => Promise<T>): Promise<T> {
		const stage = await openStage(this.client, scene);
		this.cleanUps.push(stage.sandbox.close);
		try {
			return await use(stage);
		} finally {
			await stage.sandbox.close();
		}
	}

	/** Runs a workflow by hand and measures it; fails when the workflow does. */
	async run(definition: WorkflowDefinition): Promise<RunFacts> {
		const { client, n8n } = this;
		const workflow = await client.createWorkflow(definition);
		const cpuBefore = readCpuSeconds(n8n.pid);
		const id = await client.startWorkflow(workflow, definition.nodes[0]!.name);
		await this.waitForEnd(workflow);
		const cpuSeconds = readCpuSeconds(n8n.pid) - cpuBefore;
		const execution = await client.readExecution(id);
		if (execution.status !== 'success') {
			throw new Error(`"${definition.name}" ended with ${execution.status}: ${execution.error?.message}`);
		}
		const seconds = (Date.parse(execution.stoppedAt!) - Date.parse(execution.startedAt)) / 1000;
		return { execution, seconds, cpuSeconds, longestPauseMs: this.readLongestPause() };
	}

	/** Looks at summaries only: to read an execution's data would cost n8n more than some of the runs. */
	private async waitForEnd(workflow: StoredWorkflow): Promise<void> {
		const probe = async () => {
			const [execution] = await this.client.listExecutions(workflow.id);
			return execution && hasEnded(execution) ? true : undefined;
		};
		const what = `"${workflow.name}" to end`;
		await waitFor(probe, { what, timeoutMs: RUN_TIMEOUT_MS, intervalMs: LOOK_EVERY_MS });
	}

	/** Of the last run of a node that is recorded. */
	private readLongestPause(): number {
		const file = path.join(this.n8n.userFolder, 'node-runs.jsonl');
		const last = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').at(-1) : undefined;
		return last ? (JSON.parse(last) as { longestPauseMs: number }).longestPauseMs : Number.NaN;
	}
}
