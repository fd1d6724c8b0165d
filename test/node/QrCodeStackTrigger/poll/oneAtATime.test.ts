import { createEngine, ENGINE_NAMES } from '../../../support/engines';
import { MINUTE, scanIds, startTriggerTest, type TriggerTest } from '../../../support/triggerTest';

let t: TriggerTest;
afterEach(() => t.time.restore());

test.each(ENGINE_NAMES)('of two polls at once, the first one does all the work (%s)', async (name) => {
	t = startTriggerTest();
	const engine = createEngine({ name, harness: t.harness, parameters: {} });
	await engine.activate();
	t.time.advance(MINUTE);
	await engine.tick();
	const [sent] = t.scan();
	t.time.advance(MINUTE);
	const before = t.calls();
	const polls = await Promise.all([engine.tick(), engine.tick()]);

	expect(polls.map(scanIds)).toEqual([[sent], null]);
	// the list and one log
	expect(t.calls() - before).toBe(2);
});
