import { createEngine, ENGINE_NAMES, type Engine } from '../../../support/engines';
import { MINUTE, scanIds, startTriggerTest, type TriggerTest } from '../../../support/triggerTest';

let t: TriggerTest;
afterEach(() => t.time.restore());

const engineOf = (name: (typeof ENGINE_NAMES)[number]) =>
	createEngine({ name, harness: t.harness, parameters: {} });

/** The ids of the scans that were emitted. Those of one second come in any order. */
const delivered = ({ deliveredItems }: Engine) => scanIds(deliveredItems)?.sort();

describe('the package is updated while a poll is on', () => {
	test.each([
		['the old poll ends last', false],
		['the old poll ends first', true],
	])('each scan is emitted once where %s', async (_, isOldFirst) => {
		t = startTriggerTest();
		const engine = engineOf('legacy');
		await engine.activate();
		await t.pollFor(engine, 1);
		const sent = t.scan(3);
		t.time.advance(MINUTE);
		const old = await t.holdPoll(engine);
		engine.updatePackage();
		old.letOthersPass();
		const next = isOldFirst ? await t.holdPoll(engine) : undefined;
		if (next) {
			old.release();
			await old.poll;
			next.release();
			await next.poll;
		} else {
			await engine.tick();
			old.release();
			await old.poll;
		}
		await t.pollFor(engine, 3);

		expect(delivered(engine)).toEqual(sent.sort());
		expect(t.harness.logger.lines.join('\n')).toContain('this one emits nothing');
	});

	test.each(ENGINE_NAMES)('nothing is lost or repeated between two polls (%s)', async (name) => {
		t = startTriggerTest();
		const engine = engineOf(name);
		await engine.activate();
		const sent: string[] = [];
		for (let round = 0; round < 3; round++) {
			sent.push(...t.scan(2));
			await t.pollFor(engine, 1);
			engine.updatePackage();
			await t.pollFor(engine, 1);
		}

		expect(delivered(engine)).toEqual(sent.sort());
	});
});

describe('n8n goes on polling a registration that it should have removed', () => {
	test('each scan is emitted once, by the registration that was made last', async () => {
		t = startTriggerTest();
		const forgotten = engineOf('legacy');
		await forgotten.activate();
		await t.pollFor(forgotten, 2);
		const current = engineOf('legacy');
		await current.activate();
		const sent: string[] = [];
		const calls = t.calls();
		for (let minute = 0; minute < 10; minute++) {
			sent.push(...t.scan());
			await t.pollFor(forgotten, 1);
			await current.tick();
		}

		expect(delivered(current)).toEqual(sent.sort());
		expect(forgotten.deliveredItems).toEqual([]);
		// the list and one log for each poll of the one, none for those of the other
		expect(t.calls() - calls).toBeLessThanOrEqual(20);
	});

	test('it takes over when the other one does not poll any more', async () => {
		t = startTriggerTest();
		const first = engineOf('legacy');
		await first.activate();
		await t.pollFor(first, 2);
		const second = engineOf('legacy');
		await second.activate();
		const sent = t.scan();
		await t.pollFor(first, 3 * 60);

		expect(delivered(first)).toEqual(sent.sort());
	});
});

describe("n8n's database refuses writes for a while", () => {
	test.each(['scheduler', 'durableCursors'] as const)('nothing is lost (%s)', async (name) => {
		t = startTriggerTest();
		const engine = engineOf(name);
		await engine.activate();
		await t.pollFor(engine, 1);
		engine.refuseWrites(true);
		const sent: string[] = [];
		for (let minute = 0; minute < 3; minute++) {
			sent.push(...t.scan(2));
			await t.pollFor(engine, 1);
		}
		engine.refuseWrites(false);
		await t.pollFor(engine, 3);

		expect(delivered(engine)).toEqual(sent.sort());
	});

	test.each<[string, (engine: Engine) => Promise<void>]>([
		['a restart of n8n', (engine) => engine.restart()],
		['publishing the workflow', (engine) => engine.change({})],
	])(
		'in the default engine, what polls emitted meanwhile is lost; %s before the next scan brings it back',
		async (_, start) => {
			t = startTriggerTest();
			const engine = engineOf('legacy');
			await engine.activate();
			const before = t.scan();
			await t.pollFor(engine, 1);
			engine.refuseWrites(true);
			const meanwhile = t.scan(2);
			await t.pollFor(engine, 1);
			engine.refuseWrites(false);
			await t.pollFor(engine, 2);
			expect(delivered(engine)).toEqual(before);

			await start(engine);
			await t.pollFor(engine, 2);
			expect(delivered(engine)).toEqual([...before, ...meanwhile].sort());
		},
	);
});
