import { PAGING } from '../../../nodes/shared/api/contract';
import { isSameOrigin } from '../../../nodes/shared/http/connection';
import { isObject } from '../../../nodes/shared/util/objects';
import type { PageFacts } from '../../../nodes/shared/api/decode/list';
import { isAccepted } from '../observe/answers';
import { finding, unknown, type Finding } from './finding';
import type { LiveAnswer } from '../observe/liveClient';
import type { Observations } from '../observe/observations';
import { factsOf, idsOf, WIDE_PAGE } from '../observe/observeLists';

/** Judges how lists are paged (A2). Pure. */
export function judgePaging(seen: Observations, baseUrl: string): Finding {
	const wide = factsOf(seen.listWide);
	if (!seen.listWide || !wide) return unknown('A2', 'no list came back');
	const narrow = factsOf(seen.listNarrow);
	const answer = narrow && seen.listNarrow ? seen.listNarrow : seen.listWide;
	const style = nameStyle(answer, narrow ?? wide, seen, baseUrl);
	// a list that goes on for ever looks as if its pages were cut
	const limits = isEndless(style) ? [] : nameLimits(seen, wide);
	const variants = [`pagination=${style}`, ...limits, ...nameStrictness(seen), ...nameEmptyList(seen)];
	const trouble = findTrouble(seen, narrow);
	if (trouble) return finding('A2', 'fails', trouble, variants);
	const isDefault = variants.join() === 'pagination=page_limit';
	const says = `lists are paged as "${style}"${describeTurn(seen)}`;
	return finding('A2', isDefault ? 'holds' : 'differs', says, variants);
}

/** Names the style as sandbox/variants/variants.ts does. */
function nameStyle(answer: LiveAnswer, facts: PageFacts, seen: Observations, baseUrl: string): string {
	const misbehaviour = nameMisbehaviour(seen, facts);
	if (misbehaviour) return misbehaviour;
	if (seen.dialect?.first === 0) return 'from_zero';
	const body = isObject(answer.body) ? answer.body : {};
	const has = (place: string, names: readonly string[]) => {
		const container = body[place];
		return isObject(container) && names.some((name) => name in container);
	};
	if (has('pagination', PAGING.nextCursorKeys)) return 'next_cursor_pagination';
	if (has('meta', PAGING.nextCursorKeys)) return 'next_cursor_meta';
	if ('next_page_token' in body) return 'next_page_token';
	if (PAGING.nextCursorKeys.some((name) => name in body)) return 'next_cursor_top';
	if ('nextCursor' in body) return 'next_cursor_camel';
	if (has('page_info', PAGING.nextCursorKeys)) return 'end_cursor';
	if (facts.nextLink !== undefined) return nameLink(facts.nextLink, answer, baseUrl);
	if (isObject(body.data)) return 'items' in body.data ? 'nested_items' : 'nested_named';
	if (facts.offset !== undefined || isTurnedByOffset(seen)) return 'offset';
	if (facts.sizeName === 'per_page') return 'per_page';
	if (facts.hasMore !== undefined) return 'has_more';
	if (has('meta', PAGING.pageKeys)) return 'meta';
	if (has('pagination', ['total_items'])) return 'total_items';
	if (facts.page !== undefined && facts.total === undefined) return 'page_404';
	if (facts.page !== undefined || facts.totalPages !== undefined) return 'page_limit';
	const ignoresSize = (factsOf(seen.listNarrow)?.rows.length ?? 0) > 1 || !seen.dialect?.size;
	return ignoresSize ? 'none_ignores_paging' : 'none';
}

function isTurnedByOffset({ turn }: Observations): boolean {
	return turn?.kind === 'next' && turn.place.by === 'offset';
}

function nameLink(link: string, { headers }: LiveAnswer, baseUrl: string): string {
	if (!isSameOrigin(new URL(link, `${baseUrl}/`).href, baseUrl)) return 'links_foreign';
	return headers.link?.includes(link) ? 'link_header' : 'links_next';
}

function isEndless(style: string): boolean {
	return ['repeat_cursor', 'repeat_page', 'endless_empty'].includes(style);
}

/** Pagers that a client must not trust: they never end. */
function nameMisbehaviour(seen: Observations, facts: PageFacts): string | undefined {
	const beyond = factsOf(seen.listBeyond);
	const next = factsOf(seen.listNext);
	const repeatsRows = next !== undefined && next.rows.length > 0 && idsOf(next) === idsOf(facts);
	if (facts.nextCursor !== undefined && next?.nextCursor === facts.nextCursor) return 'repeat_cursor';
	if (repeatsRows && facts.nextCursor === undefined) return 'repeat_page';
	return beyond?.rows.length === 0 && beyond.hasMore === true ? 'endless_empty' : undefined;
}

function nameLimits(seen: Observations, wide: PageFacts): string[] {
	const isAskedForAll = seen.dialect?.size !== undefined;
	const goesOn =
		wide.hasMore === true || wide.nextCursor !== undefined || (wide.total ?? 0) > wide.rows.length;
	// the name of the size may be another one: then the page has the API's usual size, which tells nothing
	const isOurName = wide.sizeName === undefined || wide.sizeName === seen.dialect?.size;
	const served = wide.size ?? (goesOn ? wide.rows.length : WIDE_PAGE);
	const isCut = isAskedForAll && isOurName && served > 0 && served < WIDE_PAGE;
	return isCut ? [`maxPageSize=${served}`] : [];
}

function nameStrictness({ refusedQueries, listStrict }: Observations): string[] {
	const isStrict = refusedQueries.length > 0 || listStrict?.status === 422 || listStrict?.status === 400;
	return isStrict ? ['strictQuery=true'] : [];
}

function nameEmptyList({ emptyLog }: Observations): string[] {
	if (!isAccepted(emptyLog)) return [];
	const list = isObject(emptyLog.body) ? emptyLog.body.data : emptyLog.body;
	return list === null ? ['emptyList=null'] : [];
}

function findTrouble({ turn, listNext, listBeyond }: Observations, narrow: PageFacts | undefined) {
	if (turn?.kind === 'stuck') return `the nodes cannot turn the page: ${turn.reason}`;
	if (turn?.kind === 'end' && narrow?.rows.length === 1) return 'the first page of two looks like the last';
	if (listNext && !isAccepted(listNext)) return `the next page was refused with ${listNext.status}`;
	const next = factsOf(listNext);
	if (next && narrow && idsOf(next) === idsOf(narrow)) return 'the next page shows the same codes again';
	const beyond = factsOf(listBeyond);
	if (beyond?.rows.length === 0 && beyond.hasMore === true) return 'the list says for ever that it goes on';
	return undefined;
}

function describeTurn({ turn, listNext, refusedQueries }: Observations): string {
	const refused = refusedQueries.length > 0 ? `; refused: ${refusedQueries.join('; ')}` : '';
	if (turn?.kind !== 'next' || !factsOf(listNext)) return `, turning a page was not seen${refused}`;
	return `, the second page was found by ${turn.place.by}${refused}`;
}
