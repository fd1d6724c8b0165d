import type { IExecuteFunctions } from 'n8n-workflow';

import { clock } from '../../shared/util/clock';

/** Drawing keeps the processor busy: after this long, whatever else waits in the process gets its turn. */
const MAX_STRETCH_MS = 20;

interface Turns {
	/** Settled once the work that was begun last gave the processor back. */
	last: Promise<unknown>;
	yieldedAtMs: number;
}

/** n8n has one context for each run. */
const turnsByRun = new WeakMap<IExecuteFunctions, Turns>();

/**
 * Begins pieces of work one after the other, with breaths in between: however many items a run works on at once, n8n
 * stays responsive. What a piece waits for, it waits for beside the others.
 */
export async function takeTurn<T>(context: IExecuteFunctions, work: () => Promise<T>): Promise<T> {
	const turns = turnsByRun.get(context) ?? { last: Promise.resolve(), yieldedAtMs: clock.nowMs() };
	turnsByRun.set(context, turns);
	const begun = turns.last.then(async () => {
		if (clock.nowMs() - turns.yieldedAtMs >= MAX_STRETCH_MS) {
			await clock.sleepMs(0);
			turns.yieldedAtMs = clock.nowMs();
		}
		// in an object, so that nobody waits for more than its beginning
		return { done: work() };
	});
	turns.last = begun.catch(() => {});
	return await (
		await begun
	).done;
}
