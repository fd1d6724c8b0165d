import type { IExecuteFunctions } from 'n8n-workflow';

import type { JsonObject } from '../../../../shared/api/endpoints';
import {
	DEFAULT_QR_CODE_TYPE,
	DESIGN_FIELD,
	DESIGN_FIELDS,
	QR_CODE_FIELDS,
	UTM_PARAMETERS,
} from '../../../../shared/api/requestNames';
import { invalidInput } from '../../../../shared/errors/connectorError';
import { quoteGiven } from '../../../../shared/util/redact';
import { hint } from '../../../run/hints';
import { isFilled } from '../../../input/qrCodeInput';

/** The columns that hold a field, the best name first: rows of different origin may call it differently. */
export type ColumnsByField = ReadonlyMap<string, readonly string[]>;

const DESIGN_NAMES = Object.values(DESIGN_FIELDS);
const UTM_NAMES = Object.values(UTM_PARAMETERS);
/**
 * What a column may be called, the best name first. No `type`: a column of that name more often holds something else,
 * and a code keeps its type for ever.
 */
const NAMES: ReadonlyArray<readonly [field: string, names: readonly string[]]> = [
	['name', ['name', 'title']],
	[QR_CODE_FIELDS.destinationUrl, [QR_CODE_FIELDS.destinationUrl, 'destination', 'url', 'link']],
	...[...DESIGN_NAMES, ...UTM_NAMES].map((name) => [name, [name]] as const),
];
const REQUIRED = ['name', QR_CODE_FIELDS.destinationUrl];
/** As many columns as a text can list. */
const MAX_LISTED = 20;

/** "destinationUrl", "Destination URL" and "destination_url" are one name to a person. */
function simplify(name: string): string {
	return name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

/**
 * Finds the columns by their names, and says beside the output which are used.
 * @throws {ConnectorError} kind 'invalidInput' where no row has a column for what every code needs.
 */
export function findColumns(context: IExecuteFunctions): ColumnsByField {
	const columns = new Set(context.getInputData().flatMap(({ json }) => Object.keys(json)));
	const byField = matchColumns([...columns]);
	const missing = REQUIRED.filter((field) => !byField.has(field));
	// rows that are blank altogether lack nothing
	if (missing.length > 0 && columns.size > 0) {
		const names = NAMES.flatMap(([field, all]) => (missing.includes(field) ? [all.join(' or ')] : []));
		throw invalidInput('columnsMissing', { names: names.join(', and one '), found: list([...columns]) });
	}
	hintAtColumns(context, [...columns], byField);
	return byField;
}

export function matchColumns(columns: readonly string[]): ColumnsByField {
	const bySpelling = new Map<string, string[]>();
	for (const column of columns) {
		const spelling = simplify(column);
		bySpelling.set(spelling, [...(bySpelling.get(spelling) ?? []), column]);
	}
	const matched = NAMES.map(
		([field, names]) => [field, names.flatMap((name) => bySpelling.get(simplify(name)) ?? [])] as const,
	);
	return new Map(matched.filter(([, found]) => found.length > 0));
}

function hintAtColumns(context: IExecuteFunctions, columns: string[], byField: ColumnsByField): void {
	if (columns.length === 0) return;
	const used = [...byField].map(([field, [column]]) => `${field} from ${quoteGiven(column)}`);
	const chosen = new Set([...byField.values()].map(([column]) => column));
	const others = columns.filter((column) => !chosen.has(column));
	const rest = others.length > 0 ? ` Not used: ${list(others)}.` : '';
	hint(context, 'info', `Columns used: ${used.join(', ')}.${rest}`);
}

function list(columns: readonly string[]): string {
	const named = columns.slice(0, MAX_LISTED).map((column) => quoteGiven(column));
	const more = columns.length - named.length;
	return named.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** The fields of a code in the API's names, UTM parameters beside them, as the row has them. */
export function readColumns(row: JsonObject, byField: ColumnsByField): JsonObject {
	const fields: JsonObject = { type: DEFAULT_QR_CODE_TYPE };
	const design: JsonObject = {};
	for (const [field, columns] of byField) {
		const column = columns.find((name) => Object.hasOwn(row, name));
		if (column === undefined || !isFilled(row[column])) continue;
		const isDesign = DESIGN_NAMES.some((name) => name === field);
		(isDesign ? design : fields)[field] = row[column];
	}
	return Object.keys(design).length > 0 ? { ...fields, [DESIGN_FIELD]: design } : fields;
}

/** Whether a row has nothing in any column, as at the end of many a spreadsheet. */
export function isBlank(row: JsonObject): boolean {
	return !Object.values(row).some(isFilled);
}
