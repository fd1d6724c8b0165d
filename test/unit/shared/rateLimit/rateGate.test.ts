import { drawTicket } from '../../../../nodes/shared/rateLimit/slotQueue';
import {
	closeGate,
	gateKey,
	gateWaitMs,
	openAllGates,
	slotsOf,
} from '../../../../nodes/shared/rateLimit/rateGate';
import { useVirtualClock } from '../../../support/virtualClock';

const DAY = 24 * 60 * 60_000;
const NOW = Date.UTC(2026, 10, 22, 8);
const KEY = `qrs_${'0a1b2c3d'.repeat(8)}`;
const BASE_URL = 'https://a.example/api/v1';
let time: ReturnType<typeof useVirtualClock>;
beforeEach(() => (time = useVirtualClock()));
afterEach(() => {
	openAllGates();
	time.restore();
});

test.each([30_000, 20 * DAY])(
	'a gate closed for %d ms is tried when the clock was set back by a day',
	(waitMs) => {
		closeGate('key', waitMs, time.now());
		expect(gateWaitMs('key', time.now())).toBe(waitMs);
		expect(slotsOf('key').tryTake(drawTicket(false))).toBeUndefined();

		time.advance(-DAY);
		expect(gateWaitMs('key', time.now())).toBe(0);
		expect(slotsOf('key').tryTake(drawTicket(false))).toBeDefined();
	},
);

test('a gate has a name that does not hold the key', () => {
	expect(gateKey(BASE_URL, KEY)).not.toContain(KEY.slice(4, 20));
	expect(gateKey(BASE_URL, KEY)).toBe(gateKey('https://a.example/other', KEY));
	expect(gateKey(BASE_URL, KEY)).not.toBe(gateKey('https://a.example:8443', KEY));
});

test('a gate that is closed for long is not opened by a shorter wait', () => {
	closeGate('g', 10_000, NOW);
	closeGate('g', 1_000, NOW + 1_000);
	expect(gateWaitMs('g', NOW + 2_000)).toBe(8_000);
	expect(gateWaitMs('g', NOW + 10_000)).toBe(0);
});

test('a gate of thousands is swept out once it is open again', () => {
	for (let n = 0; n < 1_000; n++) closeGate(`g${n}`, n < 500 ? 1_000 : 10_000, NOW);
	closeGate('last', 1_000, NOW + 5_000);
	expect(gateWaitMs('g999', NOW + 5_000)).toBe(5_000);
	expect(gateWaitMs('g1', NOW + 500)).toBe(0);
	expect(gateWaitMs('last', NOW + 5_000)).toBe(1_000);
});
