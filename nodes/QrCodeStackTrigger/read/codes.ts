import { ConnectorError } from '../../shared/errors/connectorError';
import { renderMessage } from '../../shared/errors/catalogue/catalogue';
import type { ApiSession } from '../../shared/http/session';
import { clock } from '../../shared/util/clock';
import { listQrCodes, type JsonObject } from '../../shared/api/endpoints';
import { findQrCodeByLink } from '../../shared/qrCodes/findByLink';
import { isObject, toText } from '../../shared/util/objects';
import { Paginator } from '../../shared/paging/paginator';
import { decodeQrCode, hasId } from '../../shared/api/decode/qrCode';
import { describeNames } from '../../shared/api/decode/scan';
import { countWithoutId } from '../../shared/qrCodes/describeQrCode';
import type { WatchedCode } from '../scans/cursors';
import { noteListPoll, type SweepMemory } from './sweep';
import type { TriggerSettings } from '../settings/settings';

/** What is known of the codes. */
export interface CodeMemory {
	/** As last seen, for the fields that go with each scan. */
	seen: Map<string, { code: JsonObject; readAtMs: number }>;
	/** The id behind the short link that the trigger watches. */
	resolvedLink?: { link: string; id: string };
	/** How many entries of the list without an ID the log reported last. */
	reportedWithoutId?: number;
}

export function newCodeMemory(): CodeMemory {
	return { seen: new Map() };
}

/** Drops what is known of codes that are watched no more. */
export function pruneCodes({ seen }: CodeMemory, watchedIds: ReadonlySet<string>): void {
	for (const id of seen.keys()) if (!watchedIds.has(id)) seen.delete(id);
}

/** Up to this many codes, reading each log costs no more than a list that says which ones moved. */
export const MAX_READ_WITHOUT_LIST = 3;

/**
 * Finds the codes to watch. One list call per hundred codes tells which of them were scanned; a few codes
 * are read without a list.
 */
export async function findWatchedCodes(
	session: ApiSession,
	watch: TriggerSettings['watch'],
	memory: { codes: CodeMemory; sweep: SweepMemory },
): Promise<WatchedCode[]> {
	if (watch.kind === 'shortLink') return [{ id: await resolveLink(session, watch.link, memory.codes) }];
	if (watch.kind === 'ids' && watch.ids.length <= MAX_READ_WITHOUT_LIST)
		return watch.ids.map((id) => ({ id }));
	const listed = await listCodes(session, memory.codes);
	const watched = watch.kind === 'all' ? listed : listed.filter(({ id }) => watch.ids.includes(id));
	noteListPoll(memory.sweep, watched);
	if (watch.kind === 'all') return listed;
	const byId = new Map(listed.map((code) => [code.id, code]));
	return watch.ids.map((id) => byId.get(id) ?? { id });
}

async function listCodes(session: ApiSession, memory: CodeMemory): Promise<WatchedCode[]> {
	const codes = new Map<string, WatchedCode>();
	const walk = new Paginator({ endpoint: listQrCodes });
	const withoutId: unknown[] = [];
	let codesSeen = 0;
	while (!walk.isDone) {
		for (const row of await walk.readPage(session)) {
			const code = decodeQrCode(row);
			if (!hasId(code)) {
				withoutId.push(row);
				continue;
			}
			const { id, scanCount, isDeleted, raw } = code;
			codesSeen++;
			rememberCode(memory, id, raw);
			// the log of a deleted one is closed, and asking for it costs a call
			if (!isDeleted) codes.set(id, { id, count: scanCount });
		}
	}
	if (codesSeen === 0) requireIds(withoutId);
	logWithoutId(session, memory, withoutId.length);
	return [...codes.values()];
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

/** Once for each number of them: every poll reads the list. */
function logWithoutId({ context }: ApiSession, memory: CodeMemory, count: number): void {
	const isNews = count !== (memory.reportedWithoutId ?? 0);
	memory.reportedWithoutId = count;
	if (!isNews || count === 0) return;
	context.logger.warn(
		`QRCodeStack Trigger: the scans of ${countWithoutId(count)} in the list of QR codes cannot be asked for`,
	);
}

/** Keeps what is known of a code, for the fields that go with each scan. */
export function rememberCode(memory: CodeMemory, id: string, code: JsonObject): void {
	memory.seen.set(id, { code, readAtMs: clock.nowMs() });
}

async function resolveLink(session: ApiSession, link: string, memory: CodeMemory): Promise<string> {
	if (memory.resolvedLink?.link !== link) {
		memory.resolvedLink = { link, id: toText(await findQrCodeByLink(session, link)) };
	}
	return memory.resolvedLink.id;
}
