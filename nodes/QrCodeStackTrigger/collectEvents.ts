import type { INodeExecutionData } from 'n8n-workflow';

import { decodeAccount, monthlyCallsOf, type Account } from '../shared/api/decode/account';
import type { QrCodeWithId } from '../shared/api/decode/qrCode';
import { getAccount } from '../shared/api/endpoints';
import { invalidInput, isNotFound, rethrow } from '../shared/errors/connectorError';
import { apiNowMs, type ApiSession } from '../shared/http/session';
import { hasElapsed } from '../shared/util/age';
import { sendRequest } from '../shared/http/sendRequest';
import { learnCalls } from './budget/pacing';
import { decideCallsUsed, type CallsOfMonth } from './events/callsUsed';
import { decideEvents, isOfAnotherAccount, takeCodeBaseline, type CodeMemories } from './events/decideEvents';
import { recallCode } from './events/deletions';
import { toCallsItem, toEventItem } from './events/eventItem';
import { fitTexts, recallTexts } from './events/keptText';
import { codesToAsk } from './events/quiet';
import { ruleOf, type CodeEventSettings } from './events/rules';
import { commit, type PollRun } from './pollRun';
import { startByApiMs } from './read/baseline';
import { readCode, readListedCodes, type ListedCodes } from './read/listedCodes';
import { readNewestScans } from './newestScans';
import { PageBudget } from './read/pageBudget';
import { clearErrors } from './reportErrors';
import { codeKey } from './scans/cursors';
import type { ListEventSettings } from './settings/settings';
import type { TriggerState } from './state/triggerState';

/** Codes that one poll asks for singly, to be sure that they are gone or quiet; the others follow with the next polls. */
const MAX_CHECKS_PER_POLL = 10;
/** A code that is not found may be one of a server that is being changed: it is gone when it is not found later, either. */
const GONE_AFTER_MS = 5 * 60_000;
/** A long log that can only be read from its oldest end is read for so long. */
const MAX_LOG_MS = 10_000;
/** Where the month's calls are remembered, among the codes. */
const CALLS_KEY = 'calls';

/**
 * The first poll of an event of codes or of the account: remembers how things are, and emits nothing.
 * @returns undefined where the list could not be read to its end: the next poll goes on with it.
 */
export async function takeEventBaseline(
	run: PollRun,
	event: ListEventSettings,
): Promise<TriggerState | undefined> {
	const { settings, session, loaded, memory } = run;
	const { isStarting: _, ...state } = loaded.state;
	if (event.kind === 'apiCallsUsed') {
		await readCalls(session);
		return { ...state, memories: new Map(loaded.state.memories) };
	}
	const listed = await readListedCodes(session, settings.watch, memory.reads, newPages(run));
	if (!listed) return undefined;
	const startMs = Math.floor(startByApiMs(session, loaded.state, memory.baseline));
	const before = loaded.state.memories ?? new Map<string, string>();
	return {
		...state,
		startMs,
		memories: noteLook(run, takeBaselineOf(event, before, listed, apiNowMs(session))),
	};
}

function takeBaselineOf(
	event: CodeEventSettings,
	before: CodeMemories,
	{ watched }: ListedCodes,
	nowMs: number,
): CodeMemories {
	return takeCodeBaseline(ruleOf(event), before, watched, nowMs);
}

/**
 * Looks at the codes, or at the account, and emits what happened since the last look.
 * @throws {ConnectorError}
 */
export async function collectEvents(
	run: PollRun,
	event: ListEventSettings,
): Promise<INodeExecutionData[][] | null> {
	const { memory, session } = run;
	const callsBefore = session.stats.callsSent;
	const isOfAccount = event.kind === 'apiCallsUsed';
	const output = await (isOfAccount ? collectCallsUsed(run, event.percent) : collectCodeEvents(run, event));
	learnCalls(memory.pace, session.stats.callsSent - callsBefore);
	clearErrors(memory.errors);
	return output;
}

async function collectCodeEvents(
	run: PollRun,
	event: CodeEventSettings,
): Promise<INodeExecutionData[][] | null> {
	const { settings, session, loaded, memory } = run;
	const pages = newPages(run);
	const listed = await readListedCodes(session, settings.watch, memory.reads, pages);
	if (!listed) return commit(run, loaded.state, []);
	warnOfCounters(run, event, listed);
	const before = recallTexts(loaded.state.memories ?? new Map(), memory.events.whole);
	const nowMs = apiNowMs(session);
	if (settings.watch.kind === 'all' && isOfAnotherAccount(before, listed.all)) {
		const memories = takeBaselineOf(event, new Map(), listed, nowMs);
		return commit(run, { ...loaded.state, memories: noteLook(run, memories) }, []);
	}
	const context = {
		nowMs,
		startMs: loaded.state.startMs,
		isContinuous: memory.events.hasLooked,
		areScansCounted: listed.all.some(({ scanCount = 0 }) => scanCount > 0),
	};
	const lastScans = await askLogs(run, event, listed.watched, before, context);
	const codes = await findJudged(run, event, listed, before);
	const { events, memories } = decideEvents(ruleOf(event), before, codes, {
		...context,
		lastScans,
		most: settings.maxScansPerPoll,
	});
	const items = events.map((entry) => toEventItem(entry, nowMs));
	return commit(run, { ...loaded.state, memories: noteLook(run, memories) }, items);
}

