import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { otherFieldsOf, readTraits } from '../../shared/api/decode/scanTraits';
import type { JsonObject } from '../../shared/api/endpoints';
import { pickCodeFields } from '../../shared/qrCodes/describeQrCode';
import type { Scan } from './scan';

/**
 * The item for one scan: when, which code, where and with what, under names that stay the same whatever the API calls
 * them; then everything else that the API sent, under its own names. A member of the API with one of our names that
 * says more than we do, such as a country that is an object, stands in `raw`.
 * @param code the code as last seen; undefined to give its ID alone.
 */
export function toScanItem(scan: Scan, qrCodeId: string, code: JsonObject | undefined): INodeExecutionData {
	const { row, scanId, timeMs } = scan;
	const own: JsonObject = {
		scannedAt: new Date(timeMs).toISOString(),
		scanId,
		qrCode: code ? pickCodeFields(qrCodeId, code) : { id: qrCodeId },
		...readTraits(row),
	};
	const others = Object.entries(otherFieldsOf(row, { scanId, qrCodeId, timeMs }));
	const hidden = others.filter(([name]) => Object.hasOwn(own, name) || name === 'raw');
	const shown = others.filter((entry) => !hidden.includes(entry));
	const raw = hidden.length > 0 ? { raw: Object.fromEntries(hidden) } : {};
	return { json: { ...own, ...Object.fromEntries(shown), ...raw } as IDataObject };
}

/** The item for one scan as the API sent it. */
export function toRawScanItem({ row }: Scan): INodeExecutionData {
	return { json: { ...row } as IDataObject };
}
