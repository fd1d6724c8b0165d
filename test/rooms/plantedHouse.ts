import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const ROOT = path.resolve(__dirname, '..', '..');

/** A folder with files of its own making beside the real configuration of the rules. */
export function plantHouse(files: Readonly<Record<string, string>>): { folder: string; remove: () => void } {
	const folder = mkdtempSync(path.join(tmpdir(), 'qrcodestack-rooms-'));
	for (const linked of ['tsconfig.json', 'package.json', '.dependency-cruiser.cjs', 'scripts']) {
		symlinkSync(path.join(ROOT, linked), path.join(folder, linked));
	}
	for (const [file, text] of Object.entries(files)) {
		mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
		writeFileSync(path.join(folder, file), text);
	}
	return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
