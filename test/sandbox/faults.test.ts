import { openBench, createCode, type Answer, type Bench, SPRING } from './support';

let bench: Bench;
beforeAll(async () => (bench = await openBench()));
beforeEach(() => bench.reset());
afterAll(() => bench.sandbox.close());

async function codeOfFailure(call: Promise<unknown>): Promise<string | undefined> {
	return call.then(
		() => undefined,
		(error: { code?: string }) => error.code,
	);
}

describe('answers in place of the API', () => {
	it('a 5xx in JSON, as often as asked for', async () => {
		bench.sandbox.api.addFaults({ kind: 'json', status: 503, error: 'Busy', code: 'busy', times: 2 });
		const answers: Answer[] = [];
		for (let call = 0; call < 3; call += 1) answers.push(await bench.pro.get('/me'));
		expect(answers.map((answer) => answer.status)).toEqual([503, 503, 200]);
		expect(answers[0]!.data).toEqual({ success: false, error: 'Busy', code: 'busy' });
	});

	it('an HTML page of a proxy', async () => {
		bench.sandbox.api.addFaults({ kind: 'html', status: 502 });
		const answer: Answer = await bench.pro.get('/me');
		expect([answer.status, answer.headers['content-type']]).toEqual([502, 'text/html; charset=utf-8']);
		expect(answer.data).toMatch(/^<html>/);
	});

	it('a 429 with any form of Retry-After', async () => {
		bench.sandbox.api.addFaults(
			{ kind: 'rate_limited', retryAfterMs: 2500 },
			{ kind: 'rate_limited', retryAfter: 'http_date', retryAfterMs: 2500 },
			{ kind: 'rate_limited', retryAfter: 'missing' },
		);
		const answers = [await bench.pro.get('/me'), await bench.pro.get('/me'), await bench.pro.get('/me')];
		expect(answers.map((answer) => [answer.status, answer.headers['retry-after']])).toEqual([
			[429, '3'],
			[429, new Date(Math.ceil((bench.clock.now() + 2500) / 1000) * 1000).toUTCString()],
			[429, undefined],
		]);
	});

	it('a redirect to anywhere', async () => {
		bench.sandbox.api.addFaults({ kind: 'redirect', location: 'https://elsewhere.example/' });
		const answer: Answer = await bench.pro.get('/me');
		expect([answer.status, answer.headers.location]).toEqual([302, 'https://elsewhere.example/']);
	});

	it('success:false under a 200', async () => {
		bench.sandbox.api.addFaults({ kind: 'success_false', error: 'No', code: 'no' });
		const answer: Answer = await bench.pro.get('/me');
		expect([answer.status, answer.data]).toEqual([200, { success: false, error: 'No', code: 'no' }]);
	});

	it('an empty 204', async () => {
		bench.sandbox.api.addFaults({ kind: 'empty' });
		const answer: Answer = await bench.pro.get('/me');
		expect([answer.status, answer.data]).toEqual([204, '']);
	});
});

describe('faults of the wire', () => {
	it('truncate promises the whole body, sends half and breaks off', async () => {
		bench.sandbox.api.addFaults({ kind: 'truncate' });
		expect(await codeOfFailure(bench.pro.get('/me'))).toMatch(/ECONNRESET|ERR_BAD_RESPONSE/);
	});

	it('cut sends half of the JSON as if it were the whole', async () => {
		bench.sandbox.api.addFaults({ kind: 'cut' });
		const answer: Answer = await bench.pro.get('/me');
		expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
		expect(answer.data).toMatch(/^\{"success":true,"data":\{[^}]*$/);
	});

	it('reset breaks the connection without an answer', async () => {
		bench.sandbox.api.addFaults({ kind: 'reset' });
		expect(await codeOfFailure(bench.pro.get('/me'))).toBe('ECONNRESET');
	});

	it('hang never answers', async () => {
		bench.sandbox.api.addFaults({ kind: 'hang' });
		expect(await codeOfFailure(bench.pro.get('/me', { timeout: 30 }))).toBe('ECONNABORTED');
	});

	it('closing ends what hangs and what is delayed', async () => {
		const own = await openBench();
		own.sandbox.api.addFaults({ kind: 'hang' }, { kind: 'latency', latencyMs: 60_000 });
		const failures = [codeOfFailure(own.pro.get('/me')), codeOfFailure(own.pro.get('/me'))];
		while (own.sandbox.api.requests.count() < 2) await new Promise((resolve) => setImmediate(resolve));
		await own.sandbox.close();
		expect(await Promise.all(failures)).toEqual(['ECONNRESET', 'ECONNRESET']);
	});

	it('latency delays an answer that is right otherwise', async () => {
		bench.sandbox.api.addFaults({ kind: 'latency', latencyMs: 40 });
		bench.vary({ latencyMs: 10 });
		const startedMs = performance.now();
		expect((await bench.pro.get('/me')).status).toBe(200);
		expect(performance.now() - startedMs).toBeGreaterThanOrEqual(49);
	});
});

describe('which requests a fault strikes', () => {
	it('those of its method and path', async () => {
		const { id } = await createCode(bench.pro);
		bench.sandbox.api.addFaults({ kind: 'json', method: 'get', path: '/qr-codes/*', times: 'always' });
		const statuses = [
			await bench.pro.get(`/qr-codes/${id}`),
			await bench.pro.get(`/qr-codes/${id}`),
			await bench.pro.get(`/qr-codes/${id}/scans`),
			await bench.pro.get('/qr-codes'),
			await bench.pro.patch(`/qr-codes/${id}`, { name: 'x' }),
		].map((answer) => answer.status);
		expect(statuses).toEqual([500, 500, 200, 200, 200]);
		bench.sandbox.api.clearFaults();
		expect((await bench.pro.get(`/qr-codes/${id}`)).status).toBe(200);
	});

	it('those after the ones that it skips', async () => {
		bench.sandbox.api.addFaults({ kind: 'json', skip: 1 });
		const answers = [await bench.pro.get('/me'), await bench.pro.get('/me'), await bench.pro.get('/me')];
		expect(answers.map((answer) => answer.status)).toEqual([200, 500, 200]);
	});

	it.each([
		[false, 0],
		[true, 1],
	])('a POST that breaks off with handled=%s has created %i codes', async (handled, created) => {
		bench.sandbox.api.addFaults({ kind: 'reset', method: 'POST', handled });
		expect(await codeOfFailure(bench.pro.post('/qr-codes', SPRING))).toBe('ECONNRESET');
		expect((await bench.pro.get('/qr-codes')).data.data).toHaveLength(created);
	});

	it('one that never reaches the API is logged and counts in no window', async () => {
		bench.sandbox.api.addFaults({ kind: 'reset' });
		await codeOfFailure(bench.pro.get('/me'));
		expect(bench.sandbox.api.requests.latest()).toMatchObject([
			{ key: 'pro', method: 'GET', endpoint: '/me', status: 0, fault: 'reset' },
		]);
		expect((await bench.pro.get('/me')).data.data.usage.api_calls_this_month).toBe(1);
	});
});
