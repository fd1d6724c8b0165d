import type { IExecuteFunctions } from 'n8n-workflow';

import { invalidInput } from '../shared/apiCallError';
import type { ApiSession } from '../shared/apiSession';
import { findQrCodeByShortLink } from '../shared/findQrCode';
import { isObject } from '../shared/objects';
import { LOCATOR_MODES } from '../shared/qrCodeLocator';

/** Short links already looked up in this execution, so that many items with one link cost one search. */
const resolvedLinks = new WeakMap<ApiSession, Map<string, unknown>>();

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
	return mode === LOCATOR_MODES.shortLink ? await resolveShortLink(session, value) : value;
}

async function resolveShortLink(session: ApiSession, value: unknown): Promise<unknown> {
	const link = String(value ?? '').trim();
	if (link === '')
		throw invalidInput('The short link is empty', 'Paste the address that the QR code leads to.');
	const known = resolvedLinks.get(session) ?? new Map<string, unknown>();
	resolvedLinks.set(session, known);
	if (!known.has(link)) known.set(link, await findQrCodeByShortLink(session, link));
	return known.get(link);
}
