import { PAGING } from './apiContract';
import { isSameOrigin } from './connection';
import type { JsonObject, Query } from './endpoints';
import { isObject } from './objects';
import type { PageFacts } from './pageFacts';

/** Under which parameter names this server takes a page's size and number. */
export interface PagingManner {
	/** Undefined: the server refuses every size parameter that we know, so it decides the size. */
	sizeName?: string;
	/** Whether the first page is asked for by number. */
	numbersFirstPage: boolean;
}

/** From the assumed default to nothing at all, for servers that refuse parameters they don't know. */
export const PAGING_MANNERS: readonly PagingManner[] = [
	{ sizeName: PAGING.sizeParameters[0], numbersFirstPage: true },
	{ sizeName: PAGING.sizeParameters[0], numbersFirstPage: false },
	{ sizeName: PAGING.sizeParameters[1], numbersFirstPage: false },
	{ numbersFirstPage: false },
];

/** Where in a list a page stands, in the terms in which it is asked for. */
export type PagePosition =
	| { by: 'start' }
	| { by: 'page'; page: number }
	| { by: 'offset'; offset: number }
	| { by: 'cursor'; cursor: string }
	| { by: 'link'; query: Query };

export type NextPage =
	| { kind: 'end' }
	| { kind: 'next'; position: PagePosition }
	/** The server names its page size differently and served a small page: ask anew for a large one. */
	| { kind: 'restart'; manner: PagingManner }
	/** More exists, but there is no safe way to ask for it. */
	| { kind: 'stuck'; reason: string };

export interface PageTurn {
	position: PagePosition;
	manner: PagingManner;
	/** How many rows a page was asked to hold. */
	size: number;
	facts: PageFacts;
	/** Rows seen so far, this page included. */
	rowsSeen: number;
	/** How many rows the fullest page before this one held. */
	fullestPage: number;
	/** Whether the list may still be asked for anew, in another manner. */
	mayRestart: boolean;
	baseUrl: string;
}

/** The query that asks for the page at `position`. */
export function toPageQuery(position: PagePosition, manner: PagingManner, size: number): Query {
	const sizeQuery: Query = manner.sizeName ? { [manner.sizeName]: size } : {};
	switch (position.by) {
		case 'start':
			return manner.numbersFirstPage ? { [PAGING.pageParameter]: PAGING.firstPage, ...sizeQuery } : sizeQuery;
		case 'page':
			return { [PAGING.pageParameter]: position.page, ...sizeQuery };
		case 'offset':
			return { [PAGING.offsetParameter]: position.offset, ...sizeQuery };
		case 'cursor':
			return { [PAGING.cursorParameter]: position.cursor, ...sizeQuery };
		case 'link':
			return position.query;
	}
}

/** Where a walk stands, as a text that {@link parsePageToken} understands. */
export function toPageToken(position: PagePosition, manner: PagingManner | undefined): string {
	return JSON.stringify({ ...position, ...(manner ? { sizeName: manner.sizeName ?? null } : {}) });
}

/** Reads a token back; anything that is none stands for the start of the list. */
export function parsePageToken(token: string | undefined): { position: PagePosition; manner?: PagingManner } {
	const parsed = parseObject(token);
	const position = toPosition(parsed);
	const sizeName = PAGING.sizeParameters.find((name) => name === parsed.sizeName);
	if (position.by === 'start' || (!sizeName && parsed.sizeName !== null)) return { position };
	return { position, manner: { numbersFirstPage: false, ...(sizeName ? { sizeName } : {}) } };
}

function parseObject(text: string | undefined): JsonObject {
	try {
		const parsed: unknown = JSON.parse(text ?? '');
		return isObject(parsed) ? parsed : {};
	} catch {
		return {};
	}
}

function toPosition({ by, page, offset, cursor, query }: JsonObject): PagePosition {
	if (by === 'page' && Number.isSafeInteger(page)) return { by, page: page as number };
	if (by === 'offset' && Number.isSafeInteger(offset)) return { by, offset: offset as number };
	if (by === 'cursor' && typeof cursor === 'string') return { by, cursor };
	if (by === 'link' && isObject(query)) return { by, query: query as Query };
	return { by: 'start' };
}

