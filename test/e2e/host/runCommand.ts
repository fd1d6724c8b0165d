import { spawn } from 'node:child_process';

/** Takes one line of progress for a person to read. */
export type Report = (line: string) => void;

export interface CommandOptions {
	cwd: string;
	timeoutMs: number;
	env?: NodeJS.ProcessEnv;
	/** Called with a "still at it" line at every interval, so that a long step never looks hung. */
	report?: Report;
	/** What the command does, for the progress lines. */
	label?: string;
}

const REPORT_EVERY_MS = 15_000;
/** Enough to see why npm gave up, without its whole output. */
const KEPT_OUTPUT = 4_000;

/** Runs a command to its end and answers its stdout; a failure carries the end of what it printed. */
export async function runCommand(command: string, args: string[], options: CommandOptions): Promise<string> {
	const { cwd, timeoutMs, env = process.env, report, label = [command, ...args].join(' ') } = options;
	const startedAt = Date.now();
	const elapsed = () => `${Math.round((Date.now() - startedAt) / 1000)} s`;
	const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
	const progress = setInterval(() => report?.(`${label}: ${elapsed()} so far`), REPORT_EVERY_MS);
	const killWithUs = () => void child.kill('SIGKILL');
	// before others clean up what the command may still be writing
	process.prependOnceListener('exit', killWithUs);
	let timedOut = false;
	const timeout = setTimeout(() => {
		timedOut = true;
		child.kill('SIGKILL');
	}, timeoutMs);

	let stdout = '';
	let printed = '';
	const keep = (chunk: Buffer) => (printed = (printed + chunk.toString()).slice(-KEPT_OUTPUT));
	child.stdout.on('data', (chunk: Buffer) => {
		stdout += chunk.toString();
		keep(chunk);
	});
	child.stderr.on('data', keep);

	try {
		const code = await new Promise<number | null>((resolve, reject) => {
			child.once('error', reject);
			child.once('close', resolve);
		});
		if (timedOut) throw new Error(`${label} did not end within ${elapsed()}.\n${printed}`);
		if (code !== 0) throw new Error(`${label} ended with code ${code} after ${elapsed()}.\n${printed}`);
		return stdout;
	} finally {
		process.off('exit', killWithUs);
		clearInterval(progress);
		clearTimeout(timeout);
	}
}
