import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { openSession, type ApiSession, type Patience } from '../shared/apiSession';
import { clock } from '../shared/clock';
import { describeWatchedCodes } from './describeWatchedCodes';
import { chooseDueCodes } from './dueCodes';
import { handOut, type HandOut } from './handOut';
import { loadState, rememberState, STATE_KEY, type LoadedState } from './loadState';
import { isFirstPollOf, memoryOf, type PollMemory, type PollTicket } from './pollMemory';
import { clearTrouble, noteTrouble, reportTrouble, type TroubledPoll } from './pollTrouble';
import { readDueLogs } from './readDueLogs';
import { toScanItem } from './scanItems';
import { setStartingPoint } from './startingPoint';
import { cursorOf, dropUnwatched, serializeState, type TriggerState } from './triggerState';
import { readSettings, type TriggerSettings } from './triggerSettings';
import { findWatchedCodes, type WatchedCode } from './watchedCodes';

/** n8n may start the next poll while one is on; one that is on for longer than this has died. */
const MAX_IN_FLIGHT_MS = 10 * 60_000;
/** A poll ends by itself before the next minute's one is due, and the rest is read there. */
const MAX_POLL_MS = 50_000;
/** The share of the host's own limit that a poll uses: the rest is for storing the result. */
const HOST_BUDGET_SHARE = 0.8;
/** A wait for the rate limit inside of a poll, as far as the poll's time allows. */
const MAX_WAIT_MS = 20_000;

/**
 * One production poll: finds the scans that came in since the last one.
 * @returns one item per scan, oldest first; null when there is none, so that n8n starts nothing.
 */
export async function pollScans(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	// "now" must lie before anything that takes time, or scans made meanwhile would be lost
	const nowMs = clock.nowMs();
	const memory = memoryOf(context);
	const isFirst = isFirstPollOf(context);
	if (isBusy(memory, context, nowMs)) return null;
	const run: PollRun = { context, memory, nowMs, isFirst, ticket: { sinceMs: nowMs, context } };
	memory.inFlight = run.ticket;
	try {
		return await poll(run);
	} catch (error) {
		return reportTrouble(run, error);
	} finally {
		if (memory.inFlight === run.ticket) memory.inFlight = undefined;
	}
}

interface PollRun extends TroubledPoll {
	ticket: PollTicket;
}

function isBusy(memory: PollMemory, context: IPollFunctions, nowMs: number): boolean {
	const { inFlight } = memory;
	if (!inFlight) return false;
	if (nowMs - inFlight.sinceMs < MAX_IN_FLIGHT_MS) {
		inFlight.isOvertaken ||= inFlight.context !== context;
		return true;
	}
	// should the dead poll come back to life, it must not go on with the reads of this one
	memory.reads = new Map();
	return false;
}

async function poll(run: PollRun): Promise<INodeExecutionData[][] | null> {
	const { context, memory, nowMs } = run;
	const settings = readSettings(context);
	const stored = context.getWorkflowStaticData('node')[STATE_KEY];
	const loaded = loadState(stored, settings, memory, { nowMs, nodeName: context.getNode().name });
	const { state } = loaded;
	if (loaded.isUnreadable) warnOfLostState(context);
	const session = await openSession(context, patienceFor(context, nowMs));
	// kept even if a call below fails: the next poll then goes on from this starting point
	if (stored === undefined || state.isStarting) store(run, loaded, state, []);
	if (state.isStarting) {
		const started = await setStartingPoint(session, state, settings, memory);
		clearTrouble(memory);
		return store(run, loaded, started, []);
	}
	const codes = await findWatchedCodes(session, settings.watch, memory);
	const due = chooseDue(codes, state, memory);
	const read = await readDueLogs(session, due, state, memory, settings.maxScansPerPoll);
	const apiNowMs = nowMs + (session.clockSkewMs ?? 0);
	const result = handOut(state, read.finished, settings.maxScansPerPoll, apiNowMs);
	const items = await toItems(session, result, settings, memory);
	for (const { code } of read.finished) if (!result.unfinishedIds.has(code.id)) memory.reads.delete(code.id);
	for (const id of result.crowdedIds) warnOfCrowd(context, id);
	const after = dropUnwatched(
		result.state,
		codes.map(({ id }) => id),
	);
	const output = store(run, loaded, after, items);
	const trouble = read.trouble ?? findMissing(settings, codes, memory);
	if (trouble === undefined) clearTrouble(memory);
	// what was found before something got in the way goes out; only a poll without scans may end in an error
	else if (output === null) throw trouble;
	else noteTrouble(run, trouble);
	return output;
}

