import { ApiCallError } from '../shared/apiCallError';
import type { ApiSession } from '../shared/apiSession';
import { clock } from '../shared/clock';
import type { FinishedRead } from './handOut';
import type { PollMemory } from './pollMemory';
import { ScanLogRead } from './scanLogRead';
import { cursorOf, type TriggerState } from './triggerState';
import type { WatchedCode } from './watchedCodes';

/** A read that was put aside for longer than this starts over: too much may have changed since. */
const MAX_READ_AGE_MS = 60 * 60_000;
/** A log that was not found is looked for again after this long, in case the code was restored. */
const GONE_FOR_MS = 60 * 60_000;
/** No further page is asked for with less time than this left. */
const MIN_TIME_FOR_PAGE_MS = 2_000;

export interface ReadResult {
	finished: FinishedRead[];
	/** What kept further logs from being read, if anything did. */
	trouble?: unknown;
}

/**
 * Reads the due logs one after the other until all are read, enough scans are found, the time is up or
 * something is in the way. What was not finished stays in memory for the next poll.
 */
export async function readDueLogs(
	session: ApiSession,
	dueCodes: readonly WatchedCode[],
	state: TriggerState,
	memory: PollMemory,
	maxScans: number,
): Promise<ReadResult> {
	const finished: FinishedRead[] = [];
	let scanCount = 0;
	for (const code of dueCodes) {
		if (scanCount > maxScans) break;
		const read = openRead(memory, code, state);
		try {
			if (!(await readToEnd(session, read))) break;
		} catch (trouble) {
			if (isGone(trouble)) {
				setAside(memory, code);
				continue;
			}
			// a list that can't be read to its end won't get better by going on with it
			if (trouble instanceof ApiCallError && trouble.kind === 'incompleteList') memory.reads.delete(code.id);
			return { finished, trouble };
		}
		memory.lastReadId = code.id;
		const { scans } = read;
		finished.push({ code, scans });
		scanCount += scans.length;
	}
	return { finished };
}

function openRead(memory: PollMemory, code: WatchedCode, state: TriggerState): ScanLogRead {
	const { floorMs } = cursorOf(state, code.id);
	const known = memory.reads.get(code.id);
	const isUsable = known && known.floorMs <= floorMs && clock.nowMs() - known.startedAtMs < MAX_READ_AGE_MS;
	const read = isUsable ? known : new ScanLogRead(code.id, floorMs);
	memory.reads.set(code.id, read);
	return read;
}

async function readToEnd(session: ApiSession, read: ScanLogRead): Promise<boolean> {
	while (!read.isComplete) {
		if (timeLeftMs(session) < MIN_TIME_FOR_PAGE_MS) return false;
		await read.readPage(session);
	}
	return true;
}

function timeLeftMs({ patience }: ApiSession): number {
	return (patience.deadlineMs ?? Number.POSITIVE_INFINITY) - clock.nowMs();
}

function isGone(trouble: unknown): boolean {
	return trouble instanceof ApiCallError && trouble.statusCode === 404;
}

function setAside(memory: PollMemory, { id }: WatchedCode): void {
	memory.reads.delete(id);
	memory.goneUntilMs.set(id, clock.nowMs() + GONE_FOR_MS);
}
