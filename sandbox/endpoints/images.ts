import QRCode from 'qrcode';
import { Refusal, answerOrRefuse, notFound } from '../server/answers';
import type { QrCode, Store } from '../store/store';
import type { SandboxRequest, SandboxResponse } from '../store/types';

export const IMAGE_PREFIX = '/images/';

const KINDS = {
	png: { type: 'image/png', make: makePng },
	svg: { type: 'image/svg+xml', make: makeSvg },
};

/** The member of a code that leads to its image (B12), if there is to be one. */
export function linkToImage({ variants, apiOrigin }: Store, { shortCode }: QrCode): object {
	const file = `${IMAGE_PREFIX}${shortCode}`;
	switch (variants.imageLink) {
		case 'none':
			return {};
		case 'image_url':
			return { image_url: `${apiOrigin}${file}.png` };
		case 'svg_url':
			return { svg_url: `${apiOrigin}${file}.svg` };
		case 'foreign':
			return { image_url: `${variants.foreignOrigin}${file}.png` };
	}
}

/** The image of a code, which shows its short link in its color; nobody needs a key for it. */
export function answerImage(store: Store, request: SandboxRequest): SandboxResponse {
	return answerOrRefuse(store.variants, () => drawImage(store, request));
}

function drawImage(store: Store, { method, path }: SandboxRequest): SandboxResponse {
	if (method !== 'GET') {
		throw new Refusal({
			status: 405,
			code: 'method_not_allowed',
			message: 'An image can only be looked at',
		});
	}
	const [, shortCode = '', extension = ''] = /^([0-9a-f]+)\.(png|svg)$/.exec(fileOf(path)) ?? [];
	const qrCode = store.byShortCode.get(shortCode);
	if (!qrCode || qrCode.deletedAtMs !== undefined) throw notFound('Image');
	const { type, make } = KINDS[extension as keyof typeof KINDS];
	const link = `${store.publicOrigin}/r/${shortCode}`;
	const file = async () => await make(link, colorOf(qrCode));
	return { status: 200, headers: { 'content-type': type }, body: undefined, file };
}

const fileOf = (path: string) => path.slice(IMAGE_PREFIX.length);

function colorOf({ fields }: QrCode): string {
	const { dot_color: color } = fields.render_customizations;
	return typeof color === 'string' && /^#[0-9a-f]{6}$/i.test(color) ? color : '#000000';
}

const WIDTH = 300;

async function makePng(text: string, dark: string): Promise<Buffer> {
	return await QRCode.toBuffer(text, { type: 'png', width: WIDTH, color: { dark } });
}

async function makeSvg(text: string, dark: string): Promise<Buffer> {
	return Buffer.from(await QRCode.toString(text, { type: 'svg', width: WIDTH, color: { dark } }));
}
