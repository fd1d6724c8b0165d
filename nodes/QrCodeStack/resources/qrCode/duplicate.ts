import type { INodeProperties } from 'n8n-workflow';

import { invalidInput } from '../../../shared/errors/connectorError';
import { DEFAULT_QR_CODE_TYPE, DESIGN_FIELD, QR_CODE_FIELDS } from '../../../shared/api/requestNames';
import { createQrCode, getQrCode, type JsonObject } from '../../../shared/api/endpoints';
import { omitUndefined } from '../../../shared/util/objects';
import { qrCodeLocator } from '../../../shared/qrCodes/locator';
import { decodeSingleQrCode, requireQrCode, type QrCode } from '../../../shared/api/decode/qrCode';
import { requireCreateFields } from '../../input/qrCodeInput';
import { sendRequest } from '../../../shared/http/sendRequest';
import { attachImage } from '../../output/attachImage';
import { simplifyQrCode } from '../../output/simplify';
import { imageOptions } from '../../fields/imageFields';
import { optionsField } from '../../fields/optionFields';
import { allowCustomFieldsField } from '../../fields/permissionFields';
import {
	customFieldsField,
	destinationUrlField,
	nameField,
	utmParametersField,
} from '../../fields/qrCodeFields';
import { warnOnce } from '../../run/hints';
import type { Operation } from '../../run/operation';
import { readChanges } from '../../input/qrCodeFields';
import { readAttachedStyle } from '../../output/pictureStyle';
import { readQrCodeId } from '../../input/qrCodeId';
import { readUtm, showTagged, tagDestination } from '../../input/utm/utm';

const changesField: INodeProperties = {
	displayName: 'Changes',
	name: 'changes',
	type: 'collection',
	placeholder: 'Add Field',
	default: {},
	options: [
		customFieldsField,
		{
			...destinationUrlField,
			required: false,
			description: 'Where the copy leads, if not to the same place',
		},
		{
			...nameField,
			required: false,
			description: 'Name of the copy, if not the same with "(copy)" behind it',
		},
	],
	description: 'What is to be different in the copy',
};

export const duplicate: Operation = {
	option: {
		name: 'Duplicate',
		value: 'duplicate',
		action: 'Duplicate QR code',
		description: 'Create a QR code with the destination and the design of another one',
	},
	fields: [
		qrCodeLocator('The QR code to copy'),
		changesField,
		utmParametersField,
		allowCustomFieldsField,
		optionsField(...imageOptions),
	],
	simplifyForModel: simplifyQrCode,
	async runItem({ context, session, itemIndex }) {
		const style = readAttachedStyle(context, itemIndex);
		const changes = readChanges(context, itemIndex);
		const utm = readUtm(context, itemIndex);
		const id = await readQrCodeId(context, session, itemIndex);
		const { data } = await sendRequest(session, getQrCode(id));
		const original = requireQrCode(data);
		const body = tagDestination(requireCreateFields({ ...toCopy(original), ...changes }), utm);
		if (original.design === undefined) {
			warnOnce(context, 'The API did not show the design of a code, so its copy has the usual one.');
		}
		const answer = await sendRequest(session, createQrCode(body));
		const copy = decodeSingleQrCode(answer.data) ?? { isDeleted: false, raw: { created: true, ...body } };
		const raw = showTagged(copy.raw, body, utm);
		return [await attachImage(context, style, { ...copy, raw })];
	},
};

/**
 * What the documented create call takes, from what the API shows of the original (A3).
 * @throws {ConnectorError} for a code of another type, whose content nobody documented.
 */
function toCopy({
	id = '',
	name = id,
	type = DEFAULT_QR_CODE_TYPE,
	destinationUrl,
	design,
}: QrCode): JsonObject {
	if (type !== DEFAULT_QR_CODE_TYPE) {
		throw invalidInput('otherTypeOfCode');
	}
	return {
		name: `${name} (copy)`,
		type,
		...omitUndefined({ [QR_CODE_FIELDS.destinationUrl]: destinationUrl, [DESIGN_FIELD]: design }),
	};
}
