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
	// with Retry On Fail, n8n runs the whole node again when the first item holds json.error: finished
	// items would be done twice, so the error then goes where n8n does not look
	if (node.retryOnFail) {
		return { json: {}, error: isToolUse(context) ? withAllInMessage(nodeError) : nodeError, pairedItem };
	}
	return { json: { error: nodeError.message, message: describeForItem(error, nodeError) }, pairedItem };
}

function describeForItem(error: unknown, nodeError: NodeApiError | NodeOperationError): string {
	if (!(error instanceof ConnectorError)) return nodeError.description ?? nodeError.message;
	const { description, httpCode } = error.text;
	return httpCode ? `${description} (HTTP ${httpCode})` : description;
}
