import type { IPollFunctions } from 'n8n-workflow';

import { waitForCallsMs } from '../../../nodes/QrCodeStackTrigger/budget/tokenBucket';
import { accountQuotaOf } from '../../../nodes/QrCodeStackTrigger/budget/accountQuota';
import { memoryOf } from '../../../nodes/QrCodeStackTrigger/memory';
import { nameAccount } from '../../../nodes/shared/http/knownAccount';
import { createRandom } from '../../../sandbox/store/random';
import { withDirectTransport } from '../../support/directTransport';
import { createEngine } from '../../support/engines';
import { API_ORIGIN, BASE_PATH, TEST_KEY } from '../../support/harness';
import { DAY, HOUR, MINUTE, type TriggerTest } from '../../support/triggerTest';

/** A November, with thirty days. */
export const MONTH_START_MS = Date.UTC(2026, 10, 1);
export const MONTH_DAYS = 30;
/** The trigger's default. */
export const SHARE_PERCENT = 50;

export const PLANS = {
	Pro: { perMonth: 5_000, perMinute: 60, scansPerDay: 10 },
	Advanced: { perMonth: 100_000, perMinute: 600, scansPerDay: 100 },
};

/** One row of the README's budget table. */
export interface Row {
	plan: keyof typeof PLANS;
	codes: number;
	/** The interval that is set under Poll Times. */
	everyMinutes: number;
}

export interface Month {
	calls: number;
	/** Calls made until the end of each day. */
	callsByDay: number[];
	polls: number;
	sent: number;
	lost: number;
	repeated: number;
	/** Calls that the API refused. */
	refused: number;
	longestWaitMs: number;
	/** Of half of the scans. */
	usualWaitMs: number;
}

/** Runs the trigger for so many days in virtual time, with scans evenly over all codes. */
export async function runMonth(
	t: TriggerTest,
	{ plan, codes, everyMinutes }: Row,
	days: number,
): Promise<Month> {
	const endMs = MONTH_START_MS + days * DAY;
	t.api.setLimits({ perMonth: PLANS[plan].perMonth });
	const engine = createEngine({
		name: 'legacy',
		harness: withDirectTransport(t.harness, t.api),
		parameters: {},
	});
	await engine.activate();
	const sentAtMs = new Map<string, number>();
	const deliveredAtMs = new Map<string, number>();
	const callsByDay: number[] = [];
	const scanEveryMs = DAY / PLANS[plan].scansPerDay;
	const random = createRandom(1);
	// independently of each other: what comes like clockwork would be learned, and found sooner than real scans are
	const untilNextScanMs = () => Math.ceil(-Math.log(1 - random.float()) * scanEveryMs);
	let nextScanMs = MONTH_START_MS + untilNextScanMs();
	let polls = 0;
	let repeated = 0;
	for (;;) {
		t.time.advance(msToNextPoll(everyMinutes * MINUTE));
		const nowMs = t.time.now();
		if (nowMs >= endMs) break;
		// the last scans have a day to come through
		for (; nextScanMs <= nowMs && nextScanMs < endMs - DAY / 2; nextScanMs += untilNextScanMs()) {
			const qrCodeId = t.ids[(sentAtMs.size * 7) % codes] ?? '';
			for (const id of t.scan(1, { qrCodeId, agoMs: nowMs - nextScanMs })) sentAtMs.set(id, nextScanMs);
		}
		const callsBefore = t.calls();
		await engine.tick();
		callsByDay[Math.floor((nowMs - MONTH_START_MS) / DAY)] = t.calls();
		if (t.calls() > callsBefore) polls++;
		for (const { json } of engine.deliveredItems.splice(0)) {
			const id = String((json as { scanId: unknown }).scanId);
			if (deliveredAtMs.has(id)) repeated++;
			deliveredAtMs.set(id, nowMs);
		}
	}
	const waits = [...sentAtMs]
		.map(([id, atMs]) => (deliveredAtMs.get(id) ?? Infinity) - atMs)
		.sort((a, b) => a - b);
	return {
		calls: t.calls(),
		callsByDay,
		polls,
		sent: sentAtMs.size,
		lost: [...sentAtMs.keys()].filter((id) => !deliveredAtMs.has(id)).length,
		repeated,
		refused: t.api.requests.count({ status: 429 }),
		longestWaitMs: waits.at(-1) ?? 0,
		usualWaitMs: waits[Math.floor(waits.length / 2)] ?? 0,
	};
}

const NODE = {
	getWorkflow: () => ({ id: 'wf1' }),
	getNode: () => ({ id: 'trigger-1', name: 'QRCodeStack Trigger' }),
} as IPollFunctions;

/**
 * Polls that the budget turns away make no call (trigger.budget.test.ts), and are left out here: 43,200
 * polls of real n8n contexts take too long. The next poll is the last one of the schedule before there are
 * enough calls.
 */
function msToNextPoll(everyMs: number): number {
	const { budget } = accountQuotaOf(nameAccount(API_ORIGIN + BASE_PATH, TEST_KEY), SHARE_PERCENT, undefined, {
		nowMs: MONTH_START_MS,
	});
	const calls = Math.max(1, Math.round(memoryOf(NODE).pace.usualCalls ?? 1));
	const waitMs = waitForCallsMs(budget, calls, SHARE_PERCENT, budget.atMs);
	return Math.max(everyMs, Math.min(DAY - HOUR, Math.floor(waitMs / everyMs) * everyMs));
}
