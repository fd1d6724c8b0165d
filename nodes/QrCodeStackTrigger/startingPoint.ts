import type { ApiSession } from '../shared/apiSession';
import { listScans } from '../shared/endpoints';
import { PageWalk } from '../shared/pageWalk';
import type { PollMemory } from './pollMemory';
import { startCursor, type ScanCursor } from './scanCursor';
import { codeKey, type TriggerState } from './triggerState';
import { findWatchedCodes } from './watchedCodes';
import type { TriggerSettings } from './triggerSettings';

/**
 * The first poll of a trigger that starts now: notes where each code's counter stands and puts nothing out.
 * It makes at least one call, so that a wrong key is told at activation and not a minute later.
 */
export async function setStartingPoint(
	session: ApiSession,
	state: TriggerState,
	settings: TriggerSettings,
	memory: PollMemory,
): Promise<TriggerState> {
	const codes = await findWatchedCodes(session, settings.watch, memory);
	const [first] = codes;
	if (session.clockSkewMs === undefined && first) await touchLog(session, first.id);
	const startMs = state.startMs + (session.clockSkewMs ?? 0);
	const cursors = new Map<string, ScanCursor>();
	for (const { id, count } of codes) {
		if (count === undefined) continue;
		// a scan may have moved the counter between the starting point and the list: each code is owed a look
		cursors.set(codeKey(id), { ...startCursor(startMs), count, owedSinceMs: startMs });
	}
	return { ...state, startMs, cursors };
}

async function touchLog(session: ApiSession, id: string): Promise<void> {
	await new PageWalk({ endpoint: (query = {}) => listScans(id, query), pageSize: 1 }).readPage(session);
}
