import type { INodeExecutionData } from 'n8n-workflow';

import { QR_CODE_FIELDS } from '../../shared/api/contract';
import type { JsonObject } from '../../shared/api/endpoints';
import { firstFilled } from '../../shared/api/decode/qrCode';
import type { Scan } from './scan';

/**
 * The item for one scan: everything that the API sent, and in fields that stay the same whatever the API
 * calls them, the scan's identity and time and the code that was scanned.
 * @param code the code as last seen; undefined to leave it out.
 */
export function toScanItem(scan: Scan, qrCodeId: string, code: JsonObject | undefined): INodeExecutionData {
	const own = {
		scannedAt: new Date(scan.timeMs).toISOString(),
		...(code ? { qrCode: pickCodeFields(qrCodeId, code) } : {}),
		qrCodeId,
		scanId: scan.scanId,
	};
	// first, as the table shows no more than a few columns at once, and last, so that they win
	return { json: { ...own, ...scan.row, ...own } };
}

function pickCodeFields(id: string, code: JsonObject): JsonObject {
	return {
		id,
		name: code[QR_CODE_FIELDS.name] ?? null,
		shortUrl: firstFilled(code, QR_CODE_FIELDS.shortUrl) ?? null,
		destinationUrl: code[QR_CODE_FIELDS.destinationUrl] ?? null,
	};
}
