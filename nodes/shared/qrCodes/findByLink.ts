import { ConnectorError, invalidInput } from '../errors/connectorError';
import { DASHBOARD_URL } from '../util/addresses';
import type { ApiSession } from '../http/session';
import { withoutTrailingSlashes } from '../http/connection';
import { listQrCodes } from '../api/endpoints';
import { ADDITIONS, fill, renderMessageWith } from '../errors/catalogue/catalogue';
import { trimInvisible } from '../input/visibleText';
import { toText } from '../util/objects';
import { Paginator } from '../paging/paginator';
import { decodeQrCode, hasId } from '../api/decode/qrCode';
import { countWithoutId } from './describeQrCode';
import { tidyText } from '../util/redact';

/** The account's codes as far as the list was read: however many links are looked up, it is read once. */
interface KnownLinks {
	walk: Paginator;
	/** By short link and by ID, each in its own spelling of {@link shortLinkKeys} and {@link idKey}. */
	idByKey: Map<string, string>;
	/** How many entries came without an ID. */
	withoutId: number;
	/** The page that is on its way: items that run side by side wait for the same one. */
	reading?: Promise<void>;
}

const linksBySession = new WeakMap<ApiSession, KnownLinks>();

/**
 * Finds the code that a pasted link belongs to, its short link or the address of its page in the dashboard,
 * by reading the list until it turns up: the API has no documented way to ask for it.
 * @param maxPages how many pages of the list to read for it at most.
 * @returns its id.
 * @throws {ConnectorError} when no code of the account, or none on these pages, has that link.
 */
export async function findQrCodeByLink(
	session: ApiSession,
	link: string,
	maxPages = Number.POSITIVE_INFINITY,
): Promise<unknown> {
	const wanted = [...shortLinkKeys(link), ...dashboardIds(link).map(idKey)];
	const links = openLinks(session);
	const findKey = () => wanted.find((key) => links.idByKey.has(key));
	const { walk } = links;
	while (findKey() === undefined && !walk.isDone && walk.pagesSeen < maxPages) {
		links.reading ??= readNextPage(session, links).finally(() => (links.reading = undefined));
		await links.reading;
	}
	const found = findKey();
	if (found !== undefined) return links.idByKey.get(found);
	if (!walk.isDone) throw invalidInput('linkNotInFirst', { count: walk.rowsSeen });
	const failure = { cause: 'configuration-invalid' } as const;
	const placeholders = { link: tidyText(link, session.connection.apiKey) };
	const entries = countWithoutId(links.withoutId);
	const detail = links.withoutId > 0 ? fill(ADDITIONS.notCompared, { entries }) : '';
	throw new ConnectorError(
		{ ...renderMessageWith('linkUnknown', placeholders, detail), failure },
		'clientError',
		404,
	);
}

function openLinks(session: ApiSession): KnownLinks {
	const links = linksBySession.get(session) ?? {
		walk: new Paginator({ endpoint: listQrCodes }),
		idByKey: new Map(),
		withoutId: 0,
	};
	linksBySession.set(session, links);
	return links;
}

async function readNextPage(session: ApiSession, links: KnownLinks): Promise<void> {
	const { walk, idByKey } = links;
	const rows = await walk.readPage(session);
	const codes = rows.map(decodeQrCode).filter(hasId);
	links.withoutId += rows.length - codes.length;
	for (const { id, shortUrl } of codes) {
		const keys = [idKey(id), ...(shortUrl === undefined ? [] : [shortLinkKeys(shortUrl)[0]])];
		for (const key of keys) if (!idByKey.has(key)) idByKey.set(key, id);
	}
}

function idKey(id: unknown): string {
	return `id ${toText(id)}`;
}

/**
 * What a short link is known by: scheme, letter case of the host, a trailing slash and a fragment don't make another
 * link, and what was added behind the question mark doesn't either, unless there is a code with that very query.
 * @returns the key of the whole link, then the one without its query.
 */
function shortLinkKeys(link: unknown): [string, ...string[]] {
	const text = trimInvisible(toText(link));
	const url = parseLink(text);
	if (!url) return [`link ${text}`];
	const path = url.host + withoutTrailingSlashes(url.pathname);
	return url.search === '' ? [`link ${path}`] : [`link ${path}${url.search}`, `link ${path}`];
}

/** A part of a dashboard link that is shorter than this could be a page number as well as an ID. */
const MIN_UNMISTAKABLE_ID_LENGTH = 8;

/** B11: what could be the code's ID in a dashboard link; each is looked for in the list before it counts. */
function dashboardIds(link: string): string[] {
	const url = parseLink(trimInvisible(link));
	if (!url || !url.href.startsWith(DASHBOARD_URL)) return [];
	const parts = url.pathname.slice(new URL(DASHBOARD_URL).pathname.length).split('/').filter(Boolean);
	const values = [...parts.map(decode), ...url.searchParams.values()];
	const unmistakable = values.filter((value) => value.length >= MIN_UNMISTAKABLE_ID_LENGTH);
	return [...new Set([...unmistakable, ...parts.slice(-1)])];
}

function decode(part: string): string {
	try {
		return decodeURIComponent(part);
	} catch {
		return part;
	}
}

function parseLink(text: string): URL | undefined {
	try {
		return new URL(/^https?:\/\//i.test(text) ? text : `https://${text}`);
	} catch {
		return undefined;
	}
}
