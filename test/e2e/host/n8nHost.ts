import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

import { addMissingPeers } from './hostPeers';
import { isAlive, withLock } from './installLock';
import { BUNDLED_NODE_PACKAGE, findNodeForN8n, NEEDED_NODE_MAJOR, withNodeFirst } from './nodeForN8n';
import { runCommand, type Report } from './runCommand';

export const DEFAULT_N8N_VERSION = '2.41.1';

/** An installed n8n and the Node that runs it. */
export interface N8nHost {
	version: string;
	dir: string;
	nodeBinary: string;
}

const PACKAGE_FILES = ['package.json', 'package-lock.json', '.npmrc'];
/** About three minutes on a quick line; the bound is for slow ones. */
const DOWNLOAD_TIMEOUT_MS = 25 * 60_000;
const REBUILD_TIMEOUT_MS = 10 * 60_000;
/** Of thousands of packages, one or the other meets a registry that fails for a moment; npm's own are two. */
const FETCH_RETRIES = '--fetch-retries=5';

/** Where this repository keeps what it downloads once per machine. */
export function cacheRoot(): string {
	const { QRCODESTACK_CACHE_DIR, XDG_CACHE_HOME } = process.env;
	const base = QRCODESTACK_CACHE_DIR || XDG_CACHE_HOME || path.join(homedir(), '.cache');
	return path.join(base, 'n8n-nodes-qrcodestack');
}

/** Keyed by what is installed, so that a changed lock never meets an older installation. */
function hostFolder(version: string, sourceDir: string): string {
	const hash = createHash('sha256');
	for (const file of ['package.json', 'package-lock.json'])
		hash.update(readFileSync(path.join(sourceDir, file)));
	return path.join(cacheRoot(), `n8n-${version}-${hash.digest('hex').slice(0, 12)}-node${NEEDED_NODE_MAJOR}`);
}

const toMessage = (error: unknown) => (error instanceof Error ? error.message : String(error));

const isInstalled = (dir: string) => existsSync(path.join(dir, 'node_modules', 'n8n', 'bin', 'n8n'));

const partialPrefix = (dir: string) => `${path.basename(dir)}.partial-`;

/** An interrupted run leaves up to 2.4 GB behind, named by its process id. */
function removeAbandonedInstalls(dir: string): void {
	for (const entry of readdirSync(path.dirname(dir))) {
		if (!entry.startsWith(partialPrefix(dir))) continue;
		if (isAlive(Number(entry.slice(partialPrefix(dir).length)))) continue;
		rmSync(path.join(path.dirname(dir), entry), { recursive: true, force: true });
	}
}

/** Says that no Node fits before the long download, not after it. */
function assertNodeWillBeThere(dir: string): void {
	const { optionalDependencies = {} } = JSON.parse(readFileSync(path.join(dir, 'package.json'), 'utf8')) as {
		optionalDependencies?: Record<string, string>;
	};
	if (!(BUNDLED_NODE_PACKAGE in optionalDependencies)) findNodeForN8n(dir);
}

async function download(dir: string, report: Report): Promise<void> {
	try {
		await runCommand('npm', ['ci', '--no-audit', '--no-fund', FETCH_RETRIES], {
			cwd: dir,
			timeoutMs: DOWNLOAD_TIMEOUT_MS,
			report,
			label: 'Downloading n8n',
		});
	} catch (error) {
		const hint = "Check the internet connection and npm's registry and proxy settings, then run this again.";
		throw new Error(`${toMessage(error)}\n${hint}`, { cause: error });
	}
}

async function installInto(dir: string, report: Report): Promise<void> {
	assertNodeWillBeThere(dir);
	report('Downloading n8n (about 3 minutes and 2.4 GB, once per machine)');
	await download(dir, report);
	const env = withNodeFirst(findNodeForN8n(dir));
	report('Building the database driver of n8n (about 90 seconds)');
	await runCommand('npm', ['rebuild', 'sqlite3', '--ignore-scripts=false'], {
		cwd: dir,
		env,
		timeoutMs: REBUILD_TIMEOUT_MS,
		report,
		label: 'Building the database driver',
	});
	// npm ends with 0 even where a policy keeps it from running the build script
	await runCommand('node', ['-e', 'require("sqlite3")'], {
		cwd: dir,
		env,
		timeoutMs: 60_000,
		label: 'Loading the database driver',
	});
}

async function install(sourceDir: string, dir: string, report: Report): Promise<void> {
	removeAbandonedInstalls(dir);
	const partial = path.join(path.dirname(dir), `${partialPrefix(dir)}${process.pid}`);
	// npm may still be writing when Ctrl-C ends this process
	const removePartial = () =>
		rmSync(partial, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
	removePartial();
	mkdirSync(partial, { recursive: true });
	process.once('exit', removePartial);
	try {
		for (const file of PACKAGE_FILES) copyFileSync(path.join(sourceDir, file), path.join(partial, file));
		await installInto(partial, report);
		rmSync(dir, { recursive: true, force: true });
		renameSync(partial, dir);
	} finally {
		removePartial();
		process.off('exit', removePartial);
	}
}

function createCacheFolder(folder: string): void {
	try {
		mkdirSync(folder, { recursive: true });
	} catch (error) {
		throw new Error(
			`n8n is kept in ${folder}, which cannot be created (${toMessage(error)}). ` +
				'Set QRCODESTACK_CACHE_DIR to a folder that you may write to.',
			{ cause: error },
		);
	}
}

const HOST_PACKAGES = path.join(__dirname, '..', 'n8n-host');

/** The versions of n8n that there is a host package for, the default first. */
export function listHostVersions(): string[] {
	const others = readdirSync(HOST_PACKAGES).filter((version) => version !== DEFAULT_N8N_VERSION);
	return [DEFAULT_N8N_VERSION, ...others.sort()];
}

/** Answers an installed n8n of that version, installing it into the user's cache the first time. */
export async function ensureN8nHost(options: { version?: string; report: Report }): Promise<N8nHost> {
	const { version = DEFAULT_N8N_VERSION, report } = options;
	const sourceDir = path.join(HOST_PACKAGES, version);
	if (!existsSync(sourceDir))
		throw new Error(`There is no host package for n8n ${version}: ${sourceDir} is missing.`);
	const dir = hostFolder(version, sourceDir);
	if (!isInstalled(dir)) {
		createCacheFolder(path.dirname(dir));
		await withLock(`${dir}.lock`, report, async () => {
			if (!isInstalled(dir)) await install(sourceDir, dir, report);
		});
	}
	await addMissingPeers(dir, report);
	report(`n8n ${version} is installed in ${dir}`);
	return { version, dir, nodeBinary: findNodeForN8n(dir) };
}
