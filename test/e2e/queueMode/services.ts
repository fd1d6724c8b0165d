import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { CleanUps } from '../../support/cleanUps';
import { findFreePort } from '../host/freePort';
import { guardAgainstOrphans } from '../host/orphanGuard';
import { runCommand, type Report } from '../host/runCommand';
import { waitFor } from '../client/waitFor';
import { ensurePrograms, type Programs } from './debianPackages';
import { toPostgresEnv, type NamedServices, type ServiceEnv } from './namedServices';

/** Redis and PostgreSQL, as n8n in queue mode needs them. */
export interface Services {
	/** What tells n8n where they are. */
	env: ServiceEnv;
	/** Where they keep as plain bytes what they were told. */
	folders: string[];
	/** Prints all that the database holds: on the disk, PostgreSQL keeps long texts compressed. */
	dumpCommand?: string[];
}

const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 10_000;
const DATABASE_USER = 'n8n';
const DATABASE = 'postgres';

/** PostgreSQL refuses to run as root; Debian's package brings a user for it. */
interface User {
	uid?: number;
	gid?: number;
}

/** Starts Redis and PostgreSQL on loopback, except for those that run already. */
export async function startServices(
	cleanUps: CleanUps,
	report: Report,
	named: NamedServices = {},
): Promise<Services> {
	const programs = named.redis && named.postgres ? undefined : await ensurePrograms(report);
	const redis = named.redis ? { env: named.redis, folders: [] } : await startRedis(programs!, cleanUps);
	const postgres = named.postgres ? { env: named.postgres } : await startPostgres(programs!, cleanUps);
	return { ...redis, ...postgres, env: { ...redis.env, ...postgres.env } };
}

async function startRedis(
	{ redisServer }: Programs,
	cleanUps: CleanUps,
): Promise<Pick<Services, 'env' | 'folders'>> {
	const port = String(await findFreePort());
	const dir = createFolder('redis', {}, cleanUps);
	const settings = ['--port', port, '--bind', '127.0.0.1', '--save', '', '--dir', dir];
	// its log of all commands, so that a search for keys can read what n8n has put there
	const log = ['--appendonly', 'yes', '--appendfsync', 'no'];
	start(redisServer, [...settings, ...log], { dir, user: {} }, cleanUps);
	await waitFor(async () => ((await accepts(Number(port))) ? true : undefined), {
		what: `Redis on port ${port}`,
		timeoutMs: START_TIMEOUT_MS,
	});
	return { env: { QUEUE_BULL_REDIS_HOST: '127.0.0.1', QUEUE_BULL_REDIS_PORT: port }, folders: [dir] };
}

async function startPostgres(
	{ initdb, postgres, pgIsReady, pgDump }: Programs,
	cleanUps: CleanUps,
): Promise<Pick<Services, 'env' | 'dumpCommand'>> {
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
	const place = { host: '127.0.0.1', port, user: DATABASE_USER, password: '', database: DATABASE };
	return {
		env: toPostgresEnv(place),
		dumpCommand: [pgDump, '-h', place.host, '-p', port, '-U', place.user, place.database],
	};
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
