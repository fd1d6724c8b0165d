import { existsSync } from 'node:fs';

import { runCommand, type Report } from './runCommand';

const APT_GET = '/usr/bin/apt-get';
const INSTALL_TIMEOUT_MS = 10 * 60_000;
/** A mirror fails for a moment now and then, and a fresh machine may be updating itself at the same time. */
const PATIENCE = ['-o', 'Acquire::Retries=3', '-o', 'DPkg::Lock::Timeout=300'];

/** Whether this process may install Debian's packages on this machine. */
export const canInstallPackages = () => process.getuid?.() === 0 && existsSync(APT_GET);

/** Installs packages of Debian or its relatives, without those that they only recommend. */
export async function installPackages(packages: string[], report: Report): Promise<void> {
	const run = async (...args: string[]) =>
		await runCommand(APT_GET, [...PATIENCE, ...args], {
			cwd: '/',
			timeoutMs: INSTALL_TIMEOUT_MS,
			env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
			report,
			label: `apt-get ${args[0]}`,
		});
	report(`Installing ${packages.join(' and ')} from Debian (about a minute, once per machine)`);
	await run('update');
	await run('install', '-y', '--no-install-recommends', ...packages);
}
