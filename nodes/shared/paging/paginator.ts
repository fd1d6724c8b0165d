import { isNotFound, rethrow, type ConnectorError } from '../errors/connectorError';
import { FIRST_PAGE, PAGE_SIZE } from '../api/limits';
import type { ApiSession } from '../http/session';
import type { PageTurn, Place } from './dialects/dialect';
import { describeDoubt, type Doubt } from './doubt';
import {
	fetchPage,
	isParameterRefusal,
	isPastEnd,
	rememberFirstPage,
	rememberParameters,
	type FetchPage,
	type ListRequest,
	type PageResponse,
} from './fetchPage';
import { incompleteList, notAList } from './listErrors';
import { decideNextPage, isCounted, knowsNothingOfMore, leadsOn } from './nextPage';
import {
	afterPage,
	fallOfTotal,
	goBack,
	parsePageToken,
	startState,
	toPageToken,
	type PagingState,
} from './pagingState';
import { tidyText } from '../util/redact';
import { readPageFacts, type PageFacts } from '../api/decode/list';
import { fingerprintPage } from './rowIds';

/** At 100 rows a page this is more than a Pro plan's calls for a month: no honest list is longer. */
const MAX_PAGES = 5_000;
/** An honest list has no empty page before its end; a few may come of filtering on the server. */
const MAX_EMPTY_PAGES_IN_A_ROW = 3;
/** A list of just so many entries may be the first page of a server that pages in a way of its own. */
const USUAL_PAGE_SIZES = [10, 15, 20, 25, 30, 50, 100];

function sameTwice(sign: string | undefined): string {
	return `the same page came back twice${sign === undefined ? '' : `, and the answer has ${tidyText(sign)}`}`;
}

/**
 * Reads a list page by page, in whatever dialect the answers show, and can't go on for ever. It can be put aside
 * between two pages and be taken up again later, with another session.
 */
export class Paginator {
	/** What the last answer said. */
	facts: PageFacts | undefined;
	private state: PagingState;
	private hasRestarted = false;
	private readonly fingerprints = new Set<string>();
	private readonly visited = new Set<string>();

	/** @param start of a list that is not read from its start: its place, and how many rows stand before it. */
	constructor(
		private readonly list: ListRequest,
		start: Partial<PagingState> = {},
	) {
		this.state = startState(start);
	}

	/** Takes up a list where `token` says; a token that is none starts from the beginning. */
	static resume(list: ListRequest, token: string | undefined): Paginator {
		return new Paginator(list, parsePageToken(token));
	}

	/**
	 * A reading of the same list that begins behind some pages of the size of those read so far; undefined where only
	 * the page before leads to a page.
	 */
	fromPage(pagesBefore: number): Paginator | undefined {
		const { place, parameters, fullestPage } = this.state;
		const rowsSeen = pagesBefore * fullestPage;
		const isByOffset = place.by === 'offset';
		if (!isByOffset && place.by !== 'page') return undefined;
		const page = pagesBefore + this.firstPage;
		const there = isByOffset ? ({ ...place, offset: rowsSeen } as const) : ({ by: 'page', page } as const);
		return new Paginator(this.list, {
			place: there,
			parameters,
			fullestPage,
			rowsSeen,
			pagesSeen: pagesBefore,
		});
	}

	/** Where the reading stands, as a text that {@link Paginator.resume} understands. */
	get token(): string {
		return toPageToken(this.state);
	}

	/** Whether the whole list was seen. */
	get isDone(): boolean {
		return this.state.isDone;
	}

	/** Where the next page stands. */
	get place(): Place {
		return this.state.place;
	}

	/** Rows on all pages before it. */
	get rowsSeen(): number {
		return this.state.rowsSeen;
	}

	/** The number of the first page. */
	get firstPage(): number {
		return this.state.parameters?.first ?? FIRST_PAGE;
	}

	get pagesSeen(): number {
		return this.state.pagesSeen;
	}

	/**
	 * Whether only the next page tells that there are pages at all: a server without paging that does not say so
	 * answers every page with the whole list, which is noticed as long as it is the same one.
	 */
	get isUnsure(): boolean {
		const isAtFirst = this.facts?.rows.length === this.rowsSeen;
		return isAtFirst && this.place.by === 'page' && this.tellsNothing && !this.isDone;
	}

	/** Why the rows that were read may not be the whole list, although nothing more can be asked for. */
	findDoubt(distinctRows: number): Doubt | undefined {
		return describeDoubt(this.state, distinctRows);
	}

