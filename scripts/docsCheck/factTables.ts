import {
	ACCOUNT_FACTS,
	BULK_NAMES,
	LIMIT_HEADERS,
	OUTCOME_WORDS,
	PAGING,
	QR_CODE_FACTS,
	REFUSAL_NAMES,
	ROW_INDEX,
	ROW_NUMBER,
	SCAN_FACTS,
	SINGLE_NAMES,
} from '../../nodes/shared/api/contract';
import type { FactNames } from '../../nodes/shared/api/decode/facts';
import { toRow } from './rowText';

type FactTable = Readonly<Record<string, FactNames>>;
type NameTable = Readonly<Record<string, readonly string[]>>;

/** What the tables of the contract know: every fact with its names, places and parts. */
export function toFactTables(): string {
	return [
		toFacts('QR code (A3)', QR_CODE_FACTS),
		toFacts('Scan (A4)', SCAN_FACTS),
		toFacts('Account (D1)', ACCOUNT_FACTS),
		toFacts('Row of a bulk answer (A7)', { index: ROW_INDEX, number: ROW_NUMBER }),
		toNames('Page of a list (A2)', PAGING),
		toNames('Answer with one object (A1)', SINGLE_NAMES),
		toNames('Bulk answer (A7)', BULK_NAMES),
		toNames('Words for what became of a row (A7)', OUTCOME_WORDS),
		toNames('Refusal (D6, B6)', REFUSAL_NAMES),
		toNames('Headers of limits (B14)', LIMIT_HEADERS),
	].join('\n\n');
}

function toFacts(title: string, facts: FactTable): string {
	const rows = Object.entries(facts).map(([fact, { names, inside = [], parts = [] }]) =>
		toRow([fact, toList(names), toList(inside), toList(parts)]),
	);
	return [
		`### ${title}`,
		'',
		'| Fact | Names | Also inside | Where it is an object, its part |',
		'| --- | --- | --- | --- |',
		...rows,
	].join('\n');
}

function toNames(title: string, names: NameTable): string {
	const rows = Object.entries(names).map(([what, list]) => toRow([what, toList(list)]));
	return [`### ${title}`, '', '| What | Names |', '| --- | --- |', ...rows].join('\n');
}

function toList(names: readonly string[]): string {
	return names.map((name) => `\`${name}\``).join(', ');
}
