import type { INodeExecutionData } from 'n8n-workflow';

import { QR_CODE_FIELDS } from '../shared/apiContract';
import type { JsonObject } from '../shared/endpoints';
import { firstFilled } from '../shared/qrCodeFacts';
import type { Scan } from './scanRows';

/**
 * The item for one scan: everything that the API sent, and in fields that stay the same whatever the API
 * calls them, the scan's identity and time and the code that was scanned.
 * @param code the code as last seen; undefined to leave it out.
 */
export function toScanItem(scan: Scan, qrCodeId: string, code: JsonObject | undefined): INodeExecutionData {
	return {
		json: {
			...scan.row,
			scanId: scan.scanId,
			scannedAt: new Date(scan.timeMs).toISOString(),
			qrCodeId,
			...(code ? { qrCode: pickCodeFields(qrCodeId, code) } : {}),
		},
	};
}

function pickCodeFields(id: string, code: JsonObject): JsonObject {
	return {
		id,
		name: code[QR_CODE_FIELDS.name] ?? null,
		shortUrl: firstFilled(code, QR_CODE_FIELDS.shortUrl) ?? null,
		destinationUrl: code[QR_CODE_FIELDS.destinationUrl] ?? null,
	};
}
