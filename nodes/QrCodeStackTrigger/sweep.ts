import { clock } from '../shared/clock';
import type { PollMemory } from './pollMemory';
import type { WatchedCode } from './watchedCodes';

/**
 * A scan counter may stand still although scans come in: it may be cached, or count something else. So
 * every log is read once in a while whatever its counter says.
 */
const SWEEP_EVERY_MS = 60 * 60_000;
/** One poll in five may serve a sweep: the other four stay quick to find what counters do tell. */
const POLLS_BETWEEN_SWEEP_STEPS = 4;
/** Logs read in one step at most; a step also keeps to what a usual poll takes. */
const MAX_LOGS_PER_STEP = 50;

/**
 * The logs that this poll reads for a sweep, instead of asking the list; undefined when it is not a sweep's
 * turn. Codes without a counter need none, since their logs are read all the time.
 */
export function chooseSweepStep(memory: PollMemory, usualCalls: number): WatchedCode[] | undefined {
	const { sweep } = memory;
	const counted = (memory.listedCodes ?? []).filter(({ count }) => count !== undefined);
	if (!sweep || counted.length === 0 || sweep.pollsSinceStep < POLLS_BETWEEN_SWEEP_STEPS) return undefined;
	const isRunning = sweep.nextIndex > 0;
	if (!isRunning && clock.nowMs() - sweep.startedAtMs < SWEEP_EVERY_MS) return undefined;
	if (!isRunning) sweep.startedAtMs = clock.nowMs();
	const size = Math.min(MAX_LOGS_PER_STEP, Math.max(1, usualCalls));
	const step = counted.slice(sweep.nextIndex, sweep.nextIndex + size);
	sweep.nextIndex = sweep.nextIndex + size < counted.length ? sweep.nextIndex + size : 0;
	sweep.pollsSinceStep = 0;
	return step;
}

/** Counts a poll that asked the list; the first one starts the clock of the first sweep. */
export function noteListPoll(memory: PollMemory, codes: WatchedCode[]): void {
	memory.listedCodes = codes;
	memory.sweep ??= { startedAtMs: clock.nowMs(), nextIndex: 0, pollsSinceStep: 0 };
	memory.sweep.pollsSinceStep++;
}
