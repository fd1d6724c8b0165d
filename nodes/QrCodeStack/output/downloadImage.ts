import { ConnectorError } from '../../shared/errors/connectorError';
import type { ApiSession } from '../../shared/http/session';
import { isSameOrigin } from '../../shared/http/connection';
import type { QrCode } from '../../shared/api/decode/qrCode';
import { getFile } from '../../shared/api/endpoints';
import { nameFile } from './fileName';
import { detectImageType, type ImageType } from './imageType';
import { holdsKey } from '../../shared/util/redact';
import { sendRequest } from '../../shared/http/sendRequest';
import type { Limiter } from '../../shared/rateLimit/limiter';

export type ImageDownload =
	| { image: ImageType & { bytes: Buffer; fileName: string } }
	/** Why there is none, in a sentence for the person who asked for it. */
	| { reason: string };

/**
 * Fetches the image that a QR code's object links to, if the link stays on the API's own address: the key
 * goes along, and nobody knows who runs another one. It takes a slot and waits out a 429
 * like any call, and ends with the execution, at 5 MB, or when headers or body take more than 30 s each. Never
 * throws, since the code itself is there.
 */
export async function downloadImage(session: ApiSession, code: QrCode): Promise<ImageDownload> {
	const link = code.imageUrl;
	if (link === undefined) {
		return { reason: 'QRCodeStack sent no link to the image of a QR code, so none was attached.' };
	}
	const url = toOwnUrl(link, session.connection.baseUrl);
	if (url === undefined) {
		return {
			reason:
				'The image of a QR code lies on another server than the API, so it was not downloaded. The link is in the output.',
		};
	}
	try {
		const { data } = await sendRequest(session, getFile(url), { limiter: limiterFor(session, url) });
		return checkImage(data, code, session.connection.apiKey);
	} catch (error) {
		const headline = error instanceof ConnectorError ? error.text.message : 'The download broke off';
		return { reason: `The image of a QR code could not be attached: ${headline}.` };
	}
}

/**
 * B15: below the base URL, an image is a call of the API like any other. Elsewhere on its origin it is a file
 * of the web server: its limits hold back further files, and must not block calls.
 */
function limiterFor({ account, connection }: ApiSession, url: string): Limiter {
	return url.startsWith(`${connection.baseUrl}/`) ? account.limiter : account.fileLimiter;
}

function checkImage(data: unknown, code: QrCode, apiKey: string): ImageDownload {
	if (!Buffer.isBuffer(data)) {
		return { reason: 'The image of a QR code is larger than 5 MB, or empty, so it was not attached.' };
	}
	if (holdsKey(data, apiKey)) {
		return { reason: 'The image of a QR code holds your API key, so it was not attached.' };
	}
	const type = detectImageType(data);
	if (type) return { image: { ...type, bytes: data, fileName: nameFile(code, type.extension) } };
	return {
		reason:
			'Behind the image link of a QR code there is no PNG, JPEG, GIF, WebP or plain SVG image, so nothing was attached.',
	};
}

/** The link as an address on the API's own origin; undefined if it leads elsewhere or carries a login. */
export function toOwnUrl(link: string, baseUrl: string): string | undefined {
	try {
		const url = new URL(link, `${baseUrl}/`);
		const isOwn = isSameOrigin(url.href, baseUrl) && url.username === '' && url.password === '';
		return isOwn ? url.href : undefined;
	} catch {
		return undefined;
	}
}
