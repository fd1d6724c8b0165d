import type { IExecuteFunctions } from 'n8n-workflow';

import { isLeftOut, parseOption } from '../../../shared/input/parameterValues';
import type { CodeFilter } from '../../../shared/qrCodes/codeFilter';
import { parseCodeFilter, requireCollection } from '../../../shared/qrCodes/codeFilterFields';
import { DIRECTION, SORT_BY, type CodeOrder } from './codeOrder';
import { isToolUse } from '../../run/toolUse';
import { readItemParameter } from '../itemParameter';

/**
 * Which codes a collection of filters means.
 * @throws {ConnectorError} kind 'invalidInput' where a filter was added and is empty: what works on the results would
 * work on all codes of the account. A model may leave it empty; its results have a bound.
 */
export function readCodeFilter(
	context: IExecuteFunctions,
	itemIndex: number,
	parameter: string,
	label: string,
): CodeFilter {
	const collection = readItemParameter(context, parameter, itemIndex, {});
	return parseCodeFilter(collection, label, {
		timeZone: context.getTimezone(),
		allowsEmpty: isToolUse(context),
	});
}

/** In which order to return codes; undefined for that of the list. */
export function readCodeOrder(context: IExecuteFunctions, itemIndex: number): CodeOrder | undefined {
	const collection = readItemParameter(context, 'sort', itemIndex, {});
	const given = requireCollection(collection, 'Sort', { allowsEmpty: true });
	if (Object.values(given).every(isLeftOut)) return undefined;
	const by = parseOption(given.by, 'Sort By', Object.values(SORT_BY), SORT_BY.createdAt);
	const usual = by === SORT_BY.name ? DIRECTION.ascending : DIRECTION.descending;
	return { by, direction: parseOption(given.direction, 'Direction', Object.values(DIRECTION), usual) };
}
