import { demand, type CheckList } from './checkList';
import { CHECKOUT, type UnpackedPackage } from './unpackedPackage';

/** What the scan reads of a published package. */
const TARBALL_FILE_PATTERNS = ['**/*.js', '**/*.ts', '**/*.json'];

/**
 * The scan that n8n runs before it lists a community node, on the same two things: the source and the
 * published package. It obeys no eslint-disable comment.
 */
export async function checkScan(checks: CheckList, { packageDir }: UnpackedPackage): Promise<void> {
	const { analyzePackage, SOURCE_FILE_PATTERNS } = await import(
		'@n8n/scan-community-package/scanner/scanner.mjs'
	);
	const scan = async (dir: string, patterns: string[]) => {
		const startedAt = performance.now();
		const { passed, message, details } = await analyzePackage(dir, patterns);
		demand(passed, [message, details].filter(Boolean).join('\n'));
		return `0 findings in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
	};
	await checks.check("n8n's scan of the source", async () => await scan(CHECKOUT, SOURCE_FILE_PATTERNS));
	await checks.check(
		"n8n's scan of the packed files",
		async () => await scan(packageDir, TARBALL_FILE_PATTERNS),
	);
}
