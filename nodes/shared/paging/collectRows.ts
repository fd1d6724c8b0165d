import { PAGE_SIZE } from '../api/limits';
import type { ApiSession } from '../http/session';
import type { Doubt } from './doubt';
import type { ListRequest } from './fetchPage';
import { Paginator } from './paginator';
import { Prefetcher } from './prefetch';
import { readRowIds } from './rowIds';

/** What to read of a list beyond {@link ListRequest}. */
export interface CollectRequest extends ListRequest {
	/** Leaves rows out; as many pages are read as it takes to fill the limit with the others. */
	isWanted?: (row: unknown) => boolean;
	/** Pages to read at most, where somebody waits for the answer or pays for it. */
	maxPages?: number;
	/** Called with why the rows may not be all, where they may not. */
	onDoubt?: (doubt: Doubt) => void;
}

/**
 * Reads a list up to `maxRows`, without a call more than that needs; several pages at once where the answers
 * name their number. A row that comes twice, because the list moved meanwhile, counts once.
 * @throws {ConnectorError} rather than return a part as if it were all.
 */
export async function collectRows(
	session: ApiSession,
	list: CollectRequest,
	maxRows: number,
): Promise<unknown[]> {
	const { isWanted, maxPages = Number.POSITIVE_INFINITY, onDoubt } = list;
	const fullPage = list.pageSize ?? PAGE_SIZE;
	const paginator = new Paginator({ ...list, pageSize: isWanted ? fullPage : Math.min(fullPage, maxRows) });
	const ahead = new Prefetcher(session);
	const rows = new DistinctRows(isWanted);
	while (!paginator.isDone && rows.wanted.length < maxRows && paginator.pagesSeen < maxPages) {
		rows.add(await paginator.readPage(session, ahead.ask));
		const pagesLeft = maxPages - paginator.pagesSeen;
		ahead.follow(paginator, Math.min(maxRows - rows.wanted.length, pagesLeft * fullPage));
	}
	const isMissing = paginator.isDone && paginator.findDoubt(rows.count)?.isContradiction;
	// what came twice was pushed back by rows that came in before it, or moved there from a page not yet read
	if (isMissing && rows.repeats > 0) rows.add(await new Paginator(list).readPage(session));
	const isCutShort = !paginator.isDone && rows.wanted.length < maxRows;
	const cut = { isContradiction: true, reason: `only its first ${rows.count} entries were looked at` };
	const doubt = isCutShort ? cut : paginator.findDoubt(rows.count);
	if (doubt) onDoubt?.(doubt);
	return rows.wanted.slice(0, maxRows);
}

/** Rows of which each counts once, by its ID, in the form in which it came last. */
class DistinctRows {
	/** How many different rows came. */
	count = 0;
	repeats = 0;
	readonly wanted: unknown[] = [];
	/** Where in `wanted` the row with an ID stands; -1 where it is not wanted. */
	private readonly places = new Map<unknown, number>();

	constructor(private readonly isWanted: CollectRequest['isWanted']) {}

	add(page: unknown[]): void {
		const ids = readRowIds(page);
		for (const [index, row] of page.entries()) {
			const id = ids?.[index];
			const place = id === undefined ? undefined : this.places.get(id);
			const isWanted = this.isWanted?.(row) !== false;
			if (place === undefined) this.count++;
			else this.repeats++;
			if (place !== undefined && place >= 0) this.wanted[place] = row;
			else if (isWanted) this.wanted.push(row);
			if (id !== undefined && (place ?? -1) < 0) this.places.set(id, isWanted ? this.wanted.length - 1 : -1);
		}
	}
}
