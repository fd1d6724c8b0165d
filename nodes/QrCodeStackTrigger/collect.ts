import type { INodeExecutionData } from 'n8n-workflow';

import { apiNowMs } from '../shared/http/session';
import { clock } from '../shared/util/clock';
import { callsForLogs } from './admission';
import { expectCalls, learnCalls } from './budget/pacing';
import { learnScans } from './budget/timing';
import { commit, toPacedPoll, type PollRun } from './pollRun';
import { chooseDueCodes, chooseStalest, isReady, isTurnOfStalest } from './read/due';
import { findMissingCodes } from './read/missingCodes';
import { PageBudget } from './read/pageBudget';
import { isQuarantined, readDueLogs } from './read/readLogs';
import type { KnownCode } from './read/readMemory';
import { readScannedCodes } from './read/scannedCodes';
import { dropGoneCodes, findWatchedCodes, knownWatchedCodes } from './read/watchedCodes';
import { clearErrors, logError } from './reportErrors';
import { cursorOf } from './scans/cursors';
import { noteFiltered } from './scans/blockedScans';
import { filterScans, type FilteredScans } from './scans/filter';
import { toRawScanItem, toScanItem } from './scans/scanItem';
import { describeSeenValues } from './scans/seenValues';
import { selectBatch, type Batch, type EmittedScan } from './scans/selectBatch';
import { isReadWithoutList } from './settings/watch';
import { warnOfLoss } from './warnings';

/** The API gives its time to the second, cut off. */
const DATE_UNIT_MS = 1_000;

/** What a poll is to read. */
interface Turn {
	due: KnownCode[];
	/** All codes that are watched, due or not. */
	watched: KnownCode[];
	/** Whether it looked at all codes, so that an error of an earlier poll would have shown again. */
	isOverAll: boolean;
	/** What kept the codes from being found; what was read before can be emitted all the same. */
	error?: unknown;
}

/**
 * Reads the logs that are due and emits what is new in them.
 * @throws what kept the poll from emitting anything.
 */
export async function collectScans(run: PollRun): Promise<INodeExecutionData[][] | null> {
	const { context, memory, settings, session, loaded, nowMs } = run;
	const callsBefore = session.stats.callsSent;
	const pages = new PageBudget(session, memory.reads);
	const turn = await chooseTurn(run, pages);
	const bounds = { ...settings, maxCalls: callsForLogs(run) };
	const given = { session, state: loaded.state, watched: turn.watched, pages, bounds };
	const read = await readDueLogs(turn.due, given);
	// when the logs were read, and not before: a scan that came in meanwhile is not one of the future
	const batch = selectBatch(loaded.state, read.finished, settings, apiNowMs(session) + DATE_UNIT_MS);
	const filtered = filterScans(batch.emitted, loaded.state, settings);
	const items = await toItems(run, filtered.passed);
	warnOfFilters(run, filtered);
	keepUnfinished(turn.due, run, batch);
	warnOfLoss(context, memory.warnings, batch, { ...settings, nowMs });
	// a list that broke off says nothing of what a poll takes
	if (turn.error === undefined) learnCalls(memory.pace, session.stats.callsSent - callsBefore);
	learnScans(
		toPacedPoll(run),
		filtered.passed.map(({ scan }) => scan.timeMs),
	);
	const next = dropGoneCodes(memory.reads, settings.watch, turn.watched, batch.state);
	const output = commit(run, next, items);
	settleErrors(run, turn, read.error, output !== null);
	return output;
}

/** One poll in five goes to the stalest logs, if there are any; the others ask the list which ones changed. */
async function chooseTurn(run: PollRun, pages: PageBudget): Promise<Turn> {
	const { memory, settings, session, loaded } = run;
	const known = knownWatchedCodes(settings.watch, memory.reads);
	const stalest = chooseStalestTurn(run, known);
	if (stalest.length > 0) return { due: stalest, watched: known, isOverAll: false };
	const early: Turn = { due: known.filter(isReady), watched: known, isOverAll: false };
	try {
		const watched = await findWatchedCodes(session, settings.watch, memory.reads, pages);
		if (!watched) return early;
		const present = watched.filter((code) => !isQuarantined(code));
		const due = chooseDueCodes(present, (id) => cursorOf(loaded.state, id), clock.nowMs());
		return { due, watched, isOverAll: true };
	} catch (error) {
		return { ...early, error };
	}
}

function chooseStalestTurn(run: PollRun, known: readonly KnownCode[]): KnownCode[] {
	const { reads } = run.memory;
	if (isReadWithoutList(run.settings.watch) || !isTurnOfStalest(reads.listsSinceStalest)) return [];
	const present = known.filter((code) => !isQuarantined(code));
	const stalest = chooseStalest(present, expectCalls(toPacedPoll(run)), clock.nowMs());
	if (stalest.length > 0) reads.listsSinceStalest = 0;
	return stalest;
}

/** What could not be emitted yet stays in memory, and the next poll goes on with it where this one stopped. */
function keepUnfinished(due: readonly KnownCode[], { loaded }: PollRun, { unfinished }: Batch): void {
	for (const code of due) {
		if (!isReady(code)) continue;
		const rest = unfinished.get(code.id);
		if (rest) code.read?.goOnFrom(rest, cursorOf(loaded.state, code.id).lookbackStartMs);
		else code.read = undefined;
	}
}

async function toItems(
	{ session, settings, memory }: PollRun,
	emitted: readonly EmittedScan[],
): Promise<INodeExecutionData[]> {
	if (settings.isRaw) return emitted.map(({ scan }) => toRawScanItem(scan));
	const ids = emitted.map(({ qrCodeId }) => qrCodeId);
	const codes = settings.includeQrCode ? await readScannedCodes(session, ids, memory.reads) : undefined;
	return emitted.map(({ qrCodeId, scan }) => toScanItem(scan, qrCodeId, codes?.get(qrCodeId)));
}

/** What was found before something got in the way is emitted; only a poll without scans may end in an error. */
function settleErrors(run: PollRun, turn: Turn, readError: unknown, hasScans: boolean): void {
	const { settings, memory, session } = run;
	const { apiKey } = session.connection;
	const error = turn.error ?? readError ?? findMissingCodes(settings.watch, turn.watched, apiKey);
	if (error === undefined) {
		// that some logs can be read says nothing of errors with others
		if (turn.isOverAll) clearErrors(memory.errors);
		return;
	}
	if (!hasScans) throw error;
	logError(run, error);
}

/** Filters that let nothing through look like a trigger that does not work. */
function warnOfFilters(
	{ context, memory, settings: { filters }, session }: PollRun,
	filtered: FilteredScans,
): void {
	const rows = noteFiltered(memory.filters, filtered, filters);
	if (!rows) return;
	const seen = describeSeenValues(rows, filters, session.connection.apiKey);
	context.logger.warn(
		`QRCodeStack Trigger: none of the last ${rows.length} scans passed the filters in the options. They have ${seen}.`,
	);
}
