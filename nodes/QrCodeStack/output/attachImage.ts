import type { IExecuteFunctions } from 'n8n-workflow';

import { ATTACHED_FILE } from '../../shared/api/decode/knownFields';
import type { QrCode } from '../../shared/api/decode/qrCode';
import type { JsonObject } from '../../shared/api/endpoints';
import { ConnectorError } from '../../shared/errors/connectorError';
import { DEFAULT_BINARY_FIELD } from '../fields/imageFields';
import type { PictureStyle } from './pictureStyle';
import { runConcurrently } from '../run/concurrency';
import { warnOnce } from '../run/hints';
import { ItemWithBinary } from '../run/operation';
import { isToolUse } from '../run/toolUse';
import { drawPicture } from './drawPicture';
import { nameFile } from './fileName';
import type { ImageType } from './imageType';

/** As many as Node.js has threads for. Of the largest, 16 MB wait for them. */
const PICTURES_AT_ONCE = 4;

/**
 * Adds a picture of a code to its output. Never throws: the code exists, and would be lost.
 * @param style what the option Image asks for, read before any call; undefined for no picture.
 * @param code the code as the API sent it; its short form may lack the short link.
 */
export async function attachImage(
	context: IExecuteFunctions,
	style: PictureStyle | undefined,
	code: QrCode,
	output: JsonObject = code.raw,
): Promise<JsonObject | ItemWithBinary> {
	if (!style) return output;
	try {
		const picture = await drawPicture(context, code, style);
		const fileName = nameFile(code, picture.extension);
		return await attachFile(context, output, { ...picture, fileName, field: DEFAULT_BINARY_FIELD });
	} catch (error) {
		const reason = error instanceof ConnectorError ? error.text.message : 'n8n could not store it';
		warnOnce(context, `There are QR codes without a picture: ${reason}.`);
		return output;
	}
}

/** The same for a list of codes. Several are compressed at once, beside what is drawn. */
export async function attachImages(
	context: IExecuteFunctions,
	style: PictureStyle | undefined,
	codes: readonly QrCode[],
	outputs: readonly JsonObject[] = codes.map(({ raw }) => raw),
): Promise<Array<JsonObject | ItemWithBinary>> {
	const results: Array<JsonObject | ItemWithBinary> = [...outputs];
	if (!style) return results;
	await runConcurrently({
		count: codes.length,
		concurrency: PICTURES_AT_ONCE,
		run: async (index) => {
			results[index] = await attachImage(context, style, codes[index]!, outputs[index]);
		},
		goesOn: () => context.getExecutionCancelSignal?.()?.aborted !== true,
	});
	return results;
}

export interface AttachedFile extends ImageType {
	bytes: Buffer;
	fileName: string;
	/** The name of the binary field. */
	field: string;
}

/** Puts a file beside an output. A model, which no file reaches, reads what was attached where. */
export async function attachFile(
	context: IExecuteFunctions,
	output: JsonObject,
	{ bytes, fileName, mimeType, field }: AttachedFile,
): Promise<ItemWithBinary> {
	const file = await context.helpers.prepareBinaryData(bytes, fileName, mimeType);
	const note = `"${fileName}" (${mimeType}) is attached to this tool's output in n8n, in the binary field "${field}", where a person finds it. You can neither read nor send it.`;
	const json = isToolUse(context) ? { [ATTACHED_FILE]: note, ...output } : output;
	return new ItemWithBinary(json, { [field]: file });
}
