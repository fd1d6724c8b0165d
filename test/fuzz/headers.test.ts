import fc from 'fast-check';

import { MINUTE_WINDOW_MAX_WAIT_MS } from '../../nodes/shared/api/contract';
import { SlotQueue } from '../../nodes/shared/rateLimit/slotQueue';
import { formatUtc } from '../../nodes/shared/util/dates';
import { formatDuration } from '../../nodes/shared/util/duration';
import { getAccount, listQrCodes } from '../../nodes/shared/api/endpoints';
import { parseHttpDateMs } from '../../nodes/shared/util/dates';
import { learnFromAnswer } from '../../nodes/shared/http/learnLimits';
import { gateWaitMs, openAllGates, recallAccount, slotsOf } from '../../nodes/shared/rateLimit/rateGate';
import { parseRetryAfterMs } from '../../nodes/shared/http/retryAfter';
import { useVirtualClock } from '../support/virtualClock';
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

	test('about the limit hold nothing back for longer than a minute could', () => {
		const time = useVirtualClock(NOW);
		const count = fc.oneof(fc.constantFrom('0', '1', '60'), hostileText, hostileNumber);
		const limits = fc
			.tuple(hostileHeaders, count, count, hostileText)
			.map(([headers, remaining, reset, date]) => ({
				...headers,
				date,
				'x-ratelimit-remaining': remaining,
				'x-ratelimit-reset': reset,
			}));
		const endpoint = fc.constantFrom(getAccount(), listQrCodes());
		const plan = fc.constantFrom('pro', 'Advanced', 'constructor', '__proto__', 'toString');
		const account = fc.oneof(hostileAnswer, hostileObject({ plan, usage: hostileJson }));
		const expected = jest.spyOn(SlotQueue.prototype, 'expect');
		fuzz([endpoint, limits, account], (from, headers, data) => {
			expected.mockClear();
			openAllGates();
			feed(() => learnFromAnswer('gate', from, { kind: 'ok', statusCode: 200, body: data, data, headers }));
			const waitMs = gateWaitMs('gate', NOW);
			expect(waitMs).toBeGreaterThanOrEqual(0);
			expect(waitMs).toBeLessThanOrEqual(MINUTE_WINDOW_MAX_WAIT_MS);
			// with none in flight, a call is the only way to learn more
			if (waitMs === 0) expect(slotsOf('gate').tryTake(1)).toBeDefined();
			expect(recallAccount('gate')?.plan ?? '').toEqual(expect.any(String));
			for (const [callsPerMinute] of expected.mock.calls) expect([60, 600]).toContain(callsPerMinute);
		});
		time.restore();
	});
});
