import { existsSync } from 'node:fs';

import { runCommand, type Report } from '../e2e/runCommand';

/** Where Debian and its relatives put it. */
const DEBIAN_CHROMIUM = '/usr/bin/chromium';
const INSTALL_TIMEOUT_MS = 10 * 60_000;

/** Fonts come along by recommendation only, and pictures without letters say little. */
const PACKAGES = ['chromium', 'fonts-liberation'];

function chromiumBinary(): string {
	return process.env.CHROMIUM_BINARY || DEBIAN_CHROMIUM;
}

const canInstall = () => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');

async function install(report: Report): Promise<void> {
	const run = async (...args: string[]) =>
		await runCommand('apt-get', args, {
			cwd: '/',
			timeoutMs: INSTALL_TIMEOUT_MS,
			env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
			report,
			label: `apt-get ${args[0]}`,
		});
	report(`Installing ${PACKAGES.join(' and ')} from Debian`);
	await run('update');
	await run('install', '-y', '--no-install-recommends', ...PACKAGES);
}

/**
 * Answers the browser's path; installs Debian's where it is missing and this process may.
 * @throws where it is missing and can't be installed, with what to do.
 */
export async function ensureChromium(report: Report): Promise<string> {
	const binary = chromiumBinary();
	if (!existsSync(binary) && binary === DEBIAN_CHROMIUM && canInstall()) await install(report);
	if (existsSync(binary)) return binary;
	throw new Error(
		`There is no Chromium at ${binary}. Install one ("sudo apt-get install ${PACKAGES.join(' ')}" on Debian), ` +
			'or set CHROMIUM_BINARY to the full path of the Chromium or Chrome to use.',
	);
}
