import type { IExecuteFunctions } from 'n8n-workflow';

import { canonicalJson } from '../../../../shared/util/canonicalJson';
import { clock } from '../../../../shared/util/clock';
import type { ApiSession } from '../../../../shared/http/session';
import type { JsonObject } from '../../../../shared/api/endpoints';
import { parseOption } from '../../../../shared/input/parameterValues';
import { isObject } from '../../../../shared/util/objects';
import { formatRanges } from '../../../run/ranges';
import { hint } from '../../../run/hints';
import { requireUnknownFieldsAllowed } from '../../../input/permissions';
import { readNewQrCode, warnOfLongName } from '../../../input/qrCodeFields';
import { parseNewQrCode } from '../../../input/qrCodeInput';
import type { Utm } from '../../../input/utm/mergeUtm';
import { tagDestination, takeUtm } from '../../../input/utm/utm';
import { rejectValues } from '../../../input/validationIssues';
import { addSameDesign } from '../sameDesign';
import { toComparable } from '../upsert/compareFields';
import { findColumns, isBlank, readColumns, type ColumnsByField } from './columns';
import { SOURCES, WHEN_NAME_EXISTS } from './fields';
import { readJsonRows } from './readJsonRows';
import { isToolUse } from '../../../run/toolUse';

/** Where a row stands. */
interface Place {
	itemIndex: number;
	/** Its number as a person counts, from 1: among the input items where these are rows, or in a JSON array. */
	rowNumber?: number;
	/** The item that holds the array, where there are several. */
	arrayItem?: number | undefined;
	/** The row as it came, where it is no input item. */
	given?: JsonObject | undefined;
}

interface Fields {
	body: JsonObject;
	utm: Utm;
}

/** One row of Create Many: what to send, or why it can't be sent. */
export type CheckedRow = Place & (Fields | { issue: unknown });

/** Yields to the rest of the process after this many items: reading one takes n8n about 4 ms. */
const ITEMS_PER_YIELD = 25;
/** The same where no expression is worked out: a row takes about 0.01 ms. */
const COLUMN_ROWS_PER_YIELD = 500;

/** How rows are read and compared. */
export interface ReadOptions {
	/** Whether rows with the very same values are meant. */
	allowsDuplicates: boolean;
	/** What becomes of a row whose name a code has: unless it is created, two rows of one name are one code. */
	whenNameExists: keyof typeof WHEN_NAME_EXISTS;
}

/**
 * Reads and checks every row before the first call, so that an issue in row 400 costs nothing. Blank rows of
 * {@link SOURCES.columns} are left out, and a hint counts them.
 * @param sessions those of the input items.
 */
export async function readRows(
	context: IExecuteFunctions,
	sessions: readonly ApiSession[],
	{ allowsDuplicates, whenNameExists }: ReadOptions,
): Promise<CheckedRow[]> {
	const usual = isToolUse(context) ? SOURCES.json : SOURCES.items;
	const source = parseOption(
		context.getNodeParameter('source', 0, null),
		'Source',
		Object.values(SOURCES),
		usual,
	);
	const rows =
		source === SOURCES.columns
			? await readColumnRows(context)
			: await readItemRows(context, sessions, source === SOURCES.json);
	if (whenNameExists !== WHEN_NAME_EXISTS.create) {
		return await rejectDuplicates(rows, sessions, {
			identify: ({ name }) => toComparable(name) ?? '',
			advice: 'Give it another name',
		});
	}
	return allowsDuplicates ? rows : await rejectDuplicates(rows, sessions, SAME_VALUES);
}

async function readItemRows(
	context: IExecuteFunctions,
	sessions: readonly ApiSession[],
	readsJson: boolean,
): Promise<CheckedRow[]> {
	const rows: CheckedRow[] = [];
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
	return rows;
}

