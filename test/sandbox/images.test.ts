import axios from 'axios';
import QRCode from 'qrcode';

import { detectImageType } from '../../nodes/QrCodeStack/output/imageType';
import { createCode, openBench, type Bench } from './support';

let bench: Bench;

beforeEach(async () => {
	bench = await openBench({ variants: { imageLink: 'image_url' } });
});
afterEach(async () => await bench.sandbox.close());

const fetchImage = async (url: string) =>
	await axios.get<Buffer>(url, { responseType: 'arraybuffer', validateStatus: () => true });

test.each([
	['image_url', 'png', 'image/png'],
	['svg_url', 'svg', 'image/svg+xml'],
] as const)(
	'%s leads to a real %s image on the address of the API',
	async (imageLink, extension, mimeType) => {
		bench.sandbox.api.setVariants({ imageLink });
		const code = await createCode(bench.pro);

		const { status, headers, data } = await fetchImage(code[imageLink]);

		expect(code[imageLink]).toMatch(new RegExp(`^${bench.sandbox.origin}/images/[0-9a-f]+\\.${extension}$`));
		expect([status, headers['content-type']]).toEqual([200, mimeType]);
		expect(detectImageType(data)).toEqual({ extension, mimeType });
	},
);

test('the image shows the short link in the color of the code', async () => {
	const code = await createCode(bench.pro, { render_customizations: { dot_color: '#7C3AED' } });

	const { data } = await fetchImage(code.image_url);

	const expected = await QRCode.toBuffer(code.short_url as string, {
		width: 300,
		color: { dark: '#7C3AED' },
	});
	expect(data.equals(expected)).toBe(true);
});

test('images lie where the API is, also if short links show another address', async () => {
	bench.sandbox.api.publicOrigin = 'https://qrs.example.com';
	const code = await createCode(bench.pro);

	expect(code.short_url).toMatch(/^https:\/\/qrs\.example\.com\//);
	expect((await fetchImage(code.image_url)).status).toBe(200);
});

test('a foreign link leads away, and by default there is none', async () => {
	bench.sandbox.api.setVariants({ imageLink: 'foreign' });
	expect((await createCode(bench.pro)).image_url).toMatch(/^https:\/\/elsewhere\.example\/images\//);
	bench.sandbox.api.setVariants({ imageLink: 'none' });
	expect(await createCode(bench.pro)).not.toHaveProperty('image_url');
});

test('it takes no call of the plan, and a reset keeps what was asked for at the start', async () => {
	const { image_url: url } = await createCode(bench.pro);
	const before = bench.sandbox.api.describeAccounts();
	await fetchImage(url);

	expect(bench.sandbox.api.describeAccounts()).toEqual(before);
	expect(bench.sandbox.api.requests.count({ endpoint: '/images/{code}', key: 'public' })).toBe(1);
	bench.sandbox.api.reset();
	expect(bench.sandbox.api.variants.imageLink).toBe('image_url');
});

test('there is no image of a code that is not there', async () => {
	const { id, image_url: url } = await createCode(bench.pro);
	await bench.pro.delete(`/qr-codes/${id}`);

	const gone = await Promise.all([url, `${url}.exe`, url.replace('.png', '')].map(fetchImage));

	expect(gone.map(({ status }) => status)).toEqual([404, 404, 404]);
	expect((await axios.post(url, {}, { validateStatus: () => true })).status).toBe(405);
});
