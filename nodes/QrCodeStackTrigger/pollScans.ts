import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { openSession, type ApiSession, type Patience } from '../shared/apiSession';
import { clock } from '../shared/clock';
import { callsLeftInMonth, callsPerMinute, refillBudget, spendCalls } from './callBudget';
import { ASK_EVERY_MS, ledgerOf, refreshMonthlyCalls, type CallLedger } from './callLedger';
import { describeWatchedCodes } from './describeWatchedCodes';
import { chooseDueCodes } from './dueCodes';
import { handOut, type HandOut } from './handOut';
import { isBeingStored, loadState, rememberState, STATE_KEY, type LoadedState } from './loadState';
import { isFirstPollOf, memoryOf, type PollMemory, type PollTicket } from './pollMemory';
import { askEveryMs, expectCalls, learnCalls, mustWaitForCalls, pauseMs, type PacedPoll } from './pollPacing';
import { clearTrouble, isActivation, noteTrouble, reportTrouble, type TroubledPoll } from './pollTrouble';
import { readDueLogs } from './readDueLogs';
import { filterScans } from './scanFilter';
import { toScanItem } from './scanItems';
import { setStartingPoint } from './startingPoint';
import { chooseSweepStep } from './sweep';
import { cursorOf, dropUnwatched, parseState, serializeState, type TriggerState } from './triggerState';
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
/** The API tells its time to the second, cut off. */
const DATE_UNIT_MS = 1_000;
/** The share of a minute's calls that one poll may take: the rest is for others. */
const MINUTE_SHARE = 0.5;
/** Calls that a poll has for logs in any case. */
const MIN_LOG_CALLS = 5;

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
	const start: PollStart = { context, memory, nowMs, isFirst, ticket: { sinceMs: nowMs, context } };
	memory.inFlight = start.ticket;
	try {
		return await poll(start);
	} catch (error) {
		return reportTrouble(start, error);
	} finally {
		if (memory.inFlight === start.ticket) memory.inFlight = undefined;
	}
}

interface PollStart extends TroubledPoll {
	ticket: PollTicket;
}

