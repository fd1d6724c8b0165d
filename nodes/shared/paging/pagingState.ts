import { FIRST_PAGE } from '../api/limits';
import type { JsonObject, Query } from '../api/endpoints';
import { isObject } from '../util/objects';
import type { PageParameters, PageTurn, Place } from './dialects/dialect';
import { isBehind, isCounted } from './nextPage';

/** A list from which rows are deleted more often than that, while it is read, is not read again for it. */
export const MAX_MOVES = 3;

/** Where the reading of a list stands between two pages. Never changed, always replaced. */
export interface PagingState {
	/** Where the next page stands. */
	place: Place;
	/** Other ways to ask for it, should the server ignore or refuse this one. */
	otherwise: readonly Place[];
	/** How the pages before were asked for; undefined where the next answer has yet to show it. */
	parameters?: PageParameters;
	isDone: boolean;
	/** Rows on the pages before: where an answer states a total only, they show the end. */
	rowsSeen: number;
	pagesSeen: number;
	fullestPage: number;
	emptyPagesInARow: number;
	/** The total that the page before stated. */
	total?: number;
	/** The least total that a page stated. */
	leastTotal?: number;
	/** How often a boundary between two pages was seen to move. */
	moves: number;
	/** Whether a page was asked for by counting, and no total shows whether rows moved meanwhile. */
	mayHaveMissed: boolean;
	/** Whether the last page is full, and a count alone, or that it came back twice, says that it is the last. */
	isUnproven: boolean;
	/** Whether the first page said that another one stands before it. */
	startsLate: boolean;
	/** Whether the first page is asked for once more at the end, as page 0. */
	triesZero: boolean;
}

/** The state before the first page, or before the one at `place`. */
export function startState(given: Partial<PagingState> = {}): PagingState {
	return {
		place: { by: 'start' },
		otherwise: [],
		isDone: false,
		rowsSeen: 0,
		pagesSeen: 0,
		fullestPage: 0,
		emptyPagesInARow: 0,
		moves: 0,
		mayHaveMissed: false,
		isUnproven: false,
		startsLate: false,
		triesZero: false,
		...given,
	};
}

/** The state with what a page shows; still at its place. Pure. */
export function afterPage(state: PagingState, turn: PageTurn, parameters: PageParameters): PagingState {
	const { facts, rowsSeen } = turn;
	const count = facts.rows.length;
	const total = facts.total ?? state.total;
	const isGuarded = facts.total !== undefined && !isBehind(turn);
	return {
		...state,
		otherwise: [],
		parameters,
		startsLate: state.place.by === 'start' ? facts.hasPrevious === true : state.startsLate,
		rowsSeen,
		pagesSeen: state.pagesSeen + 1,
		fullestPage: Math.max(state.fullestPage, count),
		emptyPagesInARow: count === 0 ? state.emptyPagesInARow + 1 : 0,
		mayHaveMissed: state.mayHaveMissed || (isLaterCounted(state) && !isGuarded),
		...(total === undefined ? {} : { total, leastTotal: Math.min(total, state.leastTotal ?? total) }),
	};
}

/**
 * By how many rows a total fell with the page that was read behind others. Deleted rows make those behind them slide
 * forward, some of them onto the page before, as it is now.
 */
export function fallOfTotal(before: PagingState, { facts }: PageTurn): number {
	if (!isLaterCounted(before) || before.total === undefined || facts.total === undefined) return 0;
	return Math.max(0, before.total - facts.total);
}

/** The state that goes back to rows that slid forward; undefined where it can't, or did so too often. */
export function goBack(state: PagingState, rows: number): PagingState | undefined {
	const { place, moves } = state;
	const size = Math.max(1, state.fullestPage);
	const back = moves < MAX_MOVES ? stepBack(place, Math.ceil(rows / size), size) : undefined;
	return back && { ...state, moves: moves + 1, place: back, rowsSeen: rowsBefore(back, size) };
}

function isLaterCounted({ place, pagesSeen }: PagingState): boolean {
	return place.by !== 'start' && isCounted(place) && pagesSeen > 0;
}

function stepBack(place: Place, pages: number, size: number): Place | undefined {
	if (place.by === 'page') return { by: 'page', page: Math.max(FIRST_PAGE, place.page - pages) };
	return place.by === 'offset' ? { ...place, offset: Math.max(0, place.offset - pages * size) } : undefined;
}

function rowsBefore(place: Place, size: number): number {
	if (place.by === 'page') return Math.max(0, place.page - FIRST_PAGE) * size;
	return place.by === 'offset' ? place.offset : 0;
}

/** The state as a text that {@link parsePageToken} understands. */
export function toPageToken(state: PagingState): string {
	const { place, otherwise, parameters, rowsSeen, pagesSeen, total, startsLate, triesZero } = state;
	return JSON.stringify({
		...{ place, otherwise, parameters, rowsSeen, pagesSeen, total },
		...(startsLate ? { startsLate } : {}),
		...(triesZero ? { triesZero } : {}),
	});
}

/** Reads a token back; anything that is none stands for the start of the list. */
export function parsePageToken(token: string | undefined): PagingState {
	const parsed = parseObject(token);
	const place = toPlace(parsed.place);
	if (place.by === 'start') return startState();
	const { otherwise } = parsed;
	const total = toCount(parsed.total);
	return startState({
		place,
		otherwise: Array.isArray(otherwise) ? otherwise.map(toPlace).filter(({ by }) => by !== 'start') : [],
		...toParameters(parsed.parameters),
		rowsSeen: toCount(parsed.rowsSeen) ?? 0,
		pagesSeen: toCount(parsed.pagesSeen) ?? 1,
		startsLate: parsed.startsLate === true,
		triesZero: parsed.triesZero === true,
		...(total === undefined ? {} : { total, leastTotal: total }),
	});
}

function parseObject(text: string | undefined): JsonObject {
	try {
		const parsed: unknown = JSON.parse(text ?? '');
		return isObject(parsed) ? parsed : {};
	} catch {
		return {};
	}
}

function toPlace(value: unknown): Place {
	if (!isObject(value)) return { by: 'start' };
	const { by, cursor, query, name } = value;
	const page = toCount(value.page);
	const offset = toCount(value.offset);
	if (by === 'page' && page !== undefined) return { by, page };
	if (by === 'offset' && offset !== undefined) return { by, offset, ...(isName(name) ? { name } : {}) };
	if (by === 'cursor' && typeof cursor === 'string' && isName(name)) return { by, cursor, name };
	if (by === 'link' && isObject(query)) return { by, query: query as Query };
	return { by: 'start' };
}

function toParameters(value: unknown): Pick<PagingState, 'parameters'> {
	if (!isObject(value)) return {};
	const { size, cursor } = value;
	const first = toCount(value.first);
	const parameters: PageParameters = {
		numbersFirst: value.numbersFirst === true,
		...(isName(size) ? { size } : {}),
		...(isName(cursor) ? { cursor } : {}),
		...(first === undefined ? {} : { first }),
	};
	return { parameters };
}

function isName(value: unknown): value is string {
	return typeof value === 'string' && /^\w{1,40}$/.test(value);
}

function toCount(value: unknown): number | undefined {
	return Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : undefined;
}
