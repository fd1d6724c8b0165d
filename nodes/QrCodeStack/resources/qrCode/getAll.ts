import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { collectRows, type CollectRequest } from '../../../shared/paging/collectRows';
import { listQrCodes, type JsonObject } from '../../../shared/api/endpoints';
import { invalidInput } from '../../../shared/errors/connectorError';
import { parseText } from '../../../shared/input/parameterValues';
import { isObject } from '../../../shared/util/objects';
import { decodeQrCode, type QrCode } from '../../../shared/api/decode/qrCode';
import { matchesSearch } from '../../../shared/qrCodes/describeQrCode';
import { attachImages } from '../../output/attachImage';
import { simplifyQrCode } from '../../output/simplify';
import { unknownForm } from '../../../shared/api/decode/requireObject';
import { readImageOptionsField, rowLimitFields } from '../../fields/optionFields';
import { outputFields } from '../../fields/outputFields';
import type { Operation } from '../../run/operation';
import { tellDoubt } from '../../run/doubtHint';
import { readQueryParameters } from '../../input/parameters';
import { readItemParameter } from '../../input/itemParameter';
import { isToolUse, MAX_TOOL_PAGES } from '../../run/toolUse';
import { readAttachedStyle } from '../../output/pictureStyle';
import { readRowLimit } from '../../input/rowLimit';
import { shapeOutput } from '../../output/shapeOutput';

const filtersField: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add Filter',
	default: {},
	options: [
		{
			displayName: 'Search',
			name: 'search',
			type: 'string',
			default: '',
			placeholder: 'e.g. spring',
			description:
				'Return only QR codes with this text in their name, short link, destination or ID. As the API has no search, the list is read until enough are found, with one call for every 100 codes.',
		},
	],
};

export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many QR codes',
		description: 'Retrieve a list of QR codes, or those that a search finds',
	},
	fields: [...rowLimitFields, filtersField, ...outputFields, readImageOptionsField],
	async runItem({ context, session, itemIndex }) {
		const style = readAttachedStyle(context, itemIndex);
		const notes: JsonObject[] = [];
		const isWanted = readSearch(context, itemIndex);
		const list: CollectRequest = {
			endpoint: listQrCodes,
			query: readQueryParameters(context, itemIndex),
			// a lower limit does not help where a search has to read on
			hasLimit: !isWanted,
			isWanted,
			...(isToolUse(context) ? { maxPages: MAX_TOOL_PAGES } : {}),
			onDoubt: (doubt) => notes.push(...tellDoubt(context, doubt)),
		};
		const rows = await collectRows(session, list, readRowLimit(context, itemIndex));
		const codes = rows.map(requireCode);
		const raw = codes.map((code) => code.raw);
		const outputs = shapeOutput(context, itemIndex, raw, simplifyQrCode);
		return [...(await attachImages(context, style, codes, outputs)), ...notes];
	},
};

/**
 * What the filter Search lets through; undefined where it was not added.
 * @throws {ConnectorError} kind 'invalidInput' where it was added and is empty: what works on the results would work
 * on all codes of the account. A model may leave it empty; its results have a bound.
 */
function readSearch(context: IExecuteFunctions, itemIndex: number): ((row: unknown) => boolean) | undefined {
	const filters = readItemParameter(context, 'filters', itemIndex, {});
	if (!isObject(filters) || !Object.hasOwn(filters, 'search')) return undefined;
	const search = parseText(filters.search, 'Search');
	if (search !== '') return (row) => matchesSearch(requireCode(row), search);
	if (isToolUse(context)) return undefined;
	throw invalidInput('filterEmpty', { field: 'Search' });
}

function requireCode(row: unknown): QrCode {
	const code = decodeQrCode(row);
	if (code) return code;
	throw unknownForm('a QR code in the list');
}
