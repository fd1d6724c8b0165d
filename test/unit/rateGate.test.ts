import { drawTicket } from '../../nodes/shared/callSlots';
import { closeGate, gateWaitMs, openAllGates, slotsOf } from '../../nodes/shared/rateGate';
import { useVirtualClock } from '../support/virtualClock';

const DAY = 24 * 60 * 60_000;
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
