import type { ApiSession } from '../shared/apiSession';
import { clock } from '../shared/clock';
import { listScans } from '../shared/endpoints';
import { PageWalk } from '../shared/pageWalk';
import type { PollMemory } from './pollMemory';
import { startCursor, type ScanCursor } from './scanCursor';
import { codeKey, type TriggerState } from './triggerState';
import { findWatchedCodes } from './watchedCodes';
import type { TriggerSettings } from './triggerSettings';

/** Stamps may be cut to whole seconds (A4), as the API's own clock is in its answers. */
const STAMP_UNIT_MS = 1_000;
/**
 * A scan may have moved the counter between the starting point and the list: each code is owed a look, and
 * only one, since nothing says that there is anything to be seen.
 */
const ONE_LOOK: ScanCursor['owed'] = { scans: 0, sinceMs: 0 };

/**
 * The first poll of a trigger that starts now: notes where each code's counter stands and puts nothing out.
 * It makes at least one call, so that a wrong key is told at activation and not a minute later. Every code
 * gets a cursor, so that one without is known to be new; codes that were watched before keep theirs.
 * @param nowMs when this poll began.
 */
export async function setStartingPoint(
	session: ApiSession,
	state: TriggerState,
	settings: TriggerSettings,
	memory: PollMemory,
	nowMs: number,
): Promise<TriggerState> {
	const codes = await findWatchedCodes(session, settings.watch, memory);
	const [first] = codes;
	if (session.clockSkewMs === undefined && first) await touchLog(session, first.id);
	const hasCounters = codes.some(({ count }) => count !== undefined);
	// an activation that is just going on may end a moment later; one that failed at first has its start behind it
	const isAfterList = hasCounters && state.startMs === nowMs;
	const startMs = isAfterList
		? await waitForNextStamp(session)
		: toStampUnit(state.startMs + (session.clockSkewMs ?? 0));
	const cursors = new Map(state.cursors);
	for (const { id, count } of codes) {
		const key = codeKey(id);
		if (cursors.has(key)) continue;
		const owed = isAfterList || !count ? {} : { owed: ONE_LOOK };
		cursors.set(key, { ...startCursor(startMs), ...(count === undefined ? {} : { count, ...owed }) });
	}
	const { startKey, watchKey } = state;
	return { startKey, watchKey, startMs, cursors };
}

/**
 * Waits until a second begins that the list has seen nothing of. Scans from then on move a counter, so that no
 * log has to be looked at for one between the starting point and the list: with 250 codes, that is 250 calls.
 * @returns that second, by the API's clock.
 */
async function waitForNextStamp(session: ApiSession): Promise<number> {
	const apiNowMs = clock.nowMs() + (session.clockSkewMs ?? 0);
	const startMs = toStampUnit(apiNowMs) + STAMP_UNIT_MS;
	await clock.sleepMs(startMs - apiNowMs);
	return startMs;
}

function toStampUnit(epochMs: number): number {
	return Math.floor(epochMs / STAMP_UNIT_MS) * STAMP_UNIT_MS;
}

async function touchLog(session: ApiSession, id: string): Promise<void> {
	await new PageWalk({ endpoint: (query = {}) => listScans(id, query), pageSize: 1 }).readPage(session);
}
