import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Ways to stop what was started, the latest last. */
export type CleanUps = Array<() => Promise<unknown>>;

/** Stops everything, the latest first; one that fails does not keep the others running. */
export async function cleanUp(cleanUps: CleanUps, report: (line: string) => void): Promise<void> {
	for (const stop of cleanUps.splice(0).reverse()) {
		await stop().catch((error: unknown) => report(`While stopping: ${String(error)}`));
	}
}

/** Makes all temporary files of this process and its children land in one folder, which goes with the rest. */
export function useOwnTemporaryFolder(name: string, cleanUps: CleanUps): void {
	const folder = mkdtempSync(path.join(tmpdir(), name));
	process.env.TMPDIR = folder;
	cleanUps.push(async () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));
}
