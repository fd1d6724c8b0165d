import { decodeQrCode, hasId, requireQrCode, type QrCodeWithId } from '../../shared/api/decode/qrCode';
import { getQrCode } from '../../shared/api/endpoints';
import { isNotFound, rethrow } from '../../shared/errors/connectorError';
import type { ApiSession } from '../../shared/http/session';
import { sendRequest } from '../../shared/http/sendRequest';
import { matchesCodeFilter } from '../../shared/qrCodes/codeFilter';
import type { TriggerSettings } from '../settings/settings';
import { isReadWithoutList } from '../settings/watch';
import { readCodeList } from './codeList';
import type { PageBudget } from './pageBudget';
import type { ReadMemory } from './readMemory';
import { findWatchedCodes } from './watchedCodes';

/** The codes of the account as they are now. */
export interface ListedCodes {
	/** Those that are watched. */
	watched: QrCodeWithId[];
	/** All that were seen. */
	all: QrCodeWithId[];
}

/**
 * Reads the codes for an event of the list: the list itself, or each of a few codes that are watched.
 * @returns undefined where the list could not be read to its end: the next poll goes on with it.
 * @throws {ConnectorError}
 */
export async function readListedCodes(
	session: ApiSession,
	watch: TriggerSettings['watch'],
	memory: ReadMemory,
	pages: PageBudget,
): Promise<ListedCodes | undefined> {
	if (isReadWithoutList(watch)) {
		const known = (await findWatchedCodes(session, watch, memory, pages)) ?? [];
		const codes: QrCodeWithId[] = [];
		for (const { id } of known) {
			const code = await readCode(session, id);
			if (code) codes.push(code);
		}
		return { watched: codes, all: codes };
	}
	if (!(await readCodeList(session, memory, pages))) return undefined;
	const listed = [...memory.codes.values()].filter(({ listed: at }) => at?.list === memory.listsRead);
	const all = listed.map(({ details }) => decodeQrCode(details?.row)).filter(hasId);
	return { watched: all.filter((code) => isWatched(code, watch)), all };
}

function isWatched(code: QrCodeWithId, watch: TriggerSettings['watch']): boolean {
	switch (watch.kind) {
		case 'all':
			return true;
		case 'matching':
			return matchesCodeFilter(code, watch.filter);
		case 'ids':
			return watch.ids.includes(code.id);
		case 'shortLink':
			return false;
	}
}

/**
 * One code; undefined where it is not found.
 * @throws {ConnectorError} also for an answer without one: an empty one does not say that it is gone.
 */
export async function readCode(session: ApiSession, id: string): Promise<QrCodeWithId | undefined> {
	try {
		const { data } = await sendRequest(session, getQrCode(id));
		return { ...requireQrCode(data), id };
	} catch (error) {
		return isNotFound(error) ? undefined : rethrow(error);
	}
}
