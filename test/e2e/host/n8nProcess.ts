import axios from 'axios';
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { findFreePort } from './freePort';
import type { N8nHost } from './n8nHost';
import { withNodeFirst } from './nodeForN8n';
import { guardAgainstOrphans } from './orphanGuard';
import { waitFor } from '../client/waitFor';

/** Modules that no test needs; leaving them out brings the first start from 16 s down to 10 s. */
const DISABLED_MODULES = [
	'mcp,mcp-registry,instance-ai,agents,chat-hub,workflow-builder,insights,external-secrets,source-control',
	'sso-oidc,sso-saml,ldap,log-streaming,breaking-changes,provisioning,quick-connect,otel,token-exchange',
	'n8n-packages,workflow-reviews,dynamic-credentials,oauth-server,oauth-jwe,instance-version-history',
	'runtime-credentials',
].join(',');
const START_TIMEOUT_MS = 180_000;
/** n8n's own bound for an orderly shutdown is 30 s. */
const STOP_TIMEOUT_MS = 35_000;
const LOG_LINES_SHOWN = 30;
/** Settings of a developer's own n8n that would leak into the one under test. */
const FOREIGN_SETTINGS = /^(N8N_|DB_|QUEUE_|EXECUTIONS_|OFFLOAD_|GENERIC_TIMEZONE|WEBHOOK_URL|VUE_APP_)/;

/** A running n8n. */
export interface N8nProcess {
	url: string;
	pid: number;
	/** What N8N_USER_FOLDER names: database, encryption key and community packages live in `.n8n` beneath it. */
	userFolder: string;
	logFile: string;
	/** Asks n8n to end and kills it after a bound; with `SIGKILL` it gets no chance to save anything. */
	stop(signal?: NodeJS.Signals): Promise<void>;
}

export interface StartN8nOptions {
	host: N8nHost;
	/** From `createUserFolder()`; give the one of an earlier process to start where that left off. */
	userFolder: string;
	env?: Record<string, string>;
	/** `start` by default; `['worker', '--concurrency=5']` for a worker of queue mode. */
	command?: string[];
	/** The path that answers 200 once this process is usable. */
	readinessPath?: string;
}

/** A fresh place for an n8n's database, settings and community packages. */
export function createUserFolder(): string {
	return mkdtempSync(path.join(tmpdir(), 'n8n-qrcodestack-'));
}

const temporaryFolderOf = (userFolder: string) => path.join(userFolder, 'tmp');

export function removeUserFolder(userFolder: string): void {
	rmSync(userFolder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

/** What the log holds at its end; it says more about a failed start than n8n's exit code. */
export function readLastLogLines(logFile: string, count = LOG_LINES_SHOWN): string {
	if (!existsSync(logFile)) return '(no log)';
	return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-count).join('\n');
}

function environment(
	{ host, userFolder, env }: StartN8nOptions,
	ports: { http: number; broker: number },
): NodeJS.ProcessEnv {
	const own = Object.entries(process.env).filter(
		([name]) => !FOREIGN_SETTINGS.test(name) && !name.startsWith('npm_'),
	);
	return {
		...withNodeFirst(host.nodeBinary, Object.fromEntries(own)),
		NODE_ENV: 'production',
		N8N_USER_FOLDER: userFolder,
		// n8n leaves its temporary files behind; there they go with the rest
		TMPDIR: temporaryFolderOf(userFolder),
		N8N_PORT: String(ports.http),
		// where a worker of queue mode tells that it is ready
		QUEUE_HEALTH_CHECK_PORT: String(ports.http),
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_RUNNERS_BROKER_PORT: String(ports.broker),
		// 1.x ends at once over a module name that it does not know
		...(host.version.startsWith('1.') ? {} : { N8N_DISABLED_MODULES: DISABLED_MODULES }),
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		N8N_SECURE_COOKIE: 'false',
		N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS: 'true',
		N8N_LOG_LEVEL: 'info',
		GENERIC_TIMEZONE: 'UTC',
		...env,
	};
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
	try {
		process.kill(-child.pid!, signal);
	} catch {
		// the whole group is gone already
	}
}

/** While it starts, n8n answers everything with a friendly page. */
async function answersJson(url: string): Promise<boolean> {
	const answer = await axios
		.get<unknown>(url, { timeout: 5_000, validateStatus: () => true })
		.catch(() => undefined);
	return answer?.status === 200 && typeof answer.data === 'object';
}

async function waitUntilReady(
	child: ChildProcess,
	url: string,
	paths: string[],
	logFile: string,
): Promise<void> {
	const explain = (what: string) => new Error(`${what} The end of its log:\n${readLastLogLines(logFile)}`);
	const probe = async () => {
		if (hasEnded(child)) {
			throw explain(`n8n ended while starting (code ${child.exitCode}, signal ${child.signalCode}).`);
		}
		for (const path of paths) if (!(await answersJson(url + path))) return undefined;
		return true;
	};
	await waitFor(probe, {
		what: `n8n to be ready at ${url}`,
		timeoutMs: START_TIMEOUT_MS,
		describeLast: () => `its log ends with\n${readLastLogLines(logFile)}`,
	});
}

async function endOf(child: ChildProcess, timeoutMs: number): Promise<boolean> {
	if (hasEnded(child)) return true;
	return await new Promise((resolve) => {
		const timer = setTimeout(() => resolve(false), timeoutMs);
		child.once('exit', () => {
			clearTimeout(timer);
			resolve(true);
		});
	});
}

/**
 * Starts n8n on free loopback ports and waits until it is ready. It cannot outlive the calling process: where
 * that ends without `stop`, n8n and its user folder go too.
 */
export async function startN8n(options: StartN8nOptions): Promise<N8nProcess> {
	const { host, userFolder, command = ['start'], readinessPath = '/healthz/readiness' } = options;
	// n8n 1.x calls itself ready a moment before its REST API is there
	const paths = command[0] === 'start' ? [readinessPath, '/rest/settings'] : [readinessPath];
	const ports = { http: await findFreePort(), broker: await findFreePort() };
	const url = `http://127.0.0.1:${ports.http}`;
	const logFile = path.join(userFolder, 'n8n.log');
	mkdirSync(temporaryFolderOf(userFolder), { recursive: true });
	const log = openSync(logFile, 'a');
	// a process group of its own, so that a kill reaches n8n's task runner too
	const child = spawn(
		host.nodeBinary,
		[path.join(host.dir, 'node_modules', 'n8n', 'bin', 'n8n'), ...command],
		{ cwd: userFolder, env: environment(options, ports), detached: true, stdio: ['ignore', log, log] },
	);
	closeSync(log);
	if (child.pid === undefined) throw new Error(`${host.nodeBinary} could not be started.`);
	const guard = guardAgainstOrphans(child.pid, userFolder);

	const stop: N8nProcess['stop'] = async (signal = 'SIGTERM') => {
		if (!hasEnded(child)) child.kill(signal);
		await endOf(child, STOP_TIMEOUT_MS);
		signalGroup(child, 'SIGKILL');
		await endOf(child, 5_000);
		guard.dismiss();
	};
	try {
		await waitUntilReady(child, url, paths, logFile);
	} catch (error) {
		await stop();
		throw error;
	}
	return { url, pid: child.pid, userFolder, logFile, stop };
}
