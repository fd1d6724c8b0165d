import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { packCheckout } from '../e2e/host/installPackage';

export const CHECKOUT = path.resolve(__dirname, '..', '..');

export interface Manifest {
	name: string;
	dependencies?: object;
	peerDependencies?: object;
	scripts?: Record<string, string>;
	n8n: { strict?: boolean; credentials: string[]; nodes: string[] };
	[field: string]: unknown;
}

/** The tarball, unpacked where a host would put it. */
export interface UnpackedPackage {
	/** Its node_modules holds this package and n8n-workflow, nothing else. */
	hostDir: string;
	packageDir: string;
	/** Paths below packageDir, with forward slashes. */
	files: string[];
	packedBytes: number;
	manifest: Manifest;
}

/** Packs the built checkout as `npm publish` would and unpacks it; `hostDir` is the caller's to remove. */
export async function unpackCheckout(): Promise<UnpackedPackage> {
	const hostDir = mkdtempSync(path.join(tmpdir(), 'qrcodestack-package-'));
	const tarball = await packCheckout();
	try {
		const packageDir = path.join(hostDir, 'node_modules', 'n8n-nodes-qrcodestack');
		mkdirSync(packageDir, { recursive: true });
		execFileSync('tar', ['-xzf', tarball, '-C', packageDir, '--strip-components=1']);
		// a link, so that n8n-workflow finds its own dependencies while the package finds nothing of them
		symlinkSync(
			path.join(CHECKOUT, 'node_modules', 'n8n-workflow'),
			path.join(hostDir, 'node_modules', 'n8n-workflow'),
		);
		return {
			hostDir,
			packageDir,
			files: listFiles(packageDir),
			packedBytes: statSync(tarball).size,
			manifest: JSON.parse(readFileSync(path.join(packageDir, 'package.json'), 'utf8')) as Manifest,
		};
	} finally {
		rmSync(path.dirname(tarball), { recursive: true, force: true });
	}
}

function listFiles(dir: string): string[] {
	return readdirSync(dir, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => path.relative(dir, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
		.sort();
}
