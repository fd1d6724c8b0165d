import { HOST_WINDOWS, type EngineName, type HostWindow } from './world/host';
import { addOutcomes, NOTHING, type Message, type JobResult } from './jobs';

/** What one engine's schedules amounted to. */
export interface EngineTotals {
	schedules: number;
	failed: number;
	/** Of a processor. */
	seconds: number;
	totals: JobResult['totals'];
}

export function emptyTotals(): EngineTotals {
	return { schedules: 0, failed: 0, seconds: 0, totals: NOTHING };
}

export function addResult(to: EngineTotals, { schedules, totals, seconds, failure }: JobResult): void {
	to.schedules += schedules;
	to.failed += failure ? 1 : 0;
	to.seconds += seconds;
	to.totals = addOutcomes(to.totals, totals);
}

/** The lines for one engine. */
export function describeEngine(
	engine: EngineName,
	{ schedules, failed, seconds, totals }: EngineTotals,
): string {
	const { scans, delivered, lost, repeated, kills, restarts, polls, calls, callsAllowed } = totals;
	const lines = [
		`${engine}: ${count(schedules)} schedules, ${count(failed)} failed, ${seconds.toFixed(0)} s of a processor`,
		`  ${count(scans)} scans, ${count(delivered)} delivered, ${count(lost)} lost, ${count(repeated)} repeated`,
		`  ${count(kills)} kills, ${count(restarts)} starts, ${count(polls)} polls, ${count(calls)} calls of ${count(callsAllowed)} allowed`,
	];
	if (totals.hostLost > 0)
		lines.push(`  ${count(totals.hostLost)} not delivered where neither host nor trigger could: see below`);
	for (const window of Object.keys(HOST_WINDOWS) as HostWindow[]) {
		const times = totals.hostWindows[window] ?? 0;
		const repeats = totals.hostRepeats[window] ?? 0;
		if (times > 0)
			lines.push(`  the host's own: ${HOST_WINDOWS[window]}: ${count(times)}×, ${count(repeats)} repeated`);
	}
	return lines.join('\n');
}

/** What went wrong, the smallest schedule that shows it, and how to play it again. */
export function describeError({ job, path, shrinks, schedule, failures, replay }: Message): string {
	const { engine, seed, bursts, event } = job;
	const about = event === undefined ? '' : ` --event ${event}`;
	const command = `npm run test:simulate -- --engine ${engine} --seed ${seed} --bursts ${bursts}${about} --path ${path}`;
	return [
		`FAILED in the engine ${engine} (made smaller ${shrinks} times):`,
		...failures.map((failure) => `  ${failure}`),
		`setting: ${JSON.stringify(schedule.setting)}`,
		...shorten(replay),
		`replay: ${command}`,
		'',
	].join('\n');
}

/** The end of a replay is polls without scans; the first of them tell enough. */
const MAX_REPLAY_LINES = 90;

function shorten(lines: string[]): string[] {
	const left = lines.length - MAX_REPLAY_LINES;
	return left > 0 ? [...lines.slice(0, MAX_REPLAY_LINES), `… and ${left} lines more`] : lines;
}

function count(value: number): string {
	return Math.round(value).toLocaleString('en-US');
}
