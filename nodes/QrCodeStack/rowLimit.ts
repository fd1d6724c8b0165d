import type { IExecuteFunctions } from 'n8n-workflow';

import { invalidInput } from '../shared/apiCallError';
import { DEFAULT_TOOL_ROWS, MAX_TOOL_ROWS } from './fields/optionFields';
import { readMaxRows, readWholeNumber } from './parameters';
import { isToolUse } from './toolUse';

/**
 * How many rows a Get Many operation may return; never without a bound where a model reads them.
 * @throws {ApiCallError} kind 'invalidInput' for anything that is no such number.
 */
export function readRowLimit(context: IExecuteFunctions, itemIndex: number): number {
	if (!isToolUse(context)) return readMaxRows(context, itemIndex);
	const limit = readWholeNumber(context.getNodeParameter('limit', itemIndex, DEFAULT_TOOL_ROWS), 'Limit', 1);
	if (limit <= MAX_TOOL_ROWS) return limit;
	throw invalidInput('tooManyForAgent', { maximum: MAX_TOOL_ROWS });
}
