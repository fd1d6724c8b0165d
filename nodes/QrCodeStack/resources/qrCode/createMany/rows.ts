import type { IExecuteFunctions } from 'n8n-workflow';

import type { ConnectorError } from '../../../../shared/errors/connectorError';
import { canonicalJson } from '../../../../shared/util/canonicalJson';
import { clock } from '../../../../shared/util/clock';
import type { ApiSession } from '../../../../shared/http/session';
import type { JsonObject } from '../../../../shared/api/endpoints';
import { parseOption } from '../../../../shared/input/parameterValues';
import { isObject } from '../../../../shared/util/objects';
import { requireUnknownFieldsAllowed } from '../../../input/permissions';
import { readNewQrCode, warnOfLongName } from '../../../input/qrCodeFields';
import { parseNewQrCode } from '../../../input/qrCodeInput';
import type { Utm } from '../../../input/utm/mergeUtm';
import { tagDestination, takeUtm } from '../../../input/utm/utm';
import { rejectValues } from '../../../input/validationIssues';
import { addSameDesign } from '../sameDesign';
import { SOURCES } from './fields';
import { readJsonRows } from './readJsonRows';
import { isToolUse } from '../../../run/toolUse';

/** One row of Create Many: what to send, or why it can't be sent. */
export type CheckedRow = {
	itemIndex: number;
	/** Its number in a JSON array, from 1. */
	rowNumber?: number;
} & ({ body: JsonObject; utm: Utm } | { issue: unknown });

/** Yields to the rest of the process after this many items: reading one takes n8n about 4 ms. */
const ITEMS_PER_YIELD = 25;

/**
 * Reads and checks every row before the first call, so that an issue in row 400 costs nothing.
 * @param sessions those of the input items.
 */
export async function readRows(
	context: IExecuteFunctions,
	sessions: readonly ApiSession[],
	allowsDuplicates: boolean,
): Promise<CheckedRow[]> {
	const rows: CheckedRow[] = [];
	const usual = isToolUse(context) ? SOURCES.json : SOURCES.items;
	const source = parseOption(
		context.getNodeParameter('source', 0, null),
		'Source',
		Object.values(SOURCES),
		usual,
	);
	const readsJson = source === SOURCES.json;
	for (const itemIndex of context.getInputData().keys()) {
		if (itemIndex % ITEMS_PER_YIELD === ITEMS_PER_YIELD - 1) await clock.sleepMs(0);
		try {
			// not push(...read): an array may hold more rows than a call can take arguments
			const session = sessions[itemIndex]!;
			const read = readsJson ? readArray(context, itemIndex) : [await readItem(context, session, itemIndex)];
			for (const row of read) rows.push(row);
		} catch (issue) {
			rows.push({ itemIndex, issue });
		}
	}
	return allowsDuplicates ? rows : rejectDuplicates(rows, sessions);
}

async function readItem(
	context: IExecuteFunctions,
	session: ApiSession,
	itemIndex: number,
): Promise<CheckedRow> {
	const { body: fields, utm } = readNewQrCode(context, itemIndex);
	const body = await addSameDesign(context, session, itemIndex, fields);
	return { itemIndex, body, utm };
}

function readArray(context: IExecuteFunctions, itemIndex: number): CheckedRow[] {
	return readJsonRows(context, itemIndex).map((row, index) => {
		const place = { itemIndex, rowNumber: index + 1 };
		try {
			return { ...place, ...readRow(context, row) };
		} catch (issue) {
			return { ...place, issue };
		}
	});
}

function readRow(context: IExecuteFunctions, row: unknown): { body: JsonObject; utm: Utm } {
	if (!isObject(row)) throw rejectValues(['It is not a JSON object']);
	const { utm, rest } = takeUtm(row);
	const body = tagDestination(parseNewQrCode(rest), utm);
	requireUnknownFieldsAllowed(context, 'qrCodesJson', body);
	warnOfLongName(context, body);
	return { body, utm };
}

/** Two rows with the very same values for the same account are rather one row that came twice. */
function rejectDuplicates(rows: CheckedRow[], sessions: readonly ApiSession[]): CheckedRow[] {
	const accounts = new Map([...new Set(sessions)].map((session, number) => [session, number]));
	const firstByBody = new Map<string, CheckedRow>();
	return rows.map((row) => {
		if (!('body' in row)) return row;
		const { body, utm: _utm, ...place } = row;
		const account = accounts.get(sessions[place.itemIndex]!);
		const identity = `${account} ${canonicalJson(body)}`;
		const first = firstByBody.get(identity);
		if (!first) firstByBody.set(identity, row);
		return first ? { ...place, issue: duplicateIssue(nameRow(first)) } : row;
	});
}

function duplicateIssue(first: string): ConnectorError {
	return rejectValues([
		`It is the same as ${first}, and would make a second QR code (switch on 'Allow Duplicates' in the options if it should)`,
	]);
}

/** "item 3", or "item 0, row 12" of a JSON array. */
export function nameRow({ itemIndex, rowNumber }: CheckedRow): string {
	return rowNumber === undefined ? `item ${itemIndex}` : `item ${itemIndex}, row ${rowNumber}`;
}