/** The codes to judge: those that are watched, and what became of remembered ones that are not among them. */
async function findJudged(
	run: PollRun,
	event: CodeEventSettings,
	{ watched, all }: ListedCodes,
	before: CodeMemories,
): Promise<QrCodeWithId[]> {
	if (event.kind === 'deletedQrCode') return [...watched, ...(await findDeleted(run, all, before))];
	if (event.kind !== 'changedQrCode' || run.settings.watch.kind !== 'matching') return watched;
	// a change may be why a code does not match any more
	const known = new Set(watched.map(({ id }) => id));
	return [...watched, ...all.filter(({ id }) => !known.has(id) && before.has(codeKey(id)))];
}

/**
 * Asks for remembered codes that the list lacks: a list may lack one that is there, as when entries shift between two
 * pages. One that is not found is asked for once more, a while later.
 * @returns codes that are there all the same, and those that are gone, as deleted.
 */
async function findDeleted(
	run: PollRun,
	all: readonly QrCodeWithId[],
	before: CodeMemories,
): Promise<QrCodeWithId[]> {
	const { session, memory } = run;
	const { missing } = memory.events;
	const nowMs = apiNowMs(session);
	const found: QrCodeWithId[] = [];
	for (const { key, known, isSecondLook } of codesToCheck(run, all, before, nowMs)) {
		const code = await readCode(session, known.id);
		if (code) missing.delete(key);
		else if (!isSecondLook) missing.set(key, nowMs);
		const raw = memory.reads.codes.get(known.id)?.details?.row ?? known;
		if (code) found.push(code);
		else if (isSecondLook) found.push({ ...known, isDeleted: true, raw });
	}
	return found;
}

/** The remembered codes that the list lacks and that it is time to ask for, as many as one poll may ask. */
function codesToCheck(
	{ settings: { watch }, memory }: PollRun,
	all: readonly QrCodeWithId[],
	before: CodeMemories,
	nowMs: number,
) {
	const { missing } = memory.events;
	const listed = new Set(all.map(({ id }) => codeKey(id)));
	for (const key of missing.keys()) if (listed.has(key)) missing.delete(key);
	const due = [...before].flatMap(([key, text]) => {
		const known = listed.has(key) ? undefined : recallCode(text);
		if (!known || (watch.kind === 'ids' && !watch.ids.includes(known.id))) return [];
		const sinceMs = missing.get(key);
		const isSecondLook = sinceMs !== undefined;
		return isSecondLook && !hasElapsed(sinceMs, GONE_AFTER_MS, nowMs) ? [] : [{ key, known, isSecondLook }];
	});
	return due.slice(0, MAX_CHECKS_PER_POLL);
}

/** When the codes that may be quiet were scanned last, as far as one poll asks. */
async function askLogs(
	{ session }: PollRun,
	event: CodeEventSettings,
	codes: readonly QrCodeWithId[],
	before: CodeMemories,
	context: Parameters<typeof codesToAsk>[3],
): Promise<Map<string, number | undefined>> {
	const lastScans = new Map<string, number | undefined>();
	if (event.kind !== 'quietQrCode') return lastScans;
	const memoryOf = ({ id }: QrCodeWithId) => before.get(codeKey(id));
	const asked = codesToAsk(codes, memoryOf, event.quietMs, context).slice(0, MAX_CHECKS_PER_POLL);
	for (const { id } of asked) lastScans.set(id, await readLastScanMs(session, id));
	return lastScans;
}

async function readLastScanMs(session: ApiSession, id: string): Promise<number | undefined> {
	try {
		const scans = await readNewestScans(session, id, MAX_LOG_MS);
		return scans.length === 0 ? undefined : scans.reduce((last, { timeMs }) => Math.max(last, timeMs), 0);
	} catch (error) {
		return isNotFound(error) ? undefined : rethrow(error);
	}
}

async function collectCallsUsed(run: PollRun, percent: number): Promise<INodeExecutionData[][] | null> {
	const { session, loaded } = run;
	const { account, calls } = await readCalls(session);
	const nowMs = apiNowMs(session);
	const before = loaded.state.memories?.get(CALLS_KEY);
	const { memory, isNews } = decideCallsUsed(before, calls, percent, nowMs);
	const items = isNews ? [toCallsItem(calls, account, nowMs)] : [];
	return commit(run, { ...loaded.state, memories: new Map([[CALLS_KEY, memory]]) }, items);
}

/** @throws {ConnectorError} kind 'invalidInput' where the account does not say. */
export async function readCalls(session: ApiSession): Promise<{ account: Account; calls: CallsOfMonth }> {
	const { data } = await sendRequest(session, getAccount());
	const account = decodeAccount(data);
	const limit = account && monthlyCallsOf(account);
	const used = account?.callsThisMonth;
	if (!account || limit === undefined || used === undefined) throw invalidInput('callsUnknown');
	return { account, calls: { used, limit } };
}

/** @returns what the state has room for. */
function noteLook({ memory }: PollRun, memories: CodeMemories): CodeMemories {
	memory.events.hasLooked = true;
	memory.events.whole = memories;
	return fitTexts(memories);
}

/** Without a counter, no milestone is ever reached. */
function warnOfCounters(
	{ context, memory }: PollRun,
	event: CodeEventSettings,
	{ watched }: ListedCodes,
): void {
	const lacksAll = watched.length > 0 && watched.every(({ scanCount }) => scanCount === undefined);
	if (event.kind !== 'scanMilestone' || !lacksAll || memory.events.hasWarned) return;
	memory.events.hasWarned = true;
	context.logger.warn(
		'QRCodeStack Trigger: the list of QR codes shows no scan counter, so no milestone can be seen',
	);
}

function newPages({ session, memory }: PollRun): PageBudget {
	return new PageBudget(session, memory.reads);
}
