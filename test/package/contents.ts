import { readFileSync } from 'node:fs';
import path from 'node:path';

import { demand, type CheckList } from './checkList';
import type { UnpackedPackage } from './unpackedPackage';

/** Two nodes, the QR encoder and the README; packages of similar reach take 45 to 371 kB. */
const MAX_PACKED_BYTES = 120_000;
const NEEDED_FILES = ['LICENSE', 'README.md', 'package.json'];
/** tsc's output, and the three kinds of files that gulp copies. */
const BUILT_FILE = /^dist\/(nodes|credentials)\/.+(\.js|\.svg|\.node\.json|\/__schema__\/.+\.json)$/;
const UNWANTED_FILE = /\.ts$|\.map$|\.test\.|(^|\/)(test|tests|sandbox|node_modules)\//;

/** What npm packs: all that n8n reads, and nothing beside it. */
export async function checkContents(checks: CheckList, unpacked: UnpackedPackage): Promise<void> {
	const { files, manifest, packageDir, packedBytes } = unpacked;

	await checks.check('packed files are dist, README, LICENSE and package.json only', () => {
		const strangers = files.filter((file) => !NEEDED_FILES.includes(file) && !BUILT_FILE.test(file));
		demand(strangers.length === 0, `these should not be packed: ${strangers.join(', ')}`);
		const missing = NEEDED_FILES.filter((file) => !files.includes(file));
		demand(missing.length === 0, `missing: ${missing.join(', ')}`);
		return `${files.length} files`;
	});

	await checks.check('no TypeScript, no source maps, no tests', () => {
		const unwanted = files.filter((file) => UNWANTED_FILE.test(file));
		const mapped = files.filter((file) => file.endsWith('.js') && pointsToMap(path.join(packageDir, file)));
		demand(unwanted.length + mapped.length === 0, [...unwanted, ...mapped].join(', '));
		return '0 found';
	});

	await checks.check(`packed size is under ${MAX_PACKED_BYTES} bytes`, () => {
		demand(packedBytes < MAX_PACKED_BYTES, `it is ${packedBytes} bytes`);
		return `${packedBytes} bytes`;
	});

	await checks.check('every entry of package.json "n8n" is there, each node with its codex file', () => {
		const codexFiles = manifest.n8n.nodes.map((file) => file.replace(/\.js$/, '.json'));
		const named = [...manifest.n8n.credentials, ...manifest.n8n.nodes, ...codexFiles];
		const missing = named.filter((file) => !files.includes(file));
		demand(missing.length === 0, `missing: ${missing.join(', ')}`);
		for (const file of codexFiles) {
			const codex = JSON.parse(readFileSync(path.join(packageDir, file), 'utf8')) as { resources?: object };
			demand(codex.resources !== undefined, `${file} has no "resources": n8n would ignore it`);
		}
		return `${named.length} files`;
	});
}

const pointsToMap = (file: string) => readFileSync(file, 'utf8').includes('sourceMappingURL');
