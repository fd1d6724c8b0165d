import { spendCalls, refillBucket, startBucket } from '../../../nodes/QrCodeStackTrigger/budget/tokenBucket';
import {
	mustWaitForCalls,
	newPaceMemory,
	notePoll,
	takeTurn,
	type PacedPoll,
} from '../../../nodes/QrCodeStackTrigger/budget/pacing';
import { isBetterLater, learnScans } from '../../../nodes/QrCodeStackTrigger/budget/timing';
import { createRandom } from '../../../sandbox/store/random';
import type { Traffic, TRAFFICS } from '../../support/traffic';
import { DAY, MINUTE } from '../../support/triggerTest';

const START_MS = Date.UTC(2026, 8, 1);
/** What is learned in the first two weeks, and the calls of a new trigger, are left out of what is measured. */
const WARM_UP_DAYS = 14;
const MEASURED_DAYS = 30;
/** On Pro, at the default share, less what GET /me and logs take. */
const CALLS_PER_MONTH = 2_200;
const SHARE_PERCENT = 50;

export interface PacingResult {
	/** Of each scan, until the poll that finds it. */
	waitsMs: number[];
	calls: number;
	/** The mean wait that polls reach which know the rate at every moment, with as many calls. */
	optimumMs: number;
}

/**
 * Polls one traffic by the trigger's own decisions, a minute at a time; no call is made.
 * @param isEven nothing is learned of scans.
 */
export function playTraffic(
	makeTraffic: (typeof TRAFFICS)['even'],
	seed: number,
	isEven: boolean,
): PacingResult {
	const fromMs = START_MS + WARM_UP_DAYS * DAY;
	const toMs = fromMs + MEASURED_DAYS * DAY;
	const random = createRandom(seed).float;
	const traffic = makeTraffic(random, START_MS, toMs);
	const poll = makePoll();
	const waitsMs: number[] = [];
	let calls = 0;
	let found = 0;
	for (let nowMs = START_MS + random() * MINUTE; nowMs < toMs; nowMs += MINUTE) {
		poll.nowMs = nowMs;
		if (!decide(poll)) continue;
		const isMeasured = nowMs >= fromMs;
		if (isMeasured) calls++;
		const first = found;
		while (found < traffic.scansMs.length && traffic.scansMs[found]! <= nowMs) found++;
		const newMs = traffic.scansMs.slice(first, found);
		if (isMeasured) waitsMs.push(...newMs.map((timeMs) => nowMs - timeMs));
		if (!isEven) learnScans(poll, newMs);
	}
	return { waitsMs, calls, optimumMs: optimumOf(traffic, calls, fromMs, toMs) };
}

/** Whether a poll is made now, as admission.ts decides it; its call is taken off. */
function decide(poll: PacedPoll): boolean {
	const { accountQuota, nowMs } = poll;
	notePoll(poll.pace, nowMs);
	accountQuota.budget = refillBucket(accountQuota.budget, SHARE_PERCENT, nowMs);
	if (isBetterLater(poll, { sharing: 1, isFailing: false }) || mustWaitForCalls(poll)) return false;
	takeTurn(poll);
	accountQuota.budget = spendCalls(accountQuota.budget, 1);
	return true;
}

function makePoll(): PacedPoll & { nowMs: number } {
	const monthly = { limit: (CALLS_PER_MONTH * 100) / SHARE_PERCENT, used: 0 };
	return {
		context: { logger: { info: () => {} } },
		pace: newPaceMemory(),
		settings: { watch: { kind: 'all' }, monthlyBudgetPercent: SHARE_PERCENT },
		accountQuota: { budget: startBucket(monthly, START_MS), sharers: new Map(), queue: new Map() },
		knownCodes: 1,
		nowMs: START_MS,
	} as unknown as PacedPoll & { nowMs: number };
}

/** Polls are worth most when they follow the square root of the rate. */
function optimumOf({ rateAt }: Traffic, calls: number, fromMs: number, toMs: number): number {
	let roots = 0;
	let scans = 0;
	for (let timeMs = fromMs; timeMs < toMs; timeMs += MINUTE) {
		const rate = rateAt(timeMs);
		roots += Math.sqrt(rate) * MINUTE;
		scans += rate * MINUTE;
	}
	return (roots * roots) / (2 * calls * scans);
}

export function meanOf(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function medianOf(values: readonly number[]): number {
	return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
