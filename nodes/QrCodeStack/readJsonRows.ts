import type { IExecuteFunctions } from 'n8n-workflow';

import { invalidInput } from '../shared/apiCallError';
import type { JsonObject } from '../shared/endpoints';
import { parseJson } from '../shared/jsonText';
import { isRow, requireCreateFields } from '../shared/schemas';

/**
 * Reads the JSON array of Create Many: rows in the API's own field names, sent as they are.
 * @throws {ApiCallError} kind 'invalidInput', naming every row that can't be sent.
 */
export function readJsonRows(context: IExecuteFunctions, itemIndex: number): JsonObject[] {
	const parsed = parseJson(context.getNodeParameter('qrCodesJson', itemIndex, ''), 'QR Codes (JSON)');
	if (!Array.isArray(parsed) || parsed.length === 0) {
		throw invalidInput(
			'QR Codes (JSON) must be an array with at least one QR code',
			'Write it in square brackets.',
		);
	}
	const slips = parsed.flatMap((row: unknown, index) => describeSlip(row, index));
	if (slips.length > 0) throw invalidInput('Some rows of QR Codes (JSON) need a correction', slips.join(' '));
	return parsed as JsonObject[];
}

function describeSlip(row: unknown, index: number): string[] {
	if (!isRow(row)) return [`Row ${index + 1} is not a JSON object.`];
	try {
		requireCreateFields(row);
		return [];
	} catch (slip) {
		return [`Row ${index + 1}: ${readDescription(slip)}`];
	}
}

function readDescription(slip: unknown): string {
	const { text } = slip as { text?: { description?: string } };
	return text?.description ?? String(slip);
}
