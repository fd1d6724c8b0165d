import { decodeQrCode, type QrCode } from '../../shared/api/decode/qrCode';
import { unknownForm } from '../../shared/api/decode/requireObject';
import { listQrCodes, type Query } from '../../shared/api/endpoints';
import type { ApiSession } from '../../shared/http/session';
import { collectRows } from '../../shared/paging/collectRows';
import type { Doubt } from '../../shared/paging/doubt';

/** All codes of an account, in the order of the list. */
export interface WholeList {
	codes: QrCode[];
	/** Why these may not be all. */
	doubts: Doubt[];
}

/** Which list, and how much of it. */
export interface WholeListRequest {
	query?: Query | undefined;
	/** Where somebody pays for each call. */
	maxPages?: number | undefined;
}

const listsBySession = new WeakMap<ApiSession, Map<string, Promise<WholeList>>>();

/**
 * Reads the codes of the account, once for a session however often it is asked for.
 * @throws {ConnectorError} rather than return a part as if it were all, and for an entry that is no code.
 */
export async function readWholeList(session: ApiSession, request: WholeListRequest): Promise<WholeList> {
	const lists = listsBySession.get(session) ?? new Map<string, Promise<WholeList>>();
	listsBySession.set(session, lists);
	const key = JSON.stringify(request);
	const list = lists.get(key) ?? readList(session, request);
	lists.set(key, list);
	return await list;
}

async function readList(session: ApiSession, request: WholeListRequest): Promise<WholeList> {
	const doubts: Doubt[] = [];
	const onDoubt = (doubt: Doubt) => void doubts.push(doubt);
	const rows = await collectRows(
		session,
		{ ...request, endpoint: listQrCodes, onDoubt },
		Number.POSITIVE_INFINITY,
	);
	return { codes: rows.map(requireCode), doubts };
}

/** @throws {ConnectorError} kind 'unexpectedAnswer' for an entry of the list that is no code. */
export function requireCode(row: unknown): QrCode {
	const code = decodeQrCode(row);
	if (code) return code;
	throw unknownForm('a QR code in the list', row);
}
