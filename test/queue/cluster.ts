import { existsSync } from 'node:fs';
import path from 'node:path';

import { startInstallation, type Installation } from '../e2e/host/installation';
import { ensureN8nHost } from '../e2e/host/n8nHost';
import type { N8nProcess } from '../e2e/host/n8nProcess';
import { readNamedServices } from '../e2e/queueMode/namedServices';
import type { Report } from '../e2e/host/runCommand';
import { pollRecorderEnv, readPolls } from '../soak/pollRecords';
import type { CleanUps } from '../support/cleanUps';

const WORKERS = 2;

/**
 * How soon n8n notices that a worker died: by default after more than a minute. The lock has to be renewed well
 * before it ends, also on a busy machine: n8n gives up an execution whose lock has run out, dead worker or not.
 */
const LOST_WORKER_ENV = {
	QUEUE_WORKER_LOCK_DURATION: '12000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '1000',
	QUEUE_WORKER_STALLED_INTERVAL: '3000',
	// n8n 2.x knows no other; n8n 1.x would run a lost execution again, from its beginning
	QUEUE_WORKER_MAX_STALLED_COUNT: '0',
};

/** n8n in queue mode, as a company runs it. */
export async function startCluster(cleanUps: CleanUps, report: Report): Promise<Installation> {
	return await startInstallation({
		host: await ensureN8nHost({ version: process.env.N8N_VERSION, report }),
		mode: 'queue',
		workers: WORKERS,
		envOf: (userFolder) => ({ ...LOST_WORKER_ENV, ...pollRecorderEnv(pollFileOf(userFolder)) }),
		named: readNamedServices(),
		cleanUps,
		report,
	});
}

const pollFileOf = (userFolder: string) => path.join(userFolder, 'polls.jsonl');

/** How often a process has polled for the trigger. */
export function countPolls({ userFolder }: N8nProcess): number {
	const file = pollFileOf(userFolder);
	return existsSync(file) ? readPolls(file, 0).length : 0;
}
