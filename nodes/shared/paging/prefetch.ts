import type { ApiSession } from '../http/session';
import { fetchPage, type FetchPage, type PageResponse, type PageRequest } from './fetchPage';
import type { Place } from './dialects/dialect';
import type { Paginator } from './paginator';

/** Pages on their way at once: a list of 5,000 rows then takes 8 answers' time instead of 50. */
const MAX_PAGES_AHEAD = 8;

/**
 * Asks for the next pages of a list before the paginator gets to them, where the answers name the number of
 * pages or rows. The paginator still looks at one page after the other, so it notices whatever it notices
 * without this.
 */
export class Prefetcher {
	private readonly asked = new Map<string, Promise<PageResponse>>();
	/** How the paginator asked last; pages ahead are asked for in the same way. */
	private lastRequest: PageRequest | undefined;
	/** One page at first, since a server that answers it wrongly would answer all wrongly. */
	private width = 1;
	private isOff = false;

	constructor(private readonly session: ApiSession) {}

	/** To be given to the paginator: answers from what was asked for ahead, where it was. */
	readonly ask: FetchPage = async (session, request) => {
		const key = JSON.stringify(request.place);
		const ahead = this.asked.get(key);
		this.asked.delete(key);
		// the list does not go on as it was expected to
		if (!ahead && this.asked.size > 0) this.isOff = true;
		const answer = await (ahead ?? fetchPage(session, request));
		if (ahead) this.width = Math.min(MAX_PAGES_AHEAD, this.width + 1);
		this.lastRequest = { ...request, parameters: answer.parameters };
		return answer;
	};

	/** Asks for as many pages as will certainly be needed for `rowsWanted` more rows. */
	follow(paginator: Paginator, rowsWanted: number): void {
		if (paginator.isDone || this.isOff || !this.lastRequest) return;
		const expected = expectPlaces(paginator, rowsWanted, this.lastRequest.size);
		for (const place of expected.slice(0, this.width)) {
			const key = JSON.stringify(place);
			if (this.asked.has(key)) continue;
			const answer = fetchPage(this.session, { ...this.lastRequest, place });
			// the paginator gets the rejection when it comes to the page, if it ever does
			answer.catch(() => {});
			this.asked.set(key, answer);
		}
	}
}

/** The next places of the list, from the one where the paginator stands; none where they can't be foretold. */
function expectPlaces(paginator: Paginator, rowsWanted: number, size: number): Place[] {
	const { place, facts } = paginator;
	const count = facts?.rows.length ?? 0;
	const fullest = Math.max(count, facts?.size ?? size);
	const pagesWanted = Math.min(MAX_PAGES_AHEAD, Math.ceil(rowsWanted / fullest));
	if (count === 0 || !facts) return [];
	if (place.by === 'page') {
		const pagesInAll = facts.totalPages ?? Math.ceil((facts.total ?? 0) / fullest);
		const pages = Math.min(pagesWanted, pagesInAll - (place.page - paginator.firstPage));
		return countTo(pages, (n) => ({ by: 'page', page: place.page + n }));
	}
	if (place.by === 'offset') {
		const pages = Math.min(pagesWanted, Math.ceil(((facts.total ?? 0) - place.offset) / fullest));
		return countTo(pages, (n) => ({ ...place, offset: place.offset + n * count }));
	}
	return [];
}

function countTo<T>(count: number, at: (index: number) => T): T[] {
	return Array.from({ length: Math.max(0, count) }, (_, index) => at(index));
}
