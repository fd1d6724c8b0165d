import { ApiCallError } from './apiCallError';
import { BULK_FIELDS, QR_CODE_FIELDS } from './apiContract';
import type { BulkRow, RowOutcome } from './createInBulk';
import type { JsonObject } from './endpoints';
import { tidyText } from './redact';
import type { BulkAnswer } from './schemas';

/**
 * Finds out for each row of a batch what the API made of it (A7): by the index that the answer names, by
 * the order where everything was created, by name and destination otherwise. A row that nothing in the
 * answer fits is said to be unclear, never dropped.
 */
export function matchBulkAnswer(batch: BulkRow[], answer: BulkAnswer | undefined): RowOutcome[] {
	const created = assign(batch, answer?.created ?? []);
	const errors = assign(batch, answer?.errors ?? [], created);
	return batch.map(({ itemIndex }, row) => {
		const code = created.get(row);
		if (code) return { itemIndex, created: omitIndex(code) };
		const complaint = errors.get(row);
		return { itemIndex, error: complaint ? rejectedRow(complaint) : unclearRow() };
	});
}

/** Which entry of the answer belongs to which row of the batch. */
function assign(
	batch: BulkRow[],
	entries: JsonObject[],
	taken: Map<number, JsonObject> = new Map(),
): Map<number, JsonObject> {
	const byRow = new Map<number, JsonObject>();
	const isFree = (row: number) => row < batch.length && !byRow.has(row) && !taken.has(row);
	const unplaced = entries.filter((entry) => {
		const index = entry[BULK_FIELDS.index];
		if (typeof index !== 'number' || !Number.isInteger(index) || index < 0 || !isFree(index)) return true;
		byRow.set(index, entry);
		return false;
	});
	const freeRows = [...batch.keys()].filter(isFree);
	const isInOrder = unplaced.length === freeRows.length;
	for (const [position, entry] of unplaced.entries()) {
		const row = isInOrder
			? freeRows[position]
			: freeRows.find((candidate) => isFree(candidate) && isSameCode(entry, batch[candidate]?.body));
		if (row !== undefined) byRow.set(row, entry);
	}
	return byRow;
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

function rejectedRow(complaint: JsonObject): ApiCallError {
	const reason = tidyText(textOr(complaint.error, JSON.stringify(omitIndex(complaint))));
	const code = tidyText(textOr(complaint.code, ''));
	return new ApiCallError(
		{
			message: 'QRCodeStack did not accept the values',
			description: `QRCodeStack says: "${reason}"${code ? ` (${code})` : ''}. Correct this item and run it again.`,
			httpCode: '422',
			...(code ? { code } : {}),
		},
		'refused',
		422,
	);
}

function textOr(value: unknown, fallback: string): string {
	return typeof value === 'string' ? value : fallback;
}

function unclearRow(): ApiCallError {
	return new ApiCallError(
		{
			message: 'QRCodeStack did not say what became of this QR code',
			description: 'It may have been created. Look at Get Many or the dashboard before you create it again.',
		},
		'unexpectedAnswer',
	);
}