/** Decides from what an answer shows whether and how a list goes on (A2). Pure. */
export function decideNextPage(turn: PageTurn): NextPage {
	const { facts } = turn;
	if (facts.hasMore === false) return { kind: 'end' };
	if (facts.nextCursor !== undefined) return next({ by: 'cursor', cursor: facts.nextCursor });
	if (facts.nextLink !== undefined) return followLink(turn, facts.nextLink);
	if (facts.saysLast && facts.hasMore !== true && !goesByNumbers(turn)) return { kind: 'end' };
	return countOn(turn);
}

/** Whether an empty cursor or link is beside the point, because the answer counts its pages or rows. */
function goesByNumbers({ facts, position }: PageTurn): boolean {
	return position.by !== 'cursor' && position.by !== 'link' && !knowsNothingOfMore(facts);
}

/** A link's query is taken over, its address never: the key stays with the base URL. */
function followLink(turn: PageTurn, link: string): NextPage {
	const url = parseLink(link, turn.baseUrl);
	if (url && isSameOrigin(url.href, turn.baseUrl)) {
		return next({ by: 'link', query: Object.fromEntries(url.searchParams) });
	}
	const { total, totalPages, hasMore } = turn.facts;
	if (total !== undefined || totalPages !== undefined || hasMore !== undefined) return countOn(turn);
	return {
		kind: 'stuck',
		reason: 'its link to the next page leads to another address, where your API key must not go',
	};
}

function countOn(turn: PageTurn): NextPage {
	const { facts, rowsSeen } = turn;
	const count = facts.rows.length;
	if (count === 0 && facts.hasMore !== true) return { kind: 'end' };
	const page = facts.page ?? (turn.position.by === 'page' ? turn.position.page : PAGING.firstPage);
	if (facts.totalPages !== undefined && page >= facts.totalPages) return { kind: 'end' };
	if (facts.totalPages === undefined && facts.total !== undefined && rowsSeen >= facts.total) {
		return { kind: 'end' };
	}
	if (knowsNothingOfMore(facts) && endsWithThisPage(turn)) return { kind: 'end' };
	return suggestLargerPages(turn) ?? next(followingPosition(turn, page));
}

/** Whether the answer says neither how much there is nor whether there is more. */
export function knowsNothingOfMore({ hasMore, total, totalPages }: PageFacts): boolean {
	return hasMore === undefined && total === undefined && totalPages === undefined;
}

function endsWithThisPage({ facts, size, fullestPage }: PageTurn): boolean {
	const count = facts.rows.length;
	return count < (facts.size ?? size) && (count < fullestPage || !looksCapped(facts));
}

/** The smallest page that servers cut their lists to. */
const MIN_CAPPED_ROWS = 10;

/**
 * Without a word about paging, a page that is not full is the last, unless the server cuts its pages
 * shorter than was asked. It would do so at a round number; one more call then tells.
 */
export function looksCapped({ rows, size }: PageFacts): boolean {
	const count = rows.length;
	return size === undefined && count >= MIN_CAPPED_ROWS && (count % 10 === 0 || count % 25 === 0);
}

function followingPosition({ facts, position }: PageTurn, page: number): PagePosition {
	if (facts.offset !== undefined && facts.page === undefined) {
		return { by: 'offset', offset: facts.offset + facts.rows.length };
	}
	return position.by === 'offset'
		? { by: 'offset', offset: position.offset + facts.rows.length }
		: { by: 'page', page: page + 1 };
}

function suggestLargerPages({ facts, manner, size, position, mayRestart }: PageTurn): NextPage | undefined {
	const { sizeName, size: servedSize } = facts;
	const isKnownName = PAGING.sizeParameters.some((name) => name === sizeName);
	if (!mayRestart || position.by !== 'start') return undefined;
	if (!isKnownName || sizeName === manner.sizeName) return undefined;
	if (servedSize === undefined || servedSize >= size) return undefined;
	return { kind: 'restart', manner: { ...manner, sizeName } };
}

function next(position: PagePosition): NextPage {
	return { kind: 'next', position };
}

function parseLink(link: string, baseUrl: string): URL | undefined {
	try {
		return new URL(link, `${baseUrl}/`);
	} catch {
		return undefined;
	}
}
