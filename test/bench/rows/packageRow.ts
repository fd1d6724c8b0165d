import { mkdirSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

import { installTarball } from '../../e2e/host/installPackage';
import { cacheRoot } from '../../e2e/host/n8nHost';
import { createUserFolder, removeUserFolder } from '../../e2e/host/n8nProcess';
import { runCommand } from '../../e2e/host/runCommand';
import type { Lab } from '../lab';
import { median, OURS, type Check, type Quantity, type Row } from '../row';

/** Community packages of similar reach: several operations on the objects of one REST service, reached with a credential. */
const PEERS = [
	'@mendable/n8n-nodes-firecrawl@2.1.2',
	'@blotato/n8n-nodes-blotato@1.0.10',
	'n8n-nodes-upload-post@0.1.32',
	'@searchapi/n8n-nodes-searchapi@2.0.6',
];
/** What n8n's start may pay for this package. */
const MAX_LOAD_MS = 2;

const CACHE = path.join(cacheRoot(), 'peers');
const PACK_TIMEOUT_MS = 120_000;
const LOADER = path.join(__dirname, '..', 'requireEntries.js');

interface Packed {
	name: string;
	tarball: string;
	folder: string;
	loadMs: number[];
}

async function download(spec: string): Promise<string> {
	const folder = path.join(CACHE, spec.replace(/[^a-z0-9.@-]/g, '_'));
	mkdirSync(folder, { recursive: true });
	const find = () => readdirSync(folder).find((file) => file.endsWith('.tgz'));
	if (find() === undefined) {
		const args = ['pack', spec, '--ignore-scripts', '--pack-destination', folder];
		await runCommand('npm', args, { cwd: folder, timeoutMs: PACK_TIMEOUT_MS });
	}
	return path.join(folder, find()!);
}

async function unpackedBytes(tarball: string): Promise<number> {
	const printed = await runCommand('tar', ['-tvzf', tarball], {
		cwd: path.dirname(tarball),
		timeoutMs: PACK_TIMEOUT_MS,
	});
	const sizes = printed
		.trim()
		.split('\n')
		.map((line) => Number(line.split(/\s+/)[2]));
	return sizes.reduce((sum, size) => sum + size, 0);
}

/** Milliseconds to load all nodes and credentials of an installed package in a fresh process of n8n's Node. */
async function measureLoad({ options }: Lab, { name, folder }: Packed): Promise<number> {
	const { host } = options;
	const dir = path.join(folder, '.n8n', 'nodes', 'node_modules', name);
	const modules = path.join(host.dir, 'node_modules');
	const printed = await runCommand(host.nodeBinary, [LOADER, modules, dir], {
		cwd: folder,
		timeoutMs: PACK_TIMEOUT_MS,
		env: { ...process.env, NODE_PATH: modules },
	});
	return Number(printed);
}

async function prepare(tarball: string): Promise<Packed> {
	const folder = createUserFolder();
	const { name } = await installTarball(tarball, folder);
	return { name, tarball, folder, loadMs: [] };
}

export const packageRow: Row = {
	name: 'package',
	work: 'Loading the three entries; size of the package',
	against: 'the median of four community packages',
	async run(lab, { repeat }) {
		const tarballs = [lab.options.tarball];
		for (const spec of PEERS) tarballs.push(await download(spec));
		const packages: Packed[] = [];
		try {
			for (const tarball of tarballs) packages.push(await prepare(tarball));
			const rounds = repeat(15);
			for (let round = 0; round < rounds; round++) {
				for (const each of packages) each.loadMs.push(await measureLoad(lab, each));
			}
			return await toResult(packages);
		} finally {
			for (const { folder } of packages) removeUserFolder(folder);
		}
	},
};

async function toResult(packages: Packed[]): Promise<{ quantities: Quantity[]; checks: Check[] }> {
	const quantities: Quantity[] = [];
	for (const [index, { name, tarball, loadMs }] of packages.entries()) {
		const side = index === 0 ? OURS : name;
		quantities.push(
			{ side, what: 'loading', unit: 'ms', values: loadMs },
			{ side, what: 'packed', unit: 'kB', values: [statSync(tarball).size / 1000] },
			{ side, what: 'unpacked', unit: 'kB', values: [(await unpackedBytes(tarball)) / 1000] },
		);
	}
	return { quantities, checks: [boundLoading(quantities), comparePacked(quantities)] };
}

function boundLoading(quantities: Quantity[]): Check {
	const [ours] = quantities.filter(({ what }) => what === 'loading');
	return { text: 'loading', measured: median(ours!.values), wanted: 'at most', bar: MAX_LOAD_MS, unit: 'ms' };
}

/** Not above the median of the others. */
function comparePacked(quantities: Quantity[]): Check {
	const [ours, ...peers] = quantities.filter(({ what }) => what === 'packed');
	return {
		text: 'packed',
		measured: median(ours!.values),
		wanted: 'at most',
		bar: median(peers.map(({ values }) => median(values))),
		unit: ours!.unit,
	};
}
