import { ConnectorError, isNotFound } from '../../shared/errors/connectorError';
import { apiNowMs, type ApiSession } from '../../shared/http/session';
import { clock } from '../../shared/util/clock';
import type { FinishedRead } from '../scans/selectBatch';
import type { ScanCursor } from '../scans/cursor';
import { ScanLogRead } from './logReader';
import { countPending } from '../scans/diff';
import { codeKey, cursorOf, type CursorSet, type WatchedCode } from '../scans/cursors';
import type { TriggerSettings } from '../settings/settings';

/**
 * A read that was put aside for longer than this starts over. With the calls of a small plan, a large backlog
 * takes weeks to read; and what has entered the log since the read began is found by the next one.
 */
const MAX_READ_AGE_MS = 60 * 24 * 60 * 60_000;
/** A late entry to a crowded log waits this long at most. */
const WHOLE_READ_EVERY_MS = 5 * 60_000;
/** One log that can't be read must not hold up the others; several are a sign that none can be read. */
const MAX_TROUBLED_LOGS = 3;
/** A log that was not found is looked for again after this long, in case the code was restored. */
const GONE_FOR_MS = 60 * 60_000;
/** No further page is asked for with less time than this left. */
const MIN_TIME_FOR_PAGE_MS = 2_000;

/** How far the logs were read. All by code id. */
export interface ReadMemory {
	/** Reads that were cut short, or whose scans could not all be emitted at once. */
	open: Map<string, ScanLogRead>;
	/** When a log was last read back to its lookback start, by the API's clock. */
	wholeReadAtMs: Map<string, number>;
	/** Codes whose log was not found, what the API said, and when. */
	quarantined: Map<string, { trouble: unknown; sinceMs: number }>;
	/** The code whose log was read last, so that the next poll goes on behind it. */
	lastReadId?: string;
}

export function newReadMemory(): ReadMemory {
	return { open: new Map(), wholeReadAtMs: new Map(), quarantined: new Map() };
}

/**
 * Drops what is known of the logs of codes that are watched no more. Of an open read, only where the state has no
 * cursor either: a list that leaves codes out for once must not make a long log be read again.
 */
export function pruneReads(
	{ open, wholeReadAtMs, quarantined }: ReadMemory,
	watchedIds: ReadonlySet<string>,
	{ cursors }: CursorSet,
): void {
	for (const byId of [wholeReadAtMs, quarantined]) {
		for (const id of byId.keys()) if (!watchedIds.has(id)) byId.delete(id);
	}
	for (const id of open.keys()) if (!watchedIds.has(id) && !cursors.has(codeKey(id))) open.delete(id);
}

export interface ReadResult {
	finished: FinishedRead[];
	/** The codes that are done with for now, in the order in which they were due: read, begun, or in trouble. */
	settledIds: string[];
	/** What kept further logs from being read, if anything did. */
	trouble?: unknown;
}

type ReadBounds = Pick<TriggerSettings, 'maxScansPerPoll' | 'allowedLatenessMs'> & {
	/** How many calls may have gone out, those before the logs included. */
	maxCalls: number;
};

/**
 * Reads the due logs one after the other until all are read, enough scans are found, the time is up or
 * something is in the way. What was not finished stays in memory for the next poll.
 */
export async function readDueLogs(
	session: ApiSession,
	dueCodes: readonly WatchedCode[],
	state: CursorSet,
	memory: ReadMemory,
	{ maxScansPerPoll, allowedLatenessMs, maxCalls }: ReadBounds,
): Promise<ReadResult> {
	const finished: FinishedRead[] = [];
	const settledIds: string[] = [];
	const troubles: unknown[] = [];
	let freshCount = 0;
	for (const code of dueCodes) {
		if (freshCount > maxScansPerPoll || troubles.length >= MAX_TROUBLED_LOGS) break;
		const cursor = cursorOf(state, code.id);
		const lastWholeMs = memory.wholeReadAtMs.get(code.id);
		const isWhole = isWholeReadDue(cursor, lastWholeMs, allowedLatenessMs, apiNowMs(session));
		const read = openRead(memory, code, isWhole ? cursor.lookbackStartMs : cursor.watermarkMs);
		try {
			if (!(await readToEnd(session, read, maxCalls))) {
				// the next poll goes on with it, whatever that is for
				settledIds.push(code.id);
				break;
			}
			const { readAtMs = apiNowMs(session) } = read;
			const isPartial = read.lookbackStartMs > cursor.lookbackStartMs;
			if (!isPartial) memory.wholeReadAtMs.set(code.id, readAtMs);
			const sorted = read.sortBy(cursor);
			finished.push({ code, sorted, readAtMs, isPartial });
			// only those that will leave: a log shows many more, and they must not hold up the other codes
			freshCount += countPending(sorted);
		} catch (trouble) {
			if (isNotFound(trouble)) quarantine(memory, code, trouble);
			else troubles.push(trouble);
			if (concernsAllLogs(trouble)) break;
			if (isHopeless(trouble)) memory.open.delete(code.id);
		}
		memory.lastReadId = code.id;
		settledIds.push(code.id);
	}
	return { finished, settledIds, trouble: troubles[0] };
}

