import { clock } from '../../shared/util/clock';
import type { PollMemory } from '../state/memory';
import type { WatchedCode } from './codes';

/**
 * A scan counter may stand still although scans come in: it may be cached, or count something else. So
 * every log is read once in a while whatever its counter says.
 */
const SWEEP_EVERY_MS = 60 * 60_000;
/** One poll in five may serve a sweep: the other four stay quick to find what counters do tell. */
const POLLS_BETWEEN_SWEEP_STEPS = 4;
/** Logs read in one step at most; a step also keeps to what a usual poll takes. */
const MAX_LOGS_PER_STEP = 50;
const BEFORE_ALL_IDS = '';

/**
 * The logs that this poll reads for a sweep, instead of asking the list; undefined when it is not a sweep's
 * turn. Codes without a counter need none, since their logs are read all the time. The order is that of the
 * ids, so that codes which come and go meanwhile don't move the others out of their turn.
 */
export function chooseSweepStep(memory: PollMemory, usualCalls: number): WatchedCode[] | undefined {
	const { sweep } = memory;
	const counted = (memory.listedCodes ?? []).filter(({ count }) => count !== undefined);
	if (!sweep || counted.length === 0 || sweep.pollsSinceStep < POLLS_BETWEEN_SWEEP_STEPS) return undefined;
	if (leftToSweep(counted, sweep.afterId).length === 0) sweep.afterId = undefined;
	if (sweep.afterId === undefined) {
		if (clock.nowMs() - sweep.startedAtMs < SWEEP_EVERY_MS) return undefined;
		sweep.startedAtMs = clock.nowMs();
		sweep.afterId = BEFORE_ALL_IDS;
	}
	sweep.pollsSinceStep = 0;
	const size = Math.min(MAX_LOGS_PER_STEP, Math.max(1, usualCalls));
	return leftToSweep(counted, sweep.afterId).slice(0, size);
}

/** Notes which logs of a step were read; the others, which there was no time or no call for, keep their turn. */
export function noteSwept(memory: PollMemory, settledIds: readonly string[]): void {
	const lastId = settledIds.at(-1);
	if (memory.sweep && lastId !== undefined) memory.sweep.afterId = lastId;
}

function leftToSweep(codes: readonly WatchedCode[], afterId = BEFORE_ALL_IDS): WatchedCode[] {
	return codes.filter(({ id }) => id > afterId).sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Counts a poll that asked the list; the first one starts the clock of the first sweep. */
export function noteListPoll(memory: PollMemory, codes: WatchedCode[]): void {
	memory.listedCodes = codes;
	memory.sweep ??= { startedAtMs: clock.nowMs(), pollsSinceStep: 0 };
	memory.sweep.pollsSinceStep++;
}
