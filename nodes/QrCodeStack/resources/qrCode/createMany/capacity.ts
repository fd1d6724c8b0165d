import { ApiCallError } from '../../../../shared/errors/connectorError';
import type { ApiSession } from '../../../../shared/http/session';
import type { BulkRow } from './createInBulk';
import { getAccount } from '../../../../shared/api/endpoints';
import { tell } from '../../../../shared/errors/catalogue/catalogue';
import { recallAccount } from '../../../../shared/rateLimit/rateGate';
import type { AccountUsage } from '../../../../shared/api/schemas';
import { sendRequest } from '../../../../shared/http/sendRequest';

/** What the account has left, as far as GET /me tells. */
interface Room {
	qrCodes: number;
	calls: number;
}

/** Whether the account, as it was when somebody asked last, might not have room for so many more codes. */
export function mayExceedRoom(session: ApiSession, rows: number, rowsPerCall: number): boolean {
	const account = recallAccount(session.gate);
	return account !== undefined && countFitting(roomOf(account), rowsPerCall) < rows;
}

/**
 * Asks for the account, with one call, and finds the rows that it has no room for.
 * @returns those rows, each with the reason; empty when all fit or the account can't be read.
 */
export async function findExcessRows(
	session: ApiSession,
	rows: BulkRow[],
	rowsPerCall: number,
): Promise<Map<BulkRow, ApiCallError>> {
	const account = await readAccount(session);
	if (!account) return new Map();
	const room = roomOf(account);
	const excess = rows.slice(Math.min(rows.length, countFitting(room, rowsPerCall)));
	return new Map(excess.map((row) => [row, noRoom(rows.length, room)]));
}

/** Whatever is in the way is in the way of the creating calls too, which then tell of it. */
async function readAccount(session: ApiSession): Promise<AccountUsage | undefined> {
	await sendRequest(session, getAccount()).catch(() => {});
	return recallAccount(session.gate);
}

function roomOf({ qrCodeCount, qrCodeLimit, callsThisMonth, monthlyLimit }: AccountUsage): Room {
	return { qrCodes: left(qrCodeLimit, qrCodeCount), calls: left(monthlyLimit, callsThisMonth) };
}

function left(limit: number | undefined, used: number | undefined): number {
	return limit === undefined || used === undefined ? Number.POSITIVE_INFINITY : Math.max(0, limit - used);
}

function countFitting({ qrCodes, calls }: Room, rowsPerCall: number): number {
	return Math.min(qrCodes, calls * rowsPerCall);
}

function noRoom(wanted: number, { qrCodes, calls }: Room): ApiCallError {
	const parts = [
		...(Number.isFinite(qrCodes) ? [`room for ${qrCodes} more QR codes`] : []),
		...(Number.isFinite(calls) ? [`${calls} API calls left this month`] : []),
	];
	const told = tell('noRoom', { wanted, left: parts.join(' and ') });
	return new ApiCallError({ ...told, failure: { cause: 'configuration-invalid' } }, 'invalidInput');
}
