import type { IExecuteFunctions } from 'n8n-workflow';

import { ConnectorError, invalidInput } from '../../../../shared/errors/connectorError';
import { ADDITIONS } from '../../../../shared/errors/catalogue/catalogue';
import { toNodeError, withSentence } from '../../../../shared/errors/nodeErrors';
import { formatRanges } from '../../../run/ranges';
import { nameRow, type CheckedRow } from './rows';

export type RejectedRow = CheckedRow & { issue: unknown };

/** How many rejected rows a text describes one by one; the others are named. */
const MAX_DESCRIBED_ROWS = 100;

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
	const described = rejected
		.slice(0, MAX_DESCRIBED_ROWS)
		.map((row) => `${capitalize(nameRow(row))}: ${describeIssue(context, row)}`);
	const rest = rejected.slice(MAX_DESCRIBED_ROWS);
	const others =
		rest.length > 0 ? [`The same goes for ${rest.length} more, of items ${nameItems(rest)}.`] : [];
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

function nameItems(rows: RejectedRow[]): string {
	return formatRanges([...new Set(rows.map(({ itemIndex }) => itemIndex))]);
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
