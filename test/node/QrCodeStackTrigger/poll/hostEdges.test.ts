import type { INode } from 'n8n-workflow';

import { createEngine, ENGINE_NAMES } from '../../../support/engines';
import { ACTION, TRIGGER } from '../../../support/harness';
import { HOUR, MINUTE, scanIds, startTriggerTest, type TriggerTest } from '../../../support/triggerTest';

let t: TriggerTest;
afterEach(() => t.time.restore());

const start = (parameters: INode['parameters'] = {}) =>
	createEngine({ name: 'legacy', harness: t.harness, parameters });

test('a node that is renamed while a poll is on, and a restart right after, lose nothing', async () => {
	t = startTriggerTest();
	const engine = start();
	await engine.activate();
	const sent = t.scan();
	t.time.advance(MINUTE);
	await t.renameDuringPoll(engine);
	await engine.restart();
	t.time.advance(MINUTE);
	await engine.tick();

	expect(scanIds(engine.deliveredItems)).toEqual(sent);
});

test('with durable cursors, a second poll beside the first one stores the starting point for both', async () => {
	t = startTriggerTest();
	const engine = createEngine({ name: 'durableCursors', harness: t.harness, parameters: {} });
	await engine.activate();
	t.time.advance(MINUTE);
	const { poll: slow, ...hold } = await t.holdPoll(engine);
	const sent = t.scan();
	await engine.tick();
	await engine.killDuring((hold.release(), slow));
	t.time.advance(MINUTE);
	await engine.tick();

	expect(scanIds(engine.deliveredItems)).toEqual(sent);
});

test('a node that is renamed in the very moment of its first scans, and a restart right after, repeat nothing', async () => {
	t = startTriggerTest();
	t.scan(3);
	const engine = start({ startFrom: 'beginning' });
	await engine.activate();
	expect(engine.deliveredItems).toHaveLength(3);
	await engine.rename('Scans');
	await engine.restart();
	t.time.advance(MINUTE);
	await engine.tick();

	expect(engine.deliveredItems).toHaveLength(3);
});

test.each(['init', 'leadershipChange'] as const)(
	'the poll that n8n makes at %s hands out nothing, since a stop at that moment would lose it; the next does',
	async (mode) => {
		t = startTriggerTest();
		const engine = start();
		await engine.activate();
		const sent = t.scan();
		const calls = t.calls();
		await engine.restart();
		await engine.activate(mode);

		expect(engine.deliveredItems).toEqual([]);
		expect(t.calls()).toBe(calls);
		t.time.advance(MINUTE);
		expect(scanIds(await engine.tick())).toEqual(sent);
	},
);

test('a trigger whose activation failed notes its starting point when n8n starts', async () => {
	t = startTriggerTest();
	const engine = start();
	t.api.addFaults({ kind: 'json', status: 503, times: 'always' });
	await engine.activate();
	t.api.clearFaults();
	t.time.advance(HOUR);
	const sent = t.scan();
	await engine.restart();
	// the calls of the hour before the restart are taken for made
	await t.pollFor(engine, 20);

	expect(scanIds(engine.deliveredItems)).toEqual(sent);
});

test.each(ENGINE_NAMES)(
	'two triggers with one node id do not share what they remember (%s)',
	async (name) => {
		t = startTriggerTest();
		const names = ['First', 'Second'];
		const follower = t.harness.makeNode(ACTION, {}, { id: 'next', name: 'Next' });
		const nodes = names.map((node) => t.harness.makeNode(TRIGGER, {}, { id: 'same', name: node }));
		const connections = Object.fromEntries(
			names.map((node) => [node, { main: [[{ node: 'Next', type: 'main' as const, index: 0 }]] }]),
		);
		const workflow = t.harness.makeWorkflow([...nodes, follower], { connections });
		const live = nodes.map((node) => t.harness.pollContext(workflow, node, { activation: 'update' }));
		const poll = async (index: number) => {
			const fresh = () => t.harness.pollContext(workflow, nodes[index] as INode, { activation: 'update' });
			// the schedulers drop what a poll without scans changed
			const before = JSON.stringify(workflow.staticData);
			const items = await t.harness.runPoll(name === 'legacy' ? (live[index] ?? fresh()) : fresh());
			if (name === 'scheduler' && items === null) workflow.staticData = JSON.parse(before);
			return scanIds(items);
		};
		await poll(0);
		await poll(1);
		const sent = t.scan();
		t.time.advance(MINUTE);
		const first = await poll(0);
		t.time.advance(MINUTE);

		expect([first, await poll(1)]).toEqual([sent, sent]);
		t.time.advance(MINUTE);
		expect([await poll(0), await poll(1)]).toEqual([null, null]);
	},
);
