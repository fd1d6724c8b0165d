import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import { format } from 'prettier';

import { toMarkdown, type RowReport } from './markdown';
import type { Row, RowResult } from './row';

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
