import type { IExecuteFunctions } from 'n8n-workflow';

import { invalidInput } from '../../../../shared/errors/connectorError';
import { parseJson } from '../../../input/json';

/**
 * Reads the JSON array of Create Many: rows in the API's own field names.
 * @throws {ConnectorError} kind 'invalidInput' when it is no array, or an empty one.
 */
export function readJsonRows(context: IExecuteFunctions, itemIndex: number): unknown[] {
	const parsed = parseJson(context.getNodeParameter('qrCodesJson', itemIndex, ''), 'QR Codes (JSON)');
	if (Array.isArray(parsed) && parsed.length > 0) return parsed;
	throw invalidInput('noJsonRows');
}
