import { hasMet, median, missedBy, type Check, type Quantity, type RowResult } from './row';

/** A row's result with what a reader needs to judge it. */
export interface RowReport extends RowResult {
	name: string;
	work: string;
	against: string;
	/** UTC, to the minute. */
	ranAt: string;
	machine: string;
}

/** The table of checks, and beneath it what was measured. */
export function toMarkdown(reports: RowReport[]): string {
	return [
		'| work | against | checked | measured | bar | met |',
		'|---|---|---|---|---|---|',
		...reports.flatMap(({ work, against, checks }) =>
			checks.map((check, index) => `| ${index === 0 ? `${work} | ${against}` : '|'} | ${toCells(check)} |`),
		),
		'',
		'Medians, with the lowest and the highest of several repetitions:',
		'',
		...reports.flatMap(describeQuantities),
	].join('\n');
}

function toCells(check: Check): string {
	const { text, measured, wanted, bar, unit } = check;
	const isMet = hasMet(check) ? 'yes' : `**no**, by ${Math.ceil(missedBy(check) * 100)}%`;
	const sign = wanted === 'at most' ? '≤' : '≥';
	return [text, withUnit(measured, unit), `${sign} ${withUnit(bar, unit)}`, isMet].join(' | ');
}

function describeQuantities({ work, ranAt, machine, quantities }: RowReport): string[] {
	return [`- ${work} (${ranAt}; ${machine})`, ...quantities.map((quantity) => `  - ${describe(quantity)}`)];
}

function describe({ side, what, unit, values }: Quantity): string {
	const range =
		values.length > 1
			? ` (${withUnit(Math.min(...values), unit)} to ${withUnit(Math.max(...values), unit)}, ${values.length} times)`
			: '';
	return `${side}, ${what}: ${withUnit(median(values), unit)}${range}`;
}

function withUnit(value: number, unit: string): string {
	return [toText(value), unit].filter(Boolean).join(' ');
}

/** Three digits say enough. */
function toText(value: number): string {
	if (Number.isInteger(value) || Math.abs(value) >= 1_000) return Math.round(value).toLocaleString('en');
	return String(Number(value.toPrecision(3)));
}
