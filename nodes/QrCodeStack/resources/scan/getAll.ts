import { listScans } from '../../../shared/endpoints';
import { collectRows } from '../../../shared/collectRows';
import { requireObject } from '../../../shared/requireObject';
import { limitField, readOptionsField, returnAllField } from '../../fields/optionFields';
import { qrCodeLocator } from '../../../shared/qrCodeLocator';
import type { Operation } from '../../operation';
import { readMaxRows, readQueryParameters } from '../../parameters';
import { readQrCodeId } from '../../qrCodeId';

export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many scans',
		description: 'Get the log of single scans of a QR code',
	},
	fields: [qrCodeLocator('The QR code whose scans to get'), returnAllField, limitField, readOptionsField],
	async runItem({ context, session, itemIndex }) {
		const id = await readQrCodeId(context, session, itemIndex);
		const list = {
			endpoint: (query = {}) => listScans(id, query),
			query: readQueryParameters(context, itemIndex),
			hasLimit: true,
		};
		const rows = await collectRows(session, list, readMaxRows(context, itemIndex));
		return rows.map((row) => requireObject(row, 'a scan in the log'));
	},
};
