import { DAY, HOUR, MINUTE } from './schedule';

/** In which steps time goes on at the end until everything is delivered: for late entries, then for calls. */
const SETTLING_MS = [
	...repeat(MINUTE, 3),
	...repeat(8 * MINUTE, 3),
	...repeat(10 * MINUTE, 12),
	...repeat(HOUR, 24),
	...repeat(12 * HOUR, 24),
	...repeat(4 * DAY, 20),
	// polls enough for a sweep over counters that stand still, where the account was used up for all of a month
	...repeat(HOUR, 40),
];
/** And then on, to see that nothing comes twice. */
const CONFIRMING_MS = [MINUTE, 16 * MINUTE, MINUTE, 2 * HOUR, 13 * HOUR, 13 * HOUR];
/** A month that is spent to its end shows whether the share holds. */
const SPENDING_MS = repeat(12 * HOUR, 70);
/** A backlog may leave in small parts. */
const MAX_SETTLING_POLLS = 600;

/**
 * Polls on until nothing is owed any more, and then a while to see that nothing repeats.
 * @param spendsMonth whether polls go on beyond the end of the month.
 * @param poll lets so much time pass and polls; returns how many scans were delivered.
 */
export async function settle(
	poll: (afterMs: number) => Promise<number>,
	isOwed: () => boolean,
	{ spendsMonth }: { spendsMonth: boolean },
): Promise<void> {
	let polls = 0;
	for (let index = 0; index < SETTLING_MS.length && polls < MAX_SETTLING_POLLS && isOwed(); polls++) {
		const delivered = await poll(SETTLING_MS[index] ?? MINUTE);
		if (delivered === 0) index++;
	}
	const confirming = spendsMonth ? [...CONFIRMING_MS, ...SPENDING_MS] : CONFIRMING_MS;
	for (const afterMs of confirming) await poll(afterMs);
}

function repeat(value: number, times: number): number[] {
	return Array.from({ length: times }, () => value);
}
