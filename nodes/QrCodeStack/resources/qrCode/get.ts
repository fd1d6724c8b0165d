import { getQrCode } from '../../../shared/endpoints';
import { sendRequest } from '../../../shared/sendRequest';
import { simplifyQrCode } from '../../../shared/simplify';
import { requireObject } from '../../../shared/requireObject';
import { readOptionsField } from '../../fields/optionFields';
import { outputFields } from '../../fields/outputFields';
import { qrCodeLocator } from '../../../shared/qrCodeLocator';
import type { Operation } from '../../operation';
import { readQueryParameters } from '../../parameters';
import { readQrCodeId } from '../../qrCodeId';
import { shapeOutput } from '../../shapeOutput';

export const get: Operation = {
	option: { name: 'Get', value: 'get', action: 'Get a QR code', description: 'Get one QR code' },
	fields: [qrCodeLocator('The QR code to get'), ...outputFields, readOptionsField],
	async runItem({ context, session, itemIndex }) {
		const id = await readQrCodeId(context, session, itemIndex);
		const { data } = await sendRequest(session, getQrCode(id, readQueryParameters(context, itemIndex)));
		return shapeOutput(context, itemIndex, [requireObject(data, 'one QR code')], simplifyQrCode);
	},
};
