import type { IPollFunctions } from 'n8n-workflow';

import { waitForCallsMs } from '../../nodes/QrCodeStackTrigger/callBudget';
import { ledgerOf } from '../../nodes/QrCodeStackTrigger/callLedger';
import { memoryOf } from '../../nodes/QrCodeStackTrigger/pollMemory';
import { gateKey } from '../../nodes/shared/rateGate';
import { formatDuration } from '../../nodes/shared/duration';
import { withDirectTransport } from '../support/directTransport';
import { createEngine } from '../support/engines';
import { API_ORIGIN, BASE_PATH, TEST_KEY } from '../support/harness';
import { DAY, HOUR, MINUTE, startTriggerTest, type TriggerTest } from '../support/triggerTest';

const MONTH_START_MS = Date.UTC(2026, 10, 1);
const MONTH_DAYS = 30;
/**
 * The Advanced plan pays for 50,000 calls, which take minutes to run through. `MONTH=full` runs all of
 * them; without it, these rows end after as many days as this.
 */
const SHORT_DAYS = 1;
const isFull = process.env.MONTH === 'full';
const SHARE_PERCENT = 50;

const PLANS = {
	Pro: { perMonth: 5_000, perMinute: 60, scansPerDay: 10, days: MONTH_DAYS },
	Advanced: { perMonth: 100_000, perMinute: 600, scansPerDay: 100, days: isFull ? MONTH_DAYS : SHORT_DAYS },
};

interface Row {
	plan: keyof typeof PLANS;
	codes: number;
}

const ROWS: Row[] = [
	{ plan: 'Pro', codes: 1 },
	{ plan: 'Pro', codes: 50 },
	{ plan: 'Pro', codes: 250 },
	{ plan: 'Advanced', codes: 1 },
	{ plan: 'Advanced', codes: 50 },
	{ plan: 'Advanced', codes: 250 },
	{ plan: 'Advanced', codes: 1_000 },
];

const printed: object[] = [];
let t: TriggerTest;
afterEach(() => t.time.restore());
afterAll(() => console.table(printed));

test.each(ROWS)(
	'$plan with $codes codes, polled every minute, stays under its share and loses nothing',
	async ({ plan, codes }) => {
		const { days } = PLANS[plan];
		const share = (PLANS[plan].perMonth * SHARE_PERCENT) / 100;
		const month = await runMonth({ plan, codes });
		const perDay = Array.from(
			{ length: days },
			(_, day) => (month.callsByDay[day + 1] ?? 0) - (month.callsByDay[day] ?? 0),
		);
		const row = {
			plan,
			codes,
			days,
			interval: formatDuration(month.intervalMs),
			calls: month.calls,
			allowed: share,
			scans: `${month.delivered} of ${month.sent}`,
			'longest wait': formatDuration(month.longestWaitMs),
			'in the last three quarters': formatDuration(month.laterWaitMs),
			seconds: Math.round(month.tookMs / 100) / 10,
		};
		printed.push(row);
		if (isFull) process.stderr.write(`${JSON.stringify(row)}\n`);

		expect({ lost: month.lost, repeated: month.repeated }).toEqual({ lost: 0, repeated: 0 });
		expect(month.refused).toBe(0);
		expect(month.calls).toBeLessThanOrEqual((share * days) / MONTH_DAYS + FIRST_DAYS_EXTRA);
		expect(month.calls).toBeLessThanOrEqual(share);
		// not all in the first days: no day but the first takes much more or less than its part
		for (const calls of perDay.slice(1, -1)) {
			expect(calls).toBeGreaterThan((share / MONTH_DAYS) * 0.5);
			expect(calls).toBeLessThan((share / MONTH_DAYS) * 1.5);
		}
	},
	isFull ? 15 * MINUTE : 60_000,
);

/** What a new trigger may start with. */
const FIRST_DAYS_EXTRA = 40;

async function runMonth({ plan, codes }: Row) {
	const { perMonth, perMinute, scansPerDay, days } = PLANS[plan];
	const endMs = MONTH_START_MS + days * DAY;
	const begunMs = performance.now();
	t = startTriggerTest({ codes, startMs: MONTH_START_MS, perMinute });
	t.api.setLimits({ perMonth });
	const harness = withDirectTransport(t.harness, t.api);
	const engine = createEngine({ name: 'legacy', harness, parameters: {} });
	await engine.activate();

	const sentAtMs = new Map<string, number>();
	const scanEveryMs = DAY / scansPerDay;
	let nextScanMs = MONTH_START_MS + scanEveryMs;
	const deliveredAtMs = new Map<string, number>();
	const pollsAtMs: number[] = [];
	const callsByDay: number[] = [];
	let repeated = 0;
	let taken = 0;
	for (;;) {
		t.time.advance(minutesToNextPoll() * MINUTE);
		if (t.time.now() >= endMs) break;
		for (; nextScanMs <= t.time.now() && nextScanMs < endMs - 6 * HOUR; nextScanMs += scanEveryMs) {
			const qrCodeId = t.ids[(sentAtMs.size * 7) % codes] ?? '';
			for (const id of t.scan(1, { qrCodeId, agoMs: t.time.now() - nextScanMs }))
				sentAtMs.set(id, nextScanMs);
		}
		callsByDay[Math.ceil((t.time.now() - MONTH_START_MS) / DAY)] = t.calls();
		const callsBefore = t.calls();
		await engine.tick();
		if (t.calls() > callsBefore) pollsAtMs.push(t.time.now());
		for (const { json } of engine.deliveredItems.slice(taken)) {
			const id = String((json as { scanId: unknown }).scanId);
			if (deliveredAtMs.has(id)) repeated++;
			deliveredAtMs.set(id, t.time.now());
		}
		taken = engine.deliveredItems.length;
	}
	/** Of scans that were made from a moment on: in the first week, all codes get their first look. */
	const longestWaitMs = (fromMs: number) =>
		Math.max(
			...[...sentAtMs]
				.filter(([, atMs]) => atMs >= fromMs)
				.map(([id, atMs]) => (deliveredAtMs.get(id) ?? Number.POSITIVE_INFINITY) - atMs),
		);
	return {
		calls: t.calls(),
		callsByDay,
		intervalMs: (endMs - MONTH_START_MS) / pollsAtMs.length,
		sent: sentAtMs.size,
		delivered: deliveredAtMs.size,
		lost: [...sentAtMs.keys()].filter((id) => !deliveredAtMs.has(id)).length,
		repeated,
		refused: t.api.requests.count({ status: 429 }),
		longestWaitMs: longestWaitMs(MONTH_START_MS),
		laterWaitMs: longestWaitMs(MONTH_START_MS + (endMs - MONTH_START_MS) / 4),
		tookMs: performance.now() - begunMs,
	};
}

const NODE = { getWorkflow: () => ({ id: 'wf1' }), getNode: () => ({ id: 'trigger-1' }) } as IPollFunctions;

/**
 * Polls that the budget turns away make no call (trigger.budget.test.ts), and are left out here: 43,200
 * polls of real n8n contexts take too long for a test.
 */
function minutesToNextPoll(): number {
	const { budget } = ledgerOf(gateKey(API_ORIGIN + BASE_PATH, TEST_KEY), undefined, t.time.now());
	const calls = Math.max(1, Math.round(memoryOf(NODE).usualCalls ?? 1));
	const waitMs = budget.atMs + waitForCallsMs(budget, calls, SHARE_PERCENT, budget.atMs) - t.time.now();
	return Math.max(1, Math.min(24 * 60, Math.floor(waitMs / MINUTE)));
}
