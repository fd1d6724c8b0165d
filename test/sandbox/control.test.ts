import { SANDBOX_KEYS } from '../../sandbox/server/server';
import { SPRING, createClient, createCode, openBench, type Answer, type Bench } from './support';
import type { AxiosInstance } from 'axios';

let bench: Bench;
let control: AxiosInstance;
beforeAll(async () => {
	bench = await openBench();
	control = createClient(`${bench.sandbox.origin}/_control`);
});
beforeEach(() => bench.reset());
afterAll(() => bench.sandbox.close());

it('describes itself: routes, variants with what they are set to, faults, accounts', async () => {
	bench.vary({ pagination: 'offset' });
	bench.sandbox.api.addFaults({ kind: 'hang' });
	const { data }: Answer = await control.get('');
	expect(Object.keys(data.data.control)).toContain('PUT /_control/variants');
	expect(data.data.variants.pagination).toMatchObject({
		now: 'offset',
		about: expect.stringContaining('A2'),
	});
	expect(data.data.variants.pagination.options).toContain('link_header');
	expect(Object.keys(data.data.faults.kinds)).toContain('truncate');
	expect(data.data.faults.waiting).toMatchObject([{ kind: 'hang', times: 1 }]);
	expect(data.data.accounts[1]).toMatchObject({ label: 'pro', perMinute: 60, perMonth: 5000 });
});

it('changes the named variants and leaves the others', async () => {
	await control.put('/variants', { scanIds: false });
	const { data }: Answer = await control.put('/variants', { pagination: 'meta' });
	expect(data.data).toMatchObject({ scanIds: false, pagination: 'meta', envelope: 'wrapped' });
	expect((await bench.pro.get('/qr-codes')).data).toHaveProperty('meta');
});

it('queues one fault or several', async () => {
	await control.post('/faults', { kind: 'json', status: 503 });
	await control.post('/faults', [{ kind: 'html' }, { kind: 'success_false' }]);
	const statuses: number[] = [];
	for (let call = 0; call < 4; call += 1) statuses.push((await bench.pro.get('/me')).status);
	expect(statuses).toEqual([503, 502, 200, 200]);
	await control.post('/faults', { kind: 'json' });
	await control.delete('/faults');
	expect((await bench.pro.get('/me')).status).toBe(200);
});

it('adds codes and scans', async () => {
	const codes: Answer = await control.post('/codes', { account: 'pro', count: 3, name: 'Table' });
	expect(codes.data.data.qrCodes).toHaveLength(3);
	expect(codes.data.data.qrCodes[2]).toMatchObject({ name: 'Table 3' });
	const scans: Answer = await control.post('/scans', { qrCodeId: 'all', count: 5, fromMs: 1000, toMs: 5000 });
	expect(scans.data.data).toEqual({ added: 15 });
	const { id } = codes.data.data.qrCodes[0];
	await control.post('/scans', { qrCodeId: id, visitor: { country: 'NZ' } });
	const { data }: Answer = await bench.pro.get(`/qr-codes/${id}/scans`);
	expect(data.data.map((scan: { scanned_at: string }) => Date.parse(scan.scanned_at))).toEqual([
		bench.clock.now(),
		5000,
		4000,
		3000,
		2000,
		1000,
	]);
	expect(data.data[0].country).toBe('NZ');
});

it('sets limits', async () => {
	await control.put('/limits', { account: 'pro', perMinute: 1, windowMs: 2000 });
	await bench.pro.get('/me');
	const refused: Answer = await bench.pro.get('/me');
	expect([refused.status, refused.headers['retry-after']]).toEqual([429, '2']);
	expect((await bench.advanced.get('/me')).status).toBe(200);
});

it('counts every request by key, method, endpoint and status, and never shows a key', async () => {
	const code = await createCode(bench.pro);
	await bench.pro.get(`/qr-codes/${code.id}/scans`, { params: { limit: 5 } });
	await bench.pro.get(`/qr-codes/${code.id}/scans`);
	await bench.advanced.get('/qr-codes/none');
	await bench.anyone.get('/me');
	await bench.anyone.get(code.short_url);
	const { data }: Answer = await control.get('/requests');
	expect(data.data.total).toBe(6);
	expect(data.data.counts).toEqual([
		{ key: 'pro', method: 'POST', endpoint: '/qr-codes', status: 201, count: 1 },
		{ key: 'pro', method: 'GET', endpoint: '/qr-codes/{id}/scans', status: 200, count: 2 },
		{ key: 'advanced', method: 'GET', endpoint: '/qr-codes/{id}', status: 404, count: 1 },
		{ key: 'unknown', method: 'GET', endpoint: '/me', status: 401, count: 1 },
		{ key: 'public', method: 'GET', endpoint: '/r/{code}', status: 302, count: 1 },
	]);
	expect(data.data.latest[1]).toMatchObject({
		path: `/api/v1/qr-codes/${code.id}/scans`,
		query: { limit: '5' },
	});
	for (const key of Object.values(SANDBOX_KEYS)) expect(JSON.stringify(data)).not.toContain(key);
});

it('narrows the requests down, and forgets them', async () => {
	await bench.pro.get('/me');
	await bench.advanced.get('/me');
	const narrowed: Answer = await control.get('/requests', { params: { key: 'pro', status: 200 } });
	expect(narrowed.data.data.total).toBe(1);
	expect(bench.sandbox.api.requests.count({ endpoint: '/me' })).toBe(2);
	await control.delete('/requests');
	expect((await control.get('/requests')).data.data).toEqual({ total: 0, counts: [], latest: [] });
});

it('puts everything back to the start', async () => {
	await createCode(bench.pro);
	await control.put('/variants', { envelope: 'bare' });
	await control.put('/limits', { perMinute: 0 });
	await control.post('/faults', { kind: 'json' });
	await control.post('/reset');
	expect((await bench.pro.get('/qr-codes')).data).toEqual({
		success: true,
		data: [],
		pagination: { page: 1, limit: 20, total: 0, total_pages: 0 },
	});
	expect(bench.sandbox.api.requests.count()).toBe(1);
	expect((await createCode(bench.pro)).short_url).toMatch(bench.sandbox.origin);
});

it.each([
	['PUT', '/variants', { pagination: 'pages' }, 'pagination: '],
	['PUT', '/variants', { colour: 'red' }, 'colour'],
	['POST', '/faults', { kind: 'earthquake' }, 'kind: '],
	['POST', '/scans', { qrCodeId: 'all', count: 0 }, 'count: '],
	['POST', '/codes', { account: 'platinum' }, 'account: is none of starter, pro, advanced'],
	['PUT', '/limits', { windowMs: 'short' }, 'windowMs: '],
])('%s %s with %j is a 422 that names the member', async (method, url, data, text) => {
	const answer: Answer = await control.request({ method, url, data });
	expect([answer.status, answer.data.success]).toEqual([422, false]);
	expect(answer.data.error).toContain(text);
});

it('applies no fault of a list that has a wrong one in it', async () => {
	expect((await control.post('/faults', [{ kind: 'json' }, { kind: 'earthquake' }])).status).toBe(422);
	expect((await bench.pro.get('/me')).status).toBe(200);
});

it('answers 404 to an unknown control path and an unknown code', async () => {
	expect((await control.get('/weather')).status).toBe(404);
	expect((await control.post('/scans', { qrCodeId: 'nobody' })).status).toBe(404);
});

it('makes the same ids again from the same seed', async () => {
	const first = await createCode(bench.pro, SPRING);
	bench.sandbox.api.reset();
	expect((await createCode(bench.pro, SPRING)).id).toBe(first.id);
});
