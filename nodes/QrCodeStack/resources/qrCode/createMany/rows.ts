import type { IExecuteFunctions } from 'n8n-workflow';

import { ConnectorError, invalidInput } from '../../../../shared/errors/connectorError';
import { canonicalJson } from '../../../../shared/util/canonicalJson';
import { clock } from '../../../../shared/util/clock';
import type { JsonObject } from '../../../../shared/api/endpoints';
import { describeIssues, findValidationIssues } from '../../../input/validateQrCode';
import { isRow } from '../../../input/qrCodeInput';
import { SOURCES } from './fields';
import { readCreateBody } from '../../../input/parameters';
import { readJsonRows } from './readJsonRows';
import { isToolUse } from '../../../run/toolUse';

/** One row of Create Many: what to send, or why it can't be sent. */
export type CheckedRow = {
	itemIndex: number;
	/** Its number in a JSON array, from 1. */
	rowNumber?: number;
} & ({ body: JsonObject } | { issue: unknown });

/** After this many items the process gets a breath: reading one takes n8n about 4 ms. */
const ITEMS_PER_YIELD = 25;

/** Reads and checks every row before the first call, so that a slip in row 400 costs nothing. */
export async function readRows(context: IExecuteFunctions, allowsDuplicates: boolean): Promise<CheckedRow[]> {
	const rows: CheckedRow[] = [];
	const usual = isToolUse(context) ? SOURCES.json : SOURCES.items;
	const readsJson = context.getNodeParameter('source', 0, usual) === SOURCES.json;
	for (const itemIndex of context.getInputData().keys()) {
		if (itemIndex % ITEMS_PER_YIELD === ITEMS_PER_YIELD - 1) await clock.sleepMs(0);
		try {
			// not push(...read): an array may hold more rows than a call can take arguments
			const read = readsJson ? readArray(context, itemIndex) : [readItem(context, itemIndex)];
			for (const row of read) rows.push(row);
		} catch (issue) {
			rows.push({ itemIndex, issue });
		}
	}
	return allowsDuplicates ? rows : rejectDuplicates(rows);
}

function readItem(context: IExecuteFunctions, itemIndex: number): CheckedRow {
	const body = readCreateBody(context, itemIndex);
	return checkRow({ itemIndex }, body);
}

function readArray(context: IExecuteFunctions, itemIndex: number): CheckedRow[] {
	return readJsonRows(context, itemIndex).map((row, index) => {
		const place = { itemIndex, rowNumber: index + 1 };
		return isRow(row) ? checkRow(place, row) : { ...place, issue: rowIssue(['It is not a JSON object']) };
	});
}

function checkRow(place: { itemIndex: number; rowNumber?: number }, body: JsonObject): CheckedRow {
	const issues = findValidationIssues(body);
	return issues.length > 0 ? { ...place, issue: rowIssue(issues) } : { ...place, body };
}

/** Two rows with the very same values are rather one row that came twice. */
function rejectDuplicates(rows: CheckedRow[]): CheckedRow[] {
	const firstByBody = new Map<string, CheckedRow>();
	return rows.map((row) => {
		if (!('body' in row)) return row;
		const { body, ...place } = row;
		const identity = canonicalJson(body);
		const first = firstByBody.get(identity);
		if (!first) firstByBody.set(identity, row);
		return first ? { ...place, issue: duplicateIssue(nameRow(first)) } : row;
	});
}

function duplicateIssue(first: string): ConnectorError {
	return rowIssue([
		`It is the same as ${first}, and would make a second QR code (switch on 'Allow Duplicates' in the options if it should)`,
	]);
}

function rowIssue(issues: string[]): ConnectorError {
	return invalidInput('valuesNeedCorrection', describeIssues(issues));
}

/** "item 3", or "item 0, row 12" of a JSON array. */
export function nameRow({ itemIndex, rowNumber }: CheckedRow): string {
	return rowNumber === undefined ? `item ${itemIndex}` : `item ${itemIndex}, row ${rowNumber}`;
}
