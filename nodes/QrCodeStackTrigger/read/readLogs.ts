import { type ConnectorError, isNotFound } from '../../shared/errors/connectorError';
import { apiNowMs, type ApiSession } from '../../shared/http/session';
import { clock } from '../../shared/util/clock';
import type { ScanCursor } from '../scans/cursor';
import { cursorOf, type CursorSet } from '../scans/cursors';
import { countPending } from '../scans/diff';
import type { FinishedRead } from '../scans/selectBatch';
import type { TriggerSettings } from '../settings/settings';
import { isBehindAnother, SHORT_LOG_PAGES } from './due';
import { MAX_HELD_SCANS, ScanLogRead } from './logReader';
import { concernsAllCalls, isLost } from './lostRead';
import type { PageBudget } from './pageBudget';
import type { KnownCode } from './readMemory';

/**
 * A read that was put aside for longer than this starts over. With the calls of a small plan, a large backlog
 * takes weeks to read; and what has entered the log since the read began is found by the next one.
 */
const MAX_READ_AGE_MS = 60 * 24 * 60 * 60_000;
/** A late entry to a crowded log waits this long at most. */
const WHOLE_READ_EVERY_MS = 5 * 60_000;
/** Up to this many scans within the allowed lateness, the log is read back to its lookback start each time: four pages. */
const MAX_EMITTED_FOR_WHOLE_READS = 400;
/** One log that can't be read must not hold up the others; several are a sign that none can be read. */
const MAX_FAILED_LOGS = 3;
/** A log that was not found is looked for again after this long, in case the code was restored. */
const QUARANTINE_MS = 60 * 60_000;
/** One answer may be a slip: a log is gone when two in a row say so. */
const ANSWERS_OF_PROOF = 2;

export interface ReadResult {
	finished: FinishedRead[];
	/** What kept further logs from being read, if anything did. */
	error?: unknown;
}

export type ReadBounds = Pick<TriggerSettings, 'maxScansPerPoll' | 'allowedLatenessMs'> & {
	/** How many calls may have gone out, those before the logs included. */
	maxCalls: number;
};

/** What all reads of one poll have in common. */
interface Round {
	session: ApiSession;
	state: CursorSet;
	/** All codes that are watched, due or not. */
	watched: readonly KnownCode[];
	pages: PageBudget;
	bounds: ReadBounds;
	finished: FinishedRead[];
	/** How many scans were found that can be emitted. */
	pending: number;
	errors: unknown[];
}

/**
 * Reads the due logs one after the other until all are read, enough scans are found, the time is up or
 * something is in the way. What was not finished stays in memory for the next poll.
 */
export async function readDueLogs(
	due: readonly KnownCode[],
	given: Pick<Round, 'session' | 'state' | 'watched' | 'pages' | 'bounds'>,
): Promise<ReadResult> {
	const round: Round = { ...given, finished: [], pending: 0, errors: [] };
	for (const code of due) {
		// what was read is emitted before more is read: what waits to be emitted is held in memory
		const isEnough = round.pending > round.bounds.maxScansPerPoll;
		if (isEnough || round.errors.length >= MAX_FAILED_LOGS) break;
		if (!(await readLog(round, code))) break;
	}
	return { finished: round.finished, error: round.errors[0] };
}

/** @returns whether the next log can be read. */
async function readLog(round: Round, code: KnownCode): Promise<boolean> {
	const read = openRead(round, code);
	const pagesBefore = read.pagesRead;
	try {
		const isCutShort = !(await readPages(round, code, read));
		if (read.isComplete) finish(round, code, read);
		// a log that got no page keeps its turn
		if (read.isComplete || read.pagesRead > pagesBefore) code.lastReadAtMs = clock.nowMs();
		return !isCutShort;
	} catch (error) {
		if (isNotFound(error)) noteNotFound(code, error as ConnectorError);
		else round.errors.push(error);
		if (concernsAllCalls(error)) return false;
		if (isLost(error)) code.read = undefined;
		code.lastReadAtMs = clock.nowMs();
		return true;
	}
}

