import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { apiNowMs } from '../shared/http/session';
import { formatDuration } from '../shared/util/duration';
import { readScannedCodes } from './read/scannedCodes';
import { chooseDueCodes } from './read/due';
import { selectBatch, type Batch, type EmittedScan } from './scans/selectBatch';
import type { PollMemory } from './state/memory';
import { callsForLogs, toPacedPoll } from './admission';
import { expectCalls, learnCalls } from './budget/pacing';
import type { PollRun } from './state/pollRun';
import { clearErrors, logError } from './reportErrors';
import { isQuarantined, readDueLogs } from './read/readLogs';
import { filterScans } from './scans/filter';
import { toScanItem } from './scans/scanItem';
import { storeState } from './state/storeState';
import { chooseSweepStep, noteSwept } from './read/sweep';
import { cursorOf, dropUnwatched, type TriggerState } from './scans/state';
import type { TriggerSettings } from './settings/settings';
import { findWatchedCodes, type WatchedCode } from './read/codes';

/** The API tells its time to the second, cut off. */
const DATE_UNIT_MS = 1_000;

/**
 * Reads the logs that are due and hands out what is new in them.
 * @throws what kept the poll from handing out anything.
 */
export async function collectScans(run: PollRun): Promise<INodeExecutionData[][] | null> {
	const { context, memory, settings, session } = run;
	const { state } = run.loaded;
	const callsBefore = session.callsSent;
	const { due, watchedIds, isSweep } = await findDueCodes(run);
	const read = await readDueLogs(session, due, state, memory, { ...settings, maxCalls: callsForLogs(run) });
	if (isSweep) noteSwept(memory, read.settledIds);
	// when the logs were read, and not before: a scan that came in meanwhile is not one of the future
	const result = selectBatch(state, read.finished, settings, apiNowMs(session) + DATE_UNIT_MS);
	const items = await toItems(run, filterScans(result.emitted, state, settings));
	for (const { code } of read.finished) keepOrDropRead(memory, code.id, state, result);
	for (const id of result.overflowIds) warnOfOverflow(context, id, settings.allowedLatenessMs);
	for (const { id, count } of result.missed) warnOfMissed(context, id, count);
	learnCalls(memory, session.callsSent - callsBefore);
	const output = storeState(run, dropUnwatched(result.state, watchedIds), items);
	const trouble = read.trouble ?? findMissing(settings, watchedIds, memory);
	if (trouble !== undefined) {
		// what was found before something got in the way goes out; only a poll without scans may end in an error
		if (output === null) throw trouble;
		logError(run, trouble);
	} else if (!isSweep) {
		// a sweep looks at some logs only: that these can be read says nothing of trouble with others
		clearErrors(memory);
	}
	return output;
}

/** What could not leave yet stays in memory, and the next poll goes on with it where this one stopped. */
function keepOrDropRead(memory: PollMemory, id: string, before: TriggerState, { unfinished }: Batch): void {
	const left = unfinished.get(id);
	if (left) memory.reads.get(id)?.goOnFrom(left, cursorOf(before, id).lookbackStartMs);
	else memory.reads.delete(id);
}

interface DueCodes {
	due: WatchedCode[];
	watchedIds: string[];
	isSweep: boolean;
}

async function findDueCodes(run: PollRun): Promise<DueCodes> {
	const { memory, settings, session, loaded } = run;
	const swept = chooseSweepStep(memory, expectCalls(toPacedPoll(run)));
	if (swept) return { due: swept, watchedIds: (memory.listedCodes ?? []).map(({ id }) => id), isSweep: true };
	const codes = await findWatchedCodes(session, settings.watch, memory);
	const due = chooseDueCodes(
		codes.filter(({ id }) => !isQuarantined(memory, id)),
		(id) => cursorOf(loaded.state, id),
		(id) => memory.reads.has(id),
		memory.lastReadId,
	);
	return { due, watchedIds: codes.map(({ id }) => id), isSweep: false };
}

/** A code that was chosen by name and is gone is worth a word; one of all codes may come and go. */
function findMissing({ watch }: TriggerSettings, watchedIds: string[], memory: PollMemory): unknown {
	if (watch.kind === 'all') return undefined;
	const missing = watchedIds.find((id) => isQuarantined(memory, id));
	return missing === undefined ? undefined : memory.gone.get(missing)?.trouble;
}

async function toItems(
	{ session, settings, memory }: PollRun,
	emitted: readonly EmittedScan[],
): Promise<INodeExecutionData[]> {
	const ids = emitted.map(({ qrCodeId }) => qrCodeId);
	const codes = settings.includeQrCode ? await readScannedCodes(session, ids, memory) : undefined;
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
