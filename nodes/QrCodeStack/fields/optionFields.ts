import type { INodeProperties } from 'n8n-workflow';

import { PAGE_SIZE } from '../../shared/api/limits';
import { MAX_CALLS_IN_FLIGHT } from '../../shared/rateLimit/slotQueue';
import { AS_TOOL, NOT_AS_TOOL } from '../run/toolUse';
import { imageOptions } from './imageFields';

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

/**
 * Measured with 600 calls of 150 ms, on a busy machine: one after the other 100 s, 8 at once 18 s, 16 10 s,
 * 32 7 s, 64 5 s. Where a limit holds, the number does not matter, since calls beyond it wait.
 */
export const DEFAULT_CONCURRENCY = MAX_CALLS_IN_FLIGHT;

const concurrencyOption: INodeProperties = {
	displayName: 'Concurrency',
	name: 'concurrency',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: MAX_CALLS_IN_FLIGHT },
	default: DEFAULT_CONCURRENCY,
	description:
		'How many input items to work on at the same time. The results keep the order of the items. Set it to 1 to begin an item only when the one before is done.',
};

export const queryParametersOption: INodeProperties = {
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

/** The Options collection of an operation that treats each input item by itself. */
export function optionsField(...further: INodeProperties[]): INodeProperties {
	return bareOptionsField(concurrencyOption, ...further);
}

/** The Options collection with `maxWait`, which every operation has, and what is given. */
export function bareOptionsField(...further: INodeProperties[]): INodeProperties {
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
/** Options of reading QR codes. */
export const readImageOptionsField: INodeProperties = optionsField(...imageOptions, queryParametersOption);

/** What a model can read at once; it can always ask for more. */
export const DEFAULT_TOOL_ROWS = 20;
/** One page, so that a question of a model costs one call, unless it searches. */
export const MAX_TOOL_ROWS = PAGE_SIZE;

/** What n8n's guidelines ask for; the linter knows it as a number only. */
export const DEFAULT_ROWS = 50;

const limitField: INodeProperties = {
	displayName: 'Limit',
	name: 'limit',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 50,
	description: 'Max number of results to return',
};

/** How many rows to return: a limit or all of them in a workflow, always a limit where a model reads them. */
export const rowLimitFields: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		displayOptions: NOT_AS_TOOL,
		description: 'Whether to return all results or only up to a given limit',
	},
	{ ...limitField, displayOptions: { ...NOT_AS_TOOL, show: { returnAll: [false] } } },
	{
		...limitField,
		typeOptions: { minValue: 1, maxValue: MAX_TOOL_ROWS },
		default: DEFAULT_TOOL_ROWS,
		displayOptions: AS_TOOL,
	},
];
