import { createQrCode } from '../../../shared/api/endpoints';
import { decodeSingleQrCode } from '../../../shared/api/decode/qrCode';
import { sendRequest } from '../../../shared/http/sendRequest';
import { simplifyQrCode } from '../../output/simplify';
import { imageOptions } from '../../fields/imageFields';
import { optionsField } from '../../fields/optionFields';
import { allowCustomFieldsField } from '../../fields/permissionFields';
import {
	additionalFieldsField,
	designField,
	destinationUrlField,
	nameField,
	utmParametersField,
} from '../../fields/qrCodeFields';
import { attachImage } from '../../output/attachImage';
import type { Operation } from '../../run/operation';
import { readNewQrCode } from '../../input/qrCodeFields';
import { showTagged } from '../../input/utm/utm';
import { readAttachedStyle } from '../../output/pictureStyle';
import { addSameDesign } from './sameDesign';

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
		utmParametersField,
		designField,
		additionalFieldsField,
		allowCustomFieldsField,
		optionsField(...imageOptions),
	],
	simplifyForModel: simplifyQrCode,
	async runItem({ context, session, itemIndex }) {
		const style = readAttachedStyle(context, itemIndex);
		const { body: fields, utm } = readNewQrCode(context, itemIndex);
		const body = await addSameDesign(context, session, itemIndex, fields);
		const { data } = await sendRequest(session, createQrCode(body));
		// an empty success still means that the code exists: failing here would invite to create it twice
		const code = decodeSingleQrCode(data) ?? { isDeleted: false, raw: { created: true, ...body } };
		const raw = showTagged(code.raw, body, utm);
		return [await attachImage(context, style, { ...code, raw })];
	},
};
