import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { findFreePort } from '../e2e/freePort';
import { guardAgainstOrphans } from '../e2e/orphanGuard';
import { runCommand, type Report } from '../e2e/runCommand';
import { waitFor } from '../e2e/waitFor';
import type { CleanUps } from '../support/cleanUps';
import { ensurePrograms, type Programs } from './debianPackages';

/** What tells n8n where Redis and PostgreSQL are. */
export type ServiceEnv = Record<string, string>;

const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 10_000;
const DATABASE_USER = 'n8n';

/** PostgreSQL refuses to run as root; Debian's package brings a user for it. */
interface User {
	uid?: number;
	gid?: number;
}

/** Starts Redis and PostgreSQL on loopback, or takes those that the environment names. */
export async function startServices(cleanUps: CleanUps, report: Report): Promise<ServiceEnv> {
	const { QUEUE_TEST_REDIS_URL: redisUrl, QUEUE_TEST_POSTGRES_URL: postgresUrl } = process.env;
	const programs = redisUrl && postgresUrl ? undefined : await ensurePrograms(report);
	return {
		...(redisUrl ? readRedisUrl(redisUrl) : await startRedis(programs!, cleanUps)),
		...(postgresUrl ? readPostgresUrl(postgresUrl) : await startPostgres(programs!, cleanUps)),
	};
}

function readRedisUrl(text: string): ServiceEnv {
	const { hostname, port, password } = new URL(text);
	return {
		QUEUE_BULL_REDIS_HOST: hostname,
		QUEUE_BULL_REDIS_PORT: port || '6379',
		...(password ? { QUEUE_BULL_REDIS_PASSWORD: decodeURIComponent(password) } : {}),
		// others may use the same Redis
		QUEUE_BULL_PREFIX: `qrcodestack-${process.pid}`,
	};
}

function readPostgresUrl(text: string): ServiceEnv {
	const { hostname, port, username, password, pathname } = new URL(text);
	return toPostgresEnv({
		host: hostname,
		port: port || '5432',
		user: decodeURIComponent(username),
		password: decodeURIComponent(password),
		database: pathname.slice(1),
	});
}

function toPostgresEnv(
	place: Record<'host' | 'port' | 'user' | 'password' | 'database', string>,
): ServiceEnv {
	return {
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: place.host,
		DB_POSTGRESDB_PORT: place.port,
		DB_POSTGRESDB_USER: place.user,
		DB_POSTGRESDB_PASSWORD: place.password,
		DB_POSTGRESDB_DATABASE: place.database,
	};
}

async function startRedis({ redisServer }: Programs, cleanUps: CleanUps): Promise<ServiceEnv> {
	const port = String(await findFreePort());
	const dir = createFolder('redis', {}, cleanUps);
	const settings = ['--port', port, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', dir];
	start(redisServer, settings, { dir, user: {} }, cleanUps);
	await waitFor(async () => ((await accepts(Number(port))) ? true : undefined), {
		what: `Redis on port ${port}`,
		timeoutMs: START_TIMEOUT_MS,
	});
	return { QUEUE_BULL_REDIS_HOST: '127.0.0.1', QUEUE_BULL_REDIS_PORT: port };
}

async function startPostgres(
	{ initdb, postgres, pgIsReady }: Programs,
	cleanUps: CleanUps,
): Promise<ServiceEnv> {
	const port = String(await findFreePort());
	const user = postgresUser();
	const dir = createFolder('postgres', user, cleanUps);
	const data = path.join(dir, 'data');
	execFileSync(initdb, ['-D', data, '-U', DATABASE_USER, '-A', 'trust', '-E', 'UTF8', '--no-sync'], {
		...user,
		cwd: dir,
		stdio: 'pipe',
	});
	const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: dir, fsync: 'off' };
	const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
	start(postgres, ['-D', data, '-p', port, ...flags], { dir, user }, cleanUps);
	const askReady = async () =>
		await runCommand(pgIsReady, ['-h', '127.0.0.1', '-p', port], { cwd: dir, timeoutMs: 5_000 }).then(
			() => true,
			() => undefined,
		);
	await waitFor(askReady, { what: `PostgreSQL on port ${port}`, timeoutMs: START_TIMEOUT_MS });
	return toPostgresEnv({ host: '127.0.0.1', port, user: DATABASE_USER, password: '', database: 'postgres' });
}

function postgresUser(): User {
	if (process.getuid?.() !== 0) return {};
	const read = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
	return { uid: read('-u'), gid: read('-g') };
}

function createFolder(name: string, { uid, gid }: User, cleanUps: CleanUps): string {
	const dir = mkdtempSync(path.join(tmpdir(), `qrcodestack-${name}-`));
	if (uid !== undefined && gid !== undefined) chownSync(dir, uid, gid);
	cleanUps.push(async () => rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));
	return dir;
}

function start(
	program: string,
	args: string[],
	{ dir, user }: { dir: string; user: User },
	cleanUps: CleanUps,
): void {
	const child = spawn(program, args, { ...user, cwd: dir, detached: true, stdio: 'ignore' });
	if (child.pid === undefined) throw new Error(`${program} could not be started.`);
	const guard = guardAgainstOrphans(child.pid, dir);
	cleanUps.push(async () => {
		await stop(child);
		guard.dismiss();
	});
}

/** SIGINT ends PostgreSQL without waiting for its clients, and Redis as well. */
async function stop(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const ended = new Promise((resolve) => child.once('exit', resolve));
	child.kill('SIGINT');
	const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
	await ended;
	clearTimeout(timer);
}

async function accepts(port: number): Promise<boolean> {
	return await new Promise((resolve) => {
		const socket = connect(port, '127.0.0.1');
		socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
		socket.once('connect', () => socket.destroy());
	});
}
