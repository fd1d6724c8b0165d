import { rmSync } from 'node:fs';
import path from 'node:path';

import type { CleanUps } from '../../support/cleanUps';
import { installTarball, packCheckout } from './installPackage';
import { N8nClient } from '../client/n8nClient';
import type { N8nHost } from './n8nHost';
import { createUserFolder, removeUserFolder, startN8n, type N8nProcess } from './n8nProcess';
import type { NamedServices } from '../queueMode/namedServices';
import { startServices, type Services } from '../queueMode/services';
import type { Report } from './runCommand';

/** One process for everything, or a main process and workers that share Redis and PostgreSQL. */
export const MODES = ['regular', 'queue'] as const;
export type Mode = (typeof MODES)[number];

export interface InstallationOptions {
	host: N8nHost;
	mode: Mode;
	/** Settings of every process; each has a user folder of its own. */
	envOf?: (userFolder: string) => Record<string, string>;
	/** How many workers queue mode gets. */
	workers?: number;
	/** Services that need not be started. */
	named?: NamedServices;
	/** Takes the ways to stop what was started, also where a later step fails. */
	cleanUps: CleanUps;
	report: Report;
}

/** A running n8n with the packed checkout as a community package in each of its processes. */
export interface Installation {
	main: N8nProcess;
	workers: N8nProcess[];
	/** Logged in as the owner. */
	client: N8nClient;
	/** Where n8n and its services leave files. */
	folders: string[];
	dumpCommand?: string[];
	/** Ends the main process with SIGTERM, as a container's stop does, and starts it again on another port. */
	restartMain(whileDown: () => Promise<unknown>): Promise<void>;
}

/** n8n's default for a worker. */
const EXECUTIONS_PER_WORKER = 10;
const WORKER_COMMAND = ['worker', `--concurrency=${EXECUTIONS_PER_WORKER}`];

const QUEUE_MODE_ENV = {
	EXECUTIONS_MODE: 'queue',
	N8N_ENCRYPTION_KEY: 'the same for all of its processes',
	QUEUE_HEALTH_CHECK_ACTIVE: 'true',
	// else "Execute workflow" stays in the main process, and most tests would show nothing of queue mode
	OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
};

/** Starts n8n in one of its modes and creates the owner. */
export async function startInstallation(options: InstallationOptions): Promise<Installation> {
	const { mode, workers = 1, named, cleanUps, report } = options;
	const tarball = await packCheckout();
	cleanUps.push(async () => rmSync(path.dirname(tarball), { recursive: true, force: true }));
	const services: Services =
		mode === 'queue' ? await startServices(cleanUps, report, named) : { env: {}, folders: [] };
	const env = { ...services.env, ...(mode === 'queue' ? QUEUE_MODE_ENV : {}) };
	const start = async (command: string[]) => await startMember(options, { env, command, tarball });

	// first and alone: it creates the tables
	const main = await start(['start']);
	const client = new N8nClient(main.url);
	await client.setUpOwner();
	await client.login();
	const installation: Installation = {
		main,
		workers: [],
		client,
		folders: services.folders,
		dumpCommand: services.dumpCommand,
		async restartMain(whileDown) {
			await this.main.stop();
			await whileDown();
			this.main = await startProcess(options, { env, command: ['start'], userFolder: main.userFolder });
			this.client = new N8nClient(this.main.url, this.client.loginCookie);
		},
	};
	for (let worker = 0; mode === 'queue' && worker < workers; worker++) {
		installation.workers.push(await start(WORKER_COMMAND));
	}
	for (const { userFolder } of [main, ...installation.workers]) installation.folders.push(userFolder);
	return installation;
}

interface Member {
	env: Record<string, string>;
	command: string[];
}

/** Starts a process in a user folder of its own, with the package installed there. */
async function startMember(
	options: InstallationOptions,
	{ tarball, ...member }: Member & { tarball: string },
): Promise<N8nProcess> {
	const userFolder = createUserFolder();
	options.cleanUps.push(async () => removeUserFolder(userFolder));
	await installTarball(tarball, userFolder);
	return await startProcess(options, { ...member, userFolder });
}

async function startProcess(
	{ host, envOf, cleanUps, report }: InstallationOptions,
	{ env, command, userFolder }: Member & { userFolder: string },
): Promise<N8nProcess> {
	const n8n = await startN8n({ host, userFolder, command, env: { ...env, ...envOf?.(userFolder) } });
	cleanUps.push(n8n.stop);
	report(`n8n ${host.version} ${command.join(' ')}: process ${n8n.pid} at ${n8n.url}`);
	return n8n;
}
