import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';

import type { Report } from './runCommand';
import { waitFor } from '../client/waitFor';

/** Longer than any install takes; a lock that is older belongs to a process that hangs or to a reused process id. */
const STALE_AFTER_MS = 30 * 60_000;
const TELL_EVERY_MS = 15_000;

export function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}

function tryToTake(lockFile: string): boolean {
	try {
		writeFileSync(lockFile, String(process.pid), { flag: 'wx' });
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
		throw error;
	}
}

function isStale(lockFile: string): boolean {
	try {
		const pid = Number(readFileSync(lockFile, 'utf8'));
		const ageMs = Date.now() - statSync(lockFile).mtimeMs;
		// pid 0 is a lock whose owner has not written its id yet: only age can tell then
		return ageMs > STALE_AFTER_MS || (pid > 0 && !isAlive(pid));
	} catch {
		return false; // gone in the meantime: the next try takes it
	}
}

/**
 * Runs `work` while no other run holds the lock. The lock only saves a second download: two runs that both
 * believed to own it would still be safe, as each installs in a folder of its own and renames it at the end.
 */
export async function withLock<T>(lockFile: string, report: Report, work: () => Promise<T>): Promise<T> {
	let toldAt = 0;
	await waitFor(
		async () => {
			if (tryToTake(lockFile)) return true;
			if (isStale(lockFile)) rmSync(lockFile, { force: true });
			else if (Date.now() - toldAt > TELL_EVERY_MS) {
				toldAt = Date.now();
				report('Another run is installing n8n right now; waiting for it');
			}
			return undefined;
		},
		{ what: `the lock ${lockFile}`, timeoutMs: STALE_AFTER_MS + 60_000, intervalMs: 500 },
	);
	const release = () => rmSync(lockFile, { force: true });
	process.once('exit', release);
	try {
		return await work();
	} finally {
		release();
		process.off('exit', release);
	}
}
