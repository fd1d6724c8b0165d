import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { ConnectorError } from '../shared/errors/connectorError';
import { toNodeError } from '../shared/errors/nodeErrors';
import type { WaitLimits } from '../shared/http/deadlines';
import { openSession } from '../shared/http/session';
import { clock } from '../shared/util/clock';
import { accountQuotaOf, skewOf } from './budget/accountQuota';
import { restorePace } from './budget/pacing';
import { collectScans } from './collect';
import { collectEvents, takeEventBaseline } from './collectEvents';
import { askForPlan, hasToWait, mayCall } from './admission';
import { logWhatToExpect } from './budgetReports';
import { markPolled, memoryOf } from './memory';
import { commit, settleCalls, type PollRun, type PollStart } from './pollRun';
import { clearErrors, isStartUp, reportError } from './reportErrors';
import { noteBaseline, takeBaseline } from './read/baseline';
import { PageBudget } from './read/pageBudget';
import { newReadMemory } from './read/readMemory';
import { readSettings } from './settings/settings';
import { isBeingStored, loadState, STATE_KEY } from './state/checkpoint';
import { claimOwnership, tryLock, unlock } from './state/pollLock';
import { storeFromMemory } from './state/storeState';

/** A poll ends by itself before the next minute's one is due, and the rest is read there. */
const MAX_POLL_MS = 50_000;
/** The share of the host's own limit that a poll uses: the rest is for storing the result. */
const HOST_BUDGET_SHARE = 0.8;
/** A wait for the rate limit inside of a poll, as far as the poll's time allows. */
const MAX_WAIT_MS = 20_000;
/** n8n starts its workflows one after the other: none may keep it for long. */
const MAX_START_MS = 5_000;

/**
 * One production poll: finds the scans that came in since the last one.
 * @returns one item per scan, oldest first; null when there is none, so that n8n starts nothing.
 */
export async function pollScans(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	// "now" must lie before anything that takes time, or scans made meanwhile would be lost
	const nowMs = clock.nowMs();
	const memory = memoryOf(context);
	const isFirst = markPolled(context);
	const { intervalMs } = memory.pace;
	if (!claimOwnership(memory.lock, { context, isFirst, nowMs, intervalMs })) return null;
	const lock = tryLock(memory.lock, context, nowMs);
	if (!lock) {
		storeFromMemory(memory.checkpoint, context);
		return null;
	}
	// should the dead poll come back to life, it must not go on with the reads of this one
	if (lock.isTakenOver) memory.reads = newReadMemory();
	const start: PollStart = { context, memory: { ...memory }, nowMs, isFirst, lease: lock.lease };
	try {
		return await poll(start);
	} catch (error) {
		// the log said so when the budget stretched the interval, and polls go on with the new month
		if (error instanceof ConnectorError && error.kind === 'callsUsedUp') return null;
		// no poll failed: it is said once, and neither begins nor ends what else is in the way
		if (error instanceof ConnectorError && error.kind === 'notice')
			throw toNodeError(context.getNode(), error);
		return reportError(start, error);
	} finally {
		unlock(memory.lock, lock.lease);
	}
}

async function poll(start: PollStart): Promise<INodeExecutionData[][] | null> {
	const { context, memory, nowMs } = start;
	const settings = readSettings(context);
	const stored = context.getWorkflowStaticData('node')[STATE_KEY];
	const thisPoll = { nowMs, nodeName: context.getNode().name };
	const loaded = loadState(stored, settings, memory.checkpoint, thisPoll);
	if (isBeingStored(memory.checkpoint, loaded.storedJson, thisPoll)) return null;
	if (loaded.isUnreadable) warnOfLostState(context);
	noteBaseline(loaded.state, memory.baseline);
	const session = await openSession(context, waitLimitsFor(start), () => mayCall(run));
	const { budget } = loaded.state;
	const isHostStarting = isStartUp(start) && !loaded.state.isStarting;
	const accountQuota = accountQuotaOf(session.account.name, settings.monthlyBudgetPercent, budget, {
		nowMs: nowMs + skewOf(session, budget),
		isStarting: isHostStarting,
	});
	restorePace(memory.pace, budget);
	const run: PollRun = { ...start, settings, loaded, session, accountQuota, settledCalls: 0 };
	if (isHostStarting) return await goOnAfterStart(run);
	// kept even if a call below fails: the next poll then goes on from this starting point
	if (stored === undefined || loaded.state.isStarting) commit(run, loaded.state, []);
	try {
		if (await hasToWait(run)) return null;
		if (loaded.state.isStarting) return await startPolling(run);
		const { event } = settings;
		return await (event.kind === 'scans' ? collectScans(run) : collectEvents(run, event));
	} finally {
		settleCalls(run);
	}
}

/**
 * Scans that are emitted while n8n starts are lost if it is stopped at that moment; the next poll is safe. The budget is
 * stored all the same, with what GET /me says where it is time to ask: n8n's default engine stores what this poll leaves,
 * and nothing of the next ones as long as no scan comes in.
 */
async function goOnAfterStart(run: PollRun): Promise<null> {
	try {
		await askForPlan(run);
	} finally {
		commit(run, run.loaded.state, []);
	}
	return null;
}

async function startPolling(run: PollRun): Promise<null> {
	const { event } = run.settings;
	const started = await (event.kind === 'scans' ? takeScanBaseline(run) : takeEventBaseline(run, event));
	if (!started) return null;
	clearErrors(run.memory.errors);
	await askForPlan(run);
	commit(run, started, []);
	logWhatToExpect({ ...run, loaded: { ...run.loaded, state: started } });
	return null;
}

async function takeScanBaseline({ session, loaded, settings, memory, nowMs }: PollRun) {
	const pages = new PageBudget(session, memory.reads);
	return await takeBaseline(session, loaded.state, settings, memory, pages, nowMs);
}

function waitLimitsFor(start: PollStart): WaitLimits {
	const { context, nowMs } = start;
	// hosts before 2.38 don't state their limit
	const hostBudgetMs = context.getPollBudgetMs?.() ?? Number.POSITIVE_INFINITY;
	const maxPollMs = isStartUp(start) ? MAX_START_MS : MAX_POLL_MS;
	return {
		maxWaitMs: MAX_WAIT_MS,
		deadlineMs: nowMs + Math.min(maxPollMs, hostBudgetMs * HOST_BUDGET_SHARE),
	};
}

function warnOfLostState(context: IPollFunctions): void {
	context.logger.warn(
		'QRCodeStack Trigger: what n8n had stored for this trigger could not be read, so it starts over from its starting point',
	);
}
