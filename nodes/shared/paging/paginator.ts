import { isNotFound, rethrow, type ConnectorError } from '../errors/connectorError';
import { PAGING } from '../api/contract';
import type { ApiSession } from '../http/session';
import {
	fetchPage,
	isParameterRefusal,
	rememberDialect,
	type FetchPage,
	type ListRequest,
	type PageResponse,
} from './fetchPage';
import { incompleteList, notAList } from './listErrors';
import { decideNextPage, knowsNothingOfMore, looksCapped, type NextPage } from './nextPage';
import { readPageFacts, type PageFacts } from '../api/decode/list';
import { fingerprintPage } from './pageFingerprint';
import type { PagePosition, PagingDialect } from './pageQuery';
import { parsePageToken, toPageToken, type PagePlace } from './pageToken';

/** At 100 rows a page this is more than a Pro plan's calls for a month: no honest list is longer. */
const MAX_PAGES = 5_000;
/** An honest list has no empty page before its end; a few may come of filtering on the server. */
const MAX_EMPTY_PAGES_IN_A_ROW = 3;

/**
 * Walks a list page by page, in whatever style the answers show, and can't walk for ever. It can be put
 * aside between two pages and be taken up again later, with another session.
 */
export class Paginator {
	/** Whether the whole list was seen. */
	isDone = false;
	/** What the last answer told. */
	facts: PageFacts | undefined;
	/** Where the next page stands. */
	position: PagePosition;
	/** Rows on all pages before it. */
	rowsSeen: number;
	/** Fixed with the first answer: to change the page size halfway would skip rows. */
	private dialect: PagingDialect | undefined;
	private hasRestarted = false;
	private pagesSeen = 0;
	private fullestPage = 0;
	private emptyPagesInARow = 0;
	private triesOffset = false;
	private readonly fingerprints = new Set<string>();
	private readonly visited = new Set<string>();

	constructor(
		private readonly list: ListRequest,
		{ position = { by: 'start' }, dialect, rowsSeen = 0 }: Partial<PagePlace> = {},
	) {
		this.position = position;
		this.dialect = dialect;
		this.rowsSeen = rowsSeen;
	}

	/** Takes up a list where `token` says; a token that is none starts from the beginning. */
	static resume(list: ListRequest, token: string | undefined): Paginator {
		return new Paginator(list, parsePageToken(token));
	}

	/** Where the walk stands, as a text that {@link Paginator.resume} understands. */
	get token(): string {
		const { position, dialect, rowsSeen } = this;
		return toPageToken({ position, dialect, rowsSeen });
	}

	/**
	 * Whether only the next page tells that there are pages at all: a server without paging that does not say so
	 * answers every page with the whole list, which the walk notices as long as it is the same one.
	 */
	get isUnsure(): boolean {
		const isAtFirst = this.facts?.rows.length === this.rowsSeen;
		return isAtFirst && this.position.by === 'page' && this.tellsNothing && !this.isDone;
	}

	/**
	 * Reads the next page and moves on.
	 * @param ask stands in for the call, for pages that were asked for before.
	 * @throws {ConnectorError} kind 'incompleteList' when there is more but it can't be read.
	 */
	async readPage(session: ApiSession, ask: FetchPage = fetchPage): Promise<unknown[]> {
		const { position, list, size } = this;
		let answered: PageResponse;
		try {
			answered = await ask(session, { list, position, size, dialect: this.dialect });
		} catch (error) {
			// a place in a list need not be kept for long; that says nothing about whose list it is
			if (isNotFound(error) && position.by !== 'start') throw this.incomplete('its next page was not found');
			if (!this.knowsNoPageNumbers(error)) return rethrow(error);
			this.pagesSeen++;
			return await this.readByOffset(session, ask);
		}
		const { answer, dialect } = answered;
		const facts = readPageFacts(answer.body, answer.headers);
		if (!facts) throw notAList();
		const turn = this.decideTurn(session, facts, dialect);
		if (turn.kind === 'restart') {
			this.hasRestarted = true;
			rememberDialect(session, this.list, turn.dialect);
			return await this.readPage(session, ask);
		}
		this.dialect = dialect;
		this.facts = facts;
		this.pagesSeen++;
		if (this.isRepeat(facts)) {
			if (this.mayCountByOffset(facts)) return await this.readByOffset(session, ask);
			return this.endAtRepeat(facts);
		}
		this.rowsSeen += facts.rows.length;
		this.fullestPage = Math.max(this.fullestPage, facts.rows.length);
		if (turn.kind === 'end') this.isDone = true;
		else if (turn.kind === 'stuck') throw this.incomplete(turn.reason);
		else this.moveTo(turn.position, facts);
		return facts.rows;
	}

