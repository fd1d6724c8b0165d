import type { IExecuteFunctions, INodeExecutionData, NodeApiError, NodeOperationError } from 'n8n-workflow';

import { ConnectorError } from '../../shared/errors/connectorError';
import { toNodeError, withAllInMessage } from '../../shared/errors/nodeErrors';
import { isToolUse } from './toolUse';

/**
 * The item that stands for a failed one when the node continues on failures, in the only shape that both
 * n8n 1.x and 2.x send to the error output: nothing but `error` and `message` in its JSON.
 */
export function toErrorItem(
	context: IExecuteFunctions,
	error: unknown,
	itemIndex: number,
): INodeExecutionData {
	const node = context.getNode();
	const nodeError = toNodeError(node, error, itemIndex);
	const pairedItem = { item: itemIndex };
	// n8n hands a tool's output to the model as it is: there is nobody whom hideFromRetry could keep from a retry
	if (node.retryOnFail && isToolUse(context))
		return { json: {}, error: withAllInMessage(nodeError), pairedItem };
	return { json: { error: nodeError.message, message: describeForItem(error, nodeError) }, pairedItem };
}

/**
 * Keeps n8n from running the whole node again because its first item failed: with Retry On Fail, what was created for
 * other items would be created once more. n8n looks once at `json.error` of the first item, before it does anything
 * else with the output (`checkFailure` in workflow-execute.js), and finds nothing there; whoever looks afterwards, the
 * sorting into the error output included, finds the item as it is. `item.error`, which n8n does not look at there,
 * would cost the item its `message`.
 */
export function hideFromRetry(context: IExecuteFunctions, items: INodeExecutionData[]): INodeExecutionData[] {
	const [first, ...others] = items;
	if (!first || first.json.error === undefined || !context.getNode().retryOnFail) return items;
	const { error } = first.json;
	let wasAsked = false;
	const get = () => {
		const isFirstLook = !wasAsked;
		wasAsked = true;
		return isFirstLook ? undefined : error;
	};
	const json = Object.defineProperty({ ...first.json }, 'error', {
		enumerable: true,
		configurable: true,
		get,
	});
	return [{ ...first, json }, ...others];
}

function describeForItem(error: unknown, nodeError: NodeApiError | NodeOperationError): string {
	if (!(error instanceof ConnectorError)) return nodeError.description ?? nodeError.message;
	const { description, httpCode } = error.text;
	return httpCode ? `${description} (HTTP ${httpCode})` : description;
}
