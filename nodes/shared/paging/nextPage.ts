import { PAGING } from '../api/contract';
import { isSameOrigin } from '../http/connection';
import type { PageFacts } from '../api/decode/list';
import type { PagePosition, PagingDialect } from './pageQuery';

export type NextPage =
	| { kind: 'end' }
	| { kind: 'next'; position: PagePosition }
	/** The server names its page size differently and served a small page: ask anew for a large one. */
	| { kind: 'restart'; dialect: PagingDialect }
	/** More exists, but there is no safe way to ask for it. */
	| { kind: 'stuck'; reason: string };

export interface PageTurn {
	position: PagePosition;
	dialect: PagingDialect;
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

/** Decides from what an answer shows whether and how a list goes on (A2). Pure. */
export function decideNextPage(turn: PageTurn): NextPage {
	const { facts } = turn;
	if (facts.hasMore === false) return { kind: 'end' };
	if (facts.nextCursor !== undefined) return next({ by: 'cursor', cursor: facts.nextCursor });
	if (facts.nextLink !== undefined) return followLink(turn, facts.nextLink);
	return isLastOfChain(turn) ? { kind: 'end' } : countOn(turn);
}

/** Whether a list whose pages name the next one, by a cursor or a link, ends with this page, which names none. */
function isLastOfChain({ facts, position }: PageTurn): boolean {
	const isInChain = position.by === 'cursor' || position.by === 'link';
	// an answer that counts its pages or rows may have an empty cursor that means nothing
	if (facts.saysLast) return facts.hasMore !== true && (isInChain || knowsNothingOfMore(facts));
	return isInChain && knowsNothingOfMore(facts);
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

function suggestLargerPages({ facts, dialect, size, position, mayRestart }: PageTurn): NextPage | undefined {
	const { sizeName, size: servedSize } = facts;
	const isKnownName = PAGING.sizeParameters.some((name) => name === sizeName);
	if (!mayRestart || position.by !== 'start') return undefined;
	if (!isKnownName || sizeName === dialect.sizeName) return undefined;
	if (servedSize === undefined || servedSize >= size) return undefined;
	return { kind: 'restart', dialect: { ...dialect, sizeName } };
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