function chooseDue(codes: WatchedCode[], state: TriggerState, memory: PollMemory): WatchedCode[] {
	return chooseDueCodes(
		codes.filter(({ id }) => !isSetAside(memory, id)),
		(id) => cursorOf(state, id),
		(id) => memory.reads.has(id),
		memory.lastReadId,
	);
}

function isSetAside(memory: PollMemory, id: string): boolean {
	return (memory.gone.get(id)?.untilMs ?? 0) > clock.nowMs();
}

/** A code that was chosen by name and is gone is worth a word; one of all codes may come and go. */
function findMissing({ watch }: TriggerSettings, codes: WatchedCode[], memory: PollMemory): unknown {
	if (watch.kind === 'all') return undefined;
	const missing = codes.find(({ id }) => isSetAside(memory, id));
	return missing && memory.gone.get(missing.id)?.trouble;
}

async function toItems(
	session: ApiSession,
	{ emitted }: HandOut,
	settings: TriggerSettings,
	memory: PollMemory,
): Promise<INodeExecutionData[]> {
	const ids = emitted.map(({ qrCodeId }) => qrCodeId);
	const codes = settings.includeQrCode ? await describeWatchedCodes(session, ids, memory) : undefined;
	return emitted.map(({ qrCodeId, scan }) => toScanItem(scan, qrCodeId, codes?.get(qrCodeId)));
}

/**
 * Writes the state, last, and hands out the items that belong to it. n8n notices only that the entry itself
 * is assigned, so it is replaced and never changed in place.
 */
function store(
	{ context, memory, ticket }: PollRun,
	loaded: LoadedState,
	state: TriggerState,
	items: INodeExecutionData[],
): INodeExecutionData[][] | null {
	if (memory.inFlight !== ticket) {
		context.logger.warn('QRCodeStack Trigger: a newer poll took over; this one hands out nothing');
		return null;
	}
	const staticData = context.getWorkflowStaticData('node');
	const stored = serializeState(state);
	const hasScans = items.length > 0;
	const { isOvertaken } = ticket;
	rememberState(memory, loaded, state, { hasScans, nodeName: context.getNode().name, isOvertaken });
	if (JSON.stringify(stored) !== JSON.stringify(staticData[STATE_KEY])) staticData[STATE_KEY] = stored;
	return hasScans ? [items] : null;
}

function patienceFor(context: IPollFunctions, nowMs: number): Patience {
	// hosts before 2.38 don't tell their limit
	const hostBudgetMs = context.getPollBudgetMs?.() ?? Number.POSITIVE_INFINITY;
	return {
		maxWaitMs: MAX_WAIT_MS,
		deadlineMs: nowMs + Math.min(MAX_POLL_MS, hostBudgetMs * HOST_BUDGET_SHARE),
	};
}

function warnOfLostState(context: IPollFunctions): void {
	context.logger.warn(
		'QRCodeStack Trigger: what n8n had stored for this trigger could not be read, so it starts over from its starting point',
	);
}

function warnOfCrowd(context: IPollFunctions, id: string): void {
	context.logger.warn(
		`QRCodeStack Trigger: QR code ${JSON.stringify(id)} has more scans in a quarter of an hour than can be remembered; scans that enter its log late may be missed`,
	);
}
