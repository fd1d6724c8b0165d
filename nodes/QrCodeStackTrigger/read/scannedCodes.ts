import { ConnectorError } from '../../shared/errors/connectorError';
import { QR_CODE_FIELDS } from '../../shared/api/requestNames';
import type { ApiSession } from '../../shared/http/session';
import { clock } from '../../shared/util/clock';
import { getQrCode, type JsonObject } from '../../shared/api/endpoints';
import { decodeSingleQrCode } from '../../shared/api/decode/qrCode';
import { sendRequest } from '../../shared/http/sendRequest';
import { codeOf, type ReadMemory } from './readMemory';

/** A code's name and destination are read again after this long, where no list call brings them anyway. */
const MAX_AGE_MS = 60 * 60_000;

/**
 * The codes that belong to the scans that are about to be emitted, by their ids. Of one that can't be read, the id alone is
 * known: its scans must not be held back for that.
 */
export async function readScannedCodes(
	session: ApiSession,
	ids: Iterable<string>,
	memory: ReadMemory,
): Promise<Map<string, JsonObject>> {
	const codes = new Map<string, JsonObject>();
	for (const id of new Set(ids)) codes.set(id, await readScannedCode(session, id, memory));
	return codes;
}

async function readScannedCode(session: ApiSession, id: string, memory: ReadMemory): Promise<JsonObject> {
	const code = codeOf(memory, id);
	const ageMs = clock.nowMs() - (code.details?.readAtMs ?? Number.NEGATIVE_INFINITY);
	// below zero, the clock was set back
	if (code.details && ageMs >= 0 && ageMs < MAX_AGE_MS) return code.details.row;
	try {
		const { data } = await sendRequest(session, getQrCode(id));
		const row = decodeSingleQrCode(data)?.raw;
		if (row) code.details = { row, readAtMs: clock.nowMs() };
	} catch (error) {
		const reason = error instanceof ConnectorError ? error.text.message : 'of an unexpected answer';
		session.context.logger.info(
			`QRCodeStack Trigger: scans are emitted without the code's name, because ${reason}`,
		);
	}
	return code.details?.row ?? { [QR_CODE_FIELDS.id]: id };
}
