import { ApiCallError, rethrow } from '../errors/connectorError';
import type { ApiSession } from '../http/session';
import type { Endpoint, Query } from '../api/endpoints';
import { PAGING_MANNERS, toPageQuery, type PagePosition, type PagingManner } from './pageQuery';
import { sendRequest, type ApiAnswer } from '../http/sendRequest';

/** Which list to read, and how. */
export interface ListRequest {
	endpoint: (query: Query) => Endpoint;
	/** Filters that the person asked for, sent with every page. */
	query?: Query;
	/** Rows wanted per page, up to PAGING.pageSize. */
	pageSize?: number;
	/** Whether a person can ask for fewer rows by a Limit field: then a text may say so. */
	hasLimit?: boolean;
}

/** Which page of a list to ask for. */
export interface PageQuestion {
	list: ListRequest;
	position: PagePosition;
	/** How many rows the page should hold. */
	size: number;
	/** The manner in which the list was asked for so far. */
	manner: PagingManner | undefined;
}

/** The answer to a question for a page. */
export interface PageAnswer {
	answer: ApiAnswer;
	/** The manner that the server took. */
	manner: PagingManner;
}

const DEFAULT_MANNER = PAGING_MANNERS[0] as PagingManner;

/**
 * How each kind of list takes paging parameters, once found out, so that a server of another style than the
 * assumed one costs its extra calls once per process and not once per list.
 */
const mannerByList = new Map<string, PagingManner>();

/** Forgets what was learned about servers: for tests, which share one process. */
export function forgetPagingManners(): void {
	mannerByList.clear();
}

/** Keeps the manner for the next list of this kind. */
export function rememberManner(session: ApiSession, list: ListRequest, manner: PagingManner): void {
	mannerByList.set(mannerKey(session, list), manner);
}

/** The way to get a page: {@link askForPage}, or what stands in for it. */
export type AskForPage = (session: ApiSession, question: PageQuestion) => Promise<PageAnswer>;

/** Sends the call for a page; for the first one, in one manner after the other until the server takes it. */
export async function askForPage(session: ApiSession, question: PageQuestion): Promise<PageAnswer> {
	const { list, position, size } = question;
	let firstRefusal: unknown;
	for (const manner of mannersToTry(session, question)) {
		try {
			const query = { ...list.query, ...toPageQuery(position, manner, size) };
			const answer = await sendRequest(session, list.endpoint(query));
			if (position.by === 'start') rememberManner(session, list, manner);
			return { answer, manner };
		} catch (error) {
			firstRefusal ??= error;
			if (!isParameterRefusal(error)) return rethrow(error);
		}
	}
	return rethrow(firstRefusal);
}

function mannersToTry(
	session: ApiSession,
	{ list, position, manner }: PageQuestion,
): readonly PagingManner[] {
	const known = manner ?? mannerByList.get(mannerKey(session, list));
	const first = known ?? DEFAULT_MANNER;
	if (position.by !== 'start') return [first];
	// a server that took this manner before rather means the person's own filters
	if (known && hasFilters(list)) return [known];
	return [first, ...PAGING_MANNERS.filter((other) => other !== first)];
}

function hasFilters({ query }: ListRequest): boolean {
	return Object.keys(query ?? {}).length > 0;
}

/** The kinds of list, which a server may page differently, are told apart by the end of their path. */
function mannerKey({ connection }: ApiSession, { endpoint }: ListRequest): string {
	const { path } = endpoint({});
	return connection.baseUrl + path.slice(path.lastIndexOf('/'));
}

/** A2: a server refuses query parameters that it does not know with the status of wrong values. */
export function isParameterRefusal(error: unknown): boolean {
	return error instanceof ApiCallError && error.statusCode === 422;
}
