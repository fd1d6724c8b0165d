import { PAGE_REQUEST } from '../../api/requestNames';
import type { Dialect, Place } from './dialect';
import { currentPage } from './page';

/** Pages by a token of the page before. */
export const cursorDialect = {
	toQuery: ({ cursor, name }) => ({ [name]: cursor }),

	next(turn) {
		const { facts, place, parameters } = turn;
		const cursor = facts.nextCursor ?? (isNumberedNext() ? undefined : facts.nextNumber?.toString());
		if (cursor === undefined) return undefined;
		const taken = place.by === 'cursor' ? place.name : parameters.cursor;
		const names = taken === undefined ? cursorParameters(facts.cursorName ?? '') : [taken];
		const [first, ...otherwise] = names.map((name): Place => ({ by: 'cursor', cursor, name }));
		return first && { kind: 'next', place: first, ...(otherwise.length > 0 ? { otherwise } : {}) };

		/** `next: 2` on page 1 and `next: 100` behind a hundred rows are no cursors. */
		function isNumberedNext(): boolean {
			const { nextNumber, offset = 0, rows } = facts;
			return nextNumber === currentPage(turn) + 1 || nextNumber === offset + rows.length;
		}
	},
} satisfies Dialect<'cursor'>;

/** What Relay calls the end of a page; it is asked for under another name. */
const RELAY_END_CURSOR = /end_?cursor$/;

/** The names to ask under: `next_page_token` is asked for as `page_token`, `nextPageToken` as `pageToken`. */
function cursorParameters(toldAs: string): string[] {
	const isCamelCase = /[a-z][A-Z]/.test(toldAs);
	const spelled = PAGE_REQUEST.cursorParameters.map((name) =>
		isCamelCase ? name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()) : name,
	);
	const told = toldAs.toLowerCase();
	const likely = RELAY_END_CURSOR.test(told)
		? [PAGE_REQUEST.relayCursorParameter]
		: spelled.filter((name) => told.endsWith(name.toLowerCase()));
	return [...new Set([...likely, ...spelled])];
}
