import type { IExecuteFunctions } from 'n8n-workflow';

import type { QrCode } from '../../../../shared/api/decode/qrCode';
import type { JsonObject } from '../../../../shared/api/endpoints';
import { invalidInput } from '../../../../shared/errors/connectorError';
import type { ApiSession } from '../../../../shared/http/session';
import { parseOption, parseText } from '../../../../shared/input/parameterValues';
import { readLinkedQrCode } from '../linkedQrCode';
import { readImageOptions, readOutputField, readPictureStyle } from '../../../output/pictureStyle';
import { attachFile } from '../../../output/attachImage';
import { downloadImage } from '../../../output/downloadImage';
import { drawPicture, type PictureFile } from '../../../output/drawPicture';
import { nameFile, toFileName } from '../../../output/fileName';
import { simplifyQrCode } from '../../../output/simplify';
import type { Operation } from '../../../run/operation';
import { getImageFields, IMAGE_SOURCES } from './fields';
import { readLogo } from './logo';

export const getImage: Operation = {
	option: {
		name: 'Get Image',
		value: 'getImage',
		action: 'Get image of QR code',
		description: 'Get a picture of a QR code as PNG, SVG or PDF, to mail, print or save',
	},
	fields: getImageFields,
	simplifyForModel: simplifyQrCode,
	async runItem(call) {
		const { context, session, itemIndex } = call;
		const options = readImageOptions(context, itemIndex);
		const fileName = parseText(options.fileName, 'File Name');
		const field = readOutputField(options);
		const makeFile = isDownloaded(options)
			? async (code: QrCode) => await download(session, code)
			: await prepareDrawing(context, itemIndex);
		const needs = ({ shortUrl, imageUrl }: QrCode) =>
			(isDownloaded(options) ? imageUrl : shortUrl) !== undefined;
		const code = await readLinkedQrCode(call, needs);
		const file = await makeFile(code);
		return [
			await attachFile(context, code.raw, {
				...file,
				fileName: fileName === '' ? nameFile(code, file.extension) : toFileName(fileName, file.extension),
				field,
			}),
		];
	},
};

function isDownloaded({ source }: JsonObject): boolean {
	const { drawn, qrCodeStack } = IMAGE_SOURCES;
	return parseOption(source, 'Source', [drawn, qrCodeStack], drawn) === qrCodeStack;
}

/** Reads and checks everything before the first call. */
async function prepareDrawing(
	context: IExecuteFunctions,
	itemIndex: number,
): Promise<(code: QrCode) => Promise<PictureFile>> {
	const style = readPictureStyle(context, itemIndex);
	const logo = await readLogo(context, itemIndex, style);
	return async (code) => await drawPicture(context, code, { ...style, ...(logo ? { logo } : {}) });
}

/** @throws {ConnectorError} kind 'invalidInput' where there is no file to download, or none that can be attached. */
async function download(session: ApiSession, code: QrCode): Promise<PictureFile> {
	const found = await downloadImage(session, code);
	if ('image' in found) return found.image;
	throw invalidInput('fileMissing', { reason: found.reason });
}
