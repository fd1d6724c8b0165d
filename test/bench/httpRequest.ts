import type { Json } from '../e2e/client/executionData';
import { node, type CredentialReference, type WorkflowNode } from '../e2e/client/workflows';

/** The newest version of the node in n8n 2.41.1. */
const TYPE_VERSION = 4.5;

interface HttpRequestSettings {
	credential: CredentialReference;
	/** A text or an expression. */
	url: string;
	parameters?: Json;
	options?: Json;
}

/**
 * The node that a person would use without this package: the key in a Header Auth credential. A failed item
 * must not end the others, or there would be nothing to compare.
 */
export function httpRequest({
	credential,
	url,
	parameters,
	options = {},
}: HttpRequestSettings): WorkflowNode {
	return node(
		'HTTP Request',
		'n8n-nodes-base.httpRequest',
		{
			url,
			authentication: 'genericCredentialType',
			genericAuthType: 'httpHeaderAuth',
			...parameters,
			options,
		},
		{
			typeVersion: TYPE_VERSION,
			credentials: { httpHeaderAuth: credential },
			onError: 'continueRegularOutput',
		},
	);
}

/** "Batching" as the option of that node: so many items, then a pause. */
export const batching = (batchSize: number, batchInterval: number): Json => ({
	batching: { batch: { batchSize, batchInterval } },
});

/** "Pagination" as the option of that node: a query parameter that changes until an expression is true. */
export const pagination = (name: string, value: string, completeExpression: string): Json => ({
	pagination: {
		pagination: {
			paginationMode: 'updateAParameterInEachRequest',
			parameters: { parameters: [{ type: 'qs', name, value }] },
			paginationCompleteWhen: 'other',
			completeExpression,
			requestInterval: 0,
		},
	},
});
