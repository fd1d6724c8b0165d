import { createCode, openBench, type Answer, type Bench } from './support';

const IPHONE =
	'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1';
const ANDROID =
	'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36';
const WINDOWS =
	'Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0';

interface Share {
	scans: number;
}

let bench: Bench;
beforeAll(async () => (bench = await openBench()));
beforeEach(() => bench.reset());
afterAll(() => bench.sandbox.close());

describe('a short link', () => {
	it('redirects anyone to the destination and records the scan', async () => {
		const code = await createCode(bench.advanced);
		const headers = { 'user-agent': IPHONE, referer: 'https://poster.example.com/' };
		const redirect: Answer = await bench.anyone.get(code.short_url, { headers });
		expect([redirect.status, redirect.headers.location]).toEqual([302, 'https://shop.example.com/spring']);

		const log: Answer = await bench.advanced.get(`/qr-codes/${code.id}/scans`);
		expect(log.data.data).toEqual([
			{
				id: expect.any(String),
				qr_code_id: code.id,
				scanned_at: new Date(bench.clock.now()).toISOString(),
				country: expect.stringMatching(/^[A-Z]{2}$/),
				city: expect.any(String),
				device: 'mobile',
				os: 'iOS',
				browser: 'Safari',
				referrer: 'https://poster.example.com/',
				ip_hash: expect.stringMatching(/^[0-9a-f]{16}$/),
			},
		]);
	});

	it('follows a changed destination', async () => {
		const code = await createCode(bench.pro);
		await bench.pro.patch(`/qr-codes/${code.id}`, { destination_url: 'https://shop.example.com/summer' });
		const redirect: Answer = await bench.anyone.get(code.short_url);
		expect(redirect.headers.location).toBe('https://shop.example.com/summer');
	});

	it('leaves both rate windows alone', async () => {
		const code = await createCode(bench.pro);
		for (let scan = 0; scan < 5; scan += 1) await bench.anyone.get(code.short_url);
		expect((await bench.pro.get('/me')).data.data.usage.api_calls_this_month).toBe(2);
	});

	it('answers 404 to an unknown code and 410 to a deleted one', async () => {
		const code = await createCode(bench.pro);
		await bench.pro.delete(`/qr-codes/${code.id}`);
		expect((await bench.anyone.get(`${bench.sandbox.origin}/r/nothing`)).status).toBe(404);
		expect((await bench.anyone.get(code.short_url)).status).toBe(410);
	});

	it('does not take a HEAD for a scan', async () => {
		const code = await createCode(bench.pro);
		expect((await bench.anyone.head(code.short_url)).status).toBe(302);
		expect((await bench.pro.get(`/qr-codes/${code.id}`)).data.data.scan_count).toBe(0);
	});
});

describe('log, counter and analytics', () => {
	it('agree with each other', async () => {
		const code = await createCode(bench.advanced);
		const visits = [
			[IPHONE, '10.0.0.1'],
			[IPHONE, '10.0.0.1'],
			[ANDROID, '10.0.0.2'],
			[WINDOWS, '10.0.0.3'],
		];
		for (const [userAgent, address] of visits) {
			await bench.anyone.get(code.short_url, {
				headers: { 'user-agent': userAgent, 'x-forwarded-for': address },
			});
			bench.clock.advance(12 * 60 * 60 * 1000);
		}
		const path = `/qr-codes/${code.id}`;
		const analytics = (await bench.advanced.get(`${path}/analytics`)).data.data;
		expect(analytics).toMatchObject({
			qr_code_id: code.id,
			total_scans: 4,
			unique_scans: 3,
			by_device: [
				{ device: 'mobile', scans: 3 },
				{ device: 'desktop', scans: 1 },
			],
			by_os: [
				{ os: 'iOS', scans: 2 },
				{ os: 'Android', scans: 1 },
				{ os: 'Windows', scans: 1 },
			],
			by_browser: [
				{ browser: 'Safari', scans: 2 },
				{ browser: 'Chrome', scans: 1 },
				{ browser: 'Edge', scans: 1 },
			],
		});
		for (const member of ['by_day', 'by_country', 'by_city']) {
			expect(analytics[member].reduce((sum: number, share: Share) => sum + share.scans, 0)).toBe(4);
		}
		expect((await bench.advanced.get(path)).data.data.scan_count).toBe(4);
		expect((await bench.advanced.get(`${path}/scans`)).data.pagination.total).toBe(4);
	});

	it('keeps geolocation out of the analytics on Pro', async () => {
		const code = await createCode(bench.pro);
		await bench.anyone.get(code.short_url);
		const analytics = (await bench.pro.get(`/qr-codes/${code.id}/analytics`)).data.data;
		expect(analytics.total_scans).toBe(1);
		expect(analytics).not.toHaveProperty('by_country');
		expect(analytics).not.toHaveProperty('by_city');
	});
});

describe('the scan log', () => {
	async function timesOf(id: string): Promise<string[]> {
		const log: Answer = await bench.advanced.get(`/qr-codes/${id}/scans`, { params: { limit: 100 } });
		return log.data.data.map((scan: { scanned_at: string }) => scan.scanned_at);
	}

	it('shows the newest first, wherever a scan came in', async () => {
		const code = await createCode(bench.advanced);
		for (const fromMs of [3000, 1000, 2000]) bench.sandbox.api.addScans({ qrCodeId: code.id, fromMs });
		expect((await timesOf(code.id)).map((time) => Date.parse(time))).toEqual([3000, 2000, 1000]);
	});

	it('lets a late scan in behind scans that were shown before it', async () => {
		const code = await createCode(bench.advanced);
		const startMs = bench.clock.now();
		bench.sandbox.api.addScans({ qrCodeId: code.id, fromMs: startMs, lateByMs: 60_000 });
		bench.clock.advance(30_000);
		await bench.anyone.get(code.short_url);
		expect((await timesOf(code.id)).map((time) => Date.parse(time) - startMs)).toEqual([30_000]);
		expect((await bench.advanced.get(`/qr-codes/${code.id}`)).data.data.scan_count).toBe(1);
		bench.clock.advance(29_999);
		expect(await timesOf(code.id)).toHaveLength(1);
		bench.clock.advance(1);
		expect((await timesOf(code.id)).map((time) => Date.parse(time) - startMs)).toEqual([30_000, 0]);
	});
});
