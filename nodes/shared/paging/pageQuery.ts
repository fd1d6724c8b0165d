import { PAGING } from '../api/contract';
import type { Query } from '../api/endpoints';

/** Under which parameter names this server takes a page's size and number. */
export interface PagingDialect {
	/** Undefined: the server refuses every size parameter that we know, so it decides the size. */
	sizeName?: string;
	/** Whether the first page is asked for by number. */
	numbersFirstPage: boolean;
}

/** From the assumed default to nothing at all, for servers that refuse parameters they don't know. */
export const PAGING_DIALECTS: readonly PagingDialect[] = [
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

/** The query that asks for the page at `position`. */
export function toPageQuery(position: PagePosition, dialect: PagingDialect, size: number): Query {
	const sizeQuery: Query = dialect.sizeName ? { [dialect.sizeName]: size } : {};
	switch (position.by) {
		case 'start':
			return dialect.numbersFirstPage
				? { [PAGING.pageParameter]: PAGING.firstPage, ...sizeQuery }
				: sizeQuery;
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