	private get size(): number {
		return this.list.pageSize ?? PAGING.pageSize;
	}

	/** Whether the last answer said nothing of what follows. */
	private get tellsNothing(): boolean {
		return this.facts !== undefined && knowsNothingOfMore(this.facts);
	}

	private decideTurn({ connection }: ApiSession, facts: PageFacts, dialect: PagingDialect): NextPage {
		return decideNextPage({
			position: this.position,
			dialect,
			size: this.size,
			facts,
			rowsSeen: this.rowsSeen + facts.rows.length,
			fullestPage: this.fullestPage,
			mayRestart: !this.hasRestarted,
			baseUrl: connection.baseUrl,
		});
	}

	private isRepeat(facts: PageFacts): boolean {
		if (facts.rows.length === 0) return false;
		const fingerprint = fingerprintPage(facts.rows);
		const isRepeat = this.fingerprints.has(fingerprint);
		this.fingerprints.add(fingerprint);
		return isRepeat;
	}

	/**
	 * A server that pages by offset and tells nothing takes no notice of a page number: its second page is the
	 * first one again, as with a server that has no paging at all. One call by offset tells the two apart.
	 */
	private mayCountByOffset(facts: PageFacts): boolean {
		const isSecond = this.pagesSeen === 2 && this.position.by === 'page' && !this.triesOffset;
		return isSecond && knowsNothingOfMore(facts) && facts.rows.length <= this.size && looksCapped(facts);
	}

	/** A server that refuses what it does not know refuses the number of the second page as well. */
	private knowsNoPageNumbers(error: unknown): boolean {
		const isSecond = this.pagesSeen === 1 && this.position.by === 'page' && !this.triesOffset;
		return isSecond && this.tellsNothing && isParameterRefusal(error);
	}

	private async readByOffset(session: ApiSession, ask: FetchPage): Promise<unknown[]> {
		this.triesOffset = true;
		this.position = { by: 'offset', offset: this.rowsSeen };
		try {
			return await this.readPage(session, ask);
		} catch (error) {
			if (!isParameterRefusal(error)) return rethrow(error);
			if (this.isFullAsAsked())
				throw this.incomplete('its next page is refused, by page number and by offset');
			this.isDone = true;
			return [];
		}
	}

	/** A server that took the page size, and filled the page, has hardly by chance as many rows. */
	private isFullAsAsked(): boolean {
		return this.dialect?.sizeName !== undefined && this.rowsSeen === this.size;
	}

	/**
	 * A server without any paging answers every page with the whole list: then the repeat proves that the
	 * first page was all. Any other repeat means that more exists and can't be reached.
	 */
	private endAtRepeat(facts: PageFacts): unknown[] {
		const isUnasked = facts.rows.length > this.size || (knowsNothingOfMore(facts) && looksCapped(facts));
		const answersSeen = this.triesOffset ? 3 : 2;
		const servesEverythingAtOnce = this.pagesSeen === answersSeen && isUnasked && !facts.hasMore;
		if (!servesEverythingAtOnce) throw this.incomplete('the same page came back twice');
		this.isDone = true;
		return [];
	}

	private moveTo(position: PagePosition, facts: PageFacts): void {
		const place = JSON.stringify(position);
		if (this.visited.has(place)) {
			throw this.incomplete(
				`the same ${position.by === 'page' ? 'page number' : position.by} came back twice`,
			);
		}
		this.visited.add(place);
		this.emptyPagesInARow = facts.rows.length === 0 ? this.emptyPagesInARow + 1 : 0;
		if (this.emptyPagesInARow > MAX_EMPTY_PAGES_IN_A_ROW) {
			throw this.incomplete('one empty page after the other came back, each promising more');
		}
		if (this.pagesSeen >= MAX_PAGES) throw this.incomplete(`it has more than ${MAX_PAGES} pages`);
		this.position = position;
	}

	private incomplete(reason: string): ConnectorError {
		return incompleteList(reason, this.rowsSeen, this.list.hasLimit === true);
	}
}
