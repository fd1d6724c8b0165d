import { createEngine, ENGINE_NAMES, type Engine, type EngineName } from '../../../support/engines';
import { DAY, HOUR, MINUTE, scanIds, startTriggerTest, type TriggerTest } from '../../../support/triggerTest';

let t: TriggerTest;
afterEach(() => {
	jest.restoreAllMocks();
	t.time.restore();
});

/** A trigger that starts at a date; n8n's `$now` goes by the clock of the test. */
function startFrom(name: EngineName, startDate: string): Engine {
	t = startTriggerTest();
	jest.spyOn(Date, 'now').mockImplementation(() => t.time.now());
	return createEngine({ name, harness: t.harness, parameters: { startFrom: 'date', startDate } });
}

const emitted = (engine: Engine) => scanIds(engine.deliveredItems);

describe.each(ENGINE_NAMES)('a start date in the engine %s', (name) => {
	test.each([
		'={{ $now.minus({ days: 1 }) }}',
		'={{ $today.minus({ days: 1 }) }}',
		'={{ $now.minus({ days: 1 }).toISO() }}',
		'={{ new Date(Date.now() - 24 * 3600 * 1000) }}',
	])(
		'that is the expression %s is fixed when the trigger starts: each scan is emitted once',
		async (startDate) => {
			const engine = startFrom(name, startDate);
			const early = t.scan(5, { agoMs: 2 * HOUR, spreadMs: HOUR });
			await engine.activate();
			await t.pollFor(engine, 3);
			const late = t.scan(2);
			for (let day = 0; day < 3; day++) {
				t.time.advance(DAY);
				await t.pollFor(engine, 3);
			}
			await engine.restart();
			await t.pollFor(engine, 3);
			expect([...(emitted(engine) ?? [])].sort()).toEqual([...early, ...late].sort());
		},
	);

	test('starts over once its text changes', async () => {
		const engine = startFrom(name, '={{ $now.minus({ minutes: 5 }) }}');
		const [old = ''] = t.scan(1, { agoMs: HOUR });
		await engine.activate();
		await t.pollFor(engine, 3);
		expect(emitted(engine)).toEqual([]);
		await engine.change({ startDate: '={{ $now.minus({ hours: 3 }) }}' });
		t.time.advance(MINUTE);
		await t.pollFor(engine, 3);
		expect(emitted(engine)).toEqual([old]);
	});
});
