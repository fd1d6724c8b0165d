import { getQrCodeAnalytics } from '../../../shared/endpoints';
import { sendRequest } from '../../../shared/sendRequest';
import { requireObject } from '../../../shared/requireObject';
import { readOptionsField } from '../../fields/optionFields';
import { qrCodeLocator } from '../../../shared/qrCodeLocator';
import type { Operation } from '../../operation';
import { readQueryParameters } from '../../parameters';
import { readQrCodeId } from '../../qrCodeId';

export const getAnalytics: Operation = {
	option: {
		name: 'Get Analytics',
		value: 'getAnalytics',
		action: 'Get analytics of a QR code',
		description: 'Get the scan figures of a QR code. Countries and cities come with the Advanced plan.',
	},
	fields: [qrCodeLocator('The QR code whose figures to get'), readOptionsField],
	async runItem({ context, session, itemIndex }) {
		const id = await readQrCodeId(context, session, itemIndex);
		const { data } = await sendRequest(
			session,
			getQrCodeAnalytics(id, readQueryParameters(context, itemIndex)),
		);
		return [requireObject(data, 'the analytics of a QR code')];
	},
};
