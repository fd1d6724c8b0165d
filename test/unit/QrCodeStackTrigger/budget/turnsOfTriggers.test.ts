import {
	callsAhead,
	callsWaitedFor,
	forgetCallLedgers,
	ledgerOf,
	leaveQueue,
	queueUp,
} from '../../../../nodes/QrCodeStackTrigger/budget/accountQuota';

const NOW = Date.UTC(2026, 10, 22, 8);
const HOUR = 3_600_000;

beforeEach(forgetCallLedgers);

test('all triggers of a key draw on one budget', () => {
	const ledger = ledgerOf('key', undefined, NOW);
	expect(ledgerOf('key', undefined, NOW)).toBe(ledger);
	expect(ledgerOf('another key', undefined, NOW)).not.toBe(ledger);
});

test('a trigger waits for those that came before it, and for no other', () => {
	const ledger = ledgerOf('key', undefined, NOW);
	const [first, second, third] = [{}, {}, {}];
	queueUp(ledger, first, { calls: 10, atMs: NOW, intervalMs: 0 });
	queueUp(ledger, second, { calls: 5, atMs: NOW, intervalMs: 0 });
	queueUp(ledger, first, { calls: 12, atMs: NOW, intervalMs: 0 });
	const ahead = () => [first, second, third].map((trigger) => callsAhead(ledger, trigger, NOW));

	expect(ahead()).toEqual([0, 12, 17]);
	expect(callsWaitedFor(ledger, NOW)).toBe(17);
	leaveQueue(ledger, first);
	expect(ahead()).toEqual([5, 0, 5]);
});

test('a trigger that was switched off keeps nobody waiting', () => {
	const ledger = ledgerOf('key', undefined, NOW);
	queueUp(ledger, {}, { calls: 10, atMs: NOW, intervalMs: 0 });

	expect(callsAhead(ledger, {}, NOW + HOUR)).toBe(10);
	expect(callsAhead(ledger, {}, NOW + 3 * HOUR)).toBe(0);
});

test('a trigger that polls rarely keeps its turn from one of its polls to the next', () => {
	const ledger = ledgerOf('key', undefined, NOW);
	queueUp(ledger, {}, { calls: 10, atMs: NOW, intervalMs: 12 * HOUR });

	expect(callsAhead(ledger, {}, NOW + 12 * HOUR)).toBe(10);
	expect(callsAhead(ledger, {}, NOW + 24 * HOUR)).toBe(0);
});
