import { collectRows } from '../../../shared/collectRows';
import { listQrCodes } from '../../../shared/endpoints';
import { simplifyQrCode } from '../../../shared/simplify';
import { requireObject } from '../../../shared/requireObject';
import { readOptionsField, rowLimitFields } from '../../fields/optionFields';
import { outputFields } from '../../fields/outputFields';
import type { Operation } from '../../operation';
import { readQueryParameters } from '../../parameters';
import { readRowLimit } from '../../rowLimit';
import { shapeOutput } from '../../shapeOutput';

export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many QR codes',
		description: 'Get a list of QR codes',
	},
	fields: [...rowLimitFields, ...outputFields, readOptionsField],
	async runItem({ context, session, itemIndex }) {
		const list = { endpoint: listQrCodes, query: readQueryParameters(context, itemIndex), hasLimit: true };
		const rows = await collectRows(session, list, readRowLimit(context, itemIndex));
		const codes = rows.map((row) => requireObject(row, 'a QR code in the list'));
		return shapeOutput(context, itemIndex, codes, simplifyQrCode);
	},
};
