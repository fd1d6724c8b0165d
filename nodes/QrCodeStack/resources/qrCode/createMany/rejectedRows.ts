import type { IExecuteFunctions } from 'n8n-workflow';

import { ConnectorError, invalidInput } from '../../../../shared/errors/connectorError';
import { ADDITIONS } from '../../../../shared/errors/catalogue/catalogue';
import { toNodeError, withSentence } from '../../../../shared/errors/nodeErrors';
import { formatRanges } from '../../../run/ranges';
import { nameRow, type CheckedRow } from './rows';

export type RejectedRow = CheckedRow & { issue: unknown };

/** How many different problems a text describes; the rows of the others are named. */
const MAX_DESCRIBED = 100;

/**
 * Says of all rejected rows at once what is wrong with each, and that nothing was created.
 * @param hasOthers whether there are rows besides that could be created.
 */
export function toPreflightError(
	context: IExecuteFunctions,
	rejected: RejectedRow[],
	hasOthers: boolean,
): Error {
	const node = context.getNode();
	const [first] = rejected;
	if (rejected.length === 1 && first && hasHeadlineOfItsOwn(first)) {
		return withSentence(toNodeError(node, first.issue, first.itemIndex), ADDITIONS.nothingCreated);
	}
	const groups = groupByIssue(context, rejected);
	const described = groups.slice(0, MAX_DESCRIBED).map(describeGroup);
	const rest = groups.slice(MAX_DESCRIBED).flatMap(({ rows }) => rows);
	const others = rest.length > 0 ? [`Also to correct: ${nameRows(rest)}.`] : [];
	const row = first?.rowNumber === undefined ? 'input item' : 'row';
	const summary = invalidInput('rowsNeedCorrection', {
		rows: rejected.length === 1 ? `One ${row} needs` : `${rejected.length} ${row}s need`,
		issues: [...described, ...others].join(' '),
	});
	const nodeError = toNodeError(node, summary, first?.itemIndex);
	return hasOthers ? withSentence(nodeError, ADDITIONS.createOthers) : nodeError;
}

/** The headline of wrong values says no more than what stands below it. */
function hasHeadlineOfItsOwn({ issue }: RejectedRow): boolean {
	return !(issue instanceof ConnectorError) || issue.text.name !== 'valuesNeedCorrection';
}

interface Group {
	/** One sentence or more. */
	text: string;
	rows: RejectedRow[];
}

/** The same problem in many rows is one to a person. */
function groupByIssue(context: IExecuteFunctions, rejected: readonly RejectedRow[]): Group[] {
	const groups = new Map<string, RejectedRow[]>();
	for (const row of rejected) {
		const text = describeIssue(context, row);
		const rows = groups.get(text);
		if (rows) rows.push(row);
		else groups.set(text, [row]);
	}
	return [...groups].map(([text, rows]) => ({ text, rows }));
}

/** "Row 3: Name is empty.", or "Name is empty in 30 rows: 1–12, 15, 20–36." */
function describeGroup({ text, rows }: Group): string {
	const isOneSentence = /^[^.]*\.$/.test(text);
	if (rows.length === 1 || !isOneSentence) return `${capitalize(nameRows(rows))}: ${text}`;
	const word = rows[0]?.rowNumber === undefined ? 'items' : 'rows';
	// "in 30 rows: 1–12", but "in 30 rows: item 0, rows 1–12"
	return `${text.slice(0, -1)} in ${rows.length} ${word}: ${nameRows(rows).replace(/^(?:items|rows) /, '')}.`;
}

/** "row 3", "items 1–12, 15", or "item 0, row 2; item 1, rows 3–5" where several items hold rows. */
function nameRows(rows: readonly RejectedRow[]): string {
	const byArray = new Map<number | undefined, RejectedRow[]>();
	for (const row of rows) {
		const others = byArray.get(row.arrayItem);
		if (others) others.push(row);
		else byArray.set(row.arrayItem, [row]);
	}
	return [...byArray.values()].map(nameRowsOfArray).join('; ');
}

function nameRowsOfArray(rows: readonly RejectedRow[]): string {
	const [first] = rows;
	if (rows.length === 1 && first) return nameRow(first);
	const word = first?.rowNumber === undefined ? 'items' : 'rows';
	const numbers = formatRanges(rows.map(({ itemIndex, rowNumber }) => rowNumber ?? itemIndex));
	return `${first?.arrayItem === undefined ? '' : `item ${first.arrayItem}, `}${word} ${numbers}`;
}

function describeIssue(context: IExecuteFunctions, row: RejectedRow): string {
	const { issue, itemIndex } = row;
	if (issue instanceof ConnectorError) {
		const { message, whatHappened } = issue.text;
		return hasHeadlineOfItsOwn(row) ? `${message}. ${whatHappened}` : whatHappened;
	}
	const { description, message } = toNodeError(context.getNode(), issue, itemIndex);
	return description ?? message;
}

function capitalize(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
