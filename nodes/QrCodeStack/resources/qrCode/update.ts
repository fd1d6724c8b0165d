import { invalidInput } from '../../../shared/errors/connectorError';
import { QR_CODE_FIELDS } from '../../../shared/api/requestNames';
import { getQrCode, updateQrCode, type JsonObject } from '../../../shared/api/endpoints';
import type { ApiSession } from '../../../shared/http/session';
import { decodeSingleQrCode, requireQrCode } from '../../../shared/api/decode/qrCode';
import { sendRequest } from '../../../shared/http/sendRequest';
import { simplifyQrCode } from '../../output/simplify';
import { imageOptions } from '../../fields/imageFields';
import { optionsField } from '../../fields/optionFields';
import { allowCustomFieldsField, allowRedirectingField } from '../../fields/permissionFields';
import { designField, updateFieldsField, utmParametersField } from '../../fields/qrCodeFields';
import { qrCodeLocator } from '../../../shared/qrCodes/locator';
import { attachImage } from '../../output/attachImage';
import type { Operation } from '../../run/operation';
import { requireRedirectingAllowed } from '../../input/permissions';
import { readUpdate, type Update } from '../../input/qrCodeFields';
import { changeInOrder } from '../../run/changeOrder';
import { readQrCodeId } from '../../input/qrCodeId';
import { hasUtm, showTagged, tagAddress } from '../../input/utm/utm';
import { readAttachedStyle } from '../../output/pictureStyle';
import { addSameDesign, hasSameAs } from './sameDesign';

const DESTINATION = QR_CODE_FIELDS.destinationUrl;

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
		utmParametersField,
		designField,
		allowRedirectingField,
		allowCustomFieldsField,
		optionsField(...imageOptions),
	],
	simplifyForModel: simplifyQrCode,
	async runItem({ context, session, itemIndex }) {
		const style = readAttachedStyle(context, itemIndex);
		const { body: fields, utm } = readUpdate(context, itemIndex, hasSameAs(context, itemIndex));
		// to tag an address is to change where the code leads
		requireRedirectingAllowed(context, hasUtm(utm) ? { ...fields, [DESTINATION]: true } : fields);
		const body = await addSameDesign(context, session, itemIndex, fields);
		if (Object.keys(body).length === 0 && !hasUtm(utm)) throw invalidInput('nothingToUpdate');
		const updated = await changeInOrder(
			session,
			async () => await readQrCodeId(context, session, itemIndex),
			async (id) => {
				const changes = hasUtm(utm) ? await tagChanges(session, id, { body, utm }) : body;
				const { data } = await sendRequest(session, updateQrCode(id, changes));
				const code = decodeSingleQrCode(data) ?? {
					isDeleted: false,
					raw: { id, updated: true, ...changes },
				};
				return { ...code, raw: showTagged(code.raw, changes, utm) };
			},
		);
		return [await attachImage(context, style, updated)];
	},
};

/** Tags the new destination, or else the one that the code has now, which costs a call. */
async function tagChanges(session: ApiSession, id: unknown, { body, utm }: Update): Promise<JsonObject> {
	const address = body[DESTINATION] ?? (await readDestination(session, id));
	return { ...body, [DESTINATION]: tagAddress(address, utm) };
}

async function readDestination(session: ApiSession, id: unknown): Promise<string | undefined> {
	const { data } = await sendRequest(session, getQrCode(id));
	return requireQrCode(data).destinationUrl;
}
