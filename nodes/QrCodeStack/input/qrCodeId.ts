import type { IExecuteFunctions } from 'n8n-workflow';

import type { ApiSession } from '../../shared/http/session';
import { readChosenQrCode } from '../../shared/qrCodes/chosenQrCode';
import { findQrCodeByLink } from '../../shared/qrCodes/findByLink';
import { isToolUse, MAX_TOOL_PAGES } from '../run/toolUse';

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
	if (chosen.kind === 'id') return chosen.id;
	return await findQrCodeByLink(session, chosen.link, isToolUse(context) ? MAX_TOOL_PAGES : undefined);
}
