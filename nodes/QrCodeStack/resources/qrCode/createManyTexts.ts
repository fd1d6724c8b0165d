import type { IExecuteFunctions } from 'n8n-workflow';

import { ApiCallError, invalidInput } from '../../../shared/apiCallError';
import { toNodeError } from '../../../shared/nodeErrors';
import { formatRanges } from '../../../shared/ranges';
import { nameRow, type CheckedRow } from './createManyRows';

export type RejectedRow = CheckedRow & { slip: unknown };

/** How many rejected rows a text describes one by one; the others are named. */
const MAX_DESCRIBED_ROWS = 100;

/** Says of all rejected rows at once what is wrong with each. */
export function toPreflightError(context: IExecuteFunctions, rejected: RejectedRow[]): Error {
	const node = context.getNode();
	const [first] = rejected;
	if (rejected.length === 1 && first?.rowNumber === undefined) {
		return toNodeError(node, first?.slip, first?.itemIndex);
	}
	const described = rejected
		.slice(0, MAX_DESCRIBED_ROWS)
		.map((row) => `${capitalize(nameRow(row))}: ${describeSlip(context, row)}`);
	const rest = rejected.slice(MAX_DESCRIBED_ROWS);
	const others =
		rest.length > 0 ? [`The same goes for ${rest.length} more, of items ${nameItems(rest)}.`] : [];
	const what = first?.rowNumber === undefined ? 'input items need' : 'rows need';
	const summary = invalidInput('rowsNeedCorrection', {
		rows: rejected.length === 1 ? 'One row needs' : `${rejected.length} ${what}`,
		slips: [...described, ...others].join(' '),
	});
	return toNodeError(node, summary, first?.itemIndex);
}

function nameItems(rows: RejectedRow[]): string {
	return formatRanges([...new Set(rows.map(({ itemIndex }) => itemIndex))]);
}

function describeSlip(context: IExecuteFunctions, { slip, itemIndex }: RejectedRow): string {
	if (slip instanceof ApiCallError) {
		const { name, message, whatHappened } = slip.text;
		// this headline names no field, but what stands below it does
		return name === 'valuesNeedCorrection' ? whatHappened : `${message}. ${whatHappened}`;
	}
	const { description, message } = toNodeError(context.getNode(), slip, itemIndex);
	return description ?? message;
}

function capitalize(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
