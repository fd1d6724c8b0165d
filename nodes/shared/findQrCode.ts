import { ApiCallError } from './apiCallError';
import { QR_CODE_FIELDS } from './apiContract';
import type { ApiSession } from './apiSession';
import { listQrCodes } from './endpoints';
import { isObject } from './objects';
import { PageWalk } from './pageWalk';
import { firstFilled } from './qrCodeFacts';

/**
 * Finds the code with a short link by reading the list until it turns up: the API has no documented way to
 * ask for it.
 * @returns its id.
 * @throws {ApiCallError} when no code of the account has that link.
 */
export async function findQrCodeByShortLink(session: ApiSession, link: string): Promise<unknown> {
	const wanted = normalizeLink(link);
	const walk = new PageWalk({ endpoint: listQrCodes });
	while (!walk.isDone) {
		const rows = (await walk.readPage(session)).filter(isObject);
		const found = rows.find((row) => normalizeLink(firstFilled(row, QR_CODE_FIELDS.shortUrl)) === wanted);
		if (found) return found[QR_CODE_FIELDS.id];
	}
	throw new ApiCallError(
		{
			message: 'No QR code has this short link',
			description:
				'The account of your API key has no QR code with the short link that you entered. Check the link, or choose the code from the list.',
			failure: { cause: 'configuration-invalid' },
		},
		'refused',
		404,
	);
}

/** Scheme, letter case of the host and a trailing slash don't make another link. */
function normalizeLink(link: unknown): string {
	const text = String(link ?? '').trim();
	try {
		const url = new URL(/^https?:\/\//i.test(text) ? text : `https://${text}`);
		return url.host + url.pathname.replace(/\/+$/, '') + url.search;
	} catch {
		return text;
	}
}
