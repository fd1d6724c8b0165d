import { SlotQueue, drawTicket, type Slot } from '../../../../nodes/shared/rateLimit/slotQueue';
import { RateWindow } from '../../../../nodes/shared/rateLimit/window';
import { useVirtualClock } from '../../../support/virtualClock';

let time: ReturnType<typeof useVirtualClock>;
beforeEach(() => (time = useVirtualClock()));
afterEach(() => time.restore());

const never = new AbortController().signal;

/** Slots of which only one may be taken, as after a 429, and a call that has it. */
function takeTheOnlyOne() {
	const slots = new SlotQueue(new RateWindow(), () => 0);
	slots.noteBlocked();
	const taken = slots.tryTake(drawTicket(false)) as Slot;
	return { slots, taken };
}

test('who waits for a slot gets it as soon as the call before has ended', async () => {
	const { slots, taken } = takeTheOnlyOne();
	time.after(5_000, () => slots.release(taken, false));
	const beganAtMs = time.now();

	expect(await slots.wait(drawTicket(true), never, beganAtMs + 30_000)).toBeDefined();
	expect(time.now() - beganAtMs).toBe(5_000);
});

test('a poll, which has little time, gets the next slot before all who came earlier', async () => {
	const { slots, taken } = takeTheOnlyOne();
	const earlier = slots.wait(drawTicket(false), never, Number.POSITIVE_INFINITY).then(() => 'earlier');
	const poll = slots.wait(drawTicket(true), never, Number.POSITIVE_INFINITY).then(() => 'poll');

	slots.release(taken, true);

	expect(await Promise.race([earlier, poll])).toBe('poll');
});

test('who has no more time gets none, and no longer stands in the way of others', async () => {
	const { slots, taken } = takeTheOnlyOne();
	const other = slots.wait(drawTicket(false), never, Number.POSITIVE_INFINITY);
	const beganAtMs = time.now();

	expect(await slots.wait(drawTicket(true), never, beganAtMs + 30_000)).toBeUndefined();
	expect(time.now() - beganAtMs).toBe(30_000);
	slots.release(taken, false);
	expect(await other).toBeDefined();
});

test('a block that ends in time lets out who waits for it, although others wait without a bound', async () => {
	const opensAtMs = time.now() + 10_000;
	const slots = new SlotQueue(new RateWindow(), () => Math.max(0, opensAtMs - time.now()));
	const unbounded = slots.wait(drawTicket(false), never, Number.POSITIVE_INFINITY);

	const slot = await slots.wait(drawTicket(true), never, opensAtMs + 1);
	expect(slot).toBeDefined();
	expect(time.now()).toBe(opensAtMs);
	expect(await unbounded).toBeDefined();
});

test('nobody looks at the clock while only answers can change anything', async () => {
	const { slots, taken } = takeTheOnlyOne();
	const waiting = slots.wait(drawTicket(false), never, Number.POSITIVE_INFINITY);
	const beganAtMs = time.now();
	for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));

	expect(time.now()).toBe(beganAtMs);
	slots.release(taken, false);
	expect(await waiting).toBeDefined();
});
