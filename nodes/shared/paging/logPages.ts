import { FIRST_PAGE } from '../api/limits';
import { ConnectorError, rethrow } from '../errors/connectorError';
import type { ApiSession } from '../http/session';
import type { Doubt } from './doubt';
import type { ListRequest } from './fetchPage';
import { beginsBehind, LogOrder, type LogEntry } from './logOrder';
import { Paginator } from './paginator';

/** A log that is to be read back to a moment. */
export interface LogRequest<Entry extends LogEntry> {
	list: ListRequest;
	/** Entries from this moment on are wanted; milliseconds since 1970. */
	lookbackStartMs: number;
	/**
	 * Takes a page of answers for entries.
	 * @param beforeMs the time of the last entry of the page before, where there was one.
	 */
	decode: (rows: readonly unknown[], beforeMs?: number) => Entry[];
}

/**
 * The pages of a log from its newest end back to the lookback start, in whichever order the API serves it (A5). It can
 * be put aside between two pages.
 */
export class LogPages<Entry extends LogEntry> {
	isComplete = false;
	private pages: Paginator;
	/**
	 * `forward`: from the first page on, until the lookback start or the end. `seek`: an oldest-first log from its
	 * last page back, in growing steps, to one that reaches behind the lookback start. `collect`: from there on to
	 * the end. Reading in the log's own direction, what enters it meanwhile can only make entries turn up twice.
	 */
	private phase: 'forward' | 'seek' | 'collect' = 'forward';
	private readonly logOrder = new LogOrder();
	private seekPage = 0;
	private step = 1;
	private lastMs: number | undefined;

	constructor(private readonly log: LogRequest<Entry>) {
		this.pages = new Paginator(log.list);
	}

	/** Why the entries that were read may not be all that are wanted; only a log that was read to its end shows it. */
	findDoubt(distinctEntries: number): Doubt | undefined {
		const isWhole = this.phase === 'forward' && this.pages.isDone;
		return isWhole ? this.pages.findDoubt(distinctEntries) : undefined;
	}

	/**
	 * Reads one page further.
	 * @returns its entries; none where they will come once more, since the log is read from another place on.
	 * @throws {ConnectorError} when the call does not work out; the reading can be taken up again.
	 */
	async readPage(session: ApiSession): Promise<Entry[]> {
		const entries = this.log.decode(await this.requestPage(session), this.lastMs);
		const isKept = this.phase === 'seek' ? this.seekOn(entries) : this.moveOn(entries);
		this.lastMs = isKept ? (entries.at(-1)?.timeMs ?? this.lastMs) : undefined;
		return isKept ? entries : [];
	}

	/** Where an oldest-first log is sought by a count that is too high, its page may lie behind the end. */
	private async requestPage(session: ApiSession): Promise<unknown[]> {
		try {
			return await this.pages.readPage(session);
		} catch (error) {
			const isBehindEnd = error instanceof ConnectorError && error.kind === 'incompleteList';
			if (this.phase === 'seek' && isBehindEnd && this.seekPage > FIRST_PAGE) return [];
			return rethrow(error);
		}
	}

	/** @returns whether the page counts. */
	private moveOn(entries: readonly Entry[]): boolean {
		this.logOrder.addPage(entries, this.log.lookbackStartMs);
		if (this.phase === 'forward' && this.seekFromEnd()) return false;
		const reachesBehind = this.phase === 'forward' && this.logOrder.endsBehind;
		this.isComplete = this.pages.isDone || reachesBehind;
		return true;
	}

	/** Where the answer states the number of pages, an oldest-first log is not read from its start. */
	private seekFromEnd(): boolean {
		const { totalPages, total = 0, rows = [] } = this.pages.facts ?? {};
		// the size that was asked for, or stated, need not be the one that is served
		const lastPage = totalPages ?? Math.ceil(total / Math.max(1, rows.length));
		const isWorthIt = this.pages.pagesSeen === 1 && lastPage > 2 && this.logOrder.isOldestFirst;
		return isWorthIt && this.seekAt(lastPage);
	}

	/** @returns whether the page counts. */
	private seekOn(entries: readonly Entry[]): boolean {
		if (this.seekPage > FIRST_PAGE && !beginsBehind(entries, this.log.lookbackStartMs)) {
			const page = Math.max(FIRST_PAGE, this.seekPage - this.step);
			this.step *= 2;
			return !this.seekAt(page);
		}
		this.phase = 'collect';
		this.isComplete = this.pages.isDone;
		return true;
	}

	/** @returns whether the log can be read from the middle on. */
	private seekAt(page: number): boolean {
		const pages = this.pages.fromPage(page - FIRST_PAGE);
		if (!pages) return false;
		this.phase = 'seek';
		this.seekPage = page;
		this.pages = pages;
		return true;
	}
}
