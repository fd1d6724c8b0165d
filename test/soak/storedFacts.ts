import path from 'node:path';

import type { N8nHost } from '../e2e/host/n8nHost';
import { runCommand } from '../e2e/host/runCommand';

/** An execution as it stands in n8n's database, with the scans that it carries. */
export interface StoredExecution {
	id: number;
	status: string;
	createdAtMs: number;
	stoppedAtMs: number | null;
	scanIds: string[];
}

/** What n8n's database holds at one moment. */
export interface StoredFacts {
	executions: StoredExecution[];
	/** Tasks of the durable scheduler that were polls and ran. */
	pollTasks: number;
	/** Rows of `poller_state` that hold a cursor. */
	durableCursors: number;
	/** Size of what the trigger keeps with n8n. */
	stateBytes: number;
}

export interface StoredQuestion {
	host: N8nHost;
	userFolder: string;
	workflowId: string;
	triggerName: string;
	/** Leaves out the executions up to this one. */
	afterId?: number;
}

const READER = path.join(__dirname, 'databaseReader.js');
const READ_TIMEOUT_MS = 60_000;

/** Reads n8n's database, whether n8n runs or not. */
export async function readStoredFacts(question: StoredQuestion): Promise<StoredFacts> {
	const { host, userFolder, workflowId, triggerName, afterId = 0 } = question;
	const file = path.join(userFolder, '.n8n', 'database.sqlite');
	const printed = await runCommand(
		host.nodeBinary,
		[READER, file, require.resolve('flatted'), workflowId, triggerName, String(afterId)],
		{ cwd: userFolder, timeoutMs: READ_TIMEOUT_MS, label: "Reading n8n's database" },
	);
	return JSON.parse(printed) as StoredFacts;
}
