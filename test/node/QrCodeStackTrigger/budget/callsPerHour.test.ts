import { createEngine, ENGINE_NAMES } from '../../../support/engines';
import { MINUTE, scanIds, startTriggerTest, type TriggerTest } from '../../../support/triggerTest';

let t: TriggerTest;
afterEach(() => t.time.restore());

/** Half of a Pro plan's month makes not quite four calls an hour, and a new trigger has thirty to start with. */
const MAX_CALLS_IN_TWO_HOURS = 40;

test.each(ENGINE_NAMES)('polls at every minute keep to the share within hours (%s)', async (name) => {
	t = startTriggerTest();
	t.api.setLimits({ perMonth: 5_000, perMinute: 60 });
	const engine = createEngine({ name, harness: t.harness, parameters: {} });
	await engine.activate();
	await t.pollFor(engine, 120);

	expect(t.calls()).toBeGreaterThan(20);
	expect(t.calls()).toBeLessThanOrEqual(MAX_CALLS_IN_TWO_HOURS);
});

test('one poll takes at most half of the minute, and the next ones read the rest', async () => {
	t = startTriggerTest({ codes: 45 });
	t.api.setLimits({ perMonth: 5_000, perMinute: 60 });
	const engine = createEngine({
		name: 'legacy',
		harness: t.harness,
		parameters: { options: { monthlyBudget: 100 } },
	});
	await engine.activate();
	// until there are calls enough for all
	t.time.advance(12 * 60 * MINUTE);
	await engine.tick();
	const sent = t.ids.flatMap((qrCodeId) => t.scan(1, { qrCodeId }));
	let most = 0;
	for (let poll = 0; poll < 30; poll++) {
		t.time.advance(60 * MINUTE);
		const before = t.calls();
		await engine.tick();
		most = Math.max(most, t.calls() - before);
	}

	expect(most).toBeGreaterThan(20);
	expect(most).toBeLessThanOrEqual(30);
	expect(scanIds(engine.deliveredItems)?.sort()).toEqual(sent.sort());
});
