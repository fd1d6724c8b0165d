import {
	callsAhead,
	forgetCallLedgers,
	ledgerOf,
	leaveQueue,
	queueUp,
} from '../../../nodes/QrCodeStackTrigger/callLedger';

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
	queueUp(ledger, first, { calls: 10, atMs: NOW });
	queueUp(ledger, second, { calls: 5, atMs: NOW });
	queueUp(ledger, first, { calls: 12, atMs: NOW });
	const ahead = () => [first, second, third].map((trigger) => callsAhead(ledger, trigger, NOW));

	expect(ahead()).toEqual([0, 12, 17]);
	leaveQueue(ledger, first);
	expect(ahead()).toEqual([5, 0, 5]);
});

test('a trigger that was switched off keeps nobody waiting', () => {
	const ledger = ledgerOf('key', undefined, NOW);
	queueUp(ledger, {}, { calls: 10, atMs: NOW });

	expect(callsAhead(ledger, {}, NOW + HOUR)).toBe(10);
	expect(callsAhead(ledger, {}, NOW + 3 * HOUR)).toBe(0);
});

test('a trigger that polls rarely keeps its turn from one of its polls to the next', () => {
	const ledger = ledgerOf('key', undefined, NOW);
	const rare = {};
	queueUp(ledger, rare, { calls: 10, atMs: NOW });
	queueUp(ledger, rare, { calls: 10, atMs: NOW + 12 * HOUR });

	expect(callsAhead(ledger, {}, NOW + 24 * HOUR)).toBe(10);
	expect(callsAhead(ledger, {}, NOW + 36 * HOUR)).toBe(0);
});
