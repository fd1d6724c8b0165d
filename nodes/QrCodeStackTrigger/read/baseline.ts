import { isNotFound, rethrow } from '../../shared/errors/connectorError';
import { apiNowMs, type ApiSession } from '../../shared/http/session';
import { listScans } from '../../shared/api/endpoints';
import { Paginator } from '../../shared/paging/paginator';
import { clock } from '../../shared/util/clock';
import { startCursor, type ScanCursor } from '../scans/cursor';
import { codeKey } from '../scans/cursors';
import type { TriggerState } from '../state/triggerState';
import type { PageBudget } from './pageBudget';
import type { ReadMemory } from './readMemory';
import type { TriggerSettings } from '../settings/settings';
import { findWatchedCodes } from './watchedCodes';

/** Stamps may be cut to whole seconds (A4), as the API's own clock is in its answers. */
const STAMP_UNIT_MS = 1_000;
/**
 * A scan may have moved the counter between the starting point and the list: each code has one look outstanding, and
 * only one, since nothing says that there is anything to be seen.
 */
const ONE_LOOK: ScanCursor['outstanding'] = { scans: 0, sinceMs: 0 };
/**
 * With more codes than this, looks into all logs would take a good part of a small plan's month, for the
 * second that passes between the activation and the list. What came in then is found when the stalest logs have
 * their turn.
 */
const MAX_FIRST_LOOKS = 20;

/** The baseline "now" by our clock, as a state has it until a call works out, and by the steady one. */
export interface BaselineMemory {
	start?: { startMs: number; steadyMs: number };
}

/**
 * The first poll of a trigger that starts now: notes where each code's counter stands and emits nothing.
 * It makes at least one call, so that a wrong key fails the activation, not a poll a minute later. Every code
 * gets a cursor, so that one without is known to be new; codes that were watched before keep theirs.
 * @param nowMs when this poll began.
 * @returns undefined where the list could not be read to its end: the next poll goes on with it.
 */
export async function takeBaseline(
	session: ApiSession,
	state: TriggerState,
	settings: TriggerSettings,
	memory: { baseline: BaselineMemory; reads: ReadMemory },
	pages: PageBudget,
	nowMs: number,
): Promise<TriggerState | undefined> {
	const codes = await findWatchedCodes(session, settings.watch, memory.reads, pages);
	if (!codes) return undefined;
	const [first] = codes;
	if (session.stats.callsSent === 0 && first) await touchLog(session, first.id, codes.length === 1);
	// where a single answer says that the clocks are far apart, a second one decides
	if (!session.account.clock.isSure && first) await touchLog(session, first.id, codes.length === 1);
	const startMs = toStampUnit(startByApiMs(session, state, memory.baseline));
	// where the first polls failed, the time since the start is long enough for scans in any log
	const needsLook = codes.length <= MAX_FIRST_LOOKS || state.startMs !== nowMs;
	const cursors = new Map(state.cursors);
	for (const { id, count } of codes) {
		const key = codeKey(id);
		if (cursors.has(key)) continue;
		const outstanding = needsLook && count ? { outstanding: ONE_LOOK } : {};
		cursors.set(key, { ...startCursor(startMs), ...(count === undefined ? {} : { count, ...outstanding }) });
	}
	const { startKey, watchKey } = state;
	return { startKey, watchKey, startMs, cursors };
}

/** Notes the starting point by the steady clock, before anything is awaited: the other one may be set meanwhile. */
export function noteBaseline({ isStarting, startMs }: TriggerState, memory: BaselineMemory): void {
	if (!isStarting || memory.start?.startMs === startMs) return;
	memory.start = { startMs, steadyMs: clock.steadyMs() - (clock.nowMs() - startMs) };
}

/** The starting point by the API's clock, once an answer showed it. */
export function startByApiMs(
	session: ApiSession,
	{ startMs }: TriggerState,
	{ start }: BaselineMemory,
): number {
	if (start?.startMs !== startMs) return startMs;
	return apiNowMs(session) - (clock.steadyMs() - start.steadyMs);
}

function toStampUnit(epochMs: number): number {
	return Math.floor(epochMs / STAMP_UNIT_MS) * STAMP_UNIT_MS;
}

/** Any answer shows the API's time; a code that is gone must not keep the others from being watched. */
async function touchLog(session: ApiSession, id: string, isOnlyOne: boolean): Promise<void> {
	try {
		await new Paginator({ endpoint: (query = {}) => listScans(id, query), pageSize: 1 }).readPage(session);
	} catch (error) {
		if (!isNotFound(error) || isOnlyOne) rethrow(error);
	}
}
