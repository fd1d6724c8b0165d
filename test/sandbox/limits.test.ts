import { SandboxApi } from '../../sandbox/server/api';
import { RETRY_AFTER_FORMS } from '../../sandbox/variants/variants';
import { openBench, type Answer, type Bench } from './support';
import { SANDBOX_KEYS } from '../../sandbox/server/server';
import type { AxiosInstance } from 'axios';

let bench: Bench;
beforeAll(async () => (bench = await openBench()));
beforeEach(() => bench.reset());
afterAll(() => bench.sandbox.close());

async function call(client: AxiosInstance, times: number): Promise<Answer[]> {
	const answers: Answer[] = [];
	for (let time = 0; time < times; time += 1) answers.push(await client.get('/me'));
	return answers;
}

function statusesOf(answers: Answer[]): number[] {
	return [...new Set(answers.map((answer) => answer.status))];
}

describe('the minute window', () => {
	it('lets 60 requests of a Pro key through and refuses the next until it reopens', async () => {
		expect(statusesOf(await call(bench.pro, 60))).toEqual([200]);
		bench.clock.advance(15_500);
		const refused: Answer = await bench.pro.get('/me');
		expect([refused.status, refused.data.code]).toEqual([429, 'rate_limited']);
		expect(refused.headers['retry-after']).toBe('45');
		bench.clock.advance(44_499);
		expect((await bench.pro.get('/me')).status).toBe(429);
		bench.clock.advance(1);
		expect(statusesOf(await call(bench.pro, 60))).toEqual([200]);
	});

	it('belongs to one account', async () => {
		await call(bench.pro, 61);
		expect((await bench.advanced.get('/me')).status).toBe(200);
	});

	it('does nothing for a refused request and does not count it', async () => {
		bench.sandbox.api.setLimits({ account: 'pro', perMinute: 1 });
		await bench.pro.get('/me');
		expect((await bench.pro.post('/qr-codes', { name: 'a', destination_url: 'https://e.com' })).status).toBe(
			429,
		);
		bench.clock.advance(60_000);
		const { usage } = (await bench.pro.get('/me')).data.data;
		expect(usage).toMatchObject({ dynamic_qr_count: 0, api_calls_this_month: 2 });
	});

	it('has a length that can be set', async () => {
		bench.sandbox.api.setLimits({ account: 'pro', perMinute: 2, windowMs: 500 });
		expect((await call(bench.pro, 3)).map((answer) => answer.status)).toEqual([200, 200, 429]);
		bench.clock.advance(500);
		expect((await bench.pro.get('/me')).status).toBe(200);
	});

	it('shows itself in headers where the variant asks for them', async () => {
		expect((await bench.pro.get('/me')).headers).not.toHaveProperty('x-ratelimit-limit');
		bench.vary({ rateHeaders: true });
		bench.sandbox.api.setLimits({ account: 'pro', perMinute: 2 });
		const resetsAt = String(Math.ceil((bench.clock.now() + 60_000) / 1000));
		const answers = await call(bench.pro, 2);
		expect(answers.map(({ headers }) => headers['x-ratelimit-remaining'])).toEqual(['0', '0']);
		expect(answers[1]!.status).toBe(429);
		expect(answers[1]!.headers).toMatchObject({ 'x-ratelimit-limit': '2', 'x-ratelimit-reset': resetsAt });
	});
});

describe('the month', () => {
	it('refuses with the seconds until the next UTC month, and then starts again', async () => {
		bench.sandbox.api.setLimits({ account: 'pro', monthUsed: 4999 });
		expect((await bench.pro.get('/me')).data.data.usage.api_calls_this_month).toBe(5000);
		const refused: Answer = await bench.pro.get('/me');
		const secondsLeft = (Date.parse('2026-04-01T00:00:00Z') - bench.clock.now()) / 1000;
		expect([refused.status, refused.headers['retry-after']]).toEqual([429, String(Math.ceil(secondsLeft))]);
	});

	it('starts again with the next UTC month, in December too', () => {
		let nowMs = Date.parse('2026-12-31T23:59:59.000Z');
		const api = new SandboxApi({ now: () => nowMs });
		const get = () =>
			api.handle({
				method: 'GET',
				path: '/api/v1/me',
				query: {},
				headers: { authorization: `Bearer ${SANDBOX_KEYS.pro}` },
				body: undefined,
			});
		api.setLimits({ account: 'pro', monthUsed: 5000 });
		expect(get()).toMatchObject({ status: 429, headers: { 'retry-after': '1' } });
		nowMs += 1000;
		expect(get()).toMatchObject({ status: 200, body: { data: { usage: { api_calls_this_month: 1 } } } });
	});
});

describe('Retry-After', () => {
	const expected = {
		seconds: '60',
		http_date: 'Tue, 10 Mar 2026 12:01:01 GMT',
		missing: undefined,
		zero: '0',
		negative: '-30',
		garbage: 'soon',
		huge: '2678400',
	};

	// A date has no fractions of a second: half a second is rounded up, never down.
	beforeEach(() => bench.clock.setTo('2026-03-10T12:00:00.500Z'));

	it.each(RETRY_AFTER_FORMS)('can be %s', async (form) => {
		bench.vary({ retryAfter: form });
		bench.sandbox.api.setLimits({ account: 'pro', perMinute: 0 });
		const refused: Answer = await bench.pro.get('/me');
		expect([refused.status, refused.headers['retry-after']]).toEqual([429, expected[form]]);
	});
});
