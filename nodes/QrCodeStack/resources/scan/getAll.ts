import { collectRows } from '../../../shared/collectRows';
import { listScans } from '../../../shared/endpoints';
import { simplifyScan } from '../../../shared/simplify';
import type { ListRequest } from '../../../shared/askForPage';
import { requireObject } from '../../../shared/requireObject';
import { readOptionsField, rowLimitFields } from '../../fields/optionFields';
import { outputFields } from '../../fields/outputFields';
import { qrCodeLocator } from '../../../shared/qrCodeLocator';
import type { Operation } from '../../operation';
import { readQueryParameters } from '../../parameters';
import { readQrCodeId } from '../../qrCodeId';
import { readRowLimit } from '../../rowLimit';
import { shapeOutput } from '../../shapeOutput';

export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many scans of QR code',
		description: 'Get the log of single scans of a QR code',
	},
	fields: [
		qrCodeLocator('The QR code whose scans to get'),
		...rowLimitFields,
		...outputFields,
		readOptionsField,
	],
	async runItem({ context, session, itemIndex }) {
		const id = await readQrCodeId(context, session, itemIndex);
		const list: ListRequest = {
			endpoint: (query) => listScans(id, query),
			query: readQueryParameters(context, itemIndex),
			hasLimit: true,
		};
		const rows = await collectRows(session, list, readRowLimit(context, itemIndex));
		const scans = rows.map((row) => requireObject(row, 'a scan in the log'));
		return shapeOutput(context, itemIndex, scans, simplifyScan);
	},
};
