import fc from 'fast-check';

import type { EngineName } from './world/host';
import { play } from './play';
import { schedules, type EventName, type Schedule } from './schedule';
import type { Outcome } from './verdict';

/** A share of the work: so many schedules of one engine, from one seed. */
export interface Job {
	engine: EngineName;
	seed: number;
	runs: number;
	bursts: number;
	/** All schedules are about this one. */
	event?: EventName;
	/** Plays one case of the seed again. */
	path?: string;
	/** No new schedule is begun after this. */
	untilMs: number;
	/** A failing case is told as it is, and not made smaller. */
	isBrief?: boolean;
}

export interface Message {
	job: Job;
	path: string;
	shrinks: number;
	schedule: Schedule;
	failures: string[];
	replay: string[];
}

export interface JobResult {
	job: Job;
	schedules: number;
	totals: Omit<Outcome, 'failures'>;
	failure?: Message;
	/** Of a processor, whatever else the machine does. */
	seconds: number;
}

/** A failing case is made smaller for this long at most. */
const SHRINKING_MS = 40_000;

/** Plays the schedules of a job; with the first that fails, it makes that one small and ends. */
export async function runJob(job: Job, note: (outcome: Outcome) => void = () => {}): Promise<JobResult> {
	const startMs = Date.now();
	const startSeconds = cpuSeconds();
	let totals = NOTHING;
	let hasFailed = false;
	let shrinkUntilMs = Number.POSITIVE_INFINITY;
	const property = fc.asyncProperty(schedules(job.bursts, job.event), async (schedule) => {
		// a smaller case that nobody has time to look for counts as one that passes
		if (Date.now() > shrinkUntilMs) return;
		const outcome = await play(job.engine, schedule);
		if (!hasFailed) {
			totals = addOutcomes(totals, outcome);
			note(outcome);
		}
		if (outcome.failures.length === 0) return;
		if (!hasFailed) shrinkUntilMs = Date.now() + SHRINKING_MS;
		hasFailed = true;
		throw new Error(outcome.failures.join('; '));
	});
	const details = await fc.check(property, {
		numRuns: job.runs,
		seed: job.seed,
		...(job.path === undefined ? {} : { path: job.path }),
		endOnFailure: job.isBrief ?? false,
		interruptAfterTimeLimit: Math.max(1, job.untilMs - startMs) + SHRINKING_MS,
	});
	const counterexample = details.counterexample?.[0];
	return {
		job,
		schedules: details.numRuns,
		totals,
		...(counterexample
			? {
					failure: await describeError(job, counterexample, details.counterexamplePath, details.numShrinks),
				}
			: {}),
		seconds: cpuSeconds() - startSeconds,
	};
}

/** How much of a processor this process has used. */
function cpuSeconds(): number {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1e6;
}

/** Plays the smallest failing case once more, and takes down what happens. */
async function describeError(
	job: Job,
	schedule: Schedule,
	path: string | null,
	shrinks: number,
): Promise<Message> {
	const replay: string[] = [];
	const { failures } = await play(job.engine, schedule, (line) => replay.push(line));
	return { job, path: path ?? '0', shrinks, schedule, failures, replay };
}

export const NOTHING: JobResult['totals'] = {
	scans: 0,
	delivered: 0,
	lost: 0,
	repeated: 0,
	hostLost: 0,
	hostRepeats: {},
	hostWindows: {},
	kills: 0,
	restarts: 0,
	polls: 0,
	calls: 0,
	callsAllowed: 0,
};

export function addOutcomes(a: JobResult['totals'], b: JobResult['totals']): JobResult['totals'] {
	return {
		scans: a.scans + b.scans,
		delivered: a.delivered + b.delivered,
		lost: a.lost + b.lost,
		repeated: a.repeated + b.repeated,
		hostLost: a.hostLost + b.hostLost,
		hostRepeats: addCounts(a.hostRepeats, b.hostRepeats),
		hostWindows: addCounts(a.hostWindows, b.hostWindows),
		kills: a.kills + b.kills,
		restarts: a.restarts + b.restarts,
		polls: a.polls + b.polls,
		calls: a.calls + b.calls,
		callsAllowed: a.callsAllowed + b.callsAllowed,
	};
}

function addCounts<K extends string>(
	a: Partial<Record<K, number>>,
	b: Partial<Record<K, number>>,
): Partial<Record<K, number>> {
	const total = { ...a };
	for (const key of Object.keys(b) as K[]) total[key] = (total[key] ?? 0) + (b[key] ?? 0);
	return total;
}
