import { createHash } from 'crypto';

import { ApiCallError } from './apiCallError';
import { PAGING } from './apiContract';
import type { ApiSession } from './apiSession';
import type { Endpoint, Query } from './endpoints';
import {
	decideNextPage,
	knowsNothingOfMore,
	looksCapped,
	PAGING_MANNERS,
	parsePageToken,
	toPageQuery,
	toPageToken,
	type PagePosition,
	type PagingManner,
} from './nextPage';
import { readPageFacts, type PageFacts } from './pageFacts';
import { sendRequest, type ApiAnswer } from './sendRequest';

const DEFAULT_MANNER = PAGING_MANNERS[0] as PagingManner;

interface MannerlyAnswer {
	answer: ApiAnswer;
	/** The manner that the server took. */
	manner: PagingManner;
}

export interface ListRequest {
	endpoint: (query: Query) => Endpoint;
	/** Filters that the person asked for, sent with every page. */
	query?: Query;
	/** Rows wanted per page, up to PAGING.pageSize. */
	pageSize?: number;
	/** Whether a person can ask for fewer rows by a Limit field: then a text may say so. */
	hasLimit?: boolean;
}

/** At 100 rows a page this is more than a Pro plan's calls for a month: no honest list is longer. */
const MAX_PAGES = 5_000;
/** An honest list has no empty page before its end; a few may come of filtering on the server. */
const MAX_EMPTY_PAGES_IN_A_ROW = 3;

/**
 * How each kind of list takes paging parameters, once found out, so that a server of another style than the
 * assumed one costs its extra calls once per process and not once per list.
 */
const mannerByList = new Map<string, PagingManner>();

/** Forgets what was learned about servers: for tests, which share one process. */
export function forgetPagingManners(): void {
	mannerByList.clear();
}

/**
 * Walks a list page by page, in whatever style the answers show, and can't walk for ever. It can be put
 * aside between two pages and be taken up again later, with another session.
 */
export class PageWalk {
	/** Whether the whole list was seen. */
	isDone = false;
	/** What the last answer told. */
	facts: PageFacts | undefined;
	rowsSeen = 0;
	private position: PagePosition;
	/** Fixed with the first answer: to change the page size halfway would skip rows. */
	private manner: PagingManner | undefined;
	private hasRestarted = false;
	private pagesSeen = 0;
	private fullestPage = 0;
	private emptyPagesInARow = 0;
	private readonly fingerprints = new Set<string>();
	private readonly visited = new Set<string>();

	constructor(
		private readonly list: ListRequest,
		start: PagePosition = { by: 'start' },
		manner?: PagingManner,
	) {
		this.position = start;
		this.manner = manner;
	}

	/** Takes up a list where `token` says; a token that is none starts from the beginning. */
	static resume(list: ListRequest, token: string | undefined): PageWalk {
		const { position, manner } = parsePageToken(token);
		return new PageWalk(list, position, manner);
	}

	/** Where the walk stands, as a text that {@link PageWalk.resume} understands. */
	get token(): string {
		return toPageToken(this.position, this.manner);
	}

