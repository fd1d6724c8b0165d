import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import { format } from 'prettier';

import { hasMet, median, missedBy, type Check, type Quantity, type Row, type RowResult } from './row';

/** A row's result with what a reader needs to judge it. */
export interface RowReport extends RowResult {
	name: string;
	work: string;
	against: string;
	/** UTC, to the minute. */
	ranAt: string;
	machine: string;
}

const DOCS = path.resolve(__dirname, '..', '..', 'docs');
const MARKDOWN_FILE = path.join(DOCS, 'performance.md');
const JSON_FILE = path.join(DOCS, 'performance.json');
const BEGIN = '<!-- bench:begin (written by npm run bench) -->';
const END = '<!-- bench:end -->';

export function toRowReport({ name, work, against }: Row, result: RowResult): RowReport {
	const ranAt = `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`;
	return { name, work, against, ranAt, machine: describeMachine(), ...result };
}

function describeMachine(): string {
	const gigabytes = Math.round(totalmem() / 2 ** 30);
	return `${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), ${gigabytes} GB, sandbox and n8n on the same machine`;
}

/** Takes rows into docs/performance.json and the table of docs/performance.md; other rows stay as they were. */
export async function writeReports(reports: RowReport[], order: string[]): Promise<void> {
	const earlier = existsSync(JSON_FILE) ? (JSON.parse(readFileSync(JSON_FILE, 'utf8')) as RowReport[]) : [];
	const all = order.flatMap((name) => {
		const found = [...reports, ...earlier].find((report) => report.name === name);
		return found ? [found] : [];
	});
	writeFileSync(JSON_FILE, await format(JSON.stringify(all), { ...STYLE, filepath: JSON_FILE }));
	const text = readFileSync(MARKDOWN_FILE, 'utf8');
	const [before, rest] = [text.slice(0, text.indexOf(BEGIN)), text.slice(text.indexOf(END))];
	const filled = `${before}${BEGIN}\n\n${toMarkdown(all)}\n\n${rest}`;
	writeFileSync(MARKDOWN_FILE, await format(filled, { ...STYLE, filepath: MARKDOWN_FILE }));
}

const STYLE = { useTabs: true, printWidth: 110 };

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
