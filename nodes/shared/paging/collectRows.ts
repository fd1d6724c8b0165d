import { PAGING } from '../api/contract';
import type { ApiSession } from '../http/session';
import { Prefetcher } from './prefetch';
import { Paginator } from './paginator';
import type { ListRequest } from './fetchPage';

/**
 * Reads a list up to `maxRows`, without a call more than that needs; several pages at once where the answers
 * name their number.
 * @param isWanted leaves rows out; as many pages are read as it takes to fill `maxRows` with the others.
 * @throws {ConnectorError} rather than hand out a part as if it were all.
 */
export async function collectRows(
	session: ApiSession,
	list: ListRequest,
	maxRows: number,
	isWanted?: (row: unknown) => boolean,
): Promise<unknown[]> {
	const fullPage = list.pageSize ?? PAGING.pageSize;
	const pageSize = isWanted ? fullPage : Math.min(fullPage, maxRows);
	const walk = new Paginator({ ...list, pageSize });
	const ahead = new Prefetcher(session);
	const rows: unknown[] = [];
	while (!walk.isDone && rows.length < maxRows) {
		// not push(...page): a server without paging may send more rows than a call can take arguments
		for (const row of await walk.readPage(session, ahead.ask)) if (!isWanted || isWanted(row)) rows.push(row);
		ahead.follow(walk, maxRows - rows.length);
	}
	return rows.slice(0, maxRows);
}