function openRead({ state, bounds, session }: Round, code: KnownCode): ScanLogRead {
	const cursor = cursorOf(state, code.id);
	const isWhole = isWholeReadDue(cursor, code.wholeReadAtMs, bounds.allowedLatenessMs, apiNowMs(session));
	const lookbackStartMs = isWhole ? cursor.lookbackStartMs : cursor.watermarkMs;
	const { read: open } = code;
	const isUsable =
		open && open.lookbackStartMs <= lookbackStartMs && clock.nowMs() - open.startedAtMs < MAX_READ_AGE_MS;
	return (code.read = isUsable ? open : new ScanLogRead(code.id, lookbackStartMs));
}

/** @returns false where the poll has no time, no calls or no memory for more. */
async function readPages(
	{ session, pages, bounds, watched }: Round,
	code: KnownCode,
	read: ScanLogRead,
): Promise<boolean> {
	const mostPages = isBehindAnother(read, watched) ? SHORT_LOG_PAGES : Number.POSITIVE_INFINITY;
	while (!read.isComplete && read.pagesRead < mostPages) {
		if (!pages.hasTime || !pages.hasCalls(bounds.maxCalls) || !makeRoom(watched, code)) return false;
		await pages.spend(async () => await read.readPage(session));
	}
	return true;
}

/**
 * Keeps what all logs together hold in memory within bounds: reads that were cut short give way, the one that began
 * last first. What was read to its end is emitted before anything more is read.
 */
function makeRoom(watched: readonly KnownCode[], reading: KnownCode): boolean {
	const held = watched.filter(({ read }) => (read?.heldScans ?? 0) > 0);
	let excess = held.reduce((sum, { read }) => sum + (read?.heldScans ?? 0), 0) - MAX_HELD_SCANS;
	if (excess < 0) return true;
	const lastBegunFirst = held.sort((a, b) => (b.read?.order ?? 0) - (a.read?.order ?? 0));
	for (const code of lastBegunFirst) {
		if (code === reading || code.read?.isComplete) continue;
		excess -= code.read?.heldScans ?? 0;
		code.read?.startOver();
		if (excess < 0) return true;
	}
	// a single log that does not fit says so itself
	return !held.some((code) => code !== reading);
}

function finish(round: Round, code: KnownCode, read: ScanLogRead): void {
	const { session, state, finished } = round;
	const cursor = cursorOf(state, code.id);
	const { readAtMs = apiNowMs(session) } = read;
	const isPartial = read.lookbackStartMs > cursor.lookbackStartMs;
	if (!isPartial) code.wholeReadAtMs = readAtMs;
	code.notFound = undefined;
	const sorted = read.sortBy(cursor);
	finished.push({ code, sorted, readAtMs, isPartial });
	// only those that will be emitted: a log shows many more, and they must not hold up the other codes
	round.pending += countPending(sorted);
}

/**
 * After a burst, the late window holds more pages than a poll should read each time. Then the newest scans are
 * read by every poll, and the whole window now and then, until nothing can come in late any more. After
 * a restart, only a whole read can make out again what was emitted.
 */
function isWholeReadDue(
	cursor: ScanCursor,
	wholeReadAtMs: number | undefined,
	allowedLatenessMs: number,
	nowMs: number,
): boolean {
	if (!cursor.emitted.isMadeOut || wholeReadAtMs === undefined) return true;
	if (cursor.emitted.size <= MAX_EMITTED_FOR_WHOLE_READS) return true;
	// what the counter promised is given up by a whole read only
	const mayComeLate =
		wholeReadAtMs <= cursor.watermarkMs + allowedLatenessMs || cursor.outstanding !== undefined;
	if (!mayComeLate) return false;
	return nowMs - wholeReadAtMs >= WHOLE_READ_EVERY_MS;
}

function noteNotFound(code: KnownCode, error: ConnectorError): void {
	const answers = (code.notFound?.answers ?? 0) + 1;
	code.notFound = { error, sinceMs: clock.nowMs(), answers };
	code.read = undefined;
}

/** Whether the log of a code is gone, and it is too early to look again. */
export function isQuarantined({ notFound }: KnownCode): boolean {
	if (!notFound || notFound.answers < ANSWERS_OF_PROOF) return false;
	const ageMs = clock.nowMs() - notFound.sinceMs;
	// below zero, the clock was set back
	return ageMs >= 0 && ageMs < QUARANTINE_MS;
}
