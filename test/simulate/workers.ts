import { fork, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

import { build, type Plugin } from 'esbuild';

import type { Fault } from './faults';
import type { Job, JobResult } from './jobs';

const ROOT = path.resolve(__dirname, '../..');

type Message = { isReady: true } | { result: JobResult } | { error: string };

/**
 * Has the jobs done by worker processes, each by the first that is free.
 * @param take the next job; undefined when there is none left.
 * @param fault is put into the code that the workers run, and nowhere else.
 */
export async function runJobs(
	count: number,
	take: () => Job | undefined,
	onResult: (result: JobResult) => void,
	fault?: Fault,
): Promise<void> {
	const folder = makeFolder();
	try {
		const file = await bundleWorker(folder, fault);
		await Promise.all(Array.from({ length: count }, () => runWorker(file, take, onResult)));
	} finally {
		rmSync(folder, { recursive: true });
	}
}

/** Beneath node_modules, where packages are found and nothing else looks. */
function makeFolder(): string {
	const parent = path.join(ROOT, 'node_modules', '.cache');
	mkdirSync(parent, { recursive: true });
	return mkdtempSync(path.join(parent, 'simulate-'));
}

/**
 * One file, as the code is at the start: it runs faster than file by file, an edit halfway does no harm, and
 * `QrCodeStackTrigger.node` means the TypeScript file and not the JSON beside it.
 */
async function bundleWorker(folder: string, fault: Fault | undefined): Promise<string> {
	const outfile = path.join(folder, 'worker.js');
	await build({
		plugins: fault ? [breakCode(fault)] : [],
		entryPoints: [path.join(__dirname, 'worker.ts')],
		outfile,
		bundle: true,
		platform: 'node',
		packages: 'external',
		resolveExtensions: ['.ts', '.js', '.json'],
		preserveSymlinks: true,
		sourcemap: 'inline',
		logLevel: 'warning',
	});
	return outfile;
}

/** Changes one place of one file on its way into the bundle. */
function breakCode({ file, find, replace }: Fault): Plugin {
	const filter = new RegExp(`${file.replace(/[/.]/g, '\\$&')}$`);
	return {
		name: 'fault',
		setup: ({ onLoad }) => {
			onLoad({ filter }, ({ path: loaded }) => {
				const parts = readFileSync(loaded, 'utf8').split(find);
				if (parts.length !== 2) throw new Error(`${file} must have ${JSON.stringify(find)} once`);
				return { contents: parts.join(replace), loader: 'ts' };
			});
		},
	};
}

async function runWorker(
	file: string,
	take: () => Job | undefined,
	onResult: (result: JobResult) => void,
): Promise<void> {
	const worker = fork(file, { execArgv: ['--enable-source-maps'] });
	try {
		await feed(worker, take, onResult);
	} finally {
		if (worker.connected) worker.disconnect();
	}
}

async function feed(
	worker: ChildProcess,
	take: () => Job | undefined,
	onResult: (result: JobResult) => void,
): Promise<void> {
	await new Promise<void>((resolve, reject) => {
		worker.on('exit', (code) => reject(new Error(`a worker process ended by itself with ${code}`)));
		worker.on('error', reject);
		worker.on('message', (message: Message) => {
			if ('error' in message) return reject(new Error(message.error));
			if ('result' in message) onResult(message.result);
			const job = take();
			if (job) worker.send(job);
			else resolve();
		});
	});
}
