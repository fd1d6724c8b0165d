import { ConnectorError, rethrow } from '../errors/connectorError';
import type { ApiSession } from '../http/session';
import type { Endpoint, Query } from '../api/endpoints';
import type { PageParameters, Place } from './dialects/dialect';
import { PAGE_PARAMETERS, toPageQuery } from './pageParameters';
import { sendRequest, type ApiAnswer } from '../http/sendRequest';

/** Which list to read, and how. */
export interface ListRequest {
	endpoint: (query: Query) => Endpoint;
	/** Filters that the person asked for, sent with every page. */
	query?: Query;
	/** Rows wanted per page, up to PAGE_SIZE. */
	pageSize?: number;
	/** Whether a person can ask for fewer rows by a Limit field: then a text may say so. */
	hasLimit?: boolean;
	/**
	 * Whether a full page does not end the list just because a count says that it is the last: counters may lag (T13).
	 * Costs one more call where a list is exactly as long as its pages.
	 */
	needsProof?: boolean;
}

/** Which page of a list to ask for. */
export interface PageRequest {
	list: ListRequest;
	place: Place;
	/** How many rows the page should hold. */
	size: number;
	/** How the list was asked for so far. */
	parameters: PageParameters | undefined;
}

/** The answer to a question for a page. */
export interface PageResponse {
	answer: ApiAnswer;
	/** What the server took. */
	parameters: PageParameters;
}

/**
 * How each kind of list takes paging parameters, once found out, so that a server of another style than the
 * assumed one costs its extra calls once per process and not once per list.
 */
const parametersByList = new Map<string, PageParameters>();
/** The number of the first page, by base URL: a server hardly counts one list from 0 and another from 1. */
const firstPages = new Map<string, number>();

/** Forgets what was learned about servers: for tests, which share one process. */
export function forgetPageParameters(): void {
	parametersByList.clear();
	firstPages.clear();
}

/** Keeps the parameters for the next list of this kind. */
export function rememberParameters(session: ApiSession, list: ListRequest, parameters: PageParameters): void {
	parametersByList.set(listKey(session, list), parameters);
}

/** Keeps the number of the first page for all lists of the server. */
export function rememberFirstPage({ connection }: ApiSession, first: number): void {
	firstPages.set(connection.baseUrl, first);
}

/** The way to get a page: {@link fetchPage}, or what stands in for it. */
export type FetchPage = (session: ApiSession, request: PageRequest) => Promise<PageResponse>;

/** Sends the call for a page; for the first one, with one set of parameters after the other until the server takes it. */
export async function fetchPage(session: ApiSession, request: PageRequest): Promise<PageResponse> {
	const { list, place, size } = request;
	let firstRefusal: unknown;
	for (const parameters of parametersToTry(session, request)) {
		try {
			const query = { ...list.query, ...toPageQuery(place, parameters, size) };
			const answer = await sendRequest(session, list.endpoint(query));
			if (place.by === 'start') rememberParameters(session, list, parameters);
			return { answer, parameters };
		} catch (error) {
			firstRefusal ??= error;
			if (!isParameterRefusal(error)) return rethrow(error);
		}
	}
	return rethrow(firstRefusal);
}

function parametersToTry(
	session: ApiSession,
	{ list, place, parameters }: PageRequest,
): readonly PageParameters[] {
	const number = firstPages.get(session.connection.baseUrl);
	const numbered = (other: PageParameters) => (number === undefined ? other : { ...other, first: number });
	const known = parameters ?? parametersByList.get(listKey(session, list));
	const [usual] = PAGE_PARAMETERS as [PageParameters];
	const first = numbered(known ?? usual);
	if (place.by !== 'start') return [first];
	// a server that took these before rather means the person's own filters
	if (known && hasFilters(list)) return [first];
	return [first, ...PAGE_PARAMETERS.filter((other) => other !== (known ?? usual)).map(numbered)];
}

function hasFilters({ query }: ListRequest): boolean {
	return Object.keys(query ?? {}).length > 0;
}

/** The kinds of list, which a server may page differently, are told apart by the end of their path. */
function listKey({ connection }: ApiSession, { endpoint }: ListRequest): string {
	const { path } = endpoint({});
	return connection.baseUrl + path.slice(path.lastIndexOf('/'));
}

/** What a refusal of a parameter speaks of, whatever its status. */
const PARAMETER = /\b(?:query|parameters?|params?|arguments?)\b/i;
const PAGING_NAME = /\b(?:page|limit|per_?page|page_?size|offset|cursor)\b/i;
const UNKNOWN = /\b(?:unknown|invalid|unsupported|unexpected)\b/i;

/**
 * A2: whether a server refused query parameters. Mostly with the status of wrong values; with another one, only
 * its own words tell that from a refusal of the whole.
 */
export function isParameterRefusal(error: unknown): boolean {
	if (!(error instanceof ConnectorError) || error.kind !== 'clientError') return false;
	const { statusCode, text } = error;
	if (statusCode === 422 || statusCode === 400) return true;
	const { said = '' } = text;
	const isNamed = PARAMETER.test(said) || (PAGING_NAME.test(said) && UNKNOWN.test(said));
	return isNamed && statusCode !== 401 && statusCode !== 404;
}

/** Whether a server speaks of a page that it does not have. */
export function isPastEnd(error: unknown): boolean {
	if (!(error instanceof ConnectorError) || error.kind !== 'clientError') return false;
	const { statusCode, text } = error;
	if (statusCode === 404 || statusCode === 410 || statusCode === 416) return true;
	const isForbidden = statusCode === 401 || statusCode === 402 || statusCode === 403;
	return !isForbidden && /\b(?:pages?|offset|skip|range|out of bounds)\b/i.test(text.said ?? '');
}