	/**
	 * Reads the next page and moves on. Where rows were deleted meanwhile, that may be a page that was read before:
	 * what had slid onto it would be lost.
	 * @param ask stands in for the call, for pages that were asked for before.
	 * @throws {ConnectorError} kind 'incompleteList' when there is more but it can't be read.
	 */
	async readPage(session: ApiSession, ask: FetchPage = fetchPage): Promise<unknown[]> {
		for (;;) {
			const response = await this.request(session, ask);
			if (!response) return [];
			const rows = this.take(session, response);
			if (rows) return rows;
		}
	}

	/** @returns undefined where the list turned out to have ended. */
	private async request(session: ApiSession, ask: FetchPage): Promise<PageResponse | undefined> {
		for (;;) {
			const { place, parameters } = this.state;
			try {
				return await ask(session, { list: this.list, place, size: this.size, parameters });
			} catch (error) {
				if (!this.mayAskOtherwise(session, error)) return undefined;
			}
		}
	}

	/** Finds out what a refusal means: another way to ask (true), the end of the list (false), or nothing good. */
	private mayAskOtherwise(session: ApiSession, error: unknown): boolean {
		const { place, pagesSeen, triesZero } = this.state;
		if (place.by === 'start') return rethrow(error);
		if (isPastEnd(error) && (triesZero || this.isTaken(place)) && !this.mustGoOn())
			return this.finish(session);
		if (isParameterRefusal(error)) {
			if (this.askOtherwise()) return true;
			if (triesZero) return this.finish(session);
			if (pagesSeen === 1 && isCounted(place) && this.tellsNothing) {
				if (!this.isFullAsAsked()) return this.finish(session);
				throw this.incomplete('its next page is refused, by page number and by offset');
			}
		}
		// a place in a list need not be kept for long; that says nothing about whose list it is
		if (isNotFound(error)) throw this.incomplete('its next page was not found');
		return rethrow(error);
	}

	/** Whether the server took the parameter of a place before, so that it is the page that it refuses. */
	private isTaken(place: Place): boolean {
		const { parameters, pagesSeen } = this.state;
		if (place.by === 'page') return pagesSeen !== 1 || parameters?.numbersFirst === true;
		return place.by === 'offset' && pagesSeen !== 1;
	}

	/** Whether the last answer promised a page that the server now says not to have. */
	private mustGoOn(): boolean {
		const { facts } = this;
		if (!facts || this.state.triesZero) return false;
		return facts.hasMore === true || (this.mayGoOn(facts) && facts.rows.length >= (facts.size ?? this.size));
	}

	private mayGoOn(facts: PageFacts): boolean {
		return leadsOn(facts) || (facts.total ?? 0) > this.rowsSeen || (facts.totalPages ?? 0) > this.pagesSeen;
	}

	/** @returns undefined where the page has to be asked for otherwise. */
	private take(session: ApiSession, { answer, parameters }: PageResponse): unknown[] | undefined {
		const facts = readPageFacts(answer.body, answer.headers);
		if (!facts) throw notAList(answer.body);
		const turn = this.turnOf(session, facts, parameters);
		const step = decideNextPage(turn);
		if (step.kind === 'restart') {
			this.hasRestarted = true;
			rememberParameters(session, this.list, step.parameters);
			return undefined;
		}
		if (this.isRepeat(facts)) return this.takeRepeat(session, facts);
		const fall = fallOfTotal(this.state, turn);
		this.state = afterPage(this.state, turn, this.learnParameters(session, turn));
		this.facts = facts;
		if (this.goBack(fall)) return facts.rows;
		if (step.kind === 'stuck') throw this.incomplete(step.reason);
		if (step.kind === 'next' && !this.state.triesZero) {
			this.moveTo(step.place, step.otherwise);
		} else {
			this.state = { ...this.state, isUnproven: step.kind === 'end' && step.isUnproven === true };
			this.finish(session, facts.rows.length > 0);
		}
		return facts.rows;
	}

	private get size(): number {
		return this.list.pageSize ?? PAGE_SIZE;
	}

	/** Whether the last answer said nothing of what follows. */
	private get tellsNothing(): boolean {
		return this.facts !== undefined && knowsNothingOfMore(this.facts);
	}

	private turnOf({ connection }: ApiSession, facts: PageFacts, parameters: PageTurn['parameters']): PageTurn {
		const { place, rowsSeen, fullestPage } = this.state;
		return {
			place,
			parameters,
			size: this.size,
			facts,
			rowsSeen: rowsSeen + facts.rows.length,
			fullestPage,
			needsProof: this.list.needsProof === true,
			mayRestart: !this.hasRestarted,
			baseUrl: connection.baseUrl,
		};
	}

