import { ConnectorError } from '../../../../shared/errors/connectorError';
import type { ApiSession } from '../../../../shared/http/session';
import type { BulkRow } from './bulkRow';
import { getAccount } from '../../../../shared/api/endpoints';
import { renderMessage } from '../../../../shared/errors/catalogue/catalogue';
import type { Account } from '../../../../shared/api/decode/account';
import { sendRequest } from '../../../../shared/http/sendRequest';

/** What the account has left, as far as GET /me says. */
interface Capacity {
	qrCodes: number;
	calls: number;
}

/** Whether the account, as it was when somebody asked last, might lack the capacity for so many more codes. */
export function mayExceedCapacity(session: ApiSession, rows: number, rowsPerCall: number): boolean {
	const { usage } = session.account;
	return usage !== undefined && countFitting(capacityOf(usage), rowsPerCall) < rows;
}

/**
 * Asks for the account, with one call, and finds the rows beyond its capacity.
 * @returns those rows, each with the reason; empty when all fit or the account can't be read.
 */
export async function findExcessRows(
	session: ApiSession,
	rows: BulkRow[],
	rowsPerCall: number,
): Promise<Map<BulkRow, ConnectorError>> {
	const account = await readAccount(session);
	if (!account) return new Map();
	const capacity = capacityOf(account);
	const excess = rows.slice(Math.min(rows.length, countFitting(capacity, rowsPerCall)));
	return new Map(excess.map((row) => [row, noCapacity(rows.length, capacity)]));
}

/** Whatever keeps this call from working meets the creating calls too, which then report it. */
async function readAccount(session: ApiSession): Promise<Account | undefined> {
	await sendRequest(session, getAccount()).catch(() => {});
	return session.account.usage;
}

function capacityOf({ qrCodeCount, qrCodeLimit, callsThisMonth, monthlyLimit }: Account): Capacity {
	return { qrCodes: left(qrCodeLimit, qrCodeCount), calls: left(monthlyLimit, callsThisMonth) };
}

function left(limit: number | undefined, used: number | undefined): number {
	return limit === undefined || used === undefined ? Number.POSITIVE_INFINITY : Math.max(0, limit - used);
}

function countFitting({ qrCodes, calls }: Capacity, rowsPerCall: number): number {
	return Math.min(qrCodes, calls * rowsPerCall);
}

function noCapacity(wanted: number, { qrCodes, calls }: Capacity): ConnectorError {
	const parts = [
		...(Number.isFinite(qrCodes) ? [`room for ${qrCodes} more QR codes`] : []),
		...(Number.isFinite(calls) ? [`${calls} API calls left this month`] : []),
	];
	const text = renderMessage('noCapacity', { wanted, left: parts.join(' and ') });
	return new ConnectorError({ ...text, failure: { cause: 'configuration-invalid' } }, 'invalidInput');
}
