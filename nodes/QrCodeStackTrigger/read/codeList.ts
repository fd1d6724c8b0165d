import { describeNames } from '../../shared/api/decode/facts';
import { renderMessage } from '../../shared/errors/catalogue/catalogue';
import { ConnectorError, rethrow } from '../../shared/errors/connectorError';
import type { ApiSession } from '../../shared/http/session';
import { countWithoutId } from '../../shared/qrCodes/describeQrCode';
import { clock } from '../../shared/util/clock';
import { isObject } from '../../shared/util/objects';
import { CodeListRead } from './codeListRead';
import { isLost } from './lostRead';
import type { PageBudget } from './pageBudget';
import { codeOf, type ReadMemory } from './readMemory';

/** A list that was put aside for longer than this shows counters of another time, and codes that came since are missing. */
const MAX_LIST_AGE_MS = 60 * 60_000;

/**
 * Reads the list of codes, one call for each hundred of them, and notes what it says of each.
 * @returns whether it was read to its end; otherwise the next poll goes on with it.
 * @throws {ConnectorError}
 */
export async function readCodeList(
	session: ApiSession,
	memory: ReadMemory,
	pages: PageBudget,
): Promise<boolean> {
	const list = openList(memory);
	try {
		while (!list.isComplete) {
			if (!pages.hasTime) return false;
			await pages.spend(async () => await list.readPage(session));
		}
	} catch (error) {
		if (isLost(error)) memory.openList = undefined;
		return rethrow(error);
	}
	memory.openList = undefined;
	if (list.codes.size === 0) requireIds(list.withoutId);
	noteList(memory, list);
	logWithoutId(session, memory, list.withoutId.length);
	return true;
}

function openList(memory: ReadMemory): CodeListRead {
	const { openList: open } = memory;
	const ageMs = open ? clock.nowMs() - open.startedAtMs : Number.POSITIVE_INFINITY;
	// below zero, the clock was set back
	const isUsable = ageMs >= 0 && ageMs < MAX_LIST_AGE_MS;
	return (memory.openList = open && isUsable ? open : new CodeListRead());
}

/**
 * Nothing can be watched where no entry has an ID that is known as one.
 * @throws {ConnectorError} kind 'unexpectedAnswer', that names the fields which there are.
 */
function requireIds(rows: readonly unknown[]): void {
	if (rows.length === 0) return;
	const names = describeNames(rows.filter(isObject).flatMap((row) => Object.keys(row)));
	const failure = { cause: 'configuration-invalid' } as const;
	throw new ConnectorError({ ...renderMessage('codesWithoutId', { names }), failure }, 'unexpectedAnswer');
}

function noteList(memory: ReadMemory, { codes }: CodeListRead): void {
	const atMs = clock.nowMs();
	memory.firstListAtMs ??= atMs;
	memory.listsSinceStalest++;
	const list = ++memory.listsRead;
	for (const known of memory.codes.values()) known.count = undefined;
	for (const [id, { raw, isDeleted, scanCount }] of codes) {
		const known = codeOf(memory, id);
		known.details = { row: raw, readAtMs: atMs };
		// the log of a deleted one is closed, and asking for it costs a call
		if (isDeleted) continue;
		known.listed = { list, atMs };
		known.count = scanCount;
	}
}

/** Once for each number of them: every poll reads the list. */
function logWithoutId({ context }: ApiSession, memory: ReadMemory, count: number): void {
	const isNew = count !== (memory.reportedWithoutId ?? 0);
	memory.reportedWithoutId = count;
	if (!isNew || count === 0) return;
	context.logger.warn(
		`QRCodeStack Trigger: the scans of ${countWithoutId(count)} in the list of QR codes cannot be asked for`,
	);
}
