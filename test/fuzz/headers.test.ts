import fc from 'fast-check';

import { MINUTE_WINDOW_MAX_WAIT_MS } from '../../nodes/shared/api/limits';
import { Limiter } from '../../nodes/shared/rateLimit/limiter';
import { formatUtc } from '../../nodes/shared/util/dates';
import { formatDuration } from '../../nodes/shared/util/duration';
import { parseHttpDateMs } from '../../nodes/shared/util/dates';
import { newAccount, noteUsage } from '../../nodes/shared/http/knownAccount';
import { decodeLimitHeaders, parseRetryAfterMs } from '../../nodes/shared/api/decode/limitHeaders';
import { feed, fuzz } from './feed';
import {
	hostileAnswer,
	hostileHeaders,
	hostileJson,
	hostileNumber,
	hostileObject,
	hostileText,
} from './hostile';

const NOW = Date.UTC(2026, 10, 22, 8);

describe('headers', () => {
	test('give a wait above zero or nothing', () => {
		fuzz(
			[fc.oneof(hostileText, hostileNumber, fc.array(hostileText), hostileJson), hostileNumber],
			(header, nowMs) => {
				const waitMs = feed(() => parseRetryAfterMs(header, nowMs));
				expect(waitMs === undefined || waitMs > 0).toBe(true);
				feed(() => formatDuration(waitMs ?? 0) + formatUtc(NOW + (waitMs ?? 0)));
			},
		);
	});

	test('give the time of the API or nothing', () => {
		fuzz([hostileHeaders, hostileJson], (headers, date) => {
			expect(Number.isFinite(feed(() => parseHttpDateMs(headers.date)) ?? 0)).toBe(true);
			expect(Number.isFinite(feed(() => parseHttpDateMs(date)) ?? 0)).toBe(true);
		});
	});

	test('about the limit name no wait that is longer than a minute could ask for, and plans only those that exist', () => {
		const count = fc.oneof(fc.constantFrom('0', '1', '60'), hostileText, hostileNumber);
		const limits = fc
			.tuple(hostileHeaders, count, count, hostileText)
			.map(([headers, remaining, reset, date]) => ({
				...headers,
				date,
				'x-ratelimit-remaining': remaining,
				'x-ratelimit-reset': reset,
			}));
		const plan = fc.constantFrom('pro', 'Advanced', 'constructor', '__proto__', 'toString');
		const answers = fc.oneof(hostileAnswer, hostileObject({ plan, usage: hostileJson }));
		const expected = jest.spyOn(Limiter.prototype, 'expect');
		fuzz([limits, answers], (headers, data) => {
			expected.mockClear();
			const { resetMs = 1, remaining = 0 } = decodeLimitHeaders(headers, NOW);
			expect(resetMs).toBeGreaterThan(0);
			expect(resetMs).toBeLessThanOrEqual(MINUTE_WINDOW_MAX_WAIT_MS);
			expect(Number.isSafeInteger(remaining) && remaining >= 0).toBe(true);
			const account = newAccount('fuzzed');
			feed(() => noteUsage(account, data));
			expect(account.usage?.plan ?? '').toEqual(expect.any(String));
			for (const [callsPerMinute] of expected.mock.calls) expect([60, 600]).toContain(callsPerMinute);
		});
	});
});
