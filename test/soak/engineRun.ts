import { createRandom, type Random } from '../../sandbox/store/random';
import { pause } from '../e2e/client/waitFor';
import { ACCOUNT, POLL_EVERY_SECONDS, setUpBench, type Bench, type RunOptions } from './bench';
import { reportEngine, type EngineReport } from './engineReport';
import { runFaultBursts } from './faultBursts';
import type { Ending, N8nLives } from './n8nLives';
import type { SoakPlan } from './options';
import type { PollRecord } from './pollRecords';

const SCAN_LOG = /\/qr-codes\/[^/]+\/scans$/;

/** When n8n is ended: at any time, as a poll reads scans, or as it switches the trigger on. */
interface PlannedEnding {
	ending: Ending;
	at: 'any time' | 'poll' | 'activation';
}

const MIN_UPTIME_MS = 3_000;
/** A kill at a poll strikes up to this long after a scan log was asked for. */
const AIM_WITHIN_MS = 200;
const AIM_PATIENCE_MS = 8_000;
/** No poll takes longer. A life that ends before its first poll did may cost minutes, see `standstillMs`. */
const FIRST_POLL_TIMEOUT_MS = 60_000;
const FIRST_POLL_CHECK_MS = 20;
const PROGRESS_EVERY_MS = 30_000;
/** In a shorter run, scans are not sent during n8n's standstill. */
const MIN_SENDING_BESIDE_STANDSTILL_MS = 5 * 60_000;
/** Behind a burst, the trigger looks for late entries every five minutes. */
const HOPELESS_AFTER_MS = 5.5 * 60_000;
const DRAIN_TIMEOUT_MS = 10 * 60_000;
const DRAIN_CHECK_MS = 3_000;
/** Time for polls that would deliver something twice. */
const SETTLE_MS = 3 * POLL_EVERY_SECONDS * 1_000;

/** Runs the trigger under one engine of a real n8n through scans, faults, kills and restarts. */
export async function runEngine(options: RunOptions): Promise<EngineReport> {
	const bench = await setUpBench(options);
	await Promise.all([bench.traffic.run(), disturb(bench), runLives(bench), tellProgress(bench)]);
	const drainedMs = await drain(bench);
	await bench.lives.end('end of the run');
	return reportEngine(bench, drainedMs);
}

async function disturb(bench: Bench): Promise<void> {
	await runFaultBursts({
		api: bench.sandbox.api,
		random: createRandom(bench.options.plan.seed + 2),
		endsAtMs: bench.endsAtMs,
		onBurst: () => (bench.faultBursts += 1),
	});
}

/** Ends and starts n8n as often as planned, spread over the time that scans are sent. */
async function runLives(bench: Bench): Promise<void> {
	const { lives, random, options, endsAtMs } = bench;
	const { plan, engine } = options;
	const endings = planEndings(plan, random);
	const isLong = plan.sendingMs >= MIN_SENDING_BESIDE_STANDSTILL_MS;
	const lastAtMs = endsAtMs - (isLong ? engine.standstillMs : 0);
	let startUpMs = 0;
	for (const [index, { ending, at }] of endings.entries()) {
		const share = (lastAtMs - Date.now()) / (endings.length - index) - startUpMs;
		await waitForMoment(bench, at, Math.max(MIN_UPTIME_MS, share * (0.4 + random.float() * 1.2)));
		await lives.end(ending);
		const downAtMs = Date.now();
		await lives.start();
		if (endings[index + 1]?.at !== 'activation') {
			await waitForPoll(lives, FIRST_POLL_TIMEOUT_MS, (poll) => poll?.endedAtMs !== undefined);
		}
		startUpMs = Date.now() - downAtMs;
	}
	await pause(Math.max(0, endsAtMs - Date.now()));
}

/**
 * Every second kill strikes at a poll. The last one strikes at activation, as n8n takes long to get over it.
 * Restarts strike at activation and at any time in turn.
 */
