import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { QrCode } from '../../../shared/api/decode/qrCode';
import { listQrCodes, type JsonObject } from '../../../shared/api/endpoints';
import { collectRows, type CollectRequest } from '../../../shared/paging/collectRows';
import {
	isOpenFilter,
	lacksFacts,
	matchesCodeFilter,
	type CodeFilter,
} from '../../../shared/qrCodes/codeFilter';
import { codeFilterOptions } from '../../../shared/qrCodes/fields/codeFilterOptions';
import { DIRECTION, SORT_BY, sortCodes } from '../../input/codes/codeOrder';
import { readWholeList, requireCode } from '../../run/wholeList';
import { readImageOptionsField, rowLimitFields } from '../../fields/optionFields';
import { outputFields } from '../../fields/outputFields';
import { readCodeFilter, readCodeOrder } from '../../input/codes/codeChoice';
import { readQueryParameters } from '../../input/parameters';
import { readRowLimit } from '../../input/rowLimit';
import { attachImages } from '../../output/attachImage';
import { readAttachedStyle } from '../../output/pictureStyle';
import { shapeOutput } from '../../output/shapeOutput';
import { simplifyQrCode } from '../../output/simplify';
import { tellDoubt } from '../../run/doubtHint';
import { warnOnce } from '../../run/hints';
import type { Operation, OperationCall } from '../../run/operation';
import { noteRead, noteSharedList } from '../../run/readCost';
import { isToolUse, MAX_TOOL_PAGES } from '../../run/toolUse';

const filtersField: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add Filter',
	default: {},
	options: codeFilterOptions,
	description:
		'Which QR codes to return: those that fit all filters. As the API has no search, the list is read until enough are found, with one call for every 100 codes.',
};

const sortField: INodeProperties = {
	displayName: 'Sort',
	name: 'sort',
	type: 'collection',
	placeholder: 'Add Order',
	default: {},
	options: [
		{
			displayName: 'Direction',
			name: 'direction',
			type: 'options',
			options: [
				{ name: 'Ascending', value: DIRECTION.ascending, description: 'Oldest, fewest or A first' },
				{ name: 'Descending', value: DIRECTION.descending, description: 'Newest, most or Z first' },
			],
			default: 'descending',
			description:
				'Which end comes first. Without it, names begin with A, dates with the newest and scans with the most.',
		},
		{
			displayName: 'Sort By',
			name: 'by',
			type: 'options',
			options: [
				{ name: 'Creation Date', value: SORT_BY.createdAt },
				{ name: 'Name', value: SORT_BY.name },
				{ name: 'Scans', value: SORT_BY.scans },
			],
			default: 'scans',
			description: 'What to sort by',
		},
	],
	description:
		'In which order to return the QR codes. The whole list is read for it, with one call for every 100 codes.',
};

export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many QR codes',
		description: 'Find QR codes by name, destination, age or scans, or retrieve the list of all',
	},
	fields: [...rowLimitFields, filtersField, sortField, ...outputFields, readImageOptionsField],
	async runItem(call) {
		const { context, itemIndex } = call;
		const style = readAttachedStyle(context, itemIndex);
		const notes: JsonObject[] = [];
		const codes = await findCodes(call, notes);
		const raw = codes.map((code) => code.raw);
		const outputs = shapeOutput(context, itemIndex, raw, simplifyQrCode);
		return [...(await attachImages(context, style, codes, outputs)), ...notes];
	},
};

/** @param notes gets what is to be added to the output. */
async function findCodes(
	{ context, session, itemIndex }: OperationCall,
	notes: JsonObject[],
): Promise<QrCode[]> {
	const filter = readCodeFilter(context, itemIndex, 'filters', 'Filters');
	const order = readCodeOrder(context, itemIndex);
	const limit = readRowLimit(context, itemIndex);
	const list: CollectRequest = {
		endpoint: listQrCodes,
		query: readQueryParameters(context, itemIndex),
		hasLimit: true,
		...(isToolUse(context) ? { maxPages: MAX_TOOL_PAGES } : {}),
		onDoubt: (doubt) => notes.push(...tellDoubt(context, doubt)),
	};
	if (!order && isOpenFilter(filter)) return (await collectRows(session, list, limit)).map(requireCode);
	// several items would each read the list from its start
	if (!order && context.getInputData().length === 1) {
		const isWanted = (row: unknown) => {
			noteRead(context, { codes: 1 });
			return isMeant(context, requireCode(row), filter);
		};
		return (await collectRows(session, { ...list, isWanted, hasLimit: false }, limit)).map(requireCode);
	}
	const { query, maxPages } = list;
	const whole = await readWholeList(session, { query, maxPages });
	noteSharedList(context, whole);
	for (const doubt of whole.doubts) list.onDoubt?.(doubt);
	const found = whole.codes.filter((code) => isMeant(context, code, filter));
	return (order ? sortCodes(found, order) : found).slice(0, limit);
}

/** What the filters let through, together with what a person should know of it. */
function isMeant(context: IExecuteFunctions, code: QrCode, filter: CodeFilter): boolean {
	if (lacksFacts(code, filter)) {
		warnOnce(context, 'QR codes that do not show what the filters ask for were left out.');
	}
	return matchesCodeFilter(code, filter);
}
