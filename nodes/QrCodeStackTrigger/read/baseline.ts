import { isNotFound, rethrow } from '../../shared/errors/connectorError';
import type { ApiSession } from '../../shared/http/session';
import { listScans } from '../../shared/api/endpoints';
import { Paginator } from '../../shared/paging/paginator';
import { startCursor, type ScanCursor } from '../scans/cursor';
import { codeKey } from '../scans/cursors';
import type { TriggerState } from '../state/triggerState';
import { findWatchedCodes, type CodeMemory } from './codes';
import type { SweepMemory } from './sweep';
import type { TriggerSettings } from '../settings/settings';

/** Stamps may be cut to whole seconds (A4), as the API's own clock is in its answers. */
const STAMP_UNIT_MS = 1_000;
/**
 * A scan may have moved the counter between the starting point and the list: each code is due a look, and
 * only one, since nothing says that there is anything to be seen.
 */
const ONE_LOOK: ScanCursor['outstanding'] = { scans: 0, sinceMs: 0 };
/**
 * With more codes than this, looks into all logs would take a good part of a small plan's month, for the
 * second that passes between the activation and the list. What came in then is found by the next sweep.
 */
const MAX_FIRST_LOOKS = 20;

/** The baseline "now" by our clock, as a state has it until a call works out, and by that of the API. */
export interface BaselineMemory {
	start?: { startMs: number; byApiMs: number };
}

/**
 * The first poll of a trigger that starts now: notes where each code's counter stands and puts nothing out.
 * It makes at least one call, so that a wrong key is told at activation and not a minute later. Every code
 * gets a cursor, so that one without is known to be new; codes that were watched before keep theirs.
 * @param nowMs when this poll began.
 */
export async function takeBaseline(
	session: ApiSession,
	state: TriggerState,
	settings: TriggerSettings,
	memory: { baseline: BaselineMemory; codes: CodeMemory; sweep: SweepMemory },
	nowMs: number,
): Promise<TriggerState> {
	const codes = await findWatchedCodes(session, settings.watch, memory);
	const [first] = codes;
	if (session.callsSent === 0 && first) await touchLog(session, first.id, codes.length === 1);
	noteBaseline(session, state, memory.baseline);
	const { start } = memory.baseline;
	const startMs = toStampUnit(start?.startMs === state.startMs ? start.byApiMs : state.startMs);
	// where the first polls failed, the time since the start is long enough for scans in any log
	const owesLooks = codes.length <= MAX_FIRST_LOOKS || state.startMs !== nowMs;
	const cursors = new Map(state.cursors);
	for (const { id, count } of codes) {
		const key = codeKey(id);
		if (cursors.has(key)) continue;
		const outstanding = owesLooks && count ? { outstanding: ONE_LOOK } : {};
		cursors.set(key, { ...startCursor(startMs), ...(count === undefined ? {} : { count, ...outstanding }) });
	}
	const { startKey, watchKey } = state;
	return { startKey, watchKey, startMs, cursors };
}

/** Notes the starting point by the API's clock with the first answer, whatever it says: ours may be set meanwhile. */
export function noteBaseline(
	session: ApiSession,
	{ isStarting, startMs }: TriggerState,
	memory: BaselineMemory,
): void {
	if (!isStarting || session.clockSkewMs === undefined || memory.start?.startMs === startMs) return;
	memory.start = { startMs, byApiMs: startMs + session.clockSkewMs };
}

function toStampUnit(epochMs: number): number {
	return Math.floor(epochMs / STAMP_UNIT_MS) * STAMP_UNIT_MS;
}

/** Any answer tells the API's time; a code that is gone must not keep the others from being watched. */
async function touchLog(session: ApiSession, id: string, isOnlyOne: boolean): Promise<void> {
	try {
		await new Paginator({ endpoint: (query = {}) => listScans(id, query), pageSize: 1 }).readPage(session);
	} catch (error) {
		if (!isNotFound(error) || isOnlyOne) rethrow(error);
	}
}
