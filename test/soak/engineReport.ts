import { ACCOUNT, type Bench } from './bench';
import { TIMER_BUDGET_MS, type Engine, type EngineFacts } from './engines';
import { countTroubles } from './logTroubles';
import type { Life } from './n8nLives';
import type { SoakPlan } from './options';
import { judge, type Verdict } from './verdict';

type Counts = Record<string, number>;

/** Everything that is known about the run of one engine. */
export interface EngineReport {
	engine: Engine;
	facts: EngineFacts;
	verdict: Verdict;
	sentByKind: Counts;
	lives: Life[];
	/** Ends of n8n that were put off until it had made both of its writes. */
	putOff: number;
	/** Polls that brought scans, brought none, threw, or were cut off by an end of n8n. */
	polls: Counts;
	executionsByStatus: Counts;
	faultBursts: number;
	faultsByKind: Counts;
	callsByEndpoint: Counts;
	calls: number;
	callsAllowed: number;
	durationMs: number;
	drainedMs: number;
	largestStateBytes: number;
	/** Warnings and errors in n8n's log. */
	troubles: Counts;
}

/** Something that must hold. */
export interface Check {
	text: string;
	passed: boolean;
}

/** The share of the month's calls that a trigger may use by default. */
const BUDGET_SHARE = 0.5;
/** A new trigger may start with this many (docs/trigger.md). */
const FIRST_CALLS = 30;

/** Puts together what a run has shown. */
export function reportEngine(bench: Bench, drainedMs: number): EngineReport {
	const { options, sandbox, traffic, lives, activatedAtMs, faultBursts } = bench;
	const { requests } = sandbox.api;
	// before the log is read: that takes calls as well
	const counts = requests.counts({ key: ACCOUNT.label });
	const faults = requests.latest({ key: ACCOUNT.label }).flatMap(({ fault }) => fault ?? []);
	const executions = [...lives.executions.values()];
	const durationMs = Date.now() - activatedAtMs;
	const sent = traffic.readSentScans();
	const { hasTwoWrites } = options.engine;
	return {
		engine: options.engine,
		facts: engineFacts(bench),
		verdict: judge({ sent, executions, lives: lives.lives, hasTwoWrites }),
		sentByKind: countBy(sent, ({ kind }) => kind),
		lives: lives.lives,
		putOff: lives.putOff,
		polls: countBy(pollsOf(lives.lives), describePoll),
		executionsByStatus: countBy(executions, ({ status }) => status),
		faultBursts,
		faultsByKind: countBy(faults, (fault) => fault),
		callsByEndpoint: countBy(
			counts,
			({ endpoint }) => endpoint,
			({ count }) => count,
		),
		calls: counts.reduce((sum, { count }) => sum + count, 0),
		callsAllowed: Math.min(allowedCalls(activatedAtMs, durationMs), options.plan.maxCalls ?? Infinity),
		...{ durationMs, drainedMs },
		largestStateBytes: lives.largestStateBytes,
		troubles: countTroubles(lives.logFile),
	};
}

/** What must hold after the run of an engine. */
export function checkEngine(
	{ engine, facts, verdict, lives, calls, callsAllowed }: EngineReport,
	plan: SoakPlan,
): Check[] {
	const { lost, lostByHost, repeated, unknownIds, sent } = verdict;
	const isLossless = lost.length === 0 && (plan.hitsHostWindow || lostByHost.length === 0);
	const count = (ending: string) => lives.filter((life) => life.ending === ending).length;
	const check = (text: string, passed: boolean) => ({ text: `${engine.name}: ${text}`, passed });
	return [
		check(`n8n polled with its ${engine.title}`, engine.isInUse(facts)),
		check(
			`${plan.kills} kills and ${plan.restarts} restarts`,
			count('kill') === plan.kills && count('restart') === plan.restarts,
		),
		check(`none of ${sent} scans lost`, sent > 0 && isLossless),
		check('no scan repeated by the trigger', repeated.length === 0),
		check('no scan delivered that was never made', unknownIds.length === 0),
		check(`${calls} calls within ${callsAllowed}`, calls <= callsAllowed),
	];
}

/** The calls that the trigger's default budget has for a stretch of time: its share of the month, spread evenly. */
function allowedCalls(fromMs: number, durationMs: number): number {
	const from = new Date(fromMs);
	const [year, month] = [from.getUTCFullYear(), from.getUTCMonth()];
	const monthMs = Date.UTC(year, month + 1) - Date.UTC(year, month);
	return FIRST_CALLS + Math.floor((ACCOUNT.perMonth * BUDGET_SHARE * durationMs) / monthMs);
}

function engineFacts({ lives }: Bench): EngineFacts {
	const { pollTasks, durableCursors } = lives.latestFacts;
	const polls = pollsOf(lives.lives);
	const timerPolls = polls.filter(({ budgetMs }) => budgetMs === TIMER_BUDGET_MS).length;
	return { timerPolls, schedulerPolls: polls.length - timerPolls, pollTasks, durableCursors };
}

const pollsOf = (lives: Life[]) => lives.flatMap(({ polls }) => polls);

function describePoll({ endedAtMs, scanIds, error }: Life['polls'][number]): string {
	if (endedAtMs === undefined) return 'cut off';
	if (error !== undefined) return 'thrown';
	return scanIds.length > 0 ? 'with scans' : 'without';
}

function countBy<T>(
	items: readonly T[],
	keyOf: (item: T) => string,
	countOf: (item: T) => number = () => 1,
): Counts {
	const counts: Counts = {};
	for (const item of items) counts[keyOf(item)] = (counts[keyOf(item)] ?? 0) + countOf(item);
	return counts;
}
