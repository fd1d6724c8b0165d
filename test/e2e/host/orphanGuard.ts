import { spawn } from 'node:child_process';

/** Reads nothing: the end of its stdin is the sign that the process which held the other end is gone. */
const GUARD_SCRIPT = `
const [pid, folder] = process.argv.slice(1);
process.stdin.resume().on('end', () => {
	try { process.kill(-Number(pid), 'SIGKILL'); } catch {}
	require('node:fs').rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
});
process.on('SIGTERM', () => process.exit(0));
`;

/**
 * Ends a process group and removes a folder as soon as this process is gone, however it went: an exit handler
 * would not run after SIGKILL, and Jest does not pass on its signals. Call `dismiss` after an orderly stop.
 */
export function guardAgainstOrphans(groupPid: number, folder: string): { dismiss: () => void } {
	const guard = spawn(process.execPath, ['-e', GUARD_SCRIPT, String(groupPid), folder], {
		detached: true,
		stdio: ['pipe', 'ignore', 'ignore'],
	});
	guard.unref();
	(guard.stdin as unknown as { unref(): void }).unref();
	return { dismiss: () => void guard.kill('SIGTERM') };
}
