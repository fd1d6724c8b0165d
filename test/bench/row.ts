import type { Lab } from './lab';

/** A quantity of one side, one value for each repetition. */
export interface Quantity {
	side: string;
	what: string;
	unit: string;
	values: number[];
}

/** One condition of a bar, judged. */
export interface Check {
	text: string;
	measured: number;
	/** Whether more or less than the bar is good. */
	wanted: 'at most' | 'at least';
	bar: number;
	unit: string;
}

/** What a row of the table came to. */
export interface RowResult {
	quantities: Quantity[];
	checks: Check[];
}

/** One row of the table in docs/performance.md. */
export interface Row {
	name: string;
	work: string;
	against: string;
	run(lab: Lab, plan: RowPlan): Promise<RowResult>;
}

export interface RowPlan {
	/** Whether to show only that the row works. */
	isQuick: boolean;
	/** The number of repetitions, where the row has a choice: 1 in a quick run. */
	repeat(usual: number): number;
}

/** The two that are compared in most rows. */
export const OURS = 'QRCodeStack';
export const THEIRS = 'HTTP Request';

export function hasMet({ measured, wanted, bar }: Check): boolean {
	return wanted === 'at most' ? measured <= bar : measured >= bar;
}

/** How far a bar is from being met, as a share of it; 0 where it is met. */
export function missedBy(check: Check): number {
	return hasMet(check) ? 0 : Math.abs(check.measured - check.bar) / check.bar;
}

export function median(values: number[]): number {
	if (values.length === 0) throw new Error('Nothing was measured.');
	const sorted = [...values].sort((a, b) => a - b);
	const middle = Math.floor(sorted.length / 2);
	return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The medians of one quantity over the other's. */
export function ratioOf(dividend: number[], divisor: number[]): number {
	return median(dividend) / median(divisor);
}
