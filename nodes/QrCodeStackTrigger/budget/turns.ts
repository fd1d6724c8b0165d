/**
 * The queue of the triggers that share a budget and had to wait, the one that waits longest first. Without it, the
 * trigger that n8n happens to poll first in each minute would take every call, and the others would never poll.
 */
export type TurnQueue = Map<object, QueuedPoll>;

interface QueuedPoll {
	/** What it waits for. */
	calls: number;
	/** When the trigger came last. */
	atMs: number;
	/** How long after that its turn is kept. */
	keptMs: number;
}

/** A trigger that draws on a budget. */
export interface Sharer {
	/** When it counts as switched off, unless it polls again. */
	untilMs: number;
	/** How many share the budget, as its log said last. */
	reported: number;
	/** How many calls its schedule asks for; infinitely many as long as that is not known. */
	callsPerHour: number;
}

/**
 * A trigger that did not come back for its turn within this time was switched off, unless it polls so rarely
 * that it leaves out two of its polls only after longer.
 */
const TURN_KEPT_MS = 2 * 60 * 60_000;
const TURN_KEPT_POLLS = 2;

/** How long after a poll a trigger that polls so often still counts as switched on. */
export function turnKeptMs(intervalMs: number): number {
	return Math.max(TURN_KEPT_MS, TURN_KEPT_POLLS * intervalMs);
}

/** The calls that triggers before this one wait for; all that are waited for without one. */
export function callsAhead(queue: TurnQueue, trigger: object | undefined, nowMs: number): number {
	let ahead = 0;
	for (const [other, { calls, atMs, keptMs }] of queue) {
		if (other === trigger) break;
		if (nowMs - atMs < keptMs) ahead += calls;
	}
	return ahead;
}

/**
 * Notes that a trigger waits for its turn; its place is kept.
 * @param poll `intervalMs`: how long before this poll it came last.
 */
export function enqueue(
	queue: TurnQueue,
	trigger: object,
	{ calls, atMs, intervalMs }: Pick<QueuedPoll, 'calls' | 'atMs'> & { intervalMs: number },
): void {
	queue.set(trigger, { calls, atMs, keptMs: turnKeptMs(intervalMs) });
}
