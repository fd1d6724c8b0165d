/**
 * `npm run test:simulate`: the real trigger in real PollContexts, in virtual time, against the sandbox's
 * logic and models of n8n's three engines, with thousands of random schedules of whatever can happen.
 */
import { FAULTS, type Fault } from './faults';
import type { EngineName } from './world/host';
import type { Job } from './jobs';
import { readOptions, type Options } from './options';
import { addResult, describeEngine, describeError, emptyTotals, type EngineTotals } from './report';
import { runJobs } from './workers';

/** Small enough that the workers end together, large enough that a job's start doesn't count. */
const RUNS_PER_JOB = 50;
/** After so many failures, more of them tell nothing new. */
const MAX_FAILURES = 5;
const PROGRESS_EVERY_MS = 10_000;
/** Each of the deliberate slips is found within the first hundred; ten times as many leave no doubt. */
const PROOF_RUNS = 1_200;

async function main(): Promise<void> {
	const options = readOptions(process.argv.slice(2));
	const results: boolean[] = [];
	if (options.proves) for (const fault of FAULTS) results.push(await proves(fault, options));
	results.push(await simulate(options, Date.now()));
	const passed = results.filter(Boolean).length;
	const failed = results.length - passed;
	const counts = [`${failed} failed`, `${passed} passed`, `${results.length} total`];
	console.log(`Tests: ${counts.slice(failed === 0 ? 1 : 0).join(', ')}`);
	if (failed > 0) process.exitCode = 1;
}

/** Whether a slip that is put into the code makes schedules fail, and for the right reason. */
async function proves(fault: Fault, options: Options): Promise<boolean> {
	const { event } = { ...options, ...fault };
	const jobs = planJobs({ ...options, event, runs: PROOF_RUNS }, Number.POSITIVE_INFINITY).map((job) => ({
		...job,
		isBrief: true,
	}));
	let found: string | undefined;
	let schedules = 0;
	await runJobs(
		options.workers,
		() => (found === undefined ? jobs.shift() : undefined),
		(result) => {
			schedules += result.schedules;
			found ??= result.failure?.failures.find((failure) => fault.shows.test(failure));
		},
		fault,
	);
	const verdict = found === undefined ? 'NOT FOUND' : `found: ${found}`;
	console.log(`put in on purpose: "${fault.name}" → ${verdict} (${schedules} schedules)`);
	return found !== undefined;
}

async function simulate(options: Options, startMs: number): Promise<boolean> {
	const jobs = planJobs(options, startMs + options.minutes * 60_000);
	const byEngine = new Map<EngineName, EngineTotals>(options.engines.map((name) => [name, emptyTotals()]));
	let toldAtMs = startMs;
	await runJobs(
		options.workers,
		() => (failedOf(byEngine) >= MAX_FAILURES || isTimeUp(jobs) ? undefined : jobs.shift()),
		(result) => {
			addResult(byEngine.get(result.job.engine) ?? emptyTotals(), result);
			if (result.failure) console.log(describeError(result.failure));
			if (Date.now() - toldAtMs < PROGRESS_EVERY_MS) return;
			toldAtMs = Date.now();
			console.log(
				`${schedulesOf(byEngine)} of ${options.runs} schedules in ${Math.round((toldAtMs - startMs) / 1000)} s`,
			);
		},
	);
	for (const [engine, totals] of byEngine) console.log(describeEngine(engine, totals));
	const failed = failedOf(byEngine);
	const played = schedulesOf(byEngine);
	console.log(
		`${played} schedules in ${Math.round((Date.now() - startMs) / 1000)} s, ${failed} failed, seed ${options.seed}`,
	);
	const isShort = options.path === undefined && played < options.runs;
	if (isShort) console.log(`stopped before all ${options.runs} were played`);
	return failed === 0 && !isShort;
}

/** The engines in turn, each job with a seed of its own. */
function planJobs({ runs, seed, engines, bursts, event, path }: Options, untilMs: number): Job[] {
	const about = event === undefined ? {} : { event };
	const jobs: Job[] = [];
	if (path !== undefined && engines[0])
		return [{ engine: engines[0], seed, runs: RUNS_PER_JOB, bursts, ...about, path, untilMs }];
	for (let left = runs, turn = 0; left > 0; left -= RUNS_PER_JOB, turn++) {
		const engine = engines[turn % engines.length];
		if (engine)
			jobs.push({
				engine,
				seed: seed * 10_000 + turn,
				runs: Math.min(left, RUNS_PER_JOB),
				bursts,
				...about,
				untilMs,
			});
	}
	return jobs;
}

function isTimeUp([next]: Job[]): boolean {
	return next !== undefined && Date.now() > next.untilMs;
}

function schedulesOf(byEngine: Map<EngineName, EngineTotals>): number {
	return [...byEngine.values()].reduce((sum, { schedules }) => sum + schedules, 0);
}

function failedOf(byEngine: Map<EngineName, EngineTotals>): number {
	return [...byEngine.values()].reduce((sum, { failed }) => sum + failed, 0);
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
