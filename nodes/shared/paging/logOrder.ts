/** What is known of an entry of a log here. */
export interface LogEntry {
	timeMs: number;
}

/**
 * One old stamp at the end of a page is no proof that everything behind it is older: a log in the order of entry may
 * have it among new scans. This share of a page is: of a hundred rows, the last ten.
 */
const SHARE_OF_PROOF = 0.1;
/** A log is taken for one that begins with its oldest scan where so many times more steps go up than down. */
const STEPS_OF_PROOF = 4;

/** What the pages of a log, read from its first one on, prove of its order. */
export class LogOrder {
	private stepsUp = 0;
	private stepsDown = 0;
	private lastMs: number | undefined;
	/** How many rows in a row, up to the last one, lie before the lookback start. */
	private rowsBehind = 0;
	private rowsOfPage = 0;

	addPage(scans: readonly LogEntry[], lookbackStartMs: number): void {
		for (const { timeMs } of scans) {
			const stepMs = timeMs - (this.lastMs ?? timeMs);
			if (stepMs > 0) this.stepsUp++;
			if (stepMs < 0) this.stepsDown++;
			this.lastMs = timeMs;
			this.rowsBehind = timeMs < lookbackStartMs ? this.rowsBehind + 1 : 0;
		}
		this.rowsOfPage = scans.length;
	}

	get isOldestFirst(): boolean {
		return this.stepsUp > this.stepsDown * STEPS_OF_PROOF;
	}

	/**
	 * Whether nothing that follows can be new: the log was seen to run from new to old, and a few rows at the end of
	 * what was read lie before the lookback start; all of a page, where it does not run in order.
	 */
	get endsBehind(): boolean {
		const { rowsOfPage, rowsBehind, stepsUp, stepsDown } = this;
		if (rowsOfPage === 0 || stepsDown === 0 || this.isOldestFirst) return false;
		return rowsBehind >= (stepsUp === 0 ? rowsOfProof(rowsOfPage) : rowsOfPage);
	}
}

/** The same for a page of a log that begins with its oldest scan: whether nothing before the page can be new. */
export function beginsBehind(scans: readonly LogEntry[], lookbackStartMs: number): boolean {
	if (scans.length === 0) return false;
	const firstNew = scans.findIndex(({ timeMs }) => timeMs >= lookbackStartMs);
	const isInOrder = scans.every(({ timeMs }, index) => timeMs >= (scans[index - 1]?.timeMs ?? timeMs));
	return firstNew < 0 || (isInOrder && firstNew >= rowsOfProof(scans.length));
}

function rowsOfProof(rowsOfPage: number): number {
	return Math.ceil(rowsOfPage * SHARE_OF_PROOF);
}
