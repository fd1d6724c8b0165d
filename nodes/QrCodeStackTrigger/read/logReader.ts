import { FIRST_PAGE } from '../../shared/api/limits';
import { listScans } from '../../shared/api/endpoints';
import { renderMessage } from '../../shared/errors/catalogue/catalogue';
import { ConnectorError, rethrow } from '../../shared/errors/connectorError';
import type { ApiSession } from '../../shared/http/session';
import { Paginator } from '../../shared/paging/paginator';
import { clock } from '../../shared/util/clock';
import type { ScanCursor } from '../scans/cursor';
import { diffScans, prune, type ScanDiff } from '../scans/diff';
import { readScans, type Scan } from '../scans/scan';
import type { PartialEmit } from '../scans/selectBatch';
import { beginsBehind, LogOrder } from './logOrder';

/**
 * Unread scans that all logs together may hold in memory: about a kilobyte each on a small host. A single log with
 * more takes 2,000 calls to read, almost half of a Pro plan's month.
 */
export const MAX_HELD_SCANS = 200_000;

let readsBegun = 0;

/**
 * One read of a code's log, from its newest end back to the lookback start, in whichever order the API serves it
 * (A5). It can be cut short between two pages and be taken up by a later poll where it stopped.
 */
export class ScanLogRead {
	isComplete = false;
	/** Whether its last page could not be read. */
	hasFailed = false;
	pagesRead = 0;
	readonly startedAtMs = clock.nowMs();
	/** Reads that began earlier have lower ones. */
	readonly order = ++readsBegun;
	/** When the first page was written, by the API's clock: what came in since then may be missing. */
	readAtMs: number | undefined;
	/**
	 * Everything read so far, in the order of the log; what a later page showed once more stands in it twice. Empty
	 * once a part was emitted.
	 */
	scans: Scan[] = [];
	private partialEmit: PartialEmit | undefined;
	private pages: Paginator;
	/**
	 * `forward`: from the first page on, until the lookback start or the end. `seek`: an oldest-first log from its
	 * last page back, in growing steps, to one that reaches behind the lookback start. `collect`: from there on to
	 * the end. Reading in the log's own direction, what enters it meanwhile can only make entries turn up twice.
	 */
	private phase: 'forward' | 'seek' | 'collect' = 'forward';
	private logOrder = new LogOrder();
	private seekPage = 0;
	private step = 1;

	constructor(
		private readonly qrCodeId: string,
		public lookbackStartMs: number,
	) {
		this.pages = this.openLog();
	}

	/** How many scans it holds in memory. */
	get heldScans(): number {
		const { shown, fresh } = this.partialEmit?.sorted ?? { shown: [], fresh: [] };
		return this.scans.length + shown.length + fresh.length;
	}

	/**
	 * Reads one page further.
	 * @throws {ConnectorError} when the call does not work out; the read can be taken up again.
	 */
	async readPage(session: ApiSession): Promise<void> {
		this.hasFailed = true;
		const askedAtMs = clock.nowMs();
		const rows = await this.requestPage(session);
		this.readAtMs ??= Math.min(askedAtMs, clock.nowMs()) + (session.account.clock.skewMs ?? 0);
		const scans = readScans(rows, this.scans.at(-1)?.timeMs);
		for (const scan of scans) this.scans.push(scan);
		if (this.scans.length > MAX_HELD_SCANS) throw tooManyScans();
		this.hasFailed = false;
		this.pagesRead++;
		this.moveOn(scans);
	}

	/**
	 * The scans of a complete read, sorted by what a cursor knows. Where the cursor is the one that the last part
	 * left behind, the read goes on; any other may mean that n8n did not take that part, and it is emitted once more.
	 */
	sortBy(cursor: ScanCursor): ScanDiff {
		const { partialEmit } = this;
		if (!partialEmit) return diffScans(cursor, this.scans);
		const { shown, fresh } = partialEmit.sorted;
		return partialEmit.cursor === cursor ? partialEmit.sorted : diffScans(cursor, [...shown, ...fresh]);
	}

	/**
	 * Notes that a part of the scans was emitted.
	 * @param lookbackStartMs of the cursor that this part followed: n8n may go back to that one, and no further.
	 */
	goOnFrom({ cursor, sorted }: PartialEmit, lookbackStartMs: number): void {
		this.partialEmit = { cursor, sorted: prune(sorted, lookbackStartMs) };
		this.lookbackStartMs = Math.max(this.lookbackStartMs, lookbackStartMs);
		this.scans = [];
	}

	/** Lets go of what was read. It keeps its place among the reads that were begun. */
	startOver(): void {
		this.scans = [];
		this.readAtMs = undefined;
		this.phase = 'forward';
		this.step = 1;
		this.logOrder = new LogOrder();
		this.pages = this.openLog();
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

	private moveOn(scans: readonly Scan[]): void {
		const { logOrder, lookbackStartMs } = this;
		if (this.phase === 'seek') return this.seekOn(scans);
		logOrder.addPage(scans, lookbackStartMs);
		if (this.phase === 'forward' && this.seekFromEnd()) return;
		const reachesBehind = this.phase === 'forward' && logOrder.endsBehind;
		this.isComplete = this.pages.isDone || reachesBehind;
	}

	/** Where the answer tells the number of pages, an oldest-first log is not read from its start. */
	private seekFromEnd(): boolean {
		const { totalPages, total = 0, rows = [] } = this.pages.facts ?? {};
		// the size that was asked for, or told, need not be the one that is served
		const lastPage = totalPages ?? Math.ceil(total / Math.max(1, rows.length));
		const isWorthIt = this.pages.pagesSeen === 1 && lastPage > 2 && this.logOrder.isOldestFirst;
		return isWorthIt && this.seekAt(lastPage);
	}

	private seekOn(scans: readonly Scan[]): void {
		if (this.seekPage > FIRST_PAGE && !beginsBehind(scans, this.lookbackStartMs)) {
			const page = Math.max(FIRST_PAGE, this.seekPage - this.step);
			this.step *= 2;
			this.seekAt(page);
			return;
		}
		this.phase = 'collect';
		this.isComplete = this.pages.isDone;
	}

	/** @returns whether the log can be read from the middle on. */
	private seekAt(page: number): boolean {
		const pages = this.pages.fromPage(page - FIRST_PAGE);
		if (!pages) return false;
		this.phase = 'seek';
		this.scans = [];
		this.seekPage = page;
		this.pages = pages;
		return true;
	}

	private openLog(): Paginator {
		return new Paginator({ endpoint: (query = {}) => listScans(this.qrCodeId, query), needsProof: true });
	}
}

function tooManyScans(): ConnectorError {
	const text = renderMessage('tooManyUnread', { maximum: MAX_HELD_SCANS.toLocaleString('en-US') });
	return new ConnectorError({ ...text, failure: { cause: 'configuration-invalid' } }, 'incompleteList');
}
