import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { decodeScans } from '../../../shared/api/decode/scan';
import { requireObject } from '../../../shared/api/decode/requireObject';
import { listScans, type JsonObject, type Query } from '../../../shared/api/endpoints';
import { parseSwitch } from '../../../shared/input/parameterValues';
import { collectRows, type CollectRequest } from '../../../shared/paging/collectRows';
import type { Doubt } from '../../../shared/paging/doubt';
import { optionsField, queryParametersOption, rowLimitFields } from '../../fields/optionFields';
import { outputFields } from '../../fields/outputFields';
import { scanFiltersField, SCANS_OF, scansOfFields } from '../../fields/scanFields';
import { readItemParameter } from '../../input/itemParameter';
import { readQueryParameters } from '../../input/parameters';
import { readRowLimit } from '../../input/rowLimit';
import { matchesScanFilter, matchesTraits, readScanFilter, type ScanFilter } from './scanFilter';
import { shapeOutput } from '../../output/shapeOutput';
import { simplifyScan } from '../../output/simplify';
import { hintOnce } from '../../run/hints';
import type { Operation, OperationCall } from '../../run/operation';
import { noteRead } from '../../run/readCost';
import { isToolUse, MAX_TOOL_PAGES } from '../../run/toolUse';
import { readEachLog, requireFewCalls } from './eachLog';
import { mayHaveScans, readMeantCodes, readScansOf, type MeantCode } from './meantCodes';
import { nameCode, withCode } from './scanItem';
import { readScanPages } from './scanPages';

const includeQrCodeOption: INodeProperties = {
	displayName: 'Include QR Code',
	name: 'includeQrCode',
	type: 'boolean',
	default: true,
	description:
		'Whether each scan carries the name, short link and destination of its code. Without this option it does, except for one QR code, where it takes one call more.',
};

export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many scans',
		description: 'Get the logs of single scans, of one QR code or of several',
	},
	fields: [
		...scansOfFields,
		...rowLimitFields,
		scanFiltersField(
			'Which scans to return: those that fit all filters. With Scanned After, a log is read only as far back as that.',
		),
		...outputFields,
		optionsField(includeQrCodeOption, queryParametersOption),
	],
	async runItem(call) {
		const { context, itemIndex } = call;
		const wanted = readWanted(call);
		const notes: JsonObject[] = [];
		const codes = await readMeantCodes(call, wanted.includesCode, notes);
		const found = await readScans(call, codes, wanted, notes);
		const objects = found.map(({ scan, meant }) => toObject(scan, meant, wanted));
		const simplify = (scan: JsonObject) => simplifyWithCode(scan, wanted);
		return [...shapeOutput(context, itemIndex, objects, simplify), ...notes];
	},
};

interface Wanted {
	limit: number;
	filter: ScanFilter;
	includesCode: boolean;
}

interface FoundScan {
	scan: JsonObject;
	meant: MeantCode;
}

function readWanted({ context, itemIndex }: OperationCall): Wanted {
	return {
		limit: readRowLimit(context, itemIndex),
		filter: readScanFilter(context, itemIndex),
		includesCode: readIncludesCode(context, itemIndex),
	};
}

/** Several codes are read from the list, which has their names; that of one code takes a call of its own. */
function readIncludesCode(context: IExecuteFunctions, itemIndex: number): boolean {
	const value = readItemParameter(context, 'options.includeQrCode', itemIndex, null);
	return parseSwitch(value, 'Include QR Code', readScansOf(context, itemIndex) !== SCANS_OF.one);
}

/** The scans of all codes that are meant, code by code, each log in its own order. */
async function readScans(
	call: OperationCall,
	codes: readonly MeantCode[],
	{ filter, limit }: Wanted,
	notes: JsonObject[],
): Promise<FoundScan[]> {
	const { context, itemIndex } = call;
	const query = readQueryParameters(context, itemIndex);
	const scansByCode = new Map<MeantCode, JsonObject[]>();
	let count = 0;
	const readLog = async (meant: MeantCode, onDoubt: (doubt: Doubt) => void) => {
		const log = { id: meant.id, query, filter, maxScans: limit - count, onDoubt };
		const scans = await readLogOf(call, log);
		scansByCode.set(meant, scans);
		count += scans.length;
	};
	const isInOrder = limit !== Number.POSITIVE_INFINITY;
	const work = { readLog, goesOn: () => count < limit, isInOrder };
	const begun = await readEachLog(call, codes, work, notes);
	if (codes.length > 1 && isOpenFilter(filter)) noteRead(context, { scans: count });
	const unread = codes.filter(mayHaveScans).length - begun;
	if (unread > 0) {
		const others = unread === 1 ? 'one more QR code' : `${unread} more QR codes`;
		const message = `The limit was reached before the scans of ${others} were read.`;
		hintOnce(context, 'info', message);
	}
	return codes.flatMap((meant) => (scansByCode.get(meant) ?? []).map((scan) => ({ scan, meant })));
}

interface LogToRead {
	id: unknown;
	query: Query;
	filter: ScanFilter;
	maxScans: number;
	onDoubt: (doubt: Doubt) => void;
}

function isOpenFilter(filter: ScanFilter): boolean {
	return Object.values(filter).every((value) => value === undefined);
}

/** The scans of one code that are meant, at most so many. */
async function readLogOf(call: OperationCall, log: LogToRead): Promise<JsonObject[]> {
	return log.filter.afterMs === undefined ? await collectLog(call, log) : await readBack(call, log);
}

/** Reads a log from its first page on, as the API serves it. */
async function collectLog(call: OperationCall, log: LogToRead): Promise<JsonObject[]> {
	const { context, session } = call;
	const { id, query, filter, maxScans, onDoubt } = log;
	const isOpen = isOpenFilter(filter);
	const isWanted = (row: unknown) => {
		noteRead(context, { scans: 1 });
		return isMeant(row, filter);
	};
	const list: CollectRequest = {
		endpoint: (paging) => listScans(id, paging),
		query,
		hasLimit: isOpen,
		needsProof: true,
		onDoubt,
		...(isOpen ? {} : { isWanted, ...(isToolUse(context) ? { maxPages: MAX_TOOL_PAGES } : {}) }),
	};
	const rows = await collectRows(session, list, maxScans);
	return rows.map((row) => requireObject(row, 'a scan in the log'));
}

function isMeant(row: unknown, filter: ScanFilter): boolean {
	const raw = requireObject(row, 'a scan in the log');
	if (filter.beforeMs === undefined) return matchesTraits(raw, filter);
	return decodeScans([raw]).some((scan) => matchesScanFilter(scan, filter));
}

/** Reads a log from its newest end back to the filter's beginning. */
async function readBack(call: OperationCall, { maxScans, ...request }: LogToRead): Promise<JsonObject[]> {
	const scans: JsonObject[] = [];
	requireFewCalls(call);
	for await (const page of readScanPages(call.session, request)) {
		noteRead(call.context, { scans: page.seen });
		for (const { raw } of page.scans) scans.push(raw);
		if (scans.length >= maxScans) break;
		requireFewCalls(call);
	}
	return scans.slice(0, maxScans);
}

function toObject(scan: JsonObject, meant: MeantCode, { includesCode }: Wanted): JsonObject {
	return includesCode ? withCode(scan, nameCode(meant)) : scan;
}

function simplifyWithCode(scan: JsonObject, { includesCode }: Wanted): JsonObject {
	if (!includesCode) return simplifyScan(scan);
	const { qrCode, ...own } = scan;
	return { ...simplifyScan(own), qrCode };
}
