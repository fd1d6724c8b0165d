import { decodeScans, type Scan } from '../../../shared/api/decode/scan';
import { listScans, type Query } from '../../../shared/api/endpoints';
import type { ApiSession } from '../../../shared/http/session';
import type { Doubt } from '../../../shared/paging/doubt';
import { LogPages } from '../../../shared/paging/logPages';
import { matchesScanFilter, type ScanFilter } from './scanFilter';

/** Which scans of one code to read. */
export interface ScanRequest {
	id: unknown;
	query: Query;
	filter: ScanFilter;
	/** Called with why the scans may not be all, where they may not. */
	onDoubt: (doubt: Doubt) => void;
}

/** What one page of a log had. */
export interface ScanPage {
	/** How many scans stood on it that no page before had shown. */
	seen: number;
	/** Those among them that are meant. */
	scans: Scan[];
}

/**
 * Reads the log of a code page by page, only as far back as the filter's beginning. A scan that a later page shows once
 * more, because others came in meanwhile, counts once.
 * @throws {ConnectorError} for scans whose time is not known: whether they are meant would be a guess.
 */
export async function* readScanPages(
	session: ApiSession,
	{ id, query, filter, onDoubt }: ScanRequest,
): AsyncGenerator<ScanPage, void, undefined> {
	const pages = new LogPages<Scan>({
		list: { endpoint: (paging) => listScans(id, paging), query, needsProof: true },
		lookbackStartMs: filter.afterMs ?? Number.NEGATIVE_INFINITY,
		decode: decodeScans,
	});
	const known = new RecentIds();
	let distinct = 0;
	while (!pages.isComplete) {
		const scans = (await pages.readPage(session)).filter((scan) => known.addNew(scan));
		distinct += scans.length;
		yield { seen: scans.length, scans: scans.filter((scan) => matchesScanFilter(scan, filter)) };
	}
	const doubt = pages.findDoubt(distinct);
	if (doubt) onDoubt(doubt);
}

/** So many scans come in, or are deleted, while a log is read: what moves between its pages moves no further. */
const MAX_RECENT_IDS = 5_000;

/** The IDs that were seen last, in bounded memory: at least as many as the bound, and at most twice as many. */
class RecentIds {
	private current = new Set<string>();
	private previous = new Set<string>();

	/** @returns whether a scan is new; one without an ID always is. */
	addNew({ id }: Scan): boolean {
		if (id === undefined) return true;
		if (this.current.has(id) || this.previous.has(id)) return false;
		if (this.current.size >= MAX_RECENT_IDS) {
			this.previous = this.current;
			this.current = new Set();
		}
		this.current.add(id);
		return true;
	}
}
