import type { IExecuteFunctions } from 'n8n-workflow';

import type { JsonObject } from '../../../../shared/api/endpoints';
import { apiNowMs } from '../../../../shared/http/session';
import { parseList, parseOption, parseSwitch } from '../../../../shared/input/parameterValues';
import type { Doubt } from '../../../../shared/paging/doubt';
import { toText } from '../../../../shared/util/objects';
import { ZoneClock } from '../../../../shared/util/zoneClock';
import { MAX_TOOL_ROWS, optionsField, queryParametersOption } from '../../../fields/optionFields';
import { scanFiltersField, scansOfFields } from '../../../fields/scanFields';
import { readItemParameter } from '../../../input/itemParameter';
import { readQueryParameters } from '../../../input/parameters';
import { readScanFilter, type ScanFilter } from '../scanFilter';
import { hintOnce, warnOnce } from '../../../run/hints';
import type { Operation, OperationCall } from '../../../run/operation';
import { noteRead } from '../../../run/readCost';
import { isToolUse } from '../../../run/toolUse';
import { readEachLog, requireFewCalls } from '../eachLog';
import { readMeantCodes, type MeantCode } from '../meantCodes';
import { nameCode } from '../scanItem';
import { readScanPages } from '../scanPages';
import type { Grouping } from './dimensions';
import {
	fillGapsFields,
	GROUP_BY,
	groupByField,
	SUMMARY_LABELS,
	totalRowOption,
	WEEK_START,
	weekStartOption,
	type GroupBy,
} from './fields';
import { fillGaps } from './fillGaps';
import { describePeriod, withUsualPeriod } from './period';
import { toRows } from './rows';
import { Tally, type Group } from './tally';

export const summarize: Operation = {
	option: {
		name: 'Summarize',
		value: 'summarize',
		action: 'Summarize scans',
		description: 'Count scans by day, QR code, country and more, over one QR code or all of them',
	},
	fields: [
		...scansOfFields,
		groupByField,
		scanFiltersField(
			'Which scans to count: those that fit all filters. Without Scanned After and Scanned Before, they are those of the last seven full days.',
		),
		...fillGapsFields,
		optionsField(queryParametersOption, totalRowOption, weekStartOption),
	],
	async runItem(call) {
		const { context, itemIndex, session } = call;
		const zone = new ZoneClock(context.getTimezone());
		const wanted = readWanted(context, itemIndex, zone);
		const nowMs = apiNowMs(session);
		const filter = withUsualPeriod(readScanFilter(context, itemIndex), zone, nowMs);
		const notes: JsonObject[] = [];
		const codes = await readMeantCodes(call, wanted.groupBy.includes('qrCode'), notes);
		const tally = await countScans(call, codes, { filter, grouping: wanted }, notes);
		const groups = wanted.fillsGaps ? fill(call, tally, { wanted, filter, codes, nowMs }) : tally.groups;
		const rows = toRows(withOneRow(groups, wanted), tally.total, { ...wanted, nameCode: nameById(codes) });
		const period = describePeriod(filter, context.getTimezone());
		hintOnce(context, 'info', period);
		return isToolUse(context) ? [...shortenForModel(rows), { message: period }, ...notes] : rows;
	},
};

interface Wanted extends Grouping {
	fillsGaps: boolean;
	hasTotalRow: boolean;
}

function readWanted(context: IExecuteFunctions, itemIndex: number, zone: ZoneClock): Wanted {
	const read = (name: string) => readItemParameter(context, name, itemIndex, null);
	const week = parseOption(
		read('options.weekStart'),
		SUMMARY_LABELS.weekStart,
		Object.values(WEEK_START),
		WEEK_START.monday,
	);
	return {
		groupBy: readGroupBy(read('groupBy')),
		zone,
		weekStart: week === WEEK_START.sunday ? 0 : 1,
		fillsGaps: parseSwitch(read('fillGaps'), SUMMARY_LABELS.fillGaps, !isToolUse(context)),
		hasTotalRow: parseSwitch(read('options.totalRow'), SUMMARY_LABELS.totalRow, false),
	};
}

/** @throws {ConnectorError} kind 'invalidInput' for a word that is none of the list. */
function readGroupBy(value: unknown): GroupBy[] {
	if (value === null || value === undefined) return ['day'];
	const words = parseList(value, SUMMARY_LABELS.groupBy);
	return words.map((word) => parseOption(word, SUMMARY_LABELS.groupBy, GROUP_BY, 'day'));
}

interface Counting {
	filter: ScanFilter;
	grouping: Grouping;
}

async function countScans(
	call: OperationCall,
	codes: readonly MeantCode[],
	{ filter, grouping }: Counting,
	notes: JsonObject[],
): Promise<Tally> {
	const { context, session, itemIndex } = call;
	const tally = new Tally(grouping);
	const query = readQueryParameters(context, itemIndex);
	const readLog = async ({ id }: MeantCode, onDoubt: (doubt: Doubt) => void) => {
		const qrCodeId = toText(id);
		requireFewCalls(call);
		for await (const page of readScanPages(session, { id, query, filter, onDoubt })) {
			noteRead(context, { scans: page.seen });
			for (const scan of page.scans) tally.add(scan, qrCodeId);
			requireFewCalls(call, 0);
		}
	};
	await readEachLog(call, codes, { readLog }, notes);
	return tally;
}

interface Filling {
	wanted: Wanted;
	filter: ScanFilter;
	codes: readonly MeantCode[];
	nowMs: number;
}

function fill({ context }: OperationCall, tally: Tally, { wanted, filter, codes, nowMs }: Filling): Group[] {
	const { afterMs = tally.firstMs, beforeMs = Math.max(nowMs, (tally.lastMs ?? 0) + 1) } = filter;
	const qrCodeIds = codes.map(({ id }) => toText(id));
	const groups = fillGaps(tally.groups, { ...wanted, startMs: afterMs, endMs: beforeMs, qrCodeIds });
	if (groups) return groups;
	warnOnce(context, 'Rows without scans were left out: there would be too many of them.');
	return tally.groups;
}

/** Grouped by nothing, there is one row, whether anything was scanned or not. */
function withOneRow(groups: Group[], { groupBy }: Wanted): Group[] {
	return groupBy.length === 0 && groups.length === 0 ? [{ values: [], scans: 0 }] : groups;
}

function nameById(codes: readonly MeantCode[]): (id: string) => JsonObject {
	const names = new Map(codes.map((meant) => [toText(meant.id), nameCode(meant)]));
	return (id) => names.get(id) ?? { id };
}

/** A model reads the largest rows; the rest would be too much for it. */
function shortenForModel(rows: JsonObject[]): JsonObject[] {
	if (rows.length <= MAX_TOOL_ROWS) return rows;
	const message = `These are the first ${MAX_TOOL_ROWS} of ${rows.length} rows`;
	return [...rows.slice(0, MAX_TOOL_ROWS), { message }];
}
