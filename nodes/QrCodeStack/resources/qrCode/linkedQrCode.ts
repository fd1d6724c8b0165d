import type { IExecuteFunctions } from 'n8n-workflow';

import { decodeQrCode, requireQrCode, type QrCode } from '../../../shared/api/decode/qrCode';
import { getQrCode } from '../../../shared/api/endpoints';
import { sendRequest } from '../../../shared/http/sendRequest';
import type { ApiSession } from '../../../shared/http/session';
import { readChosenQrCode, type ChosenQrCode } from '../../../shared/qrCodes/chosenQrCode';
import { toText } from '../../../shared/util/objects';
import { readQrCodeId } from '../../input/qrCodeId';

/**
 * The chosen QR code with its short link: as the input item carries it, with no call, or else as QRCodeStack sends it.
 * Where none is chosen, it is the one of the input item.
 * @param needs says whether the item's code has what the caller needs.
 * @throws {ConnectorError} when there is no code, or it is not found.
 */
export async function readLinkedQrCode(
	{ context, session, itemIndex }: { context: IExecuteFunctions; session: ApiSession; itemIndex: number },
	needs: (code: QrCode) => boolean,
): Promise<QrCode> {
	const carried = decodeQrCode(context.getInputData()[itemIndex]?.json);
	const chosen = readChosenQrCode(context.getNodeParameter('qrCodeId', itemIndex, ''));
	const isEmpty = chosen.kind === 'id' && toText(chosen.id) === '';
	if (carried && (isEmpty || isSame(chosen, carried)) && needs(carried)) return carried;
	const id =
		isEmpty && carried?.id !== undefined ? carried.id : await readQrCodeId(context, session, itemIndex);
	const { data } = await sendRequest(session, getQrCode(id));
	return requireQrCode(data);
}

function isSame(chosen: ChosenQrCode, { id, shortUrl }: QrCode): boolean {
	return chosen.kind === 'link' ? chosen.link === shortUrl : toText(chosen.id) === id;
}
