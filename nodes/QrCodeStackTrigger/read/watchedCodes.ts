import type { ApiSession } from '../../shared/http/session';
import { findQrCodeByLink } from '../../shared/qrCodes/findByLink';
import { toText } from '../../shared/util/objects';
import { dropUnwatched, type CursorSet } from '../scans/cursors';
import type { TriggerSettings } from '../settings/settings';
import { isReadWithoutList } from '../settings/watch';
import { readCodeList } from './codeList';
import type { PageBudget } from './pageBudget';
import {
	codeOf,
	knowsWhatIsGone,
	pruneUnlisted,
	pruneUnwatched,
	watchedInList,
	type KnownCode,
	type ReadMemory,
} from './readMemory';

type Watch = TriggerSettings['watch'];

/**
 * Finds the codes to watch. One list call per hundred codes shows which of them were scanned; a few codes are read
 * without a list.
 * @returns undefined where the list could not be read to its end: the next poll goes on with it.
 * @throws {ConnectorError}
 */
export async function findWatchedCodes(
	session: ApiSession,
	watch: Watch,
	memory: ReadMemory,
	pages: PageBudget,
): Promise<KnownCode[] | undefined> {
	if (!isReadWithoutList(watch)) {
		return (await readCodeList(session, memory, pages)) ? watchedInList(memory, watch) : undefined;
	}
	if (watch.kind === 'shortLink') await resolveLink(session, watch.link, memory);
	const codes = idsOf(watch, memory).map((id) => codeOf(memory, id));
	// it would be that of a list which is not read any more
	for (const code of codes) code.count = undefined;
	return codes;
}

/** The codes to watch, as far as earlier polls found them. */
export function knownWatchedCodes(watch: Watch, memory: ReadMemory): KnownCode[] {
	if (!isReadWithoutList(watch)) return watchedInList(memory, watch);
	return idsOf(watch, memory).flatMap((id) => memory.codes.get(id) ?? []);
}

/** Drops what memory and state have of codes that are watched no more, or gone. */
export function dropGoneCodes<Set extends CursorSet>(
	memory: ReadMemory,
	watch: Watch,
	watched: readonly KnownCode[],
	state: Set,
): Set {
	const watchedIds = watched.map(({ id }) => id);
	if (isReadWithoutList(watch)) {
		pruneUnwatched(memory, new Set(watchedIds));
		return dropUnwatched(state, watchedIds);
	}
	pruneUnlisted(memory, new Set(watchedIds));
	return knowsWhatIsGone(memory) ? dropUnwatched(state, [...memory.codes.keys()]) : state;
}

function idsOf(watch: Watch, { resolvedLink }: ReadMemory): string[] {
	if (watch.kind === 'ids') return watch.ids;
	return watch.kind === 'shortLink' && resolvedLink?.link === watch.link ? [resolvedLink.id] : [];
}

async function resolveLink(session: ApiSession, link: string, memory: ReadMemory): Promise<void> {
	if (memory.resolvedLink?.link === link) return;
	memory.resolvedLink = { link, id: toText(await findQrCodeByLink(session, link)) };
}
