import { collectRows, type CollectRequest } from '../../../shared/paging/collectRows';
import { listScans, type JsonObject } from '../../../shared/api/endpoints';
import { simplifyScan } from '../../output/simplify';
import { requireObject } from '../../../shared/api/decode/requireObject';
import { readOptionsField, rowLimitFields } from '../../fields/optionFields';
import { outputFields } from '../../fields/outputFields';
import { qrCodeLocator } from '../../../shared/qrCodes/locator';
import type { Operation } from '../../run/operation';
import { tellDoubt } from '../../run/doubtHint';
import { readQueryParameters } from '../../input/parameters';
import { readQrCodeId } from '../../input/qrCodeId';
import { readRowLimit } from '../../input/rowLimit';
import { shapeOutput } from '../../output/shapeOutput';

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
		const notes: JsonObject[] = [];
		const list: CollectRequest = {
			endpoint: (query) => listScans(id, query),
			query: readQueryParameters(context, itemIndex),
			hasLimit: true,
			needsProof: true,
			onDoubt: (doubt) => notes.push(...tellDoubt(context, doubt)),
		};
		const rows = await collectRows(session, list, readRowLimit(context, itemIndex));
		const scans = rows.map((row) => requireObject(row, 'a scan in the log'));
		return [...shapeOutput(context, itemIndex, scans, simplifyScan), ...notes];
	},
};
