import { clock, waitUnlessAborted } from '../../../../nodes/shared/util/clock';
import { useVirtualClock } from '../../../support/virtualClock';

let time: ReturnType<typeof useVirtualClock>;
beforeEach(() => void (time = useVirtualClock()));
afterEach(() => time.restore());

test('a wait takes as long as asked for', async () => {
	await waitUnlessAborted(1_700, undefined);
	expect(time.sleptMs()).toBe(1_700);
});

test.each([
	['back: the wait takes no longer for that', -3_600_000, 10_000],
	['forward: the wait ends early', 3_600_000, 500],
])('the clock is set %s', async (_, byMs, sleptMs) => {
	const { sleepMs } = clock;
	clock.sleepMs = async (durationMs) => {
		await sleepMs(durationMs);
		if (time.sleptMs() === 500) time.advance(byMs);
	};
	await waitUnlessAborted(10_000, undefined);

	expect(time.sleptMs()).toBe(sleptMs);
});

test('an aborted wait ends with the slice that is on', async () => {
	const stop = new AbortController();
	time.after(700, () => stop.abort());
	await waitUnlessAborted(10_000, stop.signal);

	expect(time.sleptMs()).toBe(1_000);
});
