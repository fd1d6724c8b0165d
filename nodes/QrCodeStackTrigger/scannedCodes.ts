import { ApiCallError } from '../shared/apiCallError';
import { QR_CODE_FIELDS } from '../shared/apiContract';
import type { ApiSession } from '../shared/apiSession';
import { clock } from '../shared/clock';
import { getQrCode, type JsonObject } from '../shared/endpoints';
import { isObject } from '../shared/objects';
import { sendRequest } from '../shared/sendRequest';
import type { PollMemory } from './pollMemory';
import { rememberCode } from './watchedCodes';

/** A code's name and destination are read again after this long, where no list call brings them anyway. */
const MAX_AGE_MS = 60 * 60_000;

/**
 * The codes that belong to the scans about to leave, by their ids. Of one that can't be read, the id alone is
 * known: its scans must not be held back for that.
 */
export async function readScannedCodes(
	session: ApiSession,
	ids: Iterable<string>,
	memory: PollMemory,
): Promise<Map<string, JsonObject>> {
	const codes = new Map<string, JsonObject>();
	for (const id of new Set(ids)) codes.set(id, await readScannedCode(session, id, memory));
	return codes;
}

async function readScannedCode(session: ApiSession, id: string, memory: PollMemory): Promise<JsonObject> {
	const known = memory.qrCodes.get(id);
	if (known && clock.nowMs() - known.readAtMs < MAX_AGE_MS) return known.code;
	try {
		const { data } = await sendRequest(session, getQrCode(id));
		if (isObject(data)) rememberCode(memory, id, data);
	} catch (error) {
		const reason = error instanceof ApiCallError ? error.text.message : 'of an unexpected answer';
		session.context.logger.info(
			`QRCodeStack Trigger: scans go out without the code's name, because ${reason}`,
		);
	}
	return memory.qrCodes.get(id)?.code ?? { [QR_CODE_FIELDS.id]: id };
}
