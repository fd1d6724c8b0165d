import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { invalidInput } from '../../../shared/apiCallError';
import { MAX_BULK_ROWS } from '../../../shared/apiContract';
import { clock } from '../../../shared/clock';
import { createInBulk, type BulkRow, type RowOutcome } from '../../../shared/createInBulk';
import { simplifyQrCode } from '../../../shared/simplify';
import { createManyFields, SOURCES, WHEN_BULK_UNAVAILABLE } from '../../fields/createManyFields';
import { toNodeError } from '../../../shared/nodeErrors';
import { toErrorItem } from '../../errorItems';
import type { Operation } from '../../operation';
import { readBoundedNumber, readCreateBody } from '../../parameters';
import { readJsonRows } from '../../readJsonRows';
import { isStop, toItem } from '../../runItems';

export const createMany: Operation = {
	option: {
		name: 'Create Many',
		value: 'createMany',
		action: 'Create many QR codes',
		description: 'Create up to 500 QR codes with one call (Advanced plan; one by one on other plans)',
	},
	fields: createManyFields,
	simplifyForModel: simplifyQrCode,
	async runAll(context, session) {
		const { rows, rejected } = await readRows(context);
		if (rejected.length > 0 && !context.continueOnFail()) throw toPreflightError(context, rejected);
		const outcomes = await createInBulk(session, rows, readBulkOptions(context));
		return toItems(context, [...rejected, ...outcomes]);
	},
};

interface RejectedRow {
	itemIndex: number;
	error: unknown;
}

/** After this many items the process gets a breath: reading one takes n8n about 4 ms. */
const ITEMS_PER_BREATH = 25;

/** Reads and checks every row before the first call, so that a slip in row 400 costs nothing. */
async function readRows(context: IExecuteFunctions): Promise<{ rows: BulkRow[]; rejected: RejectedRow[] }> {
	const rows: BulkRow[] = [];
	const rejected: RejectedRow[] = [];
	const readsJson = context.getNodeParameter('source', 0, SOURCES.items) === SOURCES.json;
	for (const itemIndex of context.getInputData().keys()) {
		if (itemIndex % ITEMS_PER_BREATH === ITEMS_PER_BREATH - 1) await clock.sleepMs(0);
		try {
			const bodies = readsJson ? readJsonRows(context, itemIndex) : [readCreateBody(context, itemIndex)];
			for (const body of bodies) rows.push({ itemIndex, body });
		} catch (error) {
			rejected.push({ itemIndex, error });
		}
	}
	return { rows, rejected };
}

/** How many rejected rows a text names one by one; the rest is counted. */
const MAX_NAMED_ROWS = 20;

function toPreflightError(context: IExecuteFunctions, rejected: RejectedRow[]): Error {
	const [first] = rejected;
	if (rejected.length === 1) return toNodeError(context.getNode(), first?.error, first?.itemIndex);
	const named = rejected.slice(0, MAX_NAMED_ROWS).map(({ itemIndex, error }) => {
		const nodeError = toNodeError(context.getNode(), error, itemIndex);
		return `Item ${itemIndex}: ${nodeError.description ?? nodeError.message}`;
	});
	const rest = rejected.length - named.length;
	const description = [...named, ...(rest > 0 ? [`… and ${rest} more.`] : [])].join(' ');
	const summary = invalidInput(
		`${rejected.length} input items need a correction; nothing was created`,
		description,
	);
	return toNodeError(context.getNode(), summary, first?.itemIndex);
}

function readBulkOptions(context: IExecuteFunctions) {
	const read = (name: string, fallback: string | number) =>
		context.getNodeParameter(`options.${name}`, 0, fallback);
	const batchSize = readBoundedNumber(
		read('batchSize', MAX_BULK_ROWS),
		'Batch Size',
		MAX_BULK_ROWS,
		'That is the most that the API takes at once.',
	);
	const whenUnavailable = read('whenBulkUnavailable', WHEN_BULK_UNAVAILABLE.createOneByOne);
	return { batchSize, fallsBackToSingles: whenUnavailable !== WHEN_BULK_UNAVAILABLE.stop };
}

/**
 * One item per row, in the order of the rows. When some codes were created, failed rows become items as
 * well, even if the node does not continue on failures: to throw would lose the codes that now exist.
 */
function toItems(
	context: IExecuteFunctions,
	outcomes: Array<RowOutcome | RejectedRow>,
): INodeExecutionData[] {
	const ordered = [...outcomes].sort((a, b) => a.itemIndex - b.itemIndex);
	const failed = ordered.filter((outcome) => 'error' in outcome);
	const createdCount = ordered.length - failed.length;
	const [firstFailed] = failed;
	const mayThrow = !context.continueOnFail() || isStop(firstFailed?.error);
	if (firstFailed && createdCount === 0 && mayThrow) {
		throw toNodeError(context.getNode(), firstFailed.error, firstFailed.itemIndex);
	}
	if (failed.length > 0) hintAtFailures(context, createdCount, failed.length);
	return ordered.map((outcome) =>
		'error' in outcome
			? toErrorItem(context, outcome.error, outcome.itemIndex)
			: toItem(outcome.created, outcome.itemIndex),
	);
}

function hintAtFailures(context: IExecuteFunctions, createdCount: number, failedCount: number): void {
	const message = `Created ${createdCount} of ${createdCount + failedCount} QR codes. The items without one say why.`;
	context.addExecutionHints?.({ message, type: 'warning', location: 'outputPane' });
}
