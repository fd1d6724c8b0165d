import { updateQrCode } from '../../../shared/api/endpoints';
import { decodeSingleQrCode } from '../../../shared/api/decode/qrCode';
import { sendRequest } from '../../../shared/http/sendRequest';
import { simplifyQrCode } from '../../output/simplify';
import { imageOptions } from '../../fields/imageFields';
import { optionsField } from '../../fields/optionFields';
import { allowCustomFieldsField, allowRedirectingField } from '../../fields/permissionFields';
import { designField, updateFieldsField } from '../../fields/qrCodeFields';
import { qrCodeLocator } from '../../../shared/qrCodes/locator';
import { attachImage } from '../../output/attachImage';
import type { Operation } from '../../run/operation';
import { requireRedirectingAllowed } from '../../input/permissions';
import { readUpdateBody } from '../../input/qrCodeFields';
import { changeInOrder } from '../../run/changeOrder';
import { readQrCodeId } from '../../input/qrCodeId';
import { readAttachedStyle } from '../../output/pictureStyle';

export const update: Operation = {
	option: {
		name: 'Update',
		value: 'update',
		action: 'Update QR code',
		description: 'Change where a printed QR code leads, its name or its design',
	},
	fields: [
		qrCodeLocator('The QR code to update'),
		updateFieldsField,
		designField,
		allowRedirectingField,
		allowCustomFieldsField,
		optionsField(...imageOptions),
	],
	simplifyForModel: simplifyQrCode,
	async runItem({ context, session, itemIndex }) {
		const style = readAttachedStyle(context, itemIndex);
		const body = readUpdateBody(context, itemIndex);
		requireRedirectingAllowed(context, body);
		const updated = await changeInOrder(
			session,
			async () => await readQrCodeId(context, session, itemIndex),
			async (id) => {
				const { data } = await sendRequest(session, updateQrCode(id, body));
				return decodeSingleQrCode(data) ?? { isDeleted: false, raw: { id, updated: true, ...body } };
			},
		);
		return [await attachImage(context, style, updated)];
	},
};
