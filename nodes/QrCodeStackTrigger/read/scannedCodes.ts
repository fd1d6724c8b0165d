import { ConnectorError } from '../../shared/errors/connectorError';
import { QR_CODE_FIELDS } from '../../shared/api/contract';
import type { ApiSession } from '../../shared/http/session';
import { clock } from '../../shared/util/clock';
import { getQrCode, type JsonObject } from '../../shared/api/endpoints';
import { decodeSingleQrCode } from '../../shared/api/decode/qrCode';
import { sendRequest } from '../../shared/http/sendRequest';
import { rememberCode, type CodeMemory } from './codes';

/** A code's name and destination are read again after this long, where no list call brings them anyway. */
const MAX_AGE_MS = 60 * 60_000;

/**
 * The codes that belong to the scans about to leave, by their ids. Of one that can't be read, the id alone is
 * known: its scans must not be held back for that.
 */
export async function readScannedCodes(
	session: ApiSession,
	ids: Iterable<string>,
	memory: CodeMemory,
): Promise<Map<string, JsonObject>> {
	const codes = new Map<string, JsonObject>();
	for (const id of new Set(ids)) codes.set(id, await readScannedCode(session, id, memory));
	return codes;
}

async function readScannedCode(session: ApiSession, id: string, memory: CodeMemory): Promise<JsonObject> {
	const known = memory.seen.get(id);
	if (known && clock.nowMs() - known.readAtMs < MAX_AGE_MS) return known.code;
	try {
		const { data } = await sendRequest(session, getQrCode(id));
		const code = decodeSingleQrCode(data);
		if (code) rememberCode(memory, id, code.raw);
	} catch (error) {
		const reason = error instanceof ConnectorError ? error.text.message : 'of an unexpected answer';
		session.context.logger.info(
			`QRCodeStack Trigger: scans go out without the code's name, because ${reason}`,
		);
	}
	return memory.seen.get(id)?.code ?? { [QR_CODE_FIELDS.id]: id };
}
