import type { ApiSession } from '../http/session';
import { fetchPage, type FetchPage, type PageResponse, type PageRequest } from './fetchPage';
import type { PagePosition } from './pageQuery';
import type { Paginator } from './paginator';

/** Pages on their way at once: a list of 5,000 rows then takes 8 answers' time instead of 50. */
const MAX_PAGES_AHEAD = 8;

/**
 * Asks for the next pages of a list before the walk gets to them, where the answers name the number of
 * pages or rows. The walk still looks at one page after the other, so it notices whatever it notices
 * without this.
 */
export class Prefetcher {
	private readonly asked = new Map<string, Promise<PageResponse>>();
	/** How the walk asked last; pages ahead are asked for in the same way. */
	private lastRequest: PageRequest | undefined;
	/** One page at first, since a server that answers it wrongly would answer all wrongly. */
	private width = 1;
	private isOff = false;

	constructor(private readonly session: ApiSession) {}

	/** To be given to the walk: answers from what was asked for ahead, where it was. */
	readonly ask: FetchPage = async (session, question) => {
		const key = JSON.stringify(question.position);
		const ahead = this.asked.get(key);
		this.asked.delete(key);
		// the list does not go on as it was expected to
		if (!ahead && this.asked.size > 0) this.isOff = true;
		const answer = await (ahead ?? fetchPage(session, question));
		if (ahead) this.width = Math.min(MAX_PAGES_AHEAD, this.width + 1);
		this.lastRequest = { ...question, dialect: answer.dialect };
		return answer;
	};

	/** Asks for as many pages as will certainly be needed for `rowsWanted` more rows. */
	follow(walk: Paginator, rowsWanted: number): void {
		if (walk.isDone || this.isOff || !this.lastRequest) return;
		const expected = expectPositions(walk, rowsWanted, this.lastRequest.size);
		for (const position of expected.slice(0, this.width)) {
			const key = JSON.stringify(position);
			if (this.asked.has(key)) continue;
			const answer = fetchPage(this.session, { ...this.lastRequest, position });
			// the walk gets the rejection when it comes to the page, if it ever does
			answer.catch(() => {});
			this.asked.set(key, answer);
		}
	}
}

/** The next positions of the walk, from the one where it stands; none where they can't be foretold. */
function expectPositions(walk: Paginator, rowsWanted: number, size: number): PagePosition[] {
	const { position, facts } = walk;
	const count = facts?.rows.length ?? 0;
	const fullest = Math.max(count, facts?.size ?? size);
	const pagesWanted = Math.min(MAX_PAGES_AHEAD, Math.ceil(rowsWanted / fullest));
	if (count === 0 || !facts) return [];
	if (position.by === 'page') {
		const lastPage = facts.totalPages ?? Math.ceil((facts.total ?? 0) / fullest);
		const pages = Math.min(pagesWanted, lastPage - position.page + 1);
		return countTo(pages, (n) => ({ by: 'page', page: position.page + n }));
	}
	if (position.by === 'offset') {
		const pages = Math.min(pagesWanted, Math.ceil(((facts.total ?? 0) - position.offset) / fullest));
		return countTo(pages, (n) => ({ by: 'offset', offset: position.offset + n * count }));
	}
	return [];
}

function countTo<T>(count: number, at: (index: number) => T): T[] {
	return Array.from({ length: Math.max(0, count) }, (_, index) => at(index));
}
