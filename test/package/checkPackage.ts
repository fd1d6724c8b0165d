/** `npm run test:package`: whether what `npm publish` would send is what n8n wants to get. */
import { rmSync } from 'node:fs';

import { CheckList } from './checkList';
import { checkContents } from './contents';
import { checkLintSets } from './lintSets';
import { checkLoading } from './loading';
import { checkManifest } from './manifest';
import { checkScan } from './scan';
import { unpackCheckout } from './unpackedPackage';

async function main(): Promise<void> {
	const checks = new CheckList();
	const unpacked = await unpackCheckout();
	try {
		await checkContents(checks, unpacked);
		await checkManifest(checks, unpacked);
		await checkLoading(checks, unpacked);
		await checkLintSets(checks);
		await checkScan(checks, unpacked);
	} finally {
		rmSync(unpacked.hostDir, { recursive: true, force: true });
	}
	checks.printSummary();
	if (checks.failedCount > 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
