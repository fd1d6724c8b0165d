import { existsSync } from 'node:fs';

import { canInstallPackages, installPackages } from '../e2e/host/aptGet';
import type { Report } from '../e2e/host/runCommand';

/** Where Debian and its relatives put it. */
const DEBIAN_CHROMIUM = '/usr/bin/chromium';

/** Fonts come along by recommendation only, and pictures without letters say little. */
const PACKAGES = ['chromium', 'fonts-liberation'];

function chromiumBinary(): string {
	return process.env.CHROMIUM_BINARY || DEBIAN_CHROMIUM;
}

/**
 * Answers the browser's path; installs Debian's where it is missing and this process may.
 * @throws where it is missing and can't be installed, with what to do.
 */
export async function ensureChromium(report: Report): Promise<string> {
	const binary = chromiumBinary();
	if (!existsSync(binary) && binary === DEBIAN_CHROMIUM && canInstallPackages())
		await installPackages(PACKAGES, report);
	if (existsSync(binary)) return binary;
	throw new Error(
		`There is no Chromium at ${binary}. Install one ("sudo apt-get install ${PACKAGES.join(' ')}" on Debian), ` +
			'or set CHROMIUM_BINARY to the full path of the Chromium or Chrome to use.',
	);
}
