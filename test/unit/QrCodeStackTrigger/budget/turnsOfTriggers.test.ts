import {
	callsAhead,
	callsWaitedFor,
	forgetAccountQuotas,
	accountQuotaOf,
	dequeue,
	enqueue,
} from '../../../../nodes/QrCodeStackTrigger/budget/accountQuota';

const NOW = Date.UTC(2026, 10, 22, 8);
const HOUR = 3_600_000;

beforeEach(forgetAccountQuotas);

test('all triggers of a key with the same share draw on one budget, those with another on another', () => {
	const accountQuota = accountQuotaOf('key', 50, undefined, NOW);
	expect(accountQuotaOf('key', 50, undefined, NOW)).toBe(accountQuota);
	expect(accountQuotaOf('key', 10, undefined, NOW)).not.toBe(accountQuota);
	expect(accountQuotaOf('another key', 50, undefined, NOW)).not.toBe(accountQuota);
});

test('a trigger waits for those that came before it, and for no other', () => {
	const accountQuota = accountQuotaOf('key', 50, undefined, NOW);
	const [first, second, third] = [{}, {}, {}];
	enqueue(accountQuota, first, { calls: 10, atMs: NOW, intervalMs: 0 });
	enqueue(accountQuota, second, { calls: 5, atMs: NOW, intervalMs: 0 });
	enqueue(accountQuota, first, { calls: 12, atMs: NOW, intervalMs: 0 });
	const ahead = () => [first, second, third].map((trigger) => callsAhead(accountQuota, trigger, NOW));

	expect(ahead()).toEqual([0, 12, 17]);
	expect(callsWaitedFor(accountQuota, NOW)).toBe(17);
	dequeue(accountQuota, first);
	expect(ahead()).toEqual([5, 0, 5]);
});

test('a trigger that was switched off keeps nobody waiting', () => {
	const accountQuota = accountQuotaOf('key', 50, undefined, NOW);
	enqueue(accountQuota, {}, { calls: 10, atMs: NOW, intervalMs: 0 });

	expect(callsAhead(accountQuota, {}, NOW + HOUR)).toBe(10);
	expect(callsAhead(accountQuota, {}, NOW + 3 * HOUR)).toBe(0);
});

test('a trigger that polls rarely keeps its turn from one of its polls to the next', () => {
	const accountQuota = accountQuotaOf('key', 50, undefined, NOW);
	enqueue(accountQuota, {}, { calls: 10, atMs: NOW, intervalMs: 12 * HOUR });

	expect(callsAhead(accountQuota, {}, NOW + 12 * HOUR)).toBe(10);
	expect(callsAhead(accountQuota, {}, NOW + 24 * HOUR)).toBe(0);
});
