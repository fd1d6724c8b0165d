import type { JsonObject } from '../../shared/api/endpoints';
import { decodeQrCode } from '../../shared/api/decode/qrCode';
import { matchesCodeFilter } from '../../shared/qrCodes/codeFilter';
import type { ConnectorError } from '../../shared/errors/connectorError';
import { clock } from '../../shared/util/clock';
import type { WatchedCode } from '../scans/cursors';
import type { TriggerSettings } from '../settings/settings';
import type { CodeListRead } from './codeListRead';
import type { ScanLogRead } from './logReader';

/** What this process knows of one code. Losing it costs calls, never scans. */
export interface KnownCode extends WatchedCode {
	/** When its log had its turn last; before the first one, when the code turned up. */
	lastReadAtMs: number;
	/** When its log was last read back to the lookback start, by the API's clock. */
	wholeReadAtMs?: number;
	/** A read that was cut short, or whose scans could not all be emitted at once. */
	read?: ScanLogRead;
	/** Its log was not found: what the API said, when it did so first, and how often in a row. */
	notFound?: { error: ConnectorError; sinceMs: number; answers: number };
	/** As last seen, for the fields that go with each scan. */
	details?: { row: JsonObject; readAtMs: number };
	/** The last list that showed it: the how manyth of this process, and when. */
	listed?: { list: number; atMs: number };
}

/** What the reading of the list and of the logs keeps from poll to poll. */
export interface ReadMemory {
	codes: Map<string, KnownCode>;
	/** A read of the list that was cut short. */
	openList?: CodeListRead;
	/** Lists that were read to their end. */
	listsRead: number;
	firstListAtMs?: number;
	/** How many of them since the stalest logs had their turn. */
	listsSinceStalest: number;
	/** How long the fastest page of the last poll took. */
	fastestPageMs?: number;
	/** The id behind the short link that the trigger watches. */
	resolvedLink?: { link: string; id: string };
	/** How many entries of the list without an ID the log reported last. */
	reportedWithoutId?: number;
}

export function newReadMemory(): ReadMemory {
	return { codes: new Map(), listsRead: 0, listsSinceStalest: 0 };
}

/** What is known of a code; it turns up now, if it is new. */
export function codeOf({ codes }: ReadMemory, id: string): KnownCode {
	const code = codes.get(id) ?? { id, lastReadAtMs: clock.nowMs() };
	codes.set(id, code);
	return code;
}

/** The codes to watch among those of the last whole list. */
export function watchedInList(memory: ReadMemory, watch: TriggerSettings['watch']): KnownCode[] {
	if (watch.kind === 'ids') return watch.ids.map((id) => codeOf(memory, id));
	const listed = [...memory.codes.values()].filter((code) => code.listed?.list === memory.listsRead);
	if (watch.kind !== 'matching') return listed;
	return listed.filter(({ details }) => {
		const code = decodeQrCode(details?.row);
		return code !== undefined && matchesCodeFilter(code, watch.filter);
	});
}

/**
 * A code that was missing from the lists of a day, and from so many of them, is gone. One list proves nothing: an
 * API may stumble, or a key of another account be set for a while.
 */
const GONE_AFTER_MS = 24 * 60 * 60_000;
const GONE_AFTER_LISTS = 24;

/** Drops what is known of codes that are gone. */
export function pruneUnlisted({ codes, listsRead }: ReadMemory, watchedIds: ReadonlySet<string>): void {
	const nowMs = clock.nowMs();
	for (const [id, { listed }] of codes) {
		const isGone =
			!listed || (nowMs - listed.atMs >= GONE_AFTER_MS && listsRead - listed.list >= GONE_AFTER_LISTS);
		if (isGone && !watchedIds.has(id)) codes.delete(id);
	}
}

/** Drops what is known of all codes but these. */
export function pruneUnwatched({ codes }: ReadMemory, watchedIds: ReadonlySet<string>): void {
	for (const id of codes.keys()) if (!watchedIds.has(id)) codes.delete(id);
}

/** Whether the lists of this process say enough to tell codes that are gone from those that a list left out. */
export function knowsWhatIsGone({ firstListAtMs, listsRead }: ReadMemory): boolean {
	if (firstListAtMs === undefined || listsRead < GONE_AFTER_LISTS) return false;
	return clock.nowMs() - firstListAtMs >= GONE_AFTER_MS;
}
