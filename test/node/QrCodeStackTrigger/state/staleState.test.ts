import { createEngine } from '../../../support/engines';
import { MINUTE, scanIds, startTriggerTest, type TriggerTest } from '../../../support/triggerTest';

let t: TriggerTest;
afterEach(() => t.time.restore());

// Found by the soak: the schedulers look a poll's state up before they call poll(), and don't wait for the
// state of the poll before to be stored.
describe.each(['scheduler', 'durableCursors'] as const)('in the engine "%s"', (name) => {
	async function startWithScan() {
		t = startTriggerTest();
		const engine = createEngine({ name, harness: t.harness, parameters: {} });
		await engine.activate();
		t.time.advance(MINUTE);
		await engine.tick();
		const [first] = t.scan();
		t.time.advance(MINUTE);
		return { engine, first };
	}

	test('a poll whose state was looked up before the last one stored its own puts nothing out again', async () => {
		const { engine, first } = await startWithScan();
		let endEarlierPoll = () => {};
		const earlierPoll = new Promise<void>((resolve) => (endEarlierPoll = resolve));
		const later = engine.tick({ beforePoll: earlierPoll });
		expect(scanIds(await engine.tick())).toEqual([first]);
		const [second] = t.scan();
		t.time.advance(50);
		endEarlierPoll();

		expect(await later).toBeNull();
		t.time.advance(MINUTE);
		expect(scanIds(await engine.tick())).toEqual([second]);
		expect(scanIds(engine.deliveredItems)).toEqual([first, second]);
	});

	test('scans that n8n took over and never stored go out again a while later', async () => {
		const { engine, first } = await startWithScan();
		const before = structuredClone(engine.database);
		await engine.tick();
		Object.assign(engine.database, before);
		engine.deliveredItems.length = 0;
		t.time.advance(MINUTE);

		expect(scanIds(await engine.tick())).toEqual([first]);
	});
});
