import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

import { installTarball, packCheckout } from '../e2e/installPackage';
import { N8nClient } from '../e2e/n8nClient';
import { ensureN8nHost, type N8nHost } from '../e2e/n8nHost';
import { createUserFolder, removeUserFolder, startN8n, type N8nProcess } from '../e2e/n8nProcess';
import type { Report } from '../e2e/runCommand';
import { pollRecorderEnv, readPolls } from '../soak/pollRecords';
import type { CleanUps } from '../support/cleanUps';
import { startServices, type ServiceEnv } from './services';

/** n8n in queue mode, as a company runs it. */
export interface Cluster {
	main: N8nProcess;
	workers: N8nProcess[];
	client: N8nClient;
}

const WORKERS = 2;
/** n8n's default. */
const EXECUTIONS_PER_WORKER = 10;
/** How soon n8n notices that a worker died; a minute by default, and the test waits for it. */
const LOST_WORKER_ENV = { QUEUE_WORKER_LOCK_DURATION: '10000', QUEUE_WORKER_STALLED_INTERVAL: '5000' };

/** Starts Redis, PostgreSQL, a main and two workers, each with the built package installed. */
export async function startCluster(cleanUps: CleanUps, report: Report): Promise<Cluster> {
	const host = await ensureN8nHost({ report });
	const tarball = await packCheckout();
	cleanUps.push(async () => rmSync(path.dirname(tarball), { recursive: true, force: true }));
	const env = {
		...(await startServices(cleanUps, report)),
		...LOST_WORKER_ENV,
		EXECUTIONS_MODE: 'queue',
		N8N_ENCRYPTION_KEY: 'the same for all three',
		QUEUE_HEALTH_CHECK_ACTIVE: 'true',
	};
	const start = async (command: string[]) =>
		await startMember({ host, tarball, env, command, cleanUps, report });
	// first and alone: it creates the tables
	const main = await start(['start']);
	const client = new N8nClient(main.url);
	await client.setUpOwner();
	await client.login();
	const workers: N8nProcess[] = [];
	for (let worker = 0; worker < WORKERS; worker++) {
		workers.push(await start(['worker', `--concurrency=${EXECUTIONS_PER_WORKER}`]));
	}
	return { main, workers, client };
}

interface Member {
	host: N8nHost;
	tarball: string;
	env: ServiceEnv;
	command: string[];
	cleanUps: CleanUps;
	report: Report;
}

async function startMember({ host, tarball, env, command, cleanUps, report }: Member): Promise<N8nProcess> {
	const userFolder = createUserFolder();
	cleanUps.push(async () => removeUserFolder(userFolder));
	await installTarball(tarball, userFolder);
	const n8n = await startN8n({
		host,
		userFolder,
		command,
		env: { ...env, ...pollRecorderEnv(pollFileOf(userFolder)) },
	});
	cleanUps.push(n8n.stop);
	report(`${command.join(' ')}: process ${n8n.pid}`);
	return n8n;
}

const pollFileOf = (userFolder: string) => path.join(userFolder, 'polls.jsonl');

/** How often a process has polled for the trigger. */
export function countPolls({ userFolder }: N8nProcess): number {
	const file = pollFileOf(userFolder);
	return existsSync(file) ? readPolls(file, 0).length : 0;
}

/** The ids of the executions that a process has run as a worker, by its log. */
export function executionsRunBy({ logFile }: N8nProcess): Set<string> {
	const matches = readFileSync(logFile, 'utf8').matchAll(/Worker started execution (\d+)/g);
	return new Set([...matches].map(([, id]) => id!));
}
