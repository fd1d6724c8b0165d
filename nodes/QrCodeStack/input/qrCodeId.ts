import type { IExecuteFunctions } from 'n8n-workflow';

import type { ApiSession } from '../../shared/http/session';
import { readChosenQrCode } from '../../shared/qrCodes/chosenQrCode';
import { findQrCodeByLink } from '../../shared/qrCodes/findByLink';

/**
 * The ID of the chosen QR code, whichever way it was chosen.
 * @throws {ConnectorError} when a link was to be given and is not, or no code has it.
 */
export async function readQrCodeId(
	context: IExecuteFunctions,
	session: ApiSession,
	itemIndex: number,
): Promise<unknown> {
	const chosen = readChosenQrCode(context.getNodeParameter('qrCodeId', itemIndex));
	return chosen.kind === 'link' ? await findQrCodeByLink(session, chosen.link) : chosen.id;
}