/**
 * After a burst, the late window holds more pages than a poll should read each time. Then the newest scans are
 * read by every poll, and the whole window now and then, until nothing can come in late any more. A restart
 * leaves only the sketch, from which a whole read makes out again what it stands for.
 */
function isWholeReadDue(
	cursor: ScanCursor,
	wholeReadAtMs: number | undefined,
	allowedLatenessMs: number,
	nowMs: number,
): boolean {
	if (cursor.sketch === undefined || cursor.known === undefined || wholeReadAtMs === undefined) return true;
	// what the counter promised is given up by a whole read only
	const mayComeLate =
		wholeReadAtMs <= cursor.watermarkMs + allowedLatenessMs || cursor.outstanding !== undefined;
	if (!mayComeLate) return false;
	return nowMs - wholeReadAtMs >= WHOLE_READ_EVERY_MS;
}

function openRead({ open }: ReadMemory, code: WatchedCode, lookbackStartMs: number): ScanLogRead {
	const known = open.get(code.id);
	const isUsable =
		known && known.lookbackStartMs <= lookbackStartMs && clock.nowMs() - known.startedAtMs < MAX_READ_AGE_MS;
	const read = isUsable ? known : new ScanLogRead(code.id, lookbackStartMs);
	open.set(code.id, read);
	return read;
}

async function readToEnd(session: ApiSession, read: ScanLogRead, maxCalls: number): Promise<boolean> {
	const { waitLimits } = session;
	const callsLeft = () => Math.min(maxCalls, waitLimits.maxCalls ?? maxCalls) - session.callsSent;
	while (!read.isComplete) {
		if (timeLeftMs(session) < MIN_TIME_FOR_PAGE_MS || callsLeft() <= 0) return false;
		await read.readPage(session);
	}
	return true;
}

function timeLeftMs({ waitLimits }: ApiSession): number {
	return (waitLimits.deadlineMs ?? Number.POSITIVE_INFINITY) - clock.nowMs();
}

/**
 * A list that can't be read to its end, or whose next page the API refuses, won't get better by going on with
 * it: the next read starts anew.
 */
function isHopeless(trouble: unknown): boolean {
	if (!(trouble instanceof ConnectorError)) return false;
	const isRefused = trouble.kind === 'clientError' && trouble.statusCode >= 400 && !concernsAllLogs(trouble);
	return trouble.kind === 'incompleteList' || isRefused;
}

/** Whether the next log would meet with the same: a limit, a key, a plan. */
function concernsAllLogs(trouble: unknown): boolean {
	if (!(trouble instanceof ConnectorError)) return false;
	return trouble.kind === 'rateLimited' || trouble.statusCode === 401 || trouble.statusCode === 403;
}

function quarantine({ open, quarantined }: ReadMemory, { id }: WatchedCode, trouble: unknown): void {
	open.delete(id);
	quarantined.set(id, { trouble, sinceMs: clock.nowMs() });
}

/** Whether the log of a code was not found, and it is too early to look again. */
export function isQuarantined({ quarantined }: ReadMemory, id: string): boolean {
	const ageMs = clock.nowMs() - (quarantined.get(id)?.sinceMs ?? Number.NEGATIVE_INFINITY);
	// below zero, the clock was set back
	return ageMs >= 0 && ageMs < GONE_FOR_MS;
}
