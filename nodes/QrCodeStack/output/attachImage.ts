import type { QrCode } from '../../shared/api/decode/qrCode';
import type { JsonObject } from '../../shared/api/endpoints';
import { downloadImage } from './downloadImage';
import { parseSwitch } from '../../shared/input/parameterValues';
import { warnOnce } from '../run/hints';
import { ItemWithBinary, type OperationCall } from '../run/operation';

/** Where n8n's nodes look for a file unless told otherwise. */
const BINARY_FIELD = 'data';

/**
 * Adds the image of a code to its output where the option Download Image asks for it.
 * @param code the code as the API sent it; its short form may lack the link.
 */
export async function attachImage(
	{ context, session, itemIndex }: OperationCall,
	code: QrCode,
	output: JsonObject = code.raw,
): Promise<JsonObject | ItemWithBinary> {
	const wanted = context.getNodeParameter('options.downloadImage', itemIndex, null);
	if (!parseSwitch(wanted, 'Download Image', false)) return output;
	const download = await downloadImage(session, code);
	if ('reason' in download) {
		warnOnce(context, download.reason);
		return output;
	}
	const { bytes, fileName, mimeType } = download.image;
	try {
		const file = await context.helpers.prepareBinaryData(bytes, fileName, mimeType);
		return new ItemWithBinary(output, { [BINARY_FIELD]: file });
	} catch {
		// the code exists: to fail here would lose it
		warnOnce(context, 'The image of a QR code was downloaded, but n8n could not store it.');
		return output;
	}
}
