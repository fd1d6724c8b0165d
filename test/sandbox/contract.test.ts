import { SANDBOX_KEYS, startSandbox } from '../../sandbox/server/server';
import { SPRING, createClient, createCode, idsOf, openBench, type Answer, type Bench } from './support';

let bench: Bench;
beforeAll(async () => (bench = await openBench()));
beforeEach(() => bench.reset());
afterAll(() => bench.sandbox.close());

describe('keys and plans', () => {
	it.each([
		['no key', undefined],
		['an unknown key', `qrs_${'ff'.repeat(32)}`],
		['a key with something behind it', `${SANDBOX_KEYS.pro} x`],
	])('answers 401 to %s', async (_case, key) => {
		const answer: Answer = await createClient(bench.sandbox.url, key).get('/me');
		expect(answer.status).toBe(401);
		expect(answer.data).toEqual({
			success: false,
			error: 'The API key is missing or invalid',
			code: 'unauthorized',
		});
	});

	it.each(['/me', '/qr-codes', '/qr-codes/any/scans'])('answers 403 to a Starter key on %s', async (path) => {
		const answer: Answer = await bench.starter.get(path);
		expect([answer.status, answer.data.code]).toEqual([403, 'plan_forbidden']);
	});

	it('answers 403 with a code of its own to a bulk call on Pro, and creates nothing', async () => {
		const answer: Answer = await bench.pro.post('/qr-codes/bulk', { qr_codes: [SPRING] });
		expect([answer.status, answer.data.code]).toEqual([403, 'bulk_not_available']);
		expect((await bench.pro.get('/qr-codes')).data.data).toEqual([]);
	});

	it('shows account, plan and use as documented', async () => {
		await createCode(bench.pro);
		const answer: Answer = await bench.pro.get('/me');
		expect(answer.data).toEqual({
			success: true,
			data: {
				account_id: expect.any(String),
				email: 'pro@example.com',
				plan: 'pro',
				usage: {
					dynamic_qr_count: 1,
					dynamic_qr_limit: 250,
					api_calls_this_month: 2,
					api_calls_monthly_limit: 5000,
				},
			},
		});
	});

	it('keeps accounts apart', async () => {
		const code = await createCode(bench.pro);
		const path = `/qr-codes/${code.id}`;
		const answers = [
			await bench.advanced.get(path),
			await bench.advanced.patch(path, { name: 'Stolen' }),
			await bench.advanced.delete(path),
			await bench.advanced.get(`${path}/scans`),
			await bench.advanced.get(`${path}/analytics`),
		];
		expect(answers.map((answer) => answer.status)).toEqual([404, 404, 404, 404, 404]);
		expect((await bench.advanced.get('/qr-codes')).data.data).toEqual([]);
		expect((await bench.pro.get(path)).data.data.name).toBe('Spring promo');
	});
});

describe('paths', () => {
	it('answers 404 in JSON to a path that the API does not have', async () => {
		const answer: Answer = await bench.pro.get('/campaigns');
		expect([answer.status, answer.data.success, answer.data.code]).toEqual([404, false, 'not_found']);
	});

	it('answers 405 in JSON, with Allow, to a method that the path does not have', async () => {
		const answer: Answer = await bench.pro.put('/qr-codes', {});
		expect([answer.status, answer.data.code]).toEqual([405, 'method_not_allowed']);
		expect(answer.headers.allow).toBe('POST, GET');
	});

	it('does not let an encoded id reach another endpoint', async () => {
		const answer: Answer = await bench.pro.get('/qr-codes/..%2Fme');
		expect([answer.status, answer.data.error]).toEqual([404, 'QR code not found']);
	});

	it('listens on loopback only', async () => {
		await expect(startSandbox({ host: '0.0.0.0' })).rejects.toThrow('loopback only');
	});
});

