import type { INodeExecutionData } from 'n8n-workflow';

import type { JsonObject } from '../../shared/api/endpoints';
import { decodeQrCode } from '../../shared/api/decode/qrCode';
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
	const { name = null, shortUrl = null, destinationUrl = null } = decodeQrCode(code) ?? {};
	return { id, name, shortUrl, destinationUrl };
}
