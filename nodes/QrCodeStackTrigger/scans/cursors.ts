import { shortHash } from '../../shared/util/hash';
import { startCursor, type ScanCursor } from './cursor';

/** A code whose log the trigger follows. */
export interface WatchedCode {
	id: string;
	/** Its scan counter, where the list was read and shows one. */
	count?: number;
}

/** How far the logs of all codes were followed. Plain data; never changed in place. */
export interface CursorSet {
	/** Scans before this are not emitted; codes that turn up later start here as well. */
	startMs: number;
	/** By code key. */
	cursors: ReadonlyMap<string, ScanCursor>;
}

/** Codes that are watched no more keep their cursors, should they come back: this many of them. */
const MAX_UNWATCHED = 1_000;

/** Names a code in the state by a short hash: a thousand whole ids would not fit. */
export function codeKey(id: unknown): string {
	return shortHash(String(id));
}

/** The cursor of a code; one that is new begins at the start of the set. */
export function cursorOf({ cursors, startMs }: CursorSet, id: unknown): ScanCursor {
	return cursors.get(codeKey(id)) ?? startCursor(startMs);
}

/**
 * Drops codes that are watched no more, those that were scanned longest ago, so that an account with many
 * short-lived codes fits. Should one come back, it starts where none of them has emitted anything; the codes that are
 * watched keep their own start.
 */
export function dropUnwatched<Set extends CursorSet>(state: Set, watchedIds: readonly string[]): Set {
	// an account that seems to have no code at all may be a slip of the API
	if (watchedIds.length === 0 || state.cursors.size <= watchedIds.length + MAX_UNWATCHED) return state;
	const watched = new Map(watchedIds.map((id) => [codeKey(id), cursorOf(state, id)]));
	const unwatched = [...state.cursors].filter(([key]) => !watched.has(key));
	const newestFirst = unwatched.sort(([, a], [, b]) => b.watermarkMs - a.watermarkMs);
	const [newestDropped] = newestFirst.slice(MAX_UNWATCHED);
	const startMs = newestDropped ? Math.max(state.startMs, newestDropped[1].watermarkMs + 1) : state.startMs;
	return { ...state, startMs, cursors: new Map([...newestFirst.slice(0, MAX_UNWATCHED), ...watched]) };
}
