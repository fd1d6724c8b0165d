import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { applyFault, type Fault } from './fault';

const ROOT = path.resolve(__dirname, '..', '..');
const COPIED = [
	'nodes',
	'credentials',
	'sandbox',
	'test',
	'jest.config.js',
	'.swcrc.json',
	'package.json',
	'tsconfig.json',
];
/** An installed n8n, where the end-to-end tests left one. */
const NOT_COPIED = new Set(['n8n-host', 'node_modules']);
/** Far beyond what any fault's tests take: what is still on by then hangs. */
const MAX_RUN_MS = 60_000;
/** A fault may make a test wait for what never comes. */
const MAX_TEST_MS = 15_000;
/** Random schedules per engine: few, since each fault has tests that name it. */
const TRIGGER_RUNS = '5';
const SETUP_FILES = ['test/setupEnvironment.ts', 'test/fixRandomCases.js'];

/** How one test ended. */
export interface Verdict {
	/** From the root of the repository. */
	file: string;
	name: string;
	status: string;
}

export interface TestSelection {
	tests: readonly string[];
	only?: string;
}

/** A copy of the repository in which one run of jest at a time finds what was broken. */
export class Workspace {
	private running: ChildProcess | undefined;

	constructor(private readonly folder: string) {
		mkdirSync(this.temporary, { recursive: true });
		for (const name of COPIED) {
			cpSync(path.join(ROOT, name), path.join(folder, name), {
				recursive: true,
				filter: (source) => !NOT_COPIED.has(path.basename(source)),
			});
		}
		symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
	}

	/** The file as it is without a fault. */
	read(file: string): string {
		const from = path.join(this.folder, file);
		return existsSync(from) ? readFileSync(from, 'utf8') : '';
	}

	/** Runs the fault's tests with the fault in place. */
	async runWith(fault: Fault): Promise<Verdict[] | undefined> {
		const original = this.read(fault.file);
		writeFileSync(path.join(this.folder, fault.file), applyFault(fault, original));
		try {
			return await this.run(fault);
		} finally {
			writeFileSync(path.join(this.folder, fault.file), original);
		}
	}

	/** Runs tests up to the first file with a failure, or all; undefined when they come to no end. */
	async run(
		selection: TestSelection,
		maxRunMs = MAX_RUN_MS,
		upTo: 'firstFailure' | 'all' = 'firstFailure',
	): Promise<Verdict[] | undefined> {
		const verdictFile = path.join(this.temporary, 'verdicts.json');
		rmSync(verdictFile, { force: true });
		const exitCode = await this.startJest(toJestOptions(selection, upTo), verdictFile, maxRunMs);
		if (exitCode === null) return undefined;
		if (!existsSync(verdictFile)) throw new Error(`jest ended with ${exitCode} and told nothing`);
		const verdicts = JSON.parse(readFileSync(verdictFile, 'utf8')) as Verdict[];
		return verdicts
			.filter(({ status }) => status !== 'pending')
			.map((verdict) => ({ ...verdict, file: path.relative(this.folder, verdict.file) }));
	}

	/** Ends what is on. */
	stop(): void {
		this.running?.kill('SIGKILL');
	}

	private async startJest(options: string[], verdictFile: string, maxRunMs: number): Promise<number | null> {
		const jest = path.join('node_modules', 'jest', 'bin', 'jest.js');
		// in here, so that it goes away with the copy
		const cache = `--cacheDirectory=${path.join(this.temporary, 'cache')}`;
		const child = spawn(process.execPath, [jest, cache, ...options], {
			cwd: this.folder,
			stdio: 'ignore',
			env: { ...process.env, TMPDIR: this.temporary, TRIGGER_RUNS, MUTATION_VERDICTS: verdictFile },
		});
		this.running = child;
		const timer = setTimeout(() => child.kill('SIGKILL'), maxRunMs);
		try {
			return await new Promise<number | null>((resolve, reject) => {
				child.once('error', reject);
				child.once('exit', resolve);
			});
		} finally {
			clearTimeout(timer);
		}
	}

	private get temporary(): string {
		return path.join(this.folder, '.tmp');
	}
}

function toJestOptions({ tests, only }: TestSelection, upTo: 'firstFailure' | 'all'): string[] {
	return [
		'--runInBand',
		'--silent',
		...SETUP_FILES.map((file) => `--setupFiles=<rootDir>/${file}`),
		`--reporters=${path.join(__dirname, 'verdictReporter.js')}`,
		...(upTo === 'firstFailure' ? ['--bail', `--testTimeout=${MAX_TEST_MS}`] : []),
		...(only === undefined ? [] : [`--testNamePattern=${only}`]),
		'--testPathPatterns',
		...tests,
	];
}
