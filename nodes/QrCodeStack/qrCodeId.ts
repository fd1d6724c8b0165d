import type { IExecuteFunctions } from 'n8n-workflow';

import { invalidInput } from '../shared/apiCallError';
import type { ApiSession } from '../shared/apiSession';
import { findQrCodeByLink, isLink } from '../shared/findQrCode';
import { isObject } from '../shared/objects';
import { LOCATOR_MODES } from '../shared/qrCodeLocator';

/**
 * The ID of the chosen QR code, whichever way it was chosen.
 * @throws {ApiCallError} when nothing is chosen, or no code has the link.
 */
export async function readQrCodeId(
	context: IExecuteFunctions,
	session: ApiSession,
	itemIndex: number,
): Promise<unknown> {
	const locator: unknown = context.getNodeParameter('qrCodeId', itemIndex);
	const { mode, value } = isObject(locator) ? locator : { mode: LOCATOR_MODES.id, value: locator };
	const chosen = typeof value === 'string' ? value.trim() : value;
	// a model, or an expression, may well put a link where an ID belongs
	if (mode !== LOCATOR_MODES.shortLink && !isLink(chosen)) return chosen;
	if (typeof chosen !== 'string' || chosen === '') {
		throw invalidInput('linkEmpty');
	}
	return await findQrCodeByLink(session, chosen);
}
