import { listQrCodes } from '../../../shared/endpoints';
import { collectRows } from '../../../shared/collectRows';
import { requireObject } from '../../../shared/requireObject';
import { limitField, readOptionsField, returnAllField } from '../../fields/optionFields';
import type { Operation } from '../../operation';
import { readMaxRows, readQueryParameters } from '../../parameters';

export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many QR codes',
		description: 'Get a list of QR codes',
	},
	fields: [returnAllField, limitField, readOptionsField],
	async runItem({ context, session, itemIndex }) {
		const list = { endpoint: listQrCodes, query: readQueryParameters(context, itemIndex), hasLimit: true };
		const rows = await collectRows(session, list, readMaxRows(context, itemIndex));
		return rows.map((row) => requireObject(row, 'a QR code in the list'));
	},
};
