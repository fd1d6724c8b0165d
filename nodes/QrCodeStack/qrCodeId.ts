import type { IExecuteFunctions } from 'n8n-workflow';

import { invalidInput } from '../shared/apiCallError';
import type { ApiSession } from '../shared/apiSession';
import { findQrCodeByShortLink } from '../shared/findQrCode';
import { isObject } from '../shared/objects';
import { LOCATOR_MODES } from '../shared/qrCodeLocator';

/**
 * The ID of the chosen QR code, whichever way it was chosen.
 * @throws {ApiCallError} when nothing is chosen, or no code has the short link.
 */
export async function readQrCodeId(
	context: IExecuteFunctions,
	session: ApiSession,
	itemIndex: number,
): Promise<unknown> {
	const locator: unknown = context.getNodeParameter('qrCodeId', itemIndex);
	const { mode, value } = isObject(locator) ? locator : { mode: LOCATOR_MODES.id, value: locator };
	const chosen = typeof value === 'string' ? value.trim() : value;
	if (mode !== LOCATOR_MODES.shortLink) return chosen;
	if (typeof chosen !== 'string' || chosen === '') {
		throw invalidInput('The short link is empty', 'Paste the address that the QR code leads to.');
	}
	return await findQrCodeByShortLink(session, chosen);
}
