import { FIRST_PAGE } from '../api/limits';
import { PAGE_REQUEST } from '../api/requestNames';
import type { Query } from '../api/endpoints';
import { cursorDialect } from './dialects/cursor';
import type { PageParameters, Place } from './dialects/dialect';
import { linkDialect } from './dialects/link';
import { offsetDialect } from './dialects/offset';
import { pageDialect } from './dialects/page';

/** From the assumed default to nothing at all, for servers that refuse parameters they don't know. */
export const PAGE_PARAMETERS: readonly PageParameters[] = [
	{ size: PAGE_REQUEST.sizeParameters[0], numbersFirst: true },
	{ size: PAGE_REQUEST.sizeParameters[0], numbersFirst: false },
	{ size: PAGE_REQUEST.sizeParameters[1], numbersFirst: false },
	{ numbersFirst: false },
];

/** The query that asks for the page at `place`. */
export function toPageQuery(place: Place, parameters: PageParameters, size: number): Query {
	const sizeQuery: Query = parameters.size ? { [parameters.size]: size } : {};
	switch (place.by) {
		case 'start': {
			const first = { by: 'page', page: parameters.first ?? FIRST_PAGE } as const;
			return { ...(parameters.numbersFirst ? pageDialect.toQuery(first) : {}), ...sizeQuery };
		}
		case 'page':
			return { ...pageDialect.toQuery(place), ...sizeQuery };
		case 'offset':
			return { ...offsetDialect.toQuery(place), ...sizeQuery };
		case 'cursor':
			return { ...cursorDialect.toQuery(place), ...sizeQuery };
		case 'link':
			return linkDialect.toQuery(place);
	}
}
