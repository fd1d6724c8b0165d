import type { IPollFunctions } from 'n8n-workflow';

import { accountQuotaOf } from '../../../nodes/QrCodeStackTrigger/budget/accountQuota';
import { waitForCallsMs } from '../../../nodes/QrCodeStackTrigger/budget/tokenBucket';
import { monthEndMs } from '../../../nodes/QrCodeStackTrigger/budget/rate';
import { memoryOf } from '../../../nodes/QrCodeStackTrigger/memory';
import { nameAccount } from '../../../nodes/shared/http/knownAccount';
import { API_ORIGIN, BASE_PATH, TEST_KEY } from '../../support/harness';
import { forgetProcess, restartAll, ThinHost, type ThinAnswer } from '../../support/thinHost';
import { useVirtualClock } from '../../support/virtualClock';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** A November, with thirty days. */
const START_MS = Date.UTC(2026, 10, 1);

/** What GET /me does. */
export const ME_STATES = ['works', 'gone', 'lies'] as const;
export type MeState = (typeof ME_STATES)[number];

export interface RestartRow {
	/** The calls of the plan, and the share of the trigger. */
	perMonth?: number;
	percent?: number;
	/** How often n8n is restarted; never without. */
	restartEveryMs?: number;
	/** What others spend of the plan in the month, in percent, evenly. */
	othersPercent: number;
	me: MeState;
	/** Pages that the list has: a poll takes a call for each, and one code is read without a list. */
	listPages?: number;
	everyMs?: number;
	days?: number;
	scansPerDay?: number;
}

export interface RestartResult {
	share: number;
	/** Calls of the trigger, and how many of them its books show. */
	own: number;
	booked: number;
	restarts: number;
	/** The most calls of one poll. */
	mostOfPoll: number;
	/** The longest time without a call for scans, as long as the account had calls. */
	longestSilenceMs: number;
	sent: number;
	lost: number;
	errors: string[];
	/** Calls to GET /me. */
	asked: number;
	/** When the account refused the first call, others and the trigger together having used it up. */
	usedUpAtMs?: number;
}

