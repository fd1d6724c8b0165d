import { OrderedList } from './orderedList';
import type { Visitor } from './visitors';

export interface Scan extends Visitor {
	id: string;
	qrCodeId: string;
	/** Breaks ties between scans of the same millisecond. */
	sequence: number;
	scannedAtMs: number;
	/** The log shows the scan from this moment on (A6). */
	visibleAtMs: number;
}

/** The scans of one QR code, those that the log shows already and those that enter it late. */
export class ScanLog {
	private readonly shown = new OrderedList<Scan>((scan) => scan.scannedAtMs);
	private readonly late = new OrderedList<Scan>((scan) => scan.visibleAtMs);

	add(scans: readonly Scan[]): void {
		this.late.insertAll(scans);
	}

	/** What the log shows now, in the order of the scans' own times. */
	visible(nowMs: number): OrderedList<Scan> {
		const due = this.late.length > 0 ? this.late.takeUntil(nowMs) : [];
		if (due.length > 0) this.shown.insertAll(due);
		return this.shown;
	}
}