interface PollRun extends PollStart {
	settings: TriggerSettings;
	loaded: LoadedState;
	session: ApiSession;
	ledger: CallLedger;
	/** How many of the session's calls the ledger has already. */
	settledCalls: number;
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

async function poll(start: PollStart): Promise<INodeExecutionData[][] | null> {
	const { context, memory, nowMs } = start;
	const settings = readSettings(context);
	const stored = context.getWorkflowStaticData('node')[STATE_KEY];
	const loaded = loadState(stored, settings, memory, { nowMs, nodeName: context.getNode().name });
	if (isBeingStored(memory, loaded.storedJson, nowMs)) return null;
	if (loaded.isUnreadable) warnOfLostState(context);
	const session = await openSession(context, patienceFor(context, nowMs));
	const ledger = ledgerOf(session.gate, loaded.state.budget, nowMs);
	const run: PollRun = { ...start, settings, loaded, session, ledger, settledCalls: 0 };
	// kept even if a call below fails: the next poll then goes on from this starting point
	if (stored === undefined || loaded.state.isStarting) store(run, loaded.state, []);
	try {
		if (await hasToWait(run)) return null;
		return loaded.state.isStarting ? await startPolling(run) : await collectScans(run);
	} finally {
		settleCalls(run);
	}
}

/** Takes the calls that went out since the last time off the budget. */
function settleCalls(run: PollRun): void {
	const { ledger, session } = run;
	ledger.budget = spendCalls(ledger.budget, session.callsSent - run.settledCalls);
	run.settledCalls = session.callsSent;
}

/** Whether the month's budget has no calls for this poll. A person who activates gets an answer in any case. */
async function hasToWait(run: PollRun): Promise<boolean> {
	const { settings, session, ledger, nowMs, loaded } = run;
	ledger.budget = refillBudget(ledger.budget, settings.monthlyBudgetPercent, nowMs);
	const isAwaited = isActivation(run);
	if (isAwaited && loaded.state.isStarting) return false;
	const paced = toPacedPoll(run);
	// a larger plan, or others who need less, end a long pause
	const mayAskInPause = callsLeftInMonth(ledger.budget, settings.monthlyBudgetPercent) > 0;
	const isPaused = mayAskInPause && pauseMs(paced) >= ASK_EVERY_MS;
	if (!isAwaited && mustWaitForCalls(paced) && !isPaused) return true;
	await refreshMonthlyCalls(session, ledger, nowMs, { isPaused, askEveryMs: askEveryMs(paced) });
	settleCalls(run);
	return !isAwaited && mustWaitForCalls(paced);
}

function toPacedPoll(run: PollRun): PacedPoll {
	return { ...run, knownCodes: run.loaded.state.cursors.size };
}

/** A poll takes no more than its part of the minute, nor more than the month has left. */
function limitLogCalls(run: PollRun): void {
	const { session, ledger, settings } = run;
	settleCalls(run);
	const { budget } = ledger;
	const ofMinute = Math.floor(callsPerMinute(budget.monthly) * MINUTE_SHARE);
	// a list that is longer than that must not keep all logs from being read
	const calls = Math.max(ofMinute, session.callsSent + MIN_LOG_CALLS);
	const ofMonth = session.callsSent + callsLeftInMonth(budget, settings.monthlyBudgetPercent);
	session.patience.maxCalls = Math.min(calls, ofMonth);
}

async function startPolling(run: PollRun): Promise<null> {
	const { session, settings, memory, loaded, ledger, nowMs } = run;
	const started = await setStartingPoint(session, loaded.state, settings, memory);
	clearTrouble(memory);
	store(run, started, []);
	await refreshMonthlyCalls(session, ledger, nowMs);
	return null;
}

async function collectScans(run: PollRun): Promise<INodeExecutionData[][] | null> {
	const { context, memory, settings, session } = run;
	const { state } = run.loaded;
	const callsBefore = session.callsSent;
	const { due, watchedIds } = await findDueCodes(run);
	limitLogCalls(run);
	const read = await readDueLogs(session, due, state, memory, settings);
	// when the logs were read, and not before: a scan that came in meanwhile is not one of the future
	const apiNowMs = clock.nowMs() + (session.clockSkewMs ?? 0) + DATE_UNIT_MS;
	const result = handOut(state, read.finished, settings, apiNowMs);
	const wanted = filterScans(result.emitted, state, settings);
	const items = await toItems(session, wanted, settings, memory);
	for (const { code } of read.finished) if (!result.unfinishedIds.has(code.id)) memory.reads.delete(code.id);
	for (const id of result.crowdedIds) warnOfCrowd(context, id);
	learnCalls(memory, session.callsSent - callsBefore);
	const output = store(run, dropUnwatched(result.state, watchedIds), items);
	const trouble = read.trouble ?? findMissing(settings, watchedIds, memory);
	if (trouble === undefined) clearTrouble(memory);
	// what was found before something got in the way goes out; only a poll without scans may end in an error
	else if (output === null) throw trouble;
	else noteTrouble(run, trouble);
	return output;
}

async function findDueCodes(run: PollRun): Promise<{ due: WatchedCode[]; watchedIds: string[] }> {
	const { memory, settings, session, loaded } = run;
	const swept = chooseSweepStep(memory, expectCalls(toPacedPoll(run)));
	if (swept) return { due: swept, watchedIds: (memory.listedCodes ?? []).map(({ id }) => id) };
	const codes = await findWatchedCodes(session, settings.watch, memory);
	return { due: chooseDue(codes, loaded.state, memory), watchedIds: codes.map(({ id }) => id) };
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
function findMissing({ watch }: TriggerSettings, watchedIds: string[], memory: PollMemory): unknown {
	if (watch.kind === 'all') return undefined;
	const missing = watchedIds.find((id) => isSetAside(memory, id));
	return missing === undefined ? undefined : memory.gone.get(missing)?.trouble;
}

async function toItems(
	session: ApiSession,
	emitted: HandOut['emitted'],
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
	run: PollRun,
	state: TriggerState,
	items: INodeExecutionData[],
): INodeExecutionData[][] | null {
	const { context, memory, ticket, loaded, ledger } = run;
	if (memory.inFlight !== ticket) {
		context.logger.warn('QRCodeStack Trigger: a newer poll took over; this one hands out nothing');
		return null;
	}
	const staticData = context.getWorkflowStaticData('node');
	const hasScans = items.length > 0;
	settleCalls(run);
	const next = { ...state, budget: ledger.budget };
	const { isOvertaken } = ticket;
	rememberState(memory, loaded, next, { hasScans, nodeName: context.getNode().name, isOvertaken });
	if (hasScans || isWorthStoring(staticData[STATE_KEY], next)) staticData[STATE_KEY] = serializeState(next);
	return hasScans ? [items] : null;
}

/** A budget moves with every poll; for that alone, the state is written now and then only. */
const STORE_BUDGET_EVERY_MS = 60 * 60_000;

function isWorthStoring(stored: unknown, next: TriggerState): boolean {
	const before = parseState(stored);
	if (!before) return true;
	const isSame = JSON.stringify(withoutBudget(before)) === JSON.stringify(withoutBudget(next));
	return !isSame || (next.budget?.atMs ?? 0) - (before.budget?.atMs ?? 0) >= STORE_BUDGET_EVERY_MS;
}

function withoutBudget(state: TriggerState): object {
	return serializeState({ ...state, budget: undefined });
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
