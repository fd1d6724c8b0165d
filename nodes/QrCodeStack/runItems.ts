import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { ApiCallError } from '../shared/apiCallError';
import type { ApiSession } from '../shared/apiSession';
import type { JsonObject } from '../shared/endpoints';
import { toNodeError } from '../shared/nodeErrors';
import { toErrorItem } from './errorItems';
import type { OperationCall } from './operation';

/**
 * Runs an operation for each input item in turn. One failed item never spoils the others: it either ends
 * the node, or, when the node continues on failures, leaves an error item in its place.
 */
export async function runItems(
	context: IExecuteFunctions,
	session: ApiSession,
	runItem: (call: OperationCall) => Promise<JsonObject[]>,
): Promise<INodeExecutionData[]> {
	const output: INodeExecutionData[] = [];
	const itemCount = context.getInputData().length;
	for (let itemIndex = 0; itemIndex < itemCount; itemIndex++) {
		try {
			const objects = await runItem({ context, session, itemIndex });
			for (const object of objects) output.push(toItem(object, itemIndex));
		} catch (error) {
			if (isStop(error) || !context.continueOnFail()) throw toNodeError(context.getNode(), error, itemIndex);
			output.push(toErrorItem(context, error, itemIndex));
		}
	}
	return output;
}

/** The API's object as it came, linked to the input item that it answers. */
export function toItem(object: JsonObject, itemIndex: number): INodeExecutionData {
	return { json: object as IDataObject, pairedItem: { item: itemIndex } };
}

/** Whether the person stopped the execution: then no further item may be started. */
export function isStop(error: unknown): boolean {
	return error instanceof ApiCallError && error.kind === 'cancelled';
}
