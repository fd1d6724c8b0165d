import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { runCommand } from './runCommand';

const CHECKOUT = path.resolve(__dirname, '..', '..', '..');
const COMMAND_TIMEOUT_MS = 120_000;

type PackageJson = { name: string; version: string } & Record<string, unknown>;

const readPackageJson = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as PackageJson;
const writeJson = (file: string, value: unknown) => writeFileSync(file, JSON.stringify(value, null, 2));

/** Packs the built checkout as `npm publish` would; the folder of the tarball is the caller's to remove. */
export async function packCheckout(): Promise<string> {
	const { n8n } = readPackageJson(path.join(CHECKOUT, 'package.json')) as unknown as {
		n8n: { nodes: string[] };
	};
	for (const file of n8n.nodes) {
		if (!existsSync(path.join(CHECKOUT, file)))
			throw new Error(`${file} is missing: run "npm run build" first.`);
	}
	const folder = mkdtempSync(path.join(tmpdir(), 'qrcodestack-pack-'));
	const printed = await runCommand(
		'npm',
		['pack', '--json', '--ignore-scripts', '--pack-destination', folder],
		{
			cwd: CHECKOUT,
			timeoutMs: COMMAND_TIMEOUT_MS,
		},
	);
	const [packed] = JSON.parse(printed) as Array<{ filename: string }>;
	return path.join(folder, packed!.filename);
}

/** n8n removes these before it lets npm install what a package needs. */
const UNINSTALLED_DEPENDENCIES = ['devDependencies', 'peerDependencies', 'optionalDependencies'];

const withoutKeys = (source: PackageJson, keys: string[]) =>
	Object.fromEntries(Object.entries(source).filter(([key]) => !keys.includes(key))) as PackageJson;

/** n8n keeps a package.json of what it installed beside the packages. */
function enterInLedger(nodesDir: string, { name, version }: PackageJson): void {
	const accountQuota = path.join(nodesDir, 'package.json');
	const installed = existsSync(accountQuota)
		? (JSON.parse(readFileSync(accountQuota, 'utf8')) as { dependencies: Record<string, string> })
		: { name: 'installed-nodes', private: true, dependencies: {} };
	writeJson(accountQuota, { ...installed, dependencies: { ...installed.dependencies, [name]: version } });
}

/** Installs a tarball with the very steps of n8n's CommunityPackagesService.downloadPackage. */
export async function installTarball(tarball: string, userFolder: string): Promise<PackageJson> {
	const run = async (command: string, args: string[], cwd: string) =>
		await runCommand(command, args, { cwd, timeoutMs: COMMAND_TIMEOUT_MS });
	const nodesDir = path.join(userFolder, '.n8n', 'nodes');
	const { name } = JSON.parse(
		await run('tar', ['-xzOf', tarball, 'package/package.json'], CHECKOUT),
	) as PackageJson;
	const dir = path.join(nodesDir, 'node_modules', name);
	rmSync(dir, { recursive: true, force: true });
	mkdirSync(dir, { recursive: true });
	await run('tar', ['-xzf', tarball, '-C', dir, '--strip-components=1'], CHECKOUT);
	const kept = withoutKeys(readPackageJson(path.join(dir, 'package.json')), UNINSTALLED_DEPENDENCIES);
	writeJson(path.join(dir, 'package.json'), kept);
	const flags = ['audit=false', 'fund=false', 'bin-links=false', 'install-strategy=shallow'];
	flags.push('ignore-scripts=true', 'package-lock=false');
	await run('npm', ['install', ...flags.map((flag) => `--${flag}`)], dir);
	enterInLedger(nodesDir, kept);
	return kept;
}

/** Packs the built checkout and installs it for an n8n that is about to start with this user folder. */
export async function installCheckout(userFolder: string): Promise<PackageJson> {
	const tarball = await packCheckout();
	try {
		return await installTarball(tarball, userFolder);
	} finally {
		rmSync(path.dirname(tarball), { recursive: true, force: true });
	}
}
