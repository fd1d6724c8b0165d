import { createQrCode } from '../../../shared/endpoints';
import { isObject } from '../../../shared/objects';
import { sendRequest } from '../../../shared/sendRequest';
import { simplifyQrCode } from '../../../shared/simplify';
import { downloadImageOption, optionsField } from '../../fields/optionFields';
import {
	additionalFieldsField,
	designField,
	destinationUrlField,
	nameField,
} from '../../fields/qrCodeFields';
import { attachImage } from '../../attachImage';
import type { Operation } from '../../operation';
import { readCreateBody } from '../../parameters';

export const create: Operation = {
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create QR code',
		description: 'Create a dynamic QR code, whose destination can be changed later',
	},
	fields: [
		nameField,
		destinationUrlField,
		designField,
		additionalFieldsField,
		optionsField(downloadImageOption),
	],
	simplifyForModel: simplifyQrCode,
	async runItem(call) {
		const { context, session, itemIndex } = call;
		const body = readCreateBody(context, itemIndex);
		const { data } = await sendRequest(session, createQrCode(body));
		// an empty success still means that the code exists: failing here would invite to create it twice
		return [await attachImage(call, isObject(data) ? data : { created: true, ...body })];
	},
};
