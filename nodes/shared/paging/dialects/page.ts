import { FIRST_PAGE } from '../../api/limits';
import { PAGE_REQUEST } from '../../api/requestNames';
import type { Dialect, PageTurn } from './dialect';

/** Pages by number. Every answer leads on by it, since a page has a number whether or not the answer states it. */
export const pageDialect = {
	toQuery: ({ page }) => ({ [PAGE_REQUEST.pageParameter]: page }),

	next(turn) {
		const { place, facts, rowsSeen } = turn;
		const page = currentPage(turn) + 1;
		// a server that pages by offset takes no notice of a page number, and may say nothing of it
		const isProven = place.by !== 'start' || facts.page !== undefined;
		const byOffset = { by: 'offset', offset: rowsSeen } as const;
		return { kind: 'next', place: { by: 'page', page }, ...(isProven ? {} : { otherwise: [byOffset] }) };
	},
} satisfies Dialect<'page'>;

/** The number of the page that was read. */
export function currentPage({ facts, place, parameters }: PageTurn): number {
	return facts.page ?? (place.by === 'page' ? place.page : (parameters.first ?? FIRST_PAGE));
}

/** How many pages the one that was read makes, with those before it. */
export function pagesUpTo(turn: PageTurn): number {
	return currentPage(turn) - (turn.parameters.first ?? FIRST_PAGE) + 1;
}
