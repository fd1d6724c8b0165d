import { PAGING } from './apiContract';
import { isSameOrigin } from './connection';
import type { Query } from './endpoints';
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

/** Reads a position back from its JSON; anything else is the start of the list. */
export function parsePagePosition(text: string | undefined): PagePosition {
	const start: PagePosition = { by: 'start' };
	try {
		const { by, page, offset, cursor, query } = JSON.parse(text ?? '{}') as { [name: string]: unknown };
		if (by === 'page' && Number.isSafeInteger(page)) return { by, page: page as number };
		if (by === 'offset' && Number.isSafeInteger(offset)) return { by, offset: offset as number };
		if (by === 'cursor' && typeof cursor === 'string') return { by, cursor };
		if (by === 'link' && isObject(query)) return { by, query: query as Query };
		return start;
	} catch {
		return start;
	}
}

/** Decides from what an answer shows whether and how a list goes on (A2). Pure. */
export function decideNextPage(turn: PageTurn): NextPage {
	const { facts } = turn;
	if (facts.hasMore === false) return { kind: 'end' };
	if (facts.nextCursor !== undefined) return next({ by: 'cursor', cursor: facts.nextCursor });
	if (facts.nextLink !== undefined) return followLink(turn, facts.nextLink);
	if (facts.saysLast && facts.hasMore !== true) return { kind: 'end' };
	return countOn(turn);
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
	const { facts, size, rowsSeen } = turn;
	const count = facts.rows.length;
	if (count === 0 && facts.hasMore !== true) return { kind: 'end' };
	const page = facts.page ?? (turn.position.by === 'page' ? turn.position.page : PAGING.firstPage);
	if (facts.totalPages !== undefined && page >= facts.totalPages) return { kind: 'end' };
	if (facts.totalPages === undefined && facts.total !== undefined && rowsSeen >= facts.total) {
		return { kind: 'end' };
	}
	const servedSize = facts.size ?? size;
	if (knowsNothingOfMore(facts) && count < servedSize) return { kind: 'end' };
	return suggestLargerPages(turn) ?? next(followingPosition(turn, page));
}

function knowsNothingOfMore({ hasMore, total, totalPages }: PageFacts): boolean {
	return hasMore === undefined && total === undefined && totalPages === undefined;
}

function followingPosition({ facts, position }: PageTurn, page: number): PagePosition {
	if (facts.offset !== undefined && facts.page === undefined) {
		return { by: 'offset', offset: facts.offset + facts.rows.length };
	}
	return position.by === 'offset'
		? { by: 'offset', offset: position.offset + facts.rows.length }
		: { by: 'page', page: page + 1 };
}

function suggestLargerPages({ facts, manner, size, position }: PageTurn): NextPage | undefined {
	const { sizeName, size: servedSize } = facts;
	const isKnownName = PAGING.sizeParameters.some((name) => name === sizeName);
	if (position.by !== 'start' || !isKnownName || sizeName === manner.sizeName) return undefined;
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