/** Plays a month of a trigger that is polled every minute, with restarts, other spenders and a /me of some kind. */
export async function runRestarts({
	perMonth = 5_000,
	percent = 50,
	restartEveryMs = Infinity,
	othersPercent,
	me,
	listPages = 0,
	everyMs = MINUTE,
	days = 30,
	scansPerDay = 10,
}: RestartRow): Promise<RestartResult> {
	const time = useVirtualClock(START_MS);
	forgetProcess();
	const endMs = START_MS + days * DAY;
	// scans that the account had no calls for come in the next month
	const stopMs = endMs + 2 * HOUR;
	const others = () =>
		time.now() < endMs ? (perMonth * othersPercent * (time.now() - START_MS)) / (100 * 30 * DAY) : 0;
	let own = 0;
	let accepted = 0;
	let asked = 0;
	let usedUpAtMs: number | undefined;
	let [lastWorkMs, longestSilenceMs, mostOfPoll] = [START_MS, 0, 0];
	const log: Array<{ id: string; scanned_at: string }> = [];
	const answer = (path: string): ThinAnswer => {
		own++;
		const used = Math.floor(accepted + others());
		if (used >= perMonth) {
			usedUpAtMs ??= time.now();
			const retryAfter = String(Math.ceil((monthEndMs(time.now()) - time.now()) / 1000));
			return {
				status: 429,
				body: { success: false, error: 'used up' },
				headers: { 'retry-after': retryAfter },
			};
		}
		accepted++;
		if (path.startsWith('/me')) return answerMe(me, asked++, { used: used + 1, perMonth });
		if (usedUpAtMs === undefined) longestSilenceMs = Math.max(longestSilenceMs, time.now() - lastWorkMs);
		lastWorkMs = time.now();
		if (!path.includes('/scans')) return answerList(path, listPages, log.length);
		// no more than a few of those that were emitted: the others would take their time for nothing
		const page = log.slice(Math.max(0, host.delivered.length - 5)).reverse();
		return { status: 200, body: { success: true, data: page, pagination: { total: page.length } } };
	};
	const watch = listPages > 0 ? {} : { watch: 'one', qrCodeId: { __rl: true, mode: 'id', value: 'c0' } };
	const options = { monthlyBudget: percent, includeQrCode: false };
	const host = new ThinHost('t', { ...watch, options }, answer);
	await host.activate();
	let restarts = 0;
	let nextRestartMs = START_MS + restartEveryMs + MINUTE / 2;
	let nextPollMs = START_MS + everyMs;
	const scanEveryMs = DAY / scansPerDay;
	let nextScanMs = START_MS + scanEveryMs;
	let [ownInMonth, booked] = [0, 0];
	while (Math.min(nextPollMs, nextRestartMs) < stopMs) {
		if (ownInMonth === 0 && Math.min(nextPollMs, nextRestartMs) >= endMs) {
			// whether the books are right shows when nothing but them is left
			time.advance(endMs - MINUTE - time.now());
			ownInMonth = own;
			await restartAll([host]);
			const { spent } = (host.database.qrCodeStack as { budget: { spent: number } }).budget;
			// without the question of this start, which is no part of the month
			booked = spent - (own - ownInMonth);
			accepted = 0;
			if (usedUpAtMs === undefined) longestSilenceMs = Math.max(longestSilenceMs, endMs - lastWorkMs);
		}
		time.advance(Math.min(nextPollMs, nextRestartMs) - time.now());
		// the last scans have a day to come through
		for (; nextScanMs <= time.now() && nextScanMs < endMs - DAY; nextScanMs += scanEveryMs) {
			log.push({ id: `s${log.length}`, scanned_at: new Date(nextScanMs).toISOString() });
		}
		const before = own;
		if (time.now() === nextRestartMs) {
			restarts++;
			nextRestartMs += restartEveryMs;
			await restartAll([host]);
		} else {
			await host.poll();
			nextPollMs += Math.max(everyMs, idleMs(everyMs));
		}
		mostOfPoll = Math.max(mostOfPoll, own - before);
	}
	time.restore();
	const delivered = new Set(host.delivered.map(({ json }) => json.scanId));
	return {
		share: (perMonth * percent) / 100,
		own: ownInMonth,
		booked,
		restarts,
		mostOfPoll,
		longestSilenceMs,
		sent: log.length,
		lost: log.filter(({ id }) => !delivered.has(id)).length,
		errors: host.errors,
		asked,
		usedUpAtMs,
	};

	/** Polls that are turned away make no call. Those are played that tell the trigger how often it is polled. */
	function idleMs(intervalMs: number): number {
		if (usedUpAtMs !== undefined) return 15 * MINUTE;
		const { usualCalls = 1, scheduleMs } = memoryOf(NODE).pace;
		if (scheduleMs !== intervalMs) return 0;
		const name = nameAccount(API_ORIGIN + BASE_PATH, TEST_KEY);
		const { budget } = accountQuotaOf(name, percent, undefined, { nowMs: time.now() });
		const spentMs = time.now() - budget.atMs;
		const calls = Math.max(1, Math.round(usualCalls));
		const waitMs = Math.min(
			waitForCallsMs(budget, calls, percent, budget.atMs) - spentMs,
			(budget.askedAtMs ?? 0) + (budget.askEveryMs ?? 0) - time.now(),
		);
		return Math.min(HOUR, Math.max(0, Math.floor(waitMs / intervalMs)) * intervalMs);
	}
}

const NODE = {
	getWorkflow: () => ({ id: 't' }),
	getNode: () => ({ id: 't', name: 'QRCodeStack Trigger' }),
} as IPollFunctions;

/** What it says in turn while it is gone. */
const REFUSALS = [403, 404, 500, 429];

function answerMe(
	me: MeState,
	count: number,
	{ used, perMonth }: { used: number; perMonth: number },
): ThinAnswer {
	if (me === 'gone')
		return { status: REFUSALS[count % REFUSALS.length] ?? 500, body: { success: false, error: me } };
	// all used up, nothing used, and each time another account
	const told = me === 'works' ? used : count % 2 === 0 ? perMonth : 0;
	const account_id = me === 'works' ? 'a' : `a${count}`;
	const usage = { api_calls_this_month: told, api_calls_monthly_limit: perMonth };
	return { status: 200, body: { success: true, data: { account_id, plan: 'pro', usage } } };
}

/** A list of full pages, whose first code alone is scanned. */
function answerList(path: string, pages: number, scans: number): ThinAnswer {
	const page = Number(new URL(path, API_ORIGIN).searchParams.get('page') ?? 1);
	const data = Array.from({ length: 100 }, (_, index) => ({
		id: `c${(page - 1) * 100 + index}`,
		scan_count: page === 1 && index === 0 ? scans : 0,
	}));
	return { status: 200, body: { success: true, data, pagination: { page, limit: 100, total_pages: pages } } };
}
