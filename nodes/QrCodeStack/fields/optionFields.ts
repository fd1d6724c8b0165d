import type { INodeProperties } from 'n8n-workflow';

/**
 * Two minutes: the minute's window of either plan has reopened by then, and nobody wonders whether the
 * execution hangs.
 */
export const DEFAULT_MAX_WAIT_S = 120;

const maxWaitOption: INodeProperties = {
	displayName: 'Max Wait (Seconds)',
	name: 'maxWait',
	type: 'number',
	typeOptions: { minValue: 0 },
	default: DEFAULT_MAX_WAIT_S,
	description:
		'How long one call may wait when QRCodeStack asks to slow down. A longer wait ends the call with the time at which to come back.',
};

const queryParametersOption: INodeProperties = {
	displayName: 'Query Parameters',
	name: 'queryParameters',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Parameter',
	default: {},
	description:
		'Further parameters to send, such as a filter that the API offers and this node does not know yet',
	options: [
		{
			displayName: 'Parameter',
			name: 'parameter',
			values: [
				{ displayName: 'Name', name: 'name', type: 'string', default: '', placeholder: 'e.g. status' },
				{ displayName: 'Value', name: 'value', type: 'string', default: '', placeholder: 'e.g. active' },
			],
		},
	],
};

/** The Options collection, `maxWait` in every operation and whatever else the operation has. */
export function optionsField(...further: INodeProperties[]): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [...further, maxWaitOption].sort((a, b) => (a.displayName < b.displayName ? -1 : 1)),
	};
}

/** Options of every operation that reads. */
export const readOptionsField: INodeProperties = optionsField(queryParametersOption);

export const returnAllField: INodeProperties = {
	displayName: 'Return All',
	name: 'returnAll',
	type: 'boolean',
	default: false,
	description: 'Whether to return all results or only up to a given limit',
};

export const limitField: INodeProperties = {
	displayName: 'Limit',
	name: 'limit',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 50,
	displayOptions: { show: { returnAll: [false] } },
	description: 'Max number of results to return',
};
