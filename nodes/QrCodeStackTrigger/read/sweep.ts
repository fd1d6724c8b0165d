import { clock } from '../../shared/util/clock';
import type { WatchedCode } from '../scans/cursors';

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

/** What sweeps go by. */
export interface SweepMemory {
	/** The codes that the last list call brought, for sweeps that go without one. */
	listed: WatchedCode[];
	/** How far the sweep over all logs has come: `afterId` is the last code of it that is done with. */
	progress?: { startedAtMs: number; afterId?: string; pollsSinceStep: number };
}

export function newSweepMemory(): SweepMemory {
	return { listed: [] };
}

/**
 * The logs that this poll reads for a sweep, instead of asking the list; undefined when it is not a sweep's
 * turn. Codes without a counter need none, since their logs are read all the time. The order is that of the
 * ids, so that codes which come and go meanwhile don't move the others out of their turn.
 */
export function chooseSweepStep(memory: SweepMemory, usualCalls: number): WatchedCode[] | undefined {
	const { progress: sweep } = memory;
	const counted = memory.listed.filter(({ count }) => count !== undefined);
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
export function noteSwept({ progress }: SweepMemory, settledIds: readonly string[]): void {
	const lastId = settledIds.at(-1);
	if (progress && lastId !== undefined) progress.afterId = lastId;
}

function leftToSweep(codes: readonly WatchedCode[], afterId = BEFORE_ALL_IDS): WatchedCode[] {
	return codes.filter(({ id }) => id > afterId).sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Counts a poll that asked the list; the first one starts the clock of the first sweep. */
export function noteListPoll(memory: SweepMemory, codes: WatchedCode[]): void {
	memory.listed = codes;
	memory.progress ??= { startedAtMs: clock.nowMs(), pollsSinceStep: 0 };
	memory.progress.pollsSinceStep++;
}
