import {
	accountQuotaOf,
	forgetAccountQuotas,
} from '../../../../nodes/QrCodeStackTrigger/budget/accountQuota';
import { callsAhead, enqueue, type TurnQueue } from '../../../../nodes/QrCodeStackTrigger/budget/turns';

const NOW = Date.UTC(2026, 10, 22, 8);
const HOUR = 3_600_000;

beforeEach(forgetAccountQuotas);

test('all triggers of a key with the same share draw on one budget, those with another on another', () => {
	const accountQuota = accountQuotaOf('key', 50, undefined, { nowMs: NOW });
	expect(accountQuotaOf('key', 50, undefined, { nowMs: NOW })).toBe(accountQuota);
	expect(accountQuotaOf('key', 10, undefined, { nowMs: NOW })).not.toBe(accountQuota);
	expect(accountQuotaOf('another key', 50, undefined, { nowMs: NOW })).not.toBe(accountQuota);
});

test('a trigger waits for those that came before it, and for no other', () => {
	const queue: TurnQueue = new Map();
	const [first, second, third] = [{}, {}, {}];
	enqueue(queue, first, { calls: 10, atMs: NOW, intervalMs: 0 });
	enqueue(queue, second, { calls: 5, atMs: NOW, intervalMs: 0 });
	enqueue(queue, first, { calls: 12, atMs: NOW, intervalMs: 0 });
	const ahead = () => [first, second, third].map((trigger) => callsAhead(queue, trigger, NOW));

	expect(ahead()).toEqual([0, 12, 17]);
	expect(callsAhead(queue, undefined, NOW)).toBe(17);
	queue.delete(first);
	expect(ahead()).toEqual([5, 0, 5]);
});

test('a trigger that was switched off keeps nobody waiting', () => {
	const queue: TurnQueue = new Map();
	enqueue(queue, {}, { calls: 10, atMs: NOW, intervalMs: 0 });

	expect(callsAhead(queue, {}, NOW + HOUR)).toBe(10);
	expect(callsAhead(queue, {}, NOW + 3 * HOUR)).toBe(0);
});

test('a trigger that polls rarely keeps its turn from one of its polls to the next', () => {
	const queue: TurnQueue = new Map();
	enqueue(queue, {}, { calls: 10, atMs: NOW, intervalMs: 12 * HOUR });

	expect(callsAhead(queue, {}, NOW + 12 * HOUR)).toBe(10);
	expect(callsAhead(queue, {}, NOW + 24 * HOUR)).toBe(0);
});
