import { createEngine } from '../../../support/engines';
import { DAY, MINUTE, scanIds, startTriggerTest, type TriggerTest } from '../../../support/triggerTest';

let t: TriggerTest;
afterEach(() => t.time.restore());

test('a scan that comes in while a poll is on is not put out again after a rest', async () => {
	t = startTriggerTest();
	const engine = createEngine({ name: 'legacy', harness: t.harness, parameters: {} });
	await engine.activate();
	const early = t.scan();
	t.time.advance(MINUTE);
	const { poll, ...hold } = await t.holdPoll(engine);
	t.time.advance(5_000);
	const meanwhile = t.scan();
	hold.release();
	await poll;
	for (const restMs of [80 * MINUTE, DAY, MINUTE]) {
		t.time.advance(restMs);
		await engine.tick();
	}
	const later = t.scan();
	t.time.advance(MINUTE);
	await engine.tick();

	expect(scanIds(engine.deliveredItems)).toEqual([...early, ...meanwhile, ...later]);
});
