import { updateQrCode } from '../../../shared/endpoints';
import { isObject } from '../../../shared/objects';
import { sendRequest } from '../../../shared/sendRequest';
import { simplifyQrCode } from '../../../shared/simplify';
import { downloadImageOption, optionsField } from '../../fields/optionFields';
import { designField, updateFieldsField } from '../../fields/qrCodeFields';
import { qrCodeLocator } from '../../../shared/qrCodeLocator';
import { attachImage } from '../../attachImage';
import type { Operation } from '../../operation';
import { readUpdateBody } from '../../parameters';
import { readQrCodeId } from '../../qrCodeId';

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
		optionsField(downloadImageOption),
	],
	simplifyForModel: simplifyQrCode,
	async runItem(call) {
		const { context, session, itemIndex } = call;
		const body = readUpdateBody(context, itemIndex);
		const id = await readQrCodeId(context, session, itemIndex);
		const { data } = await sendRequest(session, updateQrCode(id, body));
		return [await attachImage(call, isObject(data) ? data : { id, updated: true, ...body })];
	},
};
