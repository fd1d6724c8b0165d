import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The one file in which everything documented and assumed about the API stands. */
export const CONTRACT_FILE = 'nodes/shared/api/contract.ts';

const STATEMENT = /^ \* {3}([ABD]\d{1,2}): (.+)$/;

export interface ContractLine {
	id: string;
	/** "nodes/shared/api/contract.ts:24" */
	place: string;
	/** The first line of the statement, which names what it is about. */
	text: string;
}

/** Finds where each numbered statement stands, by its number: lines move. */
export function readContractLines(): Map<string, ContractLine> {
	const lines = readFileSync(join(__dirname, '../..', CONTRACT_FILE), 'utf8').split('\n');
	const statements = lines.flatMap((line, index): ContractLine[] => {
		const [, id, text] = STATEMENT.exec(line) ?? [];
		return id && text ? [{ id, text, place: `${CONTRACT_FILE}:${index + 1}` }] : [];
	});
	return new Map(statements.map((statement) => [statement.id, statement]));
}
