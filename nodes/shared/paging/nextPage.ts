import { PAGE_REQUEST } from '../api/requestNames';
import type { PageFacts } from '../api/decode/list';
import { tidyText } from '../util/redact';
import { cursorDialect } from './dialects/cursor';
import type { PageTurn, Place, Step } from './dialects/dialect';
import { linkDialect } from './dialects/link';
import { offsetDialect } from './dialects/offset';
import { pageDialect, pagesUpTo } from './dialects/page';

/** Decides from what an answer shows whether and how a list goes on (A2). Pure. */
export function decideNextPage(turn: PageTurn): Step {
	const { facts } = turn;
	if (facts.hasMore === false) return { kind: 'end' };
	const named = cursorDialect.next(turn) ?? linkDialect.next(turn);
	if (named) return named;
	if (turn.place.by === 'cursor' || turn.place.by === 'link') return endChain(facts);
	// an answer that counts its pages or rows may have an empty cursor that means nothing
	if (facts.saysLast && knowsNothingOfMore(facts)) return endUnlessSigned(facts);
	return decideEnd(turn) ?? suggestLargerPages(turn) ?? offsetDialect.next(turn) ?? pageDialect.next(turn);
}

/** A list whose pages named the next one, by a cursor or a link, ends with the page that names none. */
function endChain(facts: PageFacts): Step {
	if (!facts.hasMore) return endUnlessSigned(facts);
	return { kind: 'stuck', reason: 'the answer says that more follows, and not how to ask for it' };
}

/** Whether a list that is asked for by number ends with this page; undefined where it goes on. */
function decideEnd(turn: PageTurn): Step | undefined {
	const { facts, needsProof } = turn;
	if (facts.hasMore || leadsToNumber(facts)) return undefined;
	if (facts.rows.length === 0) return endUnlessSigned(facts);
	const goesOn = countsMore(turn);
	if (goesOn) return undefined;
	if (goesOn === undefined) return mayBeFull(turn) ? undefined : endUnlessSigned(facts);
	// a counter may lag (T13): a page that is full proves that it does, or nothing at all
	if (isBehind(turn)) return mayBeFull(turn) ? undefined : { kind: 'end' };
	if (!isFull(turn) || facts.saysLast) return { kind: 'end' };
	return needsProof ? undefined : { kind: 'end', isUnproven: true };
}

/** Whether the counts of an answer say that more follows; undefined where it has none. */
function countsMore(turn: PageTurn): boolean | undefined {
	const { totalPages, total } = turn.facts;
	if (totalPages !== undefined) return pagesUpTo(turn) < totalPages;
	return total === undefined ? undefined : turn.rowsSeen < total;
}

/** Whether the counts of an answer say less than what was read. */
export function isBehind(turn: PageTurn): boolean {
	const { totalPages = Number.POSITIVE_INFINITY, total = Number.POSITIVE_INFINITY } = turn.facts;
	return turn.rowsSeen > total || pagesUpTo(turn) > totalPages;
}

/** Whether the answer says neither how much there is nor whether there is more. */
export function knowsNothingOfMore(facts: PageFacts): boolean {
	const { hasMore, total, totalPages } = facts;
	return hasMore === undefined && total === undefined && totalPages === undefined && !leadsToNumber(facts);
}

/** Whether the answer names what follows, or says that something does. */
export function leadsOn(facts: PageFacts): boolean {
	const isNamed = facts.nextCursor !== undefined || facts.nextLink !== undefined;
	return isNamed || facts.hasMore === true || leadsToNumber(facts);
}

function leadsToNumber({ nextNumber, nextOffset }: PageFacts): boolean {
	return nextNumber !== undefined || nextOffset !== undefined;
}

function isFull({ facts, size }: PageTurn): boolean {
	return facts.rows.length >= (facts.size ?? size);
}

/** Without a word about paging, a page that is not full is the last, unless the server cuts its pages. */
function mayBeFull(turn: PageTurn): boolean {
	return isFull(turn) || (turn.facts.rows.length >= turn.fullestPage && mayBeCut(turn.facts));
}

/** The smallest page that servers cut their lists to. */
const MIN_CUT_ROWS = 10;

/** Whether a server may have cut the page shorter than was asked, without saying so. One more call then shows it. */
export function mayBeCut({ rows, size }: PageFacts): boolean {
	return size === undefined && rows.length >= MIN_CUT_ROWS;
}

/** Something that may speak of a further page is never taken for the end. */
function endUnlessSigned({ unreadSign }: PageFacts): Step {
	if (unreadSign === undefined) return { kind: 'end' };
	const reason = `the answer has ${tidyText(unreadSign)}, which may mean that more follows, and nothing that says how to ask for it`;
	return { kind: 'stuck', reason };
}

function suggestLargerPages({ facts, parameters, size, place, mayRestart }: PageTurn): Step | undefined {
	const { sizeName, size: servedSize } = facts;
	if (!mayRestart || place.by !== 'start' || sizeName === undefined || sizeName === parameters.size) {
		return undefined;
	}
	if (servedSize === undefined || servedSize >= size) return undefined;
	return { kind: 'restart', parameters: { ...parameters, size: sizeName } };
}

/** Whether the page at a place was counted up to, so that it shifts where rows before it come or go. */
export function isCounted(place: Place): boolean {
	if (place.by !== 'link') return place.by !== 'cursor';
	return [PAGE_REQUEST.pageParameter, PAGE_REQUEST.offsetParameter].some((name) => name in place.query);
}
