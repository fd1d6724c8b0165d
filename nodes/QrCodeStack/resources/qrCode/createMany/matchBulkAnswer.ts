import { ConnectorError } from '../../../../shared/errors/connectorError';
import { BULK_FIELDS, QR_CODE_FIELDS } from '../../../../shared/api/contract';
import type { BulkRow, RowOutcome } from './createInBulk';
import type { JsonObject } from '../../../../shared/api/endpoints';
import { renderMessage, renderMessageWith } from '../../../../shared/errors/catalogue/catalogue';
import { tidyText } from '../../../../shared/util/redact';
import type { BulkAnswer } from '../../../../shared/api/schemas';

interface Entry {
	isCreated: boolean;
	content: JsonObject;
}

/**
 * Finds out for each row of a batch what the API made of it (A7): by the index that the answer names, by
 * the order where the numbers agree, by name and destination otherwise. A row that nothing in the answer
 * fits is said to be unclear, never dropped.
 */
export function matchBulkAnswer(batch: BulkRow[], answer: BulkAnswer | undefined): RowOutcome[] {
	const entryByRow = new Map<number, Entry>();
	const created = (answer?.created ?? []).map((content) => ({ isCreated: true, content }));
	const errors = (answer?.errors ?? []).map((content) => ({ isCreated: false, content }));
	const unplaced = placeByIndex(batch, [...created, ...errors], entryByRow);
	for (const isCreated of [true, false]) {
		const entries = unplaced.filter((entry) => entry.isCreated === isCreated);
		placeByOrderOrName(batch, entries, entryByRow);
	}
	return batch.map(({ itemIndex }, row) => {
		const entry = entryByRow.get(row);
		if (entry?.isCreated) return { itemIndex, created: omitIndex(entry.content) };
		return { itemIndex, error: entry ? rejectedRow(entry.content) : unclearRow() };
	});
}

/**
 * Finds out which rows of a batch a refusal of the whole batch complains about.
 * @returns the complaint by position in the batch; empty when it names none of them.
 */
export function findRejectedRows(
	batch: readonly BulkRow[],
	errorBodies: readonly JsonObject[],
): Map<number, ConnectorError> {
	const entryByRow = new Map<number, Entry>();
	placeByIndex(
		batch,
		errorBodies.map((content) => ({ isCreated: false, content })),
		entryByRow,
	);
	return new Map([...entryByRow].map(([row, { content }]) => [row, rejectedRow(content)]));
}

/** Places the entries that name a row, and returns the others. */
function placeByIndex(batch: readonly BulkRow[], entries: Entry[], entryByRow: Map<number, Entry>): Entry[] {
	const indexes = entries.map(({ content }) => toIndex(content[BULK_FIELDS.index]));
	// an index behind the last row shows that the API counts from one
	const firstIndex = indexes.includes(batch.length) && !indexes.includes(0) ? 1 : 0;
	return entries.filter((entry, position) => {
		const row = Number.isInteger(indexes[position]) ? Number(indexes[position]) - firstIndex : -1;
		if (row < 0 || row >= batch.length || entryByRow.has(row)) return true;
		entryByRow.set(row, entry);
		return false;
	});
}

function toIndex(value: unknown): unknown {
	return typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : value;
}

function placeByOrderOrName(batch: BulkRow[], entries: Entry[], entryByRow: Map<number, Entry>): void {
	const freeRows = [...batch.keys()].filter((row) => !entryByRow.has(row));
	const isInOrder = entries.length === freeRows.length;
	for (const [position, entry] of entries.entries()) {
		const row = isInOrder
			? freeRows[position]
			: freeRows.find((free) => !entryByRow.has(free) && isSameCode(entry.content, batch[free]?.body));
		if (row !== undefined) entryByRow.set(row, entry);
	}
}

function isSameCode(entry: JsonObject, body: JsonObject | undefined): boolean {
	const { name, destinationUrl } = QR_CODE_FIELDS;
	return body !== undefined && entry[name] === body[name] && entry[destinationUrl] === body[destinationUrl];
}

/** The index is the answer's way to point at a row, not a part of the QR code. */
function omitIndex(code: JsonObject): JsonObject {
	const { [BULK_FIELDS.index]: _index, ...rest } = code;
	return rest;
}

function rejectedRow(errorBody: JsonObject): ConnectorError {
	const reason = tidyText(textOr(errorBody.error, JSON.stringify(omitIndex(errorBody))));
	const code = tidyText(textOr(errorBody.code, ''));
	const said = `QRCodeStack says: "${reason}"${code ? ` (${code})` : ''}.`;
	const text = {
		...renderMessageWith('valuesRefused', {}, said),
		httpCode: '422',
		...(code ? { code } : {}),
	};
	return new ConnectorError(text, 'clientError', 422);
}

function textOr(value: unknown, fallback: string): string {
	return typeof value === 'string' ? value : fallback;
}

function unclearRow(): ConnectorError {
	return new ConnectorError(renderMessage('rowUnclear'), 'unexpectedAnswer');
}
