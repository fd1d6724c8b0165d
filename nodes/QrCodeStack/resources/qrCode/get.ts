import { getQrCode } from '../../../shared/api/endpoints';
import { sendRequest } from '../../../shared/http/sendRequest';
import { simplifyQrCode } from '../../output/simplify';
import { requireQrCode } from '../../../shared/api/decode/qrCode';
import { readImageOptionsField } from '../../fields/optionFields';
import { outputFields } from '../../fields/outputFields';
import { qrCodeLocator } from '../../../shared/qrCodes/locator';
import { attachImage } from '../../output/attachImage';
import type { Operation } from '../../run/operation';
import { readQueryParameters } from '../../input/parameters';
import { readQrCodeId } from '../../input/qrCodeId';
import { shapeOutput } from '../../output/shapeOutput';
import { readAttachedStyle } from '../../output/pictureStyle';

export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get QR code',
		description: 'Retrieve a QR code: where it leads, its short link and how often it was scanned',
	},
	fields: [qrCodeLocator('The QR code to get'), ...outputFields, readImageOptionsField],
	async runItem({ context, session, itemIndex }) {
		const style = readAttachedStyle(context, itemIndex);
		const id = await readQrCodeId(context, session, itemIndex);
		const { data } = await sendRequest(session, getQrCode(id, readQueryParameters(context, itemIndex)));
		const code = requireQrCode(data);
		const [output] = shapeOutput(context, itemIndex, [code.raw], simplifyQrCode);
		return [await attachImage(context, style, code, output)];
	},
};
