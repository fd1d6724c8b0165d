import { readFileSync } from 'node:fs';

/** The ids of the executions that a process has begun as a worker, by its log. */
export function readExecutionsRunBy(logFile: string): Set<string> {
	return readIds(logFile, /Worker started execution (\d+)/g);
}

/** The ids of those that it has also brought to an end. */
export function readExecutionsFinishedBy(logFile: string): Set<string> {
	return readIds(logFile, /Worker finished execution (\d+)/g);
}

function readIds(logFile: string, pattern: RegExp): Set<string> {
	return new Set([...readFileSync(logFile, 'utf8').matchAll(pattern)].map(([, id]) => id!));
}