/** One row an item; no expression is worked out. */
async function readColumnRows(context: IExecuteFunctions): Promise<CheckedRow[]> {
	const items = context.getInputData();
	const columns = findColumns(context);
	const rows: CheckedRow[] = [];
	const blank: number[] = [];
	for (const [itemIndex, { json }] of items.entries()) {
		if (itemIndex % COLUMN_ROWS_PER_YIELD === COLUMN_ROWS_PER_YIELD - 1) await clock.sleepMs(0);
		const rowNumber = itemIndex + 1;
		if (isBlank(json)) blank.push(rowNumber);
		else rows.push(checkRow({ itemIndex, rowNumber }, () => readColumnRow(context, json, columns)));
	}
	if (blank.length > 0) {
		const counted = blank.length === 1 ? 'One blank row was' : `${blank.length} blank rows were`;
		hint(context, 'info', `${counted} skipped: ${formatRanges(blank)}.`);
	}
	return rows;
}

function checkRow(place: Place, read: () => Fields): CheckedRow {
	try {
		return { ...place, ...read() };
	} catch (issue) {
		return { ...place, issue };
	}
}

function readColumnRow(context: IExecuteFunctions, json: JsonObject, columns: ColumnsByField): Fields {
	return checkFields(context, readColumns(json, columns));
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
	const arrayItem = context.getInputData().length > 1 ? itemIndex : undefined;
	return readJsonRows(context, itemIndex).map((row, index) =>
		checkRow({ itemIndex, rowNumber: index + 1, arrayItem, given: isObject(row) ? row : {} }, () =>
			readRow(context, row),
		),
	);
}

function readRow(context: IExecuteFunctions, row: unknown): Fields {
	if (!isObject(row)) throw rejectValues(['Not a JSON object']);
	const fields = checkFields(context, row);
	requireUnknownFieldsAllowed(context, 'qrCodesJson', fields.body);
	return fields;
}

/** @throws {ConnectorError} kind 'invalidInput', naming every field that needs a correction. */
function checkFields(context: IExecuteFunctions, row: JsonObject): Fields {
	const { utm, rest } = takeUtm(row);
	const body = tagDestination(parseNewQrCode(rest), utm);
	warnOfLongName(context, body);
	return { body, utm };
}

interface Sameness {
	/** What two rows for one code have in common. */
	identify: (body: JsonObject) => string;
	advice: string;
}

/** Two rows with the very same values for the same account are rather one row that came twice. */
const SAME_VALUES: Sameness = {
	identify: canonicalJson,
	advice: "Switch on 'Allow Duplicates' in the options to create it as well",
};

async function rejectDuplicates(
	rows: CheckedRow[],
	sessions: readonly ApiSession[],
	{ identify, advice }: Sameness,
): Promise<CheckedRow[]> {
	const accounts = new Map([...new Set(sessions)].map((session, number) => [session, number]));
	const firstByBody = new Map<string, CheckedRow>();
	const checked: CheckedRow[] = [];
	for (const row of rows) {
		if (checked.length % COLUMN_ROWS_PER_YIELD === COLUMN_ROWS_PER_YIELD - 1) await clock.sleepMs(0);
		if (!('body' in row)) {
			checked.push(row);
			continue;
		}
		const { body, utm: _utm, ...place } = row;
		const account = accounts.get(sessions[place.itemIndex]!);
		const identity = `${account} ${identify(body)}`;
		const first = firstByBody.get(identity);
		if (!first) firstByBody.set(identity, row);
		checked.push(
			first
				? { ...place, issue: rejectValues([`Duplicate of ${nameRow(first)}; not created. ${advice}`]) }
				: row,
		);
	}
	return checked;
}

/** "item 3", "row 12" of what a person counts, or "item 0, row 12" where several items hold rows. */
export function nameRow({ itemIndex, rowNumber, arrayItem }: CheckedRow): string {
	const row = rowNumber === undefined ? `item ${itemIndex}` : `row ${rowNumber}`;
	return arrayItem === undefined ? row : `item ${arrayItem}, ${row}`;
}
