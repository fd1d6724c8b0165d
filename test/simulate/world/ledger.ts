import type { INodeExecutionData } from 'n8n-workflow';

import type { HostWindow } from './host';
import { marksOf } from './itemMarks';

/** A scan that was made, by the mark that it carries through the API into the item. */
export interface MadeScan {
	mark: string;
	qrCodeId: string;
	/** Whether the trigger has to deliver it; of others it must not deliver any. */
	isWanted: boolean;
}

/** The scans that one trigger owes, what it delivered, and what can't be held against it. */
export class Ledger {
	readonly hostWindows = new Map<HostWindow, number>();
	private readonly scans = new Map<string, MadeScan>();
	private readonly counts = new Map<string, number>();
	private readonly mayBeLost = new Set<string>();
	private readonly mayBeRepeated = new Map<string, HostWindow>();
	/** The API itself said so once when it was not so: it may come once more when it is. */
	private readonly wasSaidWrongly = new Set<string>();
	private taken = 0;

	/** @param startsFrom where a trigger begins whose state the host lost. */
	constructor(private readonly startsFrom: 'now' | 'beginning') {}

	/** The host lost what the trigger knew: scans count again once it has polled. */
	isStartingOver = false;
	/** How many baselines the log told of when the host lost it. */
	baselinesBefore = 0;

	add(scan: MadeScan): void {
		this.scans.set(scan.mark, scan);
		if (this.isStartingOver) this.mayBeLost.add(scan.mark);
	}

	/** Takes note of what was delivered since the last time; returns how many scans that were. */
	take(delivered: readonly INodeExecutionData[]): number {
		const fresh = delivered.slice(this.taken);
		this.taken = delivered.length;
		for (const mark of marksOf(fresh)) this.counts.set(mark, (this.counts.get(mark) ?? 0) + 1);
		return fresh.length;
	}

	excuse(window: HostWindow, items: INodeExecutionData[] | 'everything'): void {
		this.hostWindows.set(window, (this.hostWindows.get(window) ?? 0) + 1);
		const startsOver = window === 'nothingStored' || window === 'renamedUnseen';
		const marks = items === 'everything' ? this.scans.keys() : marksOf(items);
		// what starts over now has lost what came before; what starts from the beginning puts it out once more
		const losesEarlier = startsOver && this.startsFrom === 'now';
		for (const mark of marks) {
			if (window === 'stateOnly' || losesEarlier) this.mayBeLost.add(mark);
			else this.mayBeRepeated.set(mark, window);
		}
		if (losesEarlier) this.isStartingOver = true;
	}

	/** Whether something of that mark was made. */
	has(mark: string): boolean {
		return this.scans.has(mark);
	}

	/** Nobody can tell whether that was to be seen: it may be delivered, once. */
	mayLose(mark: string): void {
		this.mayBeLost.add(mark);
	}

	/** What the API said of a code was wrong: a trigger may report it, and once more when it is true. */
	excuseWrongAnswer(mark: string): void {
		this.mayBeLost.add(mark);
		this.wasSaidWrongly.add(mark);
	}

	/** The log of this code is closed for good. */
	excuseCode(qrCodeId: string): void {
		for (const scan of this.scans.values()) if (scan.qrCodeId === qrCodeId) this.mayBeLost.add(scan.mark);
	}

	/** Scans that were not delivered and have to be. */
	get lost(): MadeScan[] {
		return [...this.scans.values()].filter(
			({ mark, isWanted }) => isWanted && !this.counts.has(mark) && !this.mayBeLost.has(mark),
		);
	}

	get repeated(): string[] {
		return [...this.counts]
			.filter(([mark, count]) => count > (this.wasSaidWrongly.has(mark) ? 2 : 1))
			.filter(([mark]) => !this.mayBeRepeated.has(mark))
			.map(([mark]) => mark);
	}

	get unwanted(): string[] {
		return [...this.counts.keys()].filter((mark) => this.scans.get(mark)?.isWanted !== true);
	}

	/** Repeats within the host's own windows, by window. */
	get hostRepeats(): Map<HostWindow, number> {
		const repeats = new Map<HostWindow, number>();
		for (const [mark, window] of this.mayBeRepeated) {
			const again = (this.counts.get(mark) ?? 0) - 1;
			if (again > 0) repeats.set(window, (repeats.get(window) ?? 0) + again);
		}
		return repeats;
	}

	/** Scans that the host itself lost. */
	get hostLost(): number {
		return [...this.mayBeLost].filter((mark) => !this.counts.has(mark)).length;
	}

	get delivered(): number {
		return this.taken;
	}

	get made(): number {
		return [...this.scans.values()].filter(({ isWanted }) => isWanted).length;
	}
}
