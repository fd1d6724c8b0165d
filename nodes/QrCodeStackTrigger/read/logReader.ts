import { listScans, type Query } from '../../shared/api/endpoints';
import { renderMessage } from '../../shared/errors/catalogue/catalogue';
import { ConnectorError } from '../../shared/errors/connectorError';
import type { ApiSession } from '../../shared/http/session';
import { LogPages } from '../../shared/paging/logPages';
import { clock } from '../../shared/util/clock';
import type { ScanCursor } from '../scans/cursor';
import { diffScans, prune, type ScanDiff } from '../scans/diff';
import { readScans, type Scan } from '../scans/scan';
import type { PartialEmit } from '../scans/selectBatch';

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
	private pages: LogPages<Scan>;

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
		const scans = await this.pages.readPage(session);
		this.readAtMs ??= Math.min(askedAtMs, clock.nowMs()) + (session.account.clock.skewMs ?? 0);
		for (const scan of scans) this.scans.push(scan);
		if (this.scans.length > MAX_HELD_SCANS) throw tooManyScans();
		this.hasFailed = false;
		this.pagesRead++;
		this.isComplete = this.pages.isComplete;
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
		this.pages = this.openLog();
	}

	private openLog(): LogPages<Scan> {
		const { qrCodeId, lookbackStartMs } = this;
		const list = { endpoint: (query: Query = {}) => listScans(qrCodeId, query), needsProof: true };
		return new LogPages({ list, lookbackStartMs, decode: readScans });
	}
}

function tooManyScans(): ConnectorError {
	const text = renderMessage('tooManyUnread', { maximum: MAX_HELD_SCANS.toLocaleString('en-US') });
	return new ConnectorError({ ...text, failure: { cause: 'configuration-invalid' } }, 'incompleteList');
}
