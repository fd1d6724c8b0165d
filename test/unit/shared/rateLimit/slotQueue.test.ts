import { SlotQueue, drawTicket, type Slot } from '../../../../nodes/shared/rateLimit/slotQueue';
import { useVirtualClock } from '../../../support/virtualClock';

let time: ReturnType<typeof useVirtualClock>;
beforeEach(() => (time = useVirtualClock()));
afterEach(() => time.restore());

/** Slots of which only one may be taken, as after a 429, and a call that has it. */
function takeTheOnlyOne() {
	const slots = new SlotQueue(() => 0);
	slots.noteClosed();
	const taken = slots.tryTake(drawTicket(false)) as Slot;
	return { slots, taken };
}

test('who waits for a slot gets it as soon as the call before has ended', async () => {
	const { slots, taken } = takeTheOnlyOne();
	time.after(5_000, () => slots.giveBack(taken, false));
	const beganAtMs = time.now();

	expect(await slots.waitForTurn(drawTicket(true), undefined, beganAtMs + 30_000)).toBeDefined();
	expect(time.now() - beganAtMs).toBe(5_000);
});

test('a poll, which has little time, gets the next slot before all who came earlier', async () => {
	const { slots, taken } = takeTheOnlyOne();
	const earlier = slots.waitForTurn(drawTicket(false), undefined).then(() => 'earlier');
	const poll = slots.waitForTurn(drawTicket(true), undefined).then(() => 'poll');

	slots.giveBack(taken, true);

	expect(await Promise.race([earlier, poll])).toBe('poll');
});

test('who has no more time gets none, and no longer stands in the way of others', async () => {
	const { slots, taken } = takeTheOnlyOne();
	const other = slots.waitForTurn(drawTicket(false), undefined);
	const beganAtMs = time.now();

	expect(await slots.waitForTurn(drawTicket(true), undefined, beganAtMs + 30_000)).toBeUndefined();
	expect(time.now() - beganAtMs).toBe(30_000);
	slots.giveBack(taken, false);
	expect(await other).toBeDefined();
});

test('a closed gate that opens in time lets out who waits for it, although others wait without a bound', async () => {
	const opensAtMs = time.now() + 10_000;
	const slots = new SlotQueue(() => Math.max(0, opensAtMs - time.now()));
	const unbounded = slots.waitForTurn(drawTicket(false), undefined);

	const slot = await slots.waitForTurn(drawTicket(true), undefined, opensAtMs + 1);
	expect(slot).toBeDefined();
	expect(time.now()).toBe(opensAtMs);
	expect(await unbounded).toBeDefined();
});

test('nobody looks at the clock while only answers can change anything', async () => {
	const { slots, taken } = takeTheOnlyOne();
	const waiting = slots.waitForTurn(drawTicket(false), undefined);
	const beganAtMs = time.now();
	for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));

	expect(time.now()).toBe(beganAtMs);
	slots.giveBack(taken, false);
	expect(await waiting).toBeDefined();
});
