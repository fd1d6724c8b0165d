import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';

import { runCommand, type Report } from './runCommand';

/**
 * What n8n's own dependencies expect beside them and do not bring along. The hosts' `.npmrc` needs
 * legacy-peer-deps, with which npm leaves these out; a usual installation of n8n has them. Without date-fns the
 * node Extract from File does not load. They come after the locked installation and not with it: a changed
 * lock would download 2.4 GB again.
 */
const PEERS: Readonly<Record<string, string>> = { 'date-fns': '2.29.3' };
const COMMAND_TIMEOUT_MS = 120_000;

/** Puts the peers that an installed n8n lacks into its node_modules. */
export async function addMissingPeers(hostDir: string, report: Report): Promise<void> {
	for (const [name, version] of Object.entries(PEERS)) {
		const target = path.join(hostDir, 'node_modules', name);
		if (existsSync(target)) continue;
		report(`Adding ${name} ${version} to n8n`);
		await unpack(`${name}@${version}`, target);
	}
}

/** Unpacks beside the target and renames: an interrupted run leaves no half of a package. */
async function unpack(spec: string, target: string): Promise<void> {
	const folder = mkdtempSync(`${target}.partial-`);
	const run = async (command: string, args: string[]) =>
		await runCommand(command, args, { cwd: folder, timeoutMs: COMMAND_TIMEOUT_MS });
	try {
		const [packed] = JSON.parse(await run('npm', ['pack', spec, '--json'])) as Array<{ filename: string }>;
		const unpacked = path.join(folder, 'unpacked');
		mkdirSync(unpacked);
		await run('tar', ['-xzf', packed!.filename, '-C', unpacked, '--strip-components=1']);
		if (!existsSync(target)) renameSync(unpacked, target);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