	/** How the list was asked for, with the name of the cursor where the server was seen to take it. */
	private learnParameters(session: ApiSession, { place, parameters }: PageTurn): PageTurn['parameters'] {
		if (place.by !== 'cursor' || parameters.cursor === place.name) return parameters;
		const learned = { ...parameters, cursor: place.name };
		rememberParameters(session, this.list, learned);
		return learned;
	}

	/** Where rows were deleted meanwhile, the reading goes back to those that slid forward. */
	private goBack(fall: number): boolean {
		const back = fall > 0 ? goBack(this.state, fall) : undefined;
		if (!back) return false;
		this.fingerprints.clear();
		this.visited.clear();
		this.state = back;
		return true;
	}

	private isRepeat(facts: PageFacts): boolean {
		if (facts.rows.length === 0) return false;
		const fingerprint = fingerprintPage(facts.rows);
		const isRepeat = this.fingerprints.has(fingerprint);
		this.fingerprints.add(fingerprint);
		return isRepeat;
	}

	/**
	 * A server that pages otherwise takes no notice of how it was asked, and answers with its first page again. So
	 * does one without any paging: then the repeat proves that the first page was all. Any other repeat means that
	 * more exists and can't be reached.
	 */
	private takeRepeat(session: ApiSession, facts: PageFacts): unknown[] | undefined {
		const { pagesSeen, triesZero } = this.state;
		if (facts.rows.length <= this.size && this.askOtherwise()) return undefined;
		const knowsCount = facts.total !== undefined || facts.totalPages !== undefined;
		const isAll = !this.mayGoOn(facts) && (pagesSeen === 1 || knowsCount);
		const sign = facts.unreadSign ?? (pagesSeen === 1 && !knowsCount ? facts.doubtfulSign : undefined);
		if (!triesZero && (!isAll || sign !== undefined)) {
			throw this.incomplete(sameTwice(sign));
		}
		this.state = { ...this.state, isUnproven: !knowsCount && USUAL_PAGE_SIZES.includes(facts.rows.length) };
		this.finish(session);
		return [];
	}

	private askOtherwise(): boolean {
		const [place, ...otherwise] = this.state.otherwise;
		if (place) this.state = { ...this.state, place, otherwise };
		return place !== undefined;
	}

	/** A server that took the page size, and filled the page, has hardly by chance as many rows. */
	private isFullAsAsked(): boolean {
		return this.state.parameters?.size !== undefined && this.rowsSeen === this.size;
	}

	/** Ends the list, unless its first page seems to be missing. @returns whether it goes on. */
	private finish(session: ApiSession, foundRows = false): boolean {
		if (this.state.triesZero) rememberFirstPage(session, foundRows ? 0 : FIRST_PAGE);
		const triesZero = !this.state.triesZero && this.missesFirstPage();
		const place = { by: 'page', page: 0 } as const;
		this.state = { ...this.state, ...(triesZero ? { triesZero, place } : { isDone: true }) };
		return triesZero;
	}

	/** A server whose pages count from 0 shows its second one as page 1: as much as a page holds is missing. */
	private missesFirstPage(): boolean {
		const { parameters, leastTotal = 0, rowsSeen, pagesSeen, fullestPage, place, startsLate } = this.state;
		if (!parameters?.numbersFirst || parameters.first !== undefined) return false;
		if (place.by === 'offset' || !isCounted(place)) return false;
		const missing = leastTotal > 0 ? leastTotal - rowsSeen : 0;
		if (startsLate) return true;
		if (leastTotal > 0) return missing >= Math.max(1, fullestPage);
		return (this.facts?.totalPages ?? 0) > 0 && pagesSeen > 0 && rowsSeen === 0;
	}

	private moveTo(place: Place, otherwise: Place[] = []): void {
		const key = JSON.stringify(place);
		if (this.visited.has(key)) {
			throw this.incomplete(`the same ${place.by === 'page' ? 'page number' : place.by} came back twice`);
		}
		this.visited.add(key);
		if (this.state.emptyPagesInARow > MAX_EMPTY_PAGES_IN_A_ROW) {
			throw this.incomplete('one empty page after the other came back, each promising more');
		}
		if (this.pagesSeen >= MAX_PAGES) throw this.incomplete(`it has more than ${MAX_PAGES} pages`);
		this.state = { ...this.state, place, otherwise };
	}

	private incomplete(reason: string): ConnectorError {
		return incompleteList(reason, this.rowsSeen, this.list.hasLimit === true);
	}
}
