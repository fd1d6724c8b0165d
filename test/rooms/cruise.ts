import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

import { ROOT } from './plantedHouse';

const CRUISER = path.join(ROOT, 'node_modules', '.bin', 'depcruise');
/** The report names every file and every import. */
const MAX_REPORT_BYTES = 64 * 1024 * 1024;

export interface Violation {
	rule: { name: string };
	from: string;
	to: string;
}

export interface CruisedFile {
	source: string;
	dependencies: Array<{ resolved: string }>;
}

interface Report {
	modules: CruisedFile[];
	summary: { violations: Violation[] };
}

/** Runs dependency-cruiser, with the rules of the repository, over the code of a folder. */
export async function cruise(folder: string, roots: readonly string[]): Promise<Report> {
	const args = [...roots, '--config', '.dependency-cruiser.cjs', '--output-type', 'json'];
	const run = promisify(execFile)(CRUISER, args, { cwd: folder, maxBuffer: MAX_REPORT_BYTES });
	// with violations, it ends with their number as its exit code
	const { stdout } = await run.catch((error: { stdout: string }) => error);
	return JSON.parse(stdout) as Report;
}
