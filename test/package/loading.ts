import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { demand, type CheckList } from './checkList';
import type { UnpackedPackage } from './unpackedPackage';

/** n8n loads every community node at its start, so each one delays it. */
const MAX_LOAD_MS = 5;
/** Enough that a busy moment does not decide. */
const LOAD_RUNS = 7;
/** The folder in which n8n looks for the schemas of version 1 of a node. */
const SCHEMA_FOLDER = '__schema__/v1.0.0';

interface LoadedPackage {
	loadMs: number;
	cpuMs: number;
	/** Files of the package that are in memory once the entries are. */
	atStart: string[];
	/** Modules that are neither the package's own nor n8n-workflow nor Node's. */
	foreign: string[];
	builtins: string[];
	/** How many copies of the rate limiter are in memory, and how many entries use one. */
	sharedCopies: number;
	sharedBy: number;
	descriptions: Array<{
		entry: string;
		name: string;
		icon: { light: string; dark: string };
		operations: string[];
	}>;
}

/** Loads the entries in clean processes in which nothing but n8n-workflow can be found. */
export async function checkLoading(checks: CheckList, unpacked: UnpackedPackage): Promise<void> {
	const { credentials, nodes } = unpacked.manifest.n8n;
	let runs: LoadedPackage[] = [];
	await checks.check('all entries load where only n8n-workflow can be found', () => {
		runs = Array.from({ length: LOAD_RUNS }, () => loadOnce(unpacked, [...credentials, ...nodes]));
		return `${runs[0]!.descriptions.length} entries`;
	});
	const [first] = runs;
	if (!first) return;
	const entryCount = first.descriptions.length;

	await checks.check('what runs is loaded on first use, and not when n8n starts', () => {
		const early = first.atStart.filter((file) => !credentials.includes(file) && !nodes.includes(file));
		demand(early.length === 0, `loaded at once: ${early.join(', ')}`);
		return `${first.atStart.length} files at the start`;
	});

	await checks.check('nothing is taken from the host but n8n-workflow and modules of Node', () => {
		demand(first.foreign.length === 0, `also asked for: ${first.foreign.join(', ')}`);
		return `n8n-workflow, ${first.builtins.join(', ')}`;
	});

	await checks.check(`loading takes under ${MAX_LOAD_MS} ms once n8n-workflow is loaded`, () => {
		// what else the machine does only makes it slower
		const wallMs = Math.min(...runs.map(({ loadMs }) => loadMs));
		const cpuMs = Math.min(...runs.map(({ cpuMs }) => cpuMs));
		const fact = `at best ${wallMs.toFixed(1)} ms, processor time ${cpuMs.toFixed(1)} ms, of ${runs.length} processes`;
		demand(Math.min(wallMs, cpuMs) < MAX_LOAD_MS, fact);
		return fact;
	});

	await checks.check('both nodes share one copy of the rate limiter', () => {
		demand(first.sharedCopies === 1, `there are ${first.sharedCopies} copies in memory`);
		demand(first.sharedBy === entryCount, `${first.sharedBy} of ${entryCount} entries use it`);
		const files = unpacked.files.filter((file) => definesLimiter(path.join(unpacked.packageDir, file)));
		demand(files.length === 1, `its code is in ${files.length} files: ${files.join(', ')}`);
		return `${first.sharedCopies} copy for ${first.sharedBy} entries`;
	});

	await checks.check('every icon is packed', () => {
		const icons = first.descriptions.flatMap(({ entry, icon }) =>
			[icon.light, icon.dark].map((file) => besideEntry(entry, file.replace(/^file:/, ''))),
		);
		const missing = icons.filter((file) => !unpacked.files.includes(file));
		demand(missing.length === 0, `missing: ${missing.join(', ')}`);
		return `${new Set(icons).size} files`;
	});

	await checks.check('every operation has an output schema, and every schema an operation', () => {
		const expected = first.descriptions.filter(({ entry }) => nodes.includes(entry)).flatMap(schemaPaths);
		const packed = unpacked.files.filter((file) => file.includes('/__schema__/'));
		const missing = expected.filter((file) => !packed.includes(file));
		const stray = packed.filter((file) => !expected.includes(file));
		demand(missing.length === 0, `missing: ${missing.join(', ')}`);
		demand(stray.length === 0, `no operation for: ${stray.join(', ')}`);
		for (const file of packed) assertSchema(file, readFileSync(path.join(unpacked.packageDir, file), 'utf8'));
		return `${packed.length} schemas`;
	});
}

function loadOnce({ hostDir, packageDir }: UnpackedPackage, entries: string[]): LoadedPackage {
	const script = path.join(__dirname, 'loadEntries.js');
	// no environment: NODE_PATH, NODE_OPTIONS or a .node_modules folder in HOME would let more be found
	const { status, stdout, stderr } = spawnSync(process.execPath, [script, packageDir, ...entries], {
		cwd: hostDir,
		env: {},
		encoding: 'utf8',
	});
	demand(status === 0, `loading ended with code ${status}: ${/^\w*Error.*$/m.exec(stderr)?.[0] ?? stderr}`);
	return JSON.parse(stdout) as LoadedPackage;
}

const besideEntry = (entry: string, file: string) => path.posix.join(path.posix.dirname(entry), file);

/** n8n looks for `<resource>/<operation>.json`, or `output.json` for a node that has neither. */
function schemaPaths({ entry, operations }: LoadedPackage['descriptions'][number]): string[] {
	const names = operations.length > 0 ? operations : ['output'];
	return names.map((name) => besideEntry(entry, `${SCHEMA_FOLDER}/${name}.json`));
}

/** The editor takes a schema only if it describes an object with at least one property. */
function assertSchema(file: string, text: string): void {
	const { type, properties } = JSON.parse(text) as { type?: unknown; properties?: object };
	demand(type === 'object', `${file} does not describe an object`);
	demand(Object.keys(properties ?? {}).length > 0, `${file} has no properties`);
}

/** Names of methods are what is left of the limiter in minified code. */
const definesLimiter = (file: string) =>
	file.endsWith('.js') && /\basync schedule\(/.test(readFileSync(file, 'utf8'));
