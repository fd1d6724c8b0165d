import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { apiNowMs } from '../shared/http/session';
import { formatDuration } from '../shared/util/duration';
import { readScannedCodes } from './read/scannedCodes';
import { chooseDueCodes } from './read/due';
import { selectBatch, type Batch, type EmittedScan } from './scans/selectBatch';
import { callsForLogs, toPacedPoll } from './admission';
import { expectCalls, learnCalls } from './budget/pacing';
import type { TriggerMemory } from './memory';
import { commit, type PollRun } from './pollRun';
import { clearErrors, logError } from './reportErrors';
import { isQuarantined, pruneReads, readDueLogs, type ReadMemory } from './read/readLogs';
import { filterScans } from './scans/filter';
import { toScanItem } from './scans/scanItem';
import { chooseSweepStep, noteSwept } from './read/sweep';
import { cursorOf, dropUnwatched, type CursorSet, type WatchedCode } from './scans/cursors';
import type { TriggerSettings } from './settings/settings';
import { findWatchedCodes, pruneCodes } from './read/codes';

/** The API tells its time to the second, cut off. */
const DATE_UNIT_MS = 1_000;

/**
 * Reads the logs that are due and emits what is new in them.
 * @throws what kept the poll from emitting anything.
 */
export async function collectScans(run: PollRun): Promise<INodeExecutionData[][] | null> {
	const { context, memory, settings, session } = run;
	const { state } = run.loaded;
	const callsBefore = session.callsSent;
	const { due, watchedIds, isSweep } = await findDueCodes(run);
	const read = await readDueLogs(session, due, state, memory.reads, {
		...settings,
		maxCalls: callsForLogs(run),
	});
	if (isSweep) noteSwept(memory.sweep, read.settledIds);
	// when the logs were read, and not before: a scan that came in meanwhile is not one of the future
	const result = selectBatch(state, read.finished, settings, apiNowMs(session) + DATE_UNIT_MS);
	const items = await toItems(run, filterScans(result.emitted, state, settings));
	for (const { code } of read.finished) keepOrDropRead(memory.reads, code.id, state, result);
	for (const id of result.overflowIds) warnOfOverflow(context, id, settings.allowedLatenessMs);
	for (const { id, count } of result.missed) warnOfMissed(context, id, count);
	learnCalls(memory.pace, session.callsSent - callsBefore);
	const next = dropUnwatched(result.state, watchedIds);
	pruneMemory(memory, watchedIds, next);
	const output = commit(run, next, items);
	const trouble = read.trouble ?? findMissing(settings, watchedIds, memory.reads);
	if (trouble !== undefined) {
		// what was found before something got in the way goes out; only a poll without scans may end in an error
		if (output === null) throw trouble;
		logError(run, trouble);
	} else if (!isSweep) {
		// a sweep looks at some logs only: that these can be read says nothing of trouble with others
		clearErrors(memory.errors);
	}
	return output;
}

function pruneMemory({ codes, reads }: TriggerMemory, watchedIds: string[], state: CursorSet): void {
	const watched = new Set(watchedIds);
	pruneCodes(codes, watched);
	pruneReads(reads, watched, state);
}

/** What could not leave yet stays in memory, and the next poll goes on with it where this one stopped. */
function keepOrDropRead({ open }: ReadMemory, id: string, before: CursorSet, { unfinished }: Batch): void {
	const left = unfinished.get(id);
	if (left) open.get(id)?.goOnFrom(left, cursorOf(before, id).lookbackStartMs);
	else open.delete(id);
}

interface DueCodes {
	due: WatchedCode[];
	watchedIds: string[];
	isSweep: boolean;
}

async function findDueCodes(run: PollRun): Promise<DueCodes> {
	const { memory, settings, session, loaded } = run;
	const swept = chooseSweepStep(memory.sweep, expectCalls(toPacedPoll(run)));
	if (swept) return { due: swept, watchedIds: memory.sweep.listed.map(({ id }) => id), isSweep: true };
	const codes = await findWatchedCodes(session, settings.watch, memory);
	const due = chooseDueCodes(
		codes.filter(({ id }) => !isQuarantined(memory.reads, id)),
		(id) => cursorOf(loaded.state, id),
		(id) => memory.reads.open.has(id),
		memory.reads.lastReadId,
	);
	return { due, watchedIds: codes.map(({ id }) => id), isSweep: false };
}

/** A code that was chosen by name and is gone is worth a word; one of all codes may come and go. */
function findMissing({ watch }: TriggerSettings, watchedIds: string[], reads: ReadMemory): unknown {
	if (watch.kind === 'all') return undefined;
	const missing = watchedIds.find((id) => isQuarantined(reads, id));
	return missing === undefined ? undefined : reads.quarantined.get(missing)?.trouble;
}

async function toItems(
	{ session, settings, memory }: PollRun,
	emitted: readonly EmittedScan[],
): Promise<INodeExecutionData[]> {
	const ids = emitted.map(({ qrCodeId }) => qrCodeId);
	const codes = settings.includeQrCode ? await readScannedCodes(session, ids, memory.codes) : undefined;
	return emitted.map(({ qrCodeId, scan }) => toScanItem(scan, qrCodeId, codes?.get(qrCodeId)));
}

function warnOfOverflow(context: IPollFunctions, id: string, allowedLatenessMs: number): void {
	context.logger.warn(
		`QRCodeStack Trigger: QR code ${JSON.stringify(id)} has more scans within ${formatDuration(allowedLatenessMs)} than can be remembered; scans that enter its log late may be missed`,
	);
}

function warnOfMissed(context: IPollFunctions, id: string, count: number): void {
	context.logger.warn(
		`QRCodeStack Trigger: ${count} scans of QR code ${JSON.stringify(id)} came in late while n8n was not running, more than can be told from those that were handed on; they are left out here, and Get Many of the QRCodeStack node shows them`,
	);
}
