import { listScans } from '../../../shared/endpoints';
import { simplifyScan } from '../../../shared/simplify';
import { requireObject } from '../../../shared/requireObject';
import { readOptionsField, rowLimitFields } from '../../fields/optionFields';
import { outputFields } from '../../fields/outputFields';
import { qrCodeLocator } from '../../../shared/qrCodeLocator';
import type { Operation } from '../../operation';
import { readQueryParameters } from '../../parameters';
import { readQrCodeId } from '../../qrCodeId';
import { readList } from '../../readList';
import { shapeOutput } from '../../shapeOutput';

export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many scans of a QR code',
		description: 'Get the log of single scans of a QR code',
	},
	fields: [
		qrCodeLocator('The QR code whose scans to get'),
		...rowLimitFields,
		...outputFields,
		readOptionsField,
	],
	async runItem(call) {
		const { context, session, itemIndex } = call;
		const id = await readQrCodeId(context, session, itemIndex);
		const list = {
			endpoint: (query = {}) => listScans(id, query),
			query: readQueryParameters(context, itemIndex),
			hasLimit: true,
		};
		const rows = await readList(call, list, 'scans');
		const scans = rows.map((row) => requireObject(row, 'a scan in the log'));
		return shapeOutput(context, itemIndex, scans, simplifyScan);
	},
};