describe('QR codes', () => {
	it('creates a code with every field of the contract', async () => {
		const design = { dot_color: '#0F172A', dot_shape: 'rounded', frame: 'scan-me-bottom' };
		const answer: Answer = await bench.pro.post('/qr-codes', { ...SPRING, render_customizations: design });
		expect(answer.status).toBe(201);
		expect(answer.data).toEqual({
			success: true,
			data: {
				id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
				name: 'Spring promo',
				type: 'url',
				destination_url: 'https://shop.example.com/spring',
				short_url: expect.stringMatching(new RegExp(`^${bench.sandbox.origin}/r/\\w+$`)),
				render_customizations: design,
				created_at: '2026-03-10T12:00:00.000Z',
				updated_at: '2026-03-10T12:00:00.000Z',
				scan_count: 0,
			},
		});
		expect((await bench.pro.get(`/qr-codes/${answer.data.data.id}`)).data).toEqual(answer.data);
	});

	it('keeps fields that it does not know, but not a made-up id', async () => {
		const code = await createCode(bench.pro, { campaign: { id: 7 }, id: 'mine', scan_count: 99 });
		expect(code.campaign).toEqual({ id: 7 });
		expect(code.id).not.toBe('mine');
		expect(code.scan_count).toBe(0);
	});

	it.each([
		['a missing name', { name: undefined }, 'name'],
		['a blank name', { name: '  ' }, 'name'],
		['no URL', { destination_url: 'shop' }, 'destination_url'],
		['a URL that is not http', { destination_url: 'javascript:alert(1)' }, 'destination_url'],
		['a colour by name', { render_customizations: { dot_color: 'blue' } }, 'render_customizations.dot_color'],
	])('answers 422 to %s and names the field', async (_case, change, field) => {
		const answer: Answer = await bench.pro.post('/qr-codes', { ...SPRING, ...change });
		expect([answer.status, answer.data.success, answer.data.code]).toEqual([422, false, 'validation_error']);
		expect(answer.data.error).toMatch(new RegExp(`^${field}: `));
	});

	it.each(['{"name":', '[]', '"text"', ''])('answers 422 to a body that is no object: %s', async (body) => {
		const headers = { 'content-type': 'application/json' };
		const answer: Answer = await bench.pro.post('/qr-codes', body, {
			headers,
			transformRequest: (raw) => raw,
		});
		expect([answer.status, answer.data.code]).toEqual([422, 'validation_error']);
	});

	it('changes only what a PATCH names, the design field by field', async () => {
		const code = await createCode(bench.pro, { render_customizations: { dot_color: '#000000', frame: 'a' } });
		bench.clock.advance(1000);
		const answer: Answer = await bench.pro.patch(`/qr-codes/${code.id}`, {
			destination_url: 'https://shop.example.com/summer',
			render_customizations: { dot_color: '#ffffff' },
		});
		expect(answer.data.data).toEqual({
			...code,
			destination_url: 'https://shop.example.com/summer',
			render_customizations: { dot_color: '#ffffff', frame: 'a' },
			updated_at: new Date(bench.clock.now()).toISOString(),
		});
	});

	it.each([
		['an empty PATCH', {}],
		['an invalid PATCH', { destination_url: 'ftp://example.com' }],
	])('answers 422 to %s', async (_case, changes) => {
		const code = await createCode(bench.pro);
		expect((await bench.pro.patch(`/qr-codes/${code.id}`, changes)).status).toBe(422);
		expect((await bench.pro.get(`/qr-codes/${code.id}`)).data.data).toEqual(code);
	});

	it('deletes softly: shown once with deleted_at, then gone from everywhere', async () => {
		const code = await createCode(bench.pro);
		const path = `/qr-codes/${code.id}`;
		const answer: Answer = await bench.pro.delete(path);
		expect(answer.status).toBe(200);
		expect(answer.data.data).toEqual({ ...code, deleted_at: new Date(bench.clock.now()).toISOString() });
		expect((await bench.pro.get('/qr-codes')).data.data).toEqual([]);
		expect((await bench.pro.get('/me')).data.data.usage.dynamic_qr_count).toBe(0);
		const after = [
			await bench.pro.get(path),
			await bench.pro.patch(path, { name: 'x' }),
			await bench.pro.delete(path),
			await bench.pro.get(`${path}/scans`),
		];
		expect(after.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
	});

	it('refuses more codes than the plan allows', async () => {
		bench.sandbox.api.addQrCodes({ account: 'pro', count: 250 });
		const answer: Answer = await bench.pro.post('/qr-codes', SPRING);
		expect([answer.status, answer.data.code]).toEqual([403, 'qr_limit_reached']);
	});

	it('lists the newest first, in pages that add up', async () => {
		const added = bench.sandbox.api.addQrCodes({ account: 'pro', count: 45 });
		const pages: Answer[] = [];
		for (const page of [1, 2, 3, 4]) {
			pages.push(await bench.pro.get('/qr-codes', { params: { page, limit: 20 } }));
		}
		expect(pages.flatMap(({ data }) => idsOf(data.data))).toEqual(idsOf(added).reverse());
		expect(pages.map(({ data }) => data.data.length)).toEqual([20, 20, 5, 0]);
		expect(pages[1]!.data.pagination).toEqual({ page: 2, limit: 20, total: 45, total_pages: 3 });
	});

	it('cuts a page size above 100 to 100', async () => {
		bench.sandbox.api.addQrCodes({ count: 120 });
		const answer: Answer = await bench.advanced.get('/qr-codes', { params: { limit: 500 } });
		expect(answer.data.data).toHaveLength(100);
		expect(answer.data.pagination.limit).toBe(100);
	});

	it.each([{ limit: 0 }, { limit: 'many' }, { page: 0 }, { page: -1 }])(
		'answers 422 to the page %j',
		async (params) => {
			expect((await bench.pro.get('/qr-codes', { params })).status).toBe(422);
		},
	);
});
