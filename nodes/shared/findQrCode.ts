import { ApiCallError } from './apiCallError';
import { QR_CODE_FIELDS } from './apiContract';
import type { ApiSession } from './apiSession';
import { withoutTrailingSlashes } from './connection';
import { listQrCodes } from './endpoints';
import { isObject } from './objects';
import { PageWalk } from './pageWalk';
import { firstFilled } from './qrCodeFacts';

/** The account's short links as far as the list was read: however many are looked up, it is read once. */
interface ShortLinks {
	walk: PageWalk;
	idByLink: Map<string, unknown>;
	/** The page that is being read: items that look for different links wait for the same one. */
	reading?: Promise<void>;
}

const linksBySession = new WeakMap<ApiSession, ShortLinks>();

/**
 * Finds the code with a short link by reading the list until it turns up: the API has no documented way to
 * ask for it.
 * @returns its id.
 * @throws {ApiCallError} when no code of the account has that link.
 */
export async function findQrCodeByShortLink(session: ApiSession, link: string): Promise<unknown> {
	const wanted = normalizeLink(link);
	const links = openShortLinks(session);
	const { walk, idByLink } = links;
	while (!idByLink.has(wanted) && !walk.isDone) {
		links.reading ??= readLinks(session, links).finally(() => (links.reading = undefined));
		await links.reading;
	}
	if (idByLink.has(wanted)) return idByLink.get(wanted);
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

async function readLinks(session: ApiSession, { walk, idByLink }: ShortLinks): Promise<void> {
	for (const row of (await walk.readPage(session)).filter(isObject)) {
		const found = normalizeLink(firstFilled(row, QR_CODE_FIELDS.shortUrl));
		if (found !== '' && !idByLink.has(found)) idByLink.set(found, row[QR_CODE_FIELDS.id]);
	}
}

function openShortLinks(session: ApiSession): ShortLinks {
	const known = linksBySession.get(session);
	const links = known ?? { walk: new PageWalk({ endpoint: listQrCodes }), idByLink: new Map() };
	linksBySession.set(session, links);
	return links;
}

/** Scheme, letter case of the host and a trailing slash don't make another link. */
function normalizeLink(link: unknown): string {
	const text = String(link ?? '').trim();
	try {
		const url = new URL(/^https?:\/\//i.test(text) ? text : `https://${text}`);
		return url.host + withoutTrailingSlashes(url.pathname) + url.search;
	} catch {
		return text;
	}
}
