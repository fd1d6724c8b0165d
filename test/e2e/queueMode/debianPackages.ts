import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

import { canInstallPackages, installPackages } from '../host/aptGet';
import type { Report } from '../host/runCommand';

/** The programs that queue mode needs besides n8n. */
export interface Programs {
	redisServer: string;
	initdb: string;
	postgres: string;
	pgIsReady: string;
	pgDump: string;
}

const DEBIAN_PACKAGES = ['redis-server', 'postgresql'];
/** Debian keeps PostgreSQL's server programs out of PATH, one folder per version. */
const POSTGRES_ROOT = '/usr/lib/postgresql';

function postgresFolders(): string[] {
	if (!existsSync(POSTGRES_ROOT)) return [];
	return readdirSync(POSTGRES_ROOT)
		.sort((a, b) => Number(b) - Number(a))
		.map((version) => path.join(POSTGRES_ROOT, version, 'bin'));
}

function findProgram(name: string): string | undefined {
	const folders = [...postgresFolders(), ...(process.env.PATH ?? '').split(path.delimiter)];
	return folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
}

function findPrograms(): Programs | undefined {
	const [redisServer, initdb, postgres, pgIsReady, pgDump] = [
		'redis-server',
		'initdb',
		'postgres',
		'pg_isready',
		'pg_dump',
	].map(findProgram);
	return redisServer && initdb && postgres && pgIsReady && pgDump
		? { redisServer, initdb, postgres, pgIsReady, pgDump }
		: undefined;
}

/**
 * Redis and PostgreSQL of this machine; installs Debian's packages where they are missing.
 * @throws a text that says what to do where that is not possible.
 */
export async function ensurePrograms(report: Report): Promise<Programs> {
	const found = findPrograms();
	if (found) return found;
	const advice =
		`Queue mode needs Redis and PostgreSQL. Install them (on Debian: apt-get install ${DEBIAN_PACKAGES.join(' ')}), ` +
		'or, for test:queue, name running ones in QUEUE_TEST_REDIS_URL (redis://host:port) and QUEUE_TEST_POSTGRES_URL ' +
		'(postgres://user:password@host:port/database, an empty database).';
	if (!canInstallPackages()) throw new Error(advice);
	try {
		await installPackages(DEBIAN_PACKAGES, report);
	} catch (cause) {
		throw new Error(`${advice}\nInstalling them failed: ${(cause as Error).message}`);
	}
	const installed = findPrograms();
	if (!installed) throw new Error(advice);
	return installed;
}
