import fc from 'fast-check';

import {
	decideRetry,
	MAX_RATE_LIMITED_RETRIES,
	type RetrySituation,
} from '../../../../nodes/shared/http/retryPolicy';

const situation = (change: Partial<RetrySituation>): RetrySituation => ({
	method: 'GET',
	outcome: { kind: 'serverError', statusCode: 500, retryAfterMs: undefined, errorBody: {} },
	rateLimitedCount: 0,
	retryCount: 0,
	maxWaitMs: 120_000,
	random: 0,
	...change,
});
const rateLimited = (retryAfterMs?: number) =>
	({ kind: 'rateLimited', retryAfterMs, errorBody: {} }) as const;

test('accepts what is fine', () => {
	const outcome = { kind: 'ok', body: 1, data: 1, headers: {}, statusCode: 200 } as const;
	expect(decideRetry(situation({ outcome }))).toEqual({ action: 'accept' });
});

test.each([
	[0, 1_000],
	[3, 8_000],
	[6, 60_000],
	[14, 60_000],
])('a 429 without a time, after %i tries, waits %i ms', (rateLimitedCount, waitMs) => {
	expect(decideRetry(situation({ outcome: rateLimited(), rateLimitedCount }))).toEqual({
		action: 'wait',
		waitMs,
	});
});

test('jitter takes away up to half, and nothing of a time that was told', () => {
	expect(decideRetry(situation({ outcome: rateLimited(), random: 0.999 }))).toMatchObject({ waitMs: 500 });
	expect(decideRetry(situation({ outcome: rateLimited(5_000), random: 0.999 }))).toMatchObject({
		waitMs: 5_000,
	});
});

test('gives up after many 429s', () => {
	const outcome = rateLimited(1_000);
	expect(decideRetry(situation({ outcome, rateLimitedCount: MAX_RATE_LIMITED_RETRIES }))).toEqual({
		action: 'fail',
		waitMs: 1_000,
	});
});

test('never repeats a POST that may have happened, nor waits longer than it may, whatever comes', () => {
	const outcome = fc.oneof(
		fc.record({
			kind: fc.constant('serverError' as const),
			statusCode: fc.integer({ min: 500, max: 599 }),
			retryAfterMs: fc.option(fc.nat(), { nil: undefined }),
			errorBody: fc.constant({}),
		}),
		fc.record({ kind: fc.constant('invalidBody' as const), statusCode: fc.constant(200) }),
		fc.record({ kind: fc.constant('networkError' as const), code: fc.string(), reachedServer: fc.boolean() }),
		fc.record({
			kind: fc.constant('clientError' as const),
			statusCode: fc.integer({ min: 400, max: 499 }),
			errorBody: fc.constant({}),
		}),
		fc.record({ kind: fc.constant('redirected' as const), statusCode: fc.integer({ min: 300, max: 399 }) }),
		fc.record({ kind: fc.constant('cancelled' as const), wasSent: fc.boolean() }),
		fc.record({
			kind: fc.constant('rateLimited' as const),
			retryAfterMs: fc.option(fc.nat(), { nil: undefined }),
			errorBody: fc.constant({}),
		}),
	);
	fc.assert(
		fc.property(
			fc.record({
				method: fc.constantFrom('GET' as const, 'POST' as const, 'PATCH' as const, 'DELETE' as const),
				outcome,
				rateLimitedCount: fc.nat(20),
				retryCount: fc.nat(5),
				maxWaitMs: fc.nat(),
				random: fc.double({ min: 0, max: 0.999, noNaN: true }),
			}),
			(given) => {
				const decision = decideRetry(given);
				if (decision.action !== 'wait') return;
				expect(decision.waitMs).toBeLessThanOrEqual(given.maxWaitMs);
				const { kind } = given.outcome;
				expect(['rateLimited', 'serverError', 'invalidBody', 'networkError']).toContain(kind);
				if (given.method === 'POST' && given.outcome.kind === 'networkError') {
					expect(given.outcome.reachedServer).toBe(false);
				} else if (given.method === 'POST') {
					expect(kind).toBe('rateLimited');
				}
			},
		),
	);
});