	/**
	 * Reads the next page and moves on.
	 * @throws {ApiCallError} kind 'incompleteList' when there is more but it can't be read.
	 */
	async readPage(session: ApiSession): Promise<unknown[]> {
		const { position } = this;
		const { answer, manner } = await this.ask(session, position);
		const facts = readPageFacts(answer.body, answer.headers);
		if (!facts) throw this.notAList();
		const turn = decideNextPage({
			position,
			manner,
			size: this.size,
			facts,
			rowsSeen: this.rowsSeen + facts.rows.length,
			fullestPage: this.fullestPage,
			mayRestart: !this.hasRestarted,
			baseUrl: session.connection.baseUrl,
		});
		if (turn.kind === 'restart') {
			this.hasRestarted = true;
			mannerByList.set(this.mannerKey(session), turn.manner);
			return await this.readPage(session);
		}
		this.manner = manner;
		this.facts = facts;
		this.pagesSeen++;
		if (this.isRepeat(facts)) return this.endAtRepeat(facts);
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

	/** Sends the call for a page; for the first one, in one manner after the other until the server takes it. */
	private async ask(session: ApiSession, position: PagePosition): Promise<MannerlyAnswer> {
		const key = this.mannerKey(session);
		let firstRefusal: unknown;
		for (const manner of this.mannersToTry(key, position)) {
			try {
				const query = { ...this.list.query, ...toPageQuery(position, manner, this.size) };
				const answer = await sendRequest(session, this.list.endpoint(query));
				if (position.by === 'start') mannerByList.set(key, manner);
				return { answer, manner };
			} catch (error) {
				firstRefusal ??= error;
				if (!isParameterRefusal(error)) return rethrow(error);
			}
		}
		return rethrow(firstRefusal);
	}

	private mannersToTry(key: string, position: PagePosition): readonly PagingManner[] {
		const known = this.manner ?? mannerByList.get(key);
		const first = known ?? DEFAULT_MANNER;
		if (position.by !== 'start') return [first];
		// a server that took this manner before rather means the person's own filters
		if (known && this.hasFilters) return [known];
		return [first, ...PAGING_MANNERS.filter((manner) => manner !== first)];
	}

	private get hasFilters(): boolean {
		return Object.keys(this.list.query ?? {}).length > 0;
	}

	/** The kinds of list, which a server may page differently, are told apart by the end of their path. */
	private mannerKey({ connection }: ApiSession): string {
		const { path } = this.list.endpoint({});
		return connection.baseUrl + path.slice(path.lastIndexOf('/'));
	}

	private isRepeat(facts: PageFacts): boolean {
		if (facts.rows.length === 0) return false;
		const fingerprint = createHash('sha256').update(JSON.stringify(facts.rows)).digest('base64');
		const isRepeat = this.fingerprints.has(fingerprint);
		this.fingerprints.add(fingerprint);
		return isRepeat;
	}

	/**
	 * A server without any paging answers every page with the whole list: then the repeat proves that the
	 * first page was all. Any other repeat means that more exists and can't be reached.
	 */
	private endAtRepeat(facts: PageFacts): unknown[] {
		const isUnasked = facts.rows.length > this.size || (knowsNothingOfMore(facts) && looksCapped(facts));
		const servesEverythingAtOnce = this.pagesSeen === 2 && isUnasked && !facts.hasMore;
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

	private incomplete(reason: string): ApiCallError {
		return new ApiCallError(
			{
				message: 'The list from QRCodeStack could not be read to its end',
				description: `After ${this.rowsSeen} entries, ${reason}. Nothing was put out, because it would look like the whole list. ${this.adviseLimit()}Write to support@qrcodestack.com if this goes on.`,
				failure: { cause: 'node-defect' },
			},
			'incompleteList',
		);
	}

	/** Where nothing but the whole list will do, there is no Limit to set. */
	private adviseLimit(): string {
		const { rowsSeen } = this;
		return rowsSeen > 0 && this.list.hasLimit
			? `Set "Limit" to ${rowsSeen} or fewer to get the first entries. `
			: '';
	}

	private notAList(): ApiCallError {
		return new ApiCallError(
			{
				message: 'The answer from QRCodeStack holds no list',
				description:
					'A list was asked for and something else came back. Check the base URL in the credential; if it is right, write to support@qrcodestack.com.',
				failure: { cause: 'node-defect' },
			},
			'unexpectedAnswer',
		);
	}
}

/**
 * Reads a list up to `maxRows`, without a call more than that needs.
 * @throws {ApiCallError} rather than hand out a part as if it were all.
 */
export async function collectRows(
	session: ApiSession,
	list: ListRequest,
	maxRows: number,
): Promise<unknown[]> {
	const pageSize = Math.min(list.pageSize ?? PAGING.pageSize, maxRows);
	const walk = new PageWalk({ ...list, pageSize });
	const rows: unknown[] = [];
	while (!walk.isDone && rows.length < maxRows) {
		// not push(...page): a server without paging may send more rows than a call can take arguments
		for (const row of await walk.readPage(session)) rows.push(row);
	}
	return rows.slice(0, maxRows);
}

function isParameterRefusal(error: unknown): boolean {
	return error instanceof ApiCallError && error.statusCode === 422;
}

function rethrow(error: unknown): never {
	throw error;
}
