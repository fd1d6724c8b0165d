import { ConnectorError } from '../../shared/errors/connectorError';
import { PAGING } from '../../shared/api/contract';
import type { ApiSession } from '../../shared/http/session';
import { clock } from '../../shared/util/clock';
import { listScans } from '../../shared/api/endpoints';
import { renderMessage } from '../../shared/errors/catalogue/catalogue';
import { Paginator } from '../../shared/paging/paginator';
import type { PartialEmit } from '../scans/selectBatch';
import type { ScanCursor } from '../scans/cursor';
import { readScans, type Scan } from '../scans/scan';
import { prune, diffScans, type ScanDiff } from '../scans/diff';

/**
 * A log with more unread scans than this can't be held in the memory of a small host. Reading that many
 * takes 2,000 calls, almost half of a Pro plan's month.
 */
const MAX_HELD_SCANS = 200_000;

/**
 * One read of a code's log, from its newest end back to a lookback start, in whichever order the API serves it (A5).
 * It can be cut short between two pages and be taken up by a later poll where it stopped.
 */
export class ScanLogRead {
	isComplete = false;
	readonly startedAtMs = clock.nowMs();
	/** When the first page was written, by the API's clock: what came in since then may be missing. */
	readAtMs: number | undefined;
	/**
	 * Everything read so far, in the order of the log; what a later page showed once more stands in it twice. Empty
	 * once a part has left.
	 */
	scans: Scan[] = [];
	private partialEmit: PartialEmit | undefined;
	private walk = this.walkFrom();
	/**
	 * `forward`: from the first page on, until the lookback start or the end. `seek`: an oldest-first log from its last
	 * page back, in growing steps, to one that reaches behind the lookback start. `collect`: from there on to the end.
	 * Reading in the log's own direction, what enters it meanwhile can only make entries turn up twice.
	 */
	private phase: 'forward' | 'seek' | 'collect' = 'forward';
	/** Undefined until a page shows two different times. */
	private order: 'newestFirst' | 'oldestFirst' | undefined;
	private firstTimeMs: number | undefined;
	private seekPage = 0;
	private step = 1;

	constructor(
		private readonly qrCodeId: string,
		public lookbackStartMs: number,
	) {}

	/**
	 * Reads one page further.
	 * @throws {ConnectorError} when the call does not work out; the read can be taken up again.
	 */
	async readPage(session: ApiSession): Promise<void> {
		const askedAtMs = clock.nowMs();
		const page = await this.walk.readPage(session);
		this.readAtMs ??= Math.min(askedAtMs, clock.nowMs()) + (session.clockSkewMs ?? 0);
		const scans = readScans(page, this.scans.at(-1)?.timeMs ?? this.readAtMs);
		for (const scan of scans) this.scans.push(scan);
		if (this.scans.length > MAX_HELD_SCANS) throw tooManyScans();
		this.moveOn(scans);
	}

	/**
	 * The scans of a complete read, sorted by what a cursor knows. Where the cursor is the one that the last part
	 * left behind, the read goes on; any other may mean that n8n did not take that part, and it leaves once more.
	 */
	sortBy(cursor: ScanCursor): ScanDiff {
		const { partialEmit } = this;
		if (!partialEmit) return diffScans(cursor, this.scans);
		const { shown, fresh } = partialEmit.sorted;
		return partialEmit.cursor === cursor ? partialEmit.sorted : diffScans(cursor, [...shown, ...fresh]);
	}

	/**
	 * Notes that a part of the scans has left.
	 * @param lookbackStartMs of the cursor that this part followed: n8n may go back to that one, and no further.
	 */
	goOnFrom({ cursor, sorted }: PartialEmit, lookbackStartMs: number): void {
		this.partialEmit = { cursor, sorted: prune(sorted, lookbackStartMs) };
		this.lookbackStartMs = Math.max(this.lookbackStartMs, lookbackStartMs);
		this.scans = [];
	}

	private moveOn(scans: Scan[]): void {
		if (this.phase === 'seek') return this.seekOn(scans);
		if (this.phase === 'forward') this.noteOrder(scans);
		if (this.order === 'oldestFirst' && this.seekFromEnd()) return;
		const isAtFloor = this.order === 'newestFirst' && goesBehind(scans, this.lookbackStartMs);
		this.isComplete = this.walk.isDone || isAtFloor;
	}

	private noteOrder(scans: Scan[]): void {
		const lastMs = scans.at(-1)?.timeMs;
		this.firstTimeMs ??= scans[0]?.timeMs;
		if (this.order !== undefined || lastMs === undefined || lastMs === this.firstTimeMs) return;
		this.order = lastMs < (this.firstTimeMs ?? lastMs) ? 'newestFirst' : 'oldestFirst';
	}

	/** Where the answer tells the number of pages, an oldest-first log is not read from its start. */
	private seekFromEnd(): boolean {
		const { totalPages, total, size = PAGING.pageSize, page } = this.walk.facts ?? {};
		const lastPage = totalPages ?? (total === undefined ? 0 : Math.ceil(total / size));
		const isWorthIt = this.phase === 'forward' && page === PAGING.firstPage && lastPage > 2;
		if (isWorthIt) this.seekAt(lastPage);
		return isWorthIt;
	}

	private seekOn(scans: Scan[]): void {
		if (this.seekPage > PAGING.firstPage && !goesBehind(scans, this.lookbackStartMs)) {
			const page = Math.max(PAGING.firstPage, this.seekPage - this.step);
			this.step *= 2;
			return this.seekAt(page);
		}
		this.phase = 'collect';
		this.isComplete = this.walk.isDone;
	}

	private seekAt(page: number): void {
		this.phase = 'seek';
		this.scans = [];
		this.seekPage = page;
		this.walk = this.walkFrom(page);
	}

	private walkFrom(page?: number): Paginator {
		const list = { endpoint: (query = {}) => listScans(this.qrCodeId, query) };
		return new Paginator(list, page === undefined ? {} : { position: { by: 'page', page } });
	}
}

/** Whether a page goes back behind the lookback start. In a page without order every entry has to. */
function goesBehind(scans: Scan[], lookbackStartMs: number): boolean {
	if (scans.length === 0) return false;
	return isOrdered(scans, 1) || isOrdered(scans, -1)
		? scans.some(({ timeMs }) => timeMs < lookbackStartMs)
		: scans.every(({ timeMs }) => timeMs < lookbackStartMs);
}

/** Whether times never go down (1) or never go up (-1). */
function isOrdered(scans: Scan[], direction: 1 | -1): boolean {
	return scans.every(({ timeMs }, index) => direction * (timeMs - (scans[index - 1]?.timeMs ?? timeMs)) >= 0);
}

function tooManyScans(): ConnectorError {
	const told = renderMessage('tooManyUnread', { maximum: MAX_HELD_SCANS.toLocaleString('en-US') });
	return new ConnectorError({ ...told, failure: { cause: 'configuration-invalid' } }, 'incompleteList');
}
