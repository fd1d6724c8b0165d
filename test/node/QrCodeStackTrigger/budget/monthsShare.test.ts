import { withDirectTransport } from '../../../support/directTransport';
import { createEngine } from '../../../support/engines';
import { DAY, HOUR, MINUTE, scanIds, startTriggerTest, type TriggerTest } from '../../../support/triggerTest';

let t: TriggerTest;
afterEach(() => t.time.restore());

const NOVEMBER_MS = Date.UTC(2026, 10, 1);

/** An account of so many calls a month, of which the trigger may use half, polled every ten minutes. */
function startOn(perMonth: number, options: Parameters<typeof startTriggerTest>[0] = {}) {
	t = startTriggerTest({ startMs: NOVEMBER_MS, perMinute: 60, ...options });
	t.api.setLimits({ perMonth });
}

function start(parameters: object = {}) {
	const engine = createEngine({
		name: 'legacy',
		harness: withDirectTransport(t.harness, t.api),
		parameters: parameters as never,
	});
	const pollFor = async (durationMs: number, everyMs = 10 * MINUTE) => {
		for (let passedMs = 0; passedMs < durationMs; passedMs += everyMs) {
			t.time.advance(everyMs);
			await engine.tick().catch(() => undefined);
		}
	};
	return { ...engine, engine, pollFor };
}

// a poll in bad weather takes four calls: of the last one, the share has all, or only some
test.each([100, 101, 102, 103])(
	'retries in bad weather do not go over a share of %d calls',
	async (share) => {
		startOn(share * 2);
		const { activate, pollFor } = start();
		await activate();
		t.api.addFaults({ kind: 'json', status: 503, handled: true, times: 'always' });
		await pollFor(30 * DAY - HOUR, 30 * MINUTE);

		expect(t.calls()).toBeGreaterThan(50);
		expect(t.calls()).toBeLessThanOrEqual(share);
	},
);

test('a list that needs more calls than the month has left is begun anew in the next month', async () => {
	startOn(60, { codes: 100 });
	const { engine, activate, pollFor } = start();
	await activate();
	t.api.setVariants({ maxPageSize: 2 });
	await pollFor(28 * DAY, 2 * HOUR);
	expect(t.calls()).toBeLessThanOrEqual(30);
	t.api.setVariants({ maxPageSize: 100 });
	const sent = t.scan();
	await pollFor(10 * DAY, 2 * HOUR);

	expect(scanIds(engine.deliveredItems)).toEqual(sent);
	expect(t.harness.logger.lines.filter((line) => /error|used up/.test(line))).toEqual([]);
});

test('after restarts without a scan, the share is still kept, although n8n stored nothing of what was spent', async () => {
	startOn(1_000);
	const { engine, activate, pollFor } = start();
	await activate();
	for (let day = 0; day < 29; day++) {
		await pollFor(DAY, 20 * MINUTE);
		await engine.restart();
	}

	expect(t.calls()).toBeGreaterThan(400);
	expect(t.calls()).toBeLessThanOrEqual(500);
});

test.each([true, false])(
	'a backlog that takes days of calls is read to its end, once (scans have ids: %s)',
	async (scanIdsShown) => {
		startOn(5_000);
		t.api.setVariants({ scanIds: scanIdsShown });
		t.scan(9_000, { agoMs: 20 * DAY, spreadMs: 10 * DAY });
		const { engine, activate, pollFor } = start({
			...t.onlyFirst,
			startFrom: 'beginning',
			options: { maxScansPerPoll: 10_000 },
		});
		await activate();
		const callsBefore = t.calls();
		let later = 0;
		for (let hour = 0; hour < 5 * 24; hour++, later++) {
			t.scan();
			await pollFor(HOUR);
			if (engine.deliveredItems.length >= 9_000) break;
		}

		expect(new Set(scanIds(engine.deliveredItems)).size).toBe(engine.deliveredItems.length);
		expect(engine.deliveredItems.length).toBeGreaterThanOrEqual(9_000);
		expect(later).toBeGreaterThan(1);
		// 90 pages, one more for each poll that went on, and what the name costs
		expect(t.calls() - callsBefore).toBeLessThan(130);
	},
);
