import { NodeApiError, NodeOperationError, type IExecuteFunctions, type INode, type INodeExecutionData } from 'n8n-workflow';

import { ApiCallError } from '../shared/apiCallError';

/**
 * Turns whatever went wrong into the error that n8n shows, with the item it belongs to. A NodeApiError is
 * built from chosen texts only: n8n stores everything that hangs on an error.
 */
export function toNodeError(node: INode, error: unknown, itemIndex?: number): NodeApiError | NodeOperationError {
	if (error instanceof ApiCallError) return fromApiCallError(node, error, itemIndex);
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	return new NodeOperationError(node, error instanceof Error ? error : String(error), { itemIndex });
}

function fromApiCallError(node: INode, error: ApiCallError, itemIndex?: number): NodeApiError {
	const { message, description, httpCode, code, failure } = error.text;
	const nodeError = new NodeApiError(
		node,
		{ message, ...(code ? { code } : {}) },
		{ message, description, httpCode: httpCode ?? '', itemIndex, failure },
	);
	// hosts before 2.37 ignore the option, and may still read the declaration from the error itself
	return Object.assign(nodeError, failure ? { failure } : {});
}

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
	if (node.retryOnFail) return { json: {}, error: nodeError, pairedItem };
	return { json: { error: nodeError.message, message: describeForItem(error, nodeError) }, pairedItem };
}

function describeForItem(error: unknown, nodeError: NodeApiError | NodeOperationError): string {
	if (!(error instanceof ApiCallError)) return nodeError.description ?? nodeError.message;
	const { description, httpCode } = error.text;
	return httpCode ? `${description} (HTTP ${httpCode})` : description;
}
