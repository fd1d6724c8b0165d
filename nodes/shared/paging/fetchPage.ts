import { ConnectorError, rethrow } from '../errors/connectorError';
import type { ApiSession } from '../http/session';
import type { Endpoint, Query } from '../api/endpoints';
import { PAGING_DIALECTS, toPageQuery, type PagePosition, type PagingDialect } from './pageQuery';
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
export interface PageRequest {
	list: ListRequest;
	position: PagePosition;
	/** How many rows the page should hold. */
	size: number;
	/** The manner in which the list was asked for so far. */
	dialect: PagingDialect | undefined;
}

/** The answer to a question for a page. */
export interface PageResponse {
	answer: ApiAnswer;
	/** The manner that the server took. */
	dialect: PagingDialect;
}

const DEFAULT_DIALECT = PAGING_DIALECTS[0] as PagingDialect;

/**
 * How each kind of list takes paging parameters, once found out, so that a server of another style than the
 * assumed one costs its extra calls once per process and not once per list.
 */
const dialectByList = new Map<string, PagingDialect>();

/** Forgets what was learned about servers: for tests, which share one process. */
export function forgetPagingDialects(): void {
	dialectByList.clear();
}

/** Keeps the manner for the next list of this kind. */
export function rememberDialect(session: ApiSession, list: ListRequest, dialect: PagingDialect): void {
	dialectByList.set(dialectKey(session, list), dialect);
}

/** The way to get a page: {@link fetchPage}, or what stands in for it. */
export type FetchPage = (session: ApiSession, question: PageRequest) => Promise<PageResponse>;

/** Sends the call for a page; for the first one, in one manner after the other until the server takes it. */
export async function fetchPage(session: ApiSession, question: PageRequest): Promise<PageResponse> {
	const { list, position, size } = question;
	let firstRefusal: unknown;
	for (const dialect of dialectsToTry(session, question)) {
		try {
			const query = { ...list.query, ...toPageQuery(position, dialect, size) };
			const answer = await sendRequest(session, list.endpoint(query));
			if (position.by === 'start') rememberDialect(session, list, dialect);
			return { answer, dialect };
		} catch (error) {
			firstRefusal ??= error;
			if (!isParameterRefusal(error)) return rethrow(error);
		}
	}
	return rethrow(firstRefusal);
}

function dialectsToTry(
	session: ApiSession,
	{ list, position, dialect }: PageRequest,
): readonly PagingDialect[] {
	const known = dialect ?? dialectByList.get(dialectKey(session, list));
	const first = known ?? DEFAULT_DIALECT;
	if (position.by !== 'start') return [first];
	// a server that took this manner before rather means the person's own filters
	if (known && hasFilters(list)) return [known];
	return [first, ...PAGING_DIALECTS.filter((other) => other !== first)];
}

function hasFilters({ query }: ListRequest): boolean {
	return Object.keys(query ?? {}).length > 0;
}

/** The kinds of list, which a server may page differently, are told apart by the end of their path. */
function dialectKey({ connection }: ApiSession, { endpoint }: ListRequest): string {
	const { path } = endpoint({});
	return connection.baseUrl + path.slice(path.lastIndexOf('/'));
}

/** A2: a server refuses query parameters that it does not know with the status of wrong values. */
export function isParameterRefusal(error: unknown): boolean {
	return error instanceof ConnectorError && error.statusCode === 422;
}
