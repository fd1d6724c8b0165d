import type { INodeProperties } from 'n8n-workflow';

import { deleteQrCode } from '../../../shared/api/endpoints';
import { sendRequest } from '../../../shared/http/sendRequest';
import { optionsField } from '../../fields/optionFields';
import { qrCodeLocator } from '../../../shared/qrCodes/locator';
import type { Operation } from '../../run/operation';
import { changeInOrder } from '../../run/changeOrder';
import { readQrCodeId } from '../../input/qrCodeId';
import { requireDeletingAllowed } from '../../input/permissions';
import { allowDeletingField } from '../../fields/permissionFields';
import { NOT_AS_TOOL } from '../../run/toolUse';

const printedCopiesNotice: INodeProperties = {
	displayName: 'Printed copies of the QR code stop working.',
	name: 'printedCopiesNotice',
	type: 'notice',
	default: '',
	// there, the field that allows deleting says it
	displayOptions: NOT_AS_TOOL,
};

export const deleteOperation: Operation = {
	option: {
		name: 'Delete',
		value: 'delete',
		action: 'Delete QR code',
		description: 'Delete a QR code. Printed copies of it stop working.',
	},
	fields: [printedCopiesNotice, qrCodeLocator('The QR code to delete'), allowDeletingField, optionsField()],
	async runItem({ context, session, itemIndex }) {
		requireDeletingAllowed(context);
		return await changeInOrder(
			session,
			async () => await readQrCodeId(context, session, itemIndex),
			async (id) => {
				await sendRequest(session, deleteQrCode(id));
				return [{ deleted: true, id }];
			},
		);
	},
};
