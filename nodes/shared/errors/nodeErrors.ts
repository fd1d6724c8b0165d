import { NodeApiError, NodeOperationError, type INode } from 'n8n-workflow';

import { ConnectorError } from './connectorError';

/**
 * Turns whatever went wrong into the error that n8n shows, with the item it belongs to. A NodeApiError is
 * built from chosen texts only: n8n stores everything that hangs on an error.
 */
export function toNodeError(
	node: INode,
	error: unknown,
	itemIndex?: number,
): NodeApiError | NodeOperationError {
	if (error instanceof ConnectorError) return fromConnectorError(node, error, itemIndex);
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	return new NodeOperationError(node, error instanceof Error ? error : String(error), { itemIndex });
}

function fromConnectorError(node: INode, error: ConnectorError, itemIndex?: number): NodeApiError {
	const { message, description, httpCode, code, failure } = error.text;
	const nodeError = new NodeApiError(
		node,
		{ message, ...(code ? { code } : {}) },
		{ message, description, httpCode: httpCode ?? '', itemIndex, failure },
	);
	// hosts before 2.37 ignore the option, and may still read the declaration from the error itself
	return Object.assign(nodeError, failure ? { failure } : {});
}

/** The same error with its description in the headline as well, for places that hand on the headline only. */
export function withAllInMessage<E extends NodeApiError | NodeOperationError>(error: E): E {
	const { message, description } = error;
	if (description && !message.includes(description)) error.message = `${message}. ${description.trim()}`;
	return error;
}

/** The same error with one more sentence at the end of what stands below its headline. */
export function withSentence<E extends NodeApiError | NodeOperationError>(error: E, sentence: string): E {
	const before = (error.description ?? '').trim();
	// what the API said ends as the API ended it
	const stop = before === '' || /[.!?]$/.test(before) ? '' : '.';
	error.description = `${before}${stop} ${sentence}`.trim();
	return error;
}
