import { countWithoutId, isDeleted, readScanCount } from '../../shared/api/decode/qrCode';
import { listQrCodes, type JsonObject } from '../../shared/api/endpoints';
import { isQrCode } from '../../shared/api/schemas';
import { rethrow } from '../../shared/errors/connectorError';
import type { ApiSession } from '../../shared/http/session';
import { Paginator } from '../../shared/paging/paginator';
import { clock } from '../../shared/util/clock';
import { isLost } from './lostRead';
import type { PageBudget } from './pageBudget';
import { codeOf, type ReadMemory } from './readMemory';

/** A list that was put aside for longer than this shows counters of another time, and codes that came since are missing. */
const MAX_LIST_AGE_MS = 60 * 60_000;

/** One read of the list of codes. It can be cut short between two pages and be taken up by a later poll. */
export class CodeListRead {
	readonly startedAtMs = clock.nowMs();
	readonly rows = new Map<string, JsonObject>();
	withoutId = 0;
	private readonly pages = new Paginator({ endpoint: listQrCodes });

	get isComplete(): boolean {
		return this.pages.isDone;
	}

	/** @throws {ConnectorError} when the call does not work out; the read can be taken up again. */
	async readPage(session: ApiSession): Promise<void> {
		for (const row of await this.pages.readPage(session)) {
			if (isQrCode(row)) this.rows.set(String(row.id), row);
			else this.withoutId++;
		}
	}
}

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
	noteList(memory, list);
	logWithoutId(session, memory, list.withoutId);
	return true;
}

function openList(memory: ReadMemory): CodeListRead {
	const { openList: open } = memory;
	const ageMs = open ? clock.nowMs() - open.startedAtMs : Number.POSITIVE_INFINITY;
	// below zero, the clock was set back
	const isUsable = ageMs >= 0 && ageMs < MAX_LIST_AGE_MS;
	return (memory.openList = open && isUsable ? open : new CodeListRead());
}

function noteList(memory: ReadMemory, { rows }: CodeListRead): void {
	const atMs = clock.nowMs();
	memory.firstListAtMs ??= atMs;
	memory.listsSinceStalest++;
	const list = ++memory.listsRead;
	for (const code of memory.codes.values()) code.count = undefined;
	for (const [id, row] of rows) {
		const code = codeOf(memory, id);
		code.details = { row, readAtMs: atMs };
		// the log of a deleted one is closed, and asking for it costs a call
		if (isDeleted(row)) continue;
		code.listed = { list, atMs };
		code.count = readScanCount(row);
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
