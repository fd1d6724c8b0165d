import type { INodeProperties } from 'n8n-workflow';

import { getQrCodeAnalytics } from '../../../shared/api/endpoints';
import { sendRequest } from '../../../shared/http/sendRequest';
import { simplifyAnalytics } from '../../output/simplify';
import { decodeAnalytics } from '../../../shared/api/decode/analytics';
import { readOptionsField } from '../../fields/optionFields';
import { outputFields } from '../../fields/outputFields';
import { qrCodeLocator } from '../../../shared/qrCodes/locator';
import type { Operation } from '../../run/operation';
import { readQueryParameters } from '../../input/parameters';
import { readQrCodeId } from '../../input/qrCodeId';
import { shapeOutput } from '../../output/shapeOutput';

const placesNotice: INodeProperties = {
	displayName: 'Countries and cities come with the Advanced plan. Other plans get all other figures.',
	name: 'placesPlanNotice',
	type: 'notice',
	default: '',
};

export const getAnalytics: Operation = {
	option: {
		name: 'Get Analytics',
		value: 'getAnalytics',
		action: 'Get analytics of QR code',
		description: 'Get the scan figures of a QR code. Countries and cities come with the Advanced plan.',
	},
	fields: [
		placesNotice,
		qrCodeLocator('The QR code whose figures to get'),
		...outputFields,
		readOptionsField,
	],
	async runItem({ context, session, itemIndex }) {
		const id = await readQrCodeId(context, session, itemIndex);
		const { body } = await sendRequest(
			session,
			getQrCodeAnalytics(id, readQueryParameters(context, itemIndex)),
		);
		return shapeOutput(context, itemIndex, [decodeAnalytics(body)], simplifyAnalytics);
	},
};
