import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { ConnectorError } from '../../shared/errors/connectorError';
import type { ApiSession } from '../../shared/http/session';
import type { JsonObject } from '../../shared/api/endpoints';
import { ADDITIONS, fill } from '../../shared/errors/catalogue/catalogue';
import { runConcurrently } from './concurrency';
import { toNodeError, withSentence } from '../../shared/errors/nodeErrors';
import { formatRanges } from './ranges';
import { toErrorItem } from './errorItems';
import type { RunSessions } from './sessions';
import { ItemWithBinary, type OperationCall } from './operation';

interface FailedItem {
	itemIndex: number;
	error: unknown;
}

export interface ItemRun {
	context: IExecuteFunctions;
	sessions: RunSessions;
	/** How many items are under way at once. */
	concurrency: number;
	runItem: (call: OperationCall) => Promise<Array<JsonObject | ItemWithBinary>>;
}

/**
 * Runs an operation for each input item, several at once, and puts the results out in the order of the
 * items. One failed item never spoils the others: it either ends the node, or, when the node continues on
 * failures, leaves an error item in its place.
 */
export async function runItems(itemRun: ItemRun): Promise<INodeExecutionData[]> {
	const { context, sessions, concurrency, runItem } = itemRun;
	const count = context.getInputData().length;
	const outputs = new Array<INodeExecutionData[] | undefined>(count);
	const failures: FailedItem[] = [];
	let doneCount = 0;
	if (count > 1) sessions.describeProgress = () => `${doneCount} of ${count} items are done`;

	const opened: Array<Promise<ApiSession>> = [];
	// item by item, so that each begins in its turn
	const prepare = async (itemIndex: number) => {
		opened[itemIndex] = sessions.ofItem(itemIndex);
		await opened[itemIndex].catch(() => {});
	};
	const run = async (itemIndex: number) => {
		try {
			const session = await opened[itemIndex]!;
			const objects = await runItem({ context, session, itemIndex });
			outputs[itemIndex] = objects.map((object) => toItem(object, itemIndex));
		} catch (error) {
			if (isStop(error) || !context.continueOnFail()) {
				failures.push({ itemIndex, error });
				sessions.end();
			} else {
				outputs[itemIndex] = [toErrorItem(context, error, itemIndex)];
			}
		}
		doneCount++;
	};
	await runConcurrently({ count, concurrency, prepare, run, goesOn: () => failures.length === 0 });
	if (failures.length > 0) throw toRunError(itemRun, failures, outputs);
	return outputs.flatMap((items) => items ?? []);
}

/** Reports the first item that went wrong of itself, rather than of one that gave up because the node ended. */
function toRunError(
	{ context, sessions }: ItemRun,
	failures: FailedItem[],
	outputs: readonly unknown[],
): ReturnType<typeof toNodeError> {
	const [first] = [...failures].sort(
		(a, b) => Number(isStop(a.error)) - Number(isStop(b.error)) || a.itemIndex - b.itemIndex,
	);
	const nodeError = toNodeError(context.getNode(), first?.error, first?.itemIndex);
	const done = outputs.flatMap((items, itemIndex) => (items ? [itemIndex] : []));
	if (sessions.countChanges() > 0 && done.length > 0) {
		const items = `${done.length === 1 ? 'Item' : 'Items'} ${formatRanges(done)}`;
		const sentence = fill(ADDITIONS.othersDone, { items });
		// n8n keeps neither the output of a stopped node nor what it has to say
		if (isStop(first?.error)) context.logger.warn(`QRCodeStack: the execution was stopped. ${sentence}`);
		return withSentence(nodeError, sentence);
	}
	return nodeError;
}

/** The API's object as it came, linked to the input item that it answers. */
export function toItem(object: JsonObject | ItemWithBinary, itemIndex: number): INodeExecutionData {
	const { json, binary } = object instanceof ItemWithBinary ? object : { json: object, binary: undefined };
	return { json: json as IDataObject, ...(binary ? { binary } : {}), pairedItem: { item: itemIndex } };
}

/** Whether the person stopped the execution: then no further item may be started. */
export function isStop(error: unknown): boolean {
	return error instanceof ConnectorError && error.kind === 'cancelled';
}
