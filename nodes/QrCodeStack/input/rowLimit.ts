import type { IExecuteFunctions } from 'n8n-workflow';

import { invalidInput } from '../../shared/errors/connectorError';
import { parseSwitch, parseWholeNumber } from '../../shared/input/parameterValues';
import { DEFAULT_ROWS, DEFAULT_TOOL_ROWS, MAX_TOOL_ROWS } from '../fields/optionFields';
import { isToolUse } from '../run/toolUse';

/**
 * How many rows a Get Many operation may return; never without a bound where a model reads them.
 * @throws {ConnectorError} kind 'invalidInput' for anything that is no such number.
 */
export function readRowLimit(context: IExecuteFunctions, itemIndex: number): number {
	if (isToolUse(context)) return readToolLimit(context, itemIndex);
	const returnAll = context.getNodeParameter('returnAll', itemIndex, null);
	return parseSwitch(returnAll, 'Return All', false)
		? Number.POSITIVE_INFINITY
		: readLimit(context, itemIndex, DEFAULT_ROWS);
}

function readToolLimit(context: IExecuteFunctions, itemIndex: number): number {
	const limit = readLimit(context, itemIndex, DEFAULT_TOOL_ROWS);
	if (limit <= MAX_TOOL_ROWS) return limit;
	throw invalidInput('tooManyForAgent', { maximum: MAX_TOOL_ROWS });
}

function readLimit(context: IExecuteFunctions, itemIndex: number, usual: number): number {
	const limit = context.getNodeParameter('limit', itemIndex, null) ?? usual;
	return parseWholeNumber(limit, { label: 'Limit', min: 1 });
}