function planEndings({ kills, restarts }: SoakPlan, random: Random): PlannedEnding[] {
	const anyOrder = [
		...Array.from({ length: Math.max(0, kills - 1) }, (_, index): PlannedEnding => {
			return { ending: 'kill', at: index % 2 === 0 ? 'poll' : 'any time' };
		}),
		...Array.from({ length: restarts }, (_, index): PlannedEnding => {
			return { ending: 'restart', at: index % 2 === 0 ? 'activation' : 'any time' };
		}),
	];
	return [
		...shuffle(anyOrder, random),
		...(kills > 0 ? [{ ending: 'kill', at: 'activation' } as const] : []),
	];
}

function shuffle<T>(items: T[], random: Random): T[] {
	return items
		.map((item) => ({ item, order: random.float() }))
		.sort((a, b) => a.order - b.order)
		.map(({ item }) => item);
}

async function waitForMoment(
	{ apiCalls, random, lives }: Bench,
	at: PlannedEnding['at'],
	uptimeMs: number,
): Promise<void> {
	if (at === 'activation') {
		await waitForPoll(lives, AIM_PATIENCE_MS, (poll) => poll !== undefined);
		return;
	}
	await pause(uptimeMs);
	// n8n is then in the midst of a poll, or about to store what it brought
	if (at === 'poll' && (await apiCalls.next(SCAN_LOG, AIM_PATIENCE_MS))) {
		await pause(random.integer(AIM_WITHIN_MS));
	}
}

async function waitForPoll(
	lives: N8nLives,
	timeoutMs: number,
	isEnough: (first: PollRecord | undefined) => boolean,
): Promise<void> {
	const giveUpAtMs = Date.now() + timeoutMs;
	while (!isEnough(lives.firstPoll) && Date.now() < giveUpAtMs) await pause(FIRST_POLL_CHECK_MS);
}

async function tellProgress(bench: Bench): Promise<void> {
	const { endsAtMs } = bench;
	while (Date.now() < endsAtMs) {
		await pause(Math.min(PROGRESS_EVERY_MS, Math.max(0, endsAtMs - Date.now())));
		tell(bench, 'sending');
	}
}

function tell({ options, traffic, lives, sandbox, startsAtMs, faultBursts }: Bench, phase: string): void {
	const seconds = Math.round((Date.now() - startsAtMs) / 1000);
	const kills = lives.lives.filter(({ ending }) => ending === 'kill').length;
	options.report(
		`${options.engine.name} ${seconds} s, ${phase}: sent ${traffic.count}, stored ${lives.deliveredCount} ` +
			`at the last look, ${kills} kills, ${lives.lives.length - kills} restarts, ${faultBursts} fault bursts, ` +
			`${sandbox.api.requests.count({ key: ACCOUNT.label })} calls`,
	);
}

/** Waits, without further scans and faults, until all is delivered or nothing will come any more. */
async function drain(bench: Bench): Promise<number> {
	const { lives, traffic } = bench;
	const startedAtMs = Date.now();
	let toldAtMs = startedAtMs;
	let latest = { count: -1, atMs: startedAtMs };
	for (;;) {
		await lives.readDatabase();
		const nowMs = Date.now();
		if (lives.deliveredCount > latest.count) latest = { count: lives.deliveredCount, atMs: nowMs };
		const isHopeless = nowMs - latest.atMs > HOPELESS_AFTER_MS || nowMs - startedAtMs > DRAIN_TIMEOUT_MS;
		if (latest.count >= traffic.count || isHopeless) break;
		if (nowMs - toldAtMs >= PROGRESS_EVERY_MS) {
			toldAtMs = nowMs;
			tell(bench, 'waiting for the rest');
		}
		await pause(DRAIN_CHECK_MS);
	}
	const drainedMs = Date.now() - startedAtMs;
	await pause(SETTLE_MS);
	return drainedMs;
}
