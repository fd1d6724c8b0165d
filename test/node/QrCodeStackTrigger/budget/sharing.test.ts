import type { INodeParameters } from 'n8n-workflow';

import { createEngine } from '../../../support/engines';
import { HOUR, startTriggerTest, type TriggerTest } from '../../../support/triggerTest';

let t: TriggerTest;
afterEach(() => t.time.restore());

const start = (workflowId: string, parameters: INodeParameters = {}) =>
	createEngine({ name: 'legacy', harness: t.harness, parameters, workflowId });
const logged = (text: string) => t.harness.logger.lines.filter((line) => line.includes(text));

test('at activation the log says what to expect: the plan, what a poll takes, and how often that is', async () => {
	t = startTriggerTest({ codes: 250, startMs: Date.UTC(2026, 10, 1), perMinute: 60 });
	t.api.setLimits({ perMonth: 5_000, monthUsed: 40 });
	await start('wf1').activate();

	// 2,500 calls a month, three for each poll
	expect(logged('Trigger is on')).toEqual([
		expect.stringMatching(
			/the plan has 5000 API calls a month, of which 4\d are used, and this trigger may use 50%\. A poll takes about 3 with these QR codes, so it polls about every 5\d minutes, or as rarely as Poll Times says\.$/,
		),
	]);
});

test('the log of each trigger says how many share the calls of a key, when that changes', async () => {
	t = startTriggerTest({ startMs: Date.UTC(2026, 10, 1), perMinute: 60 });
	t.api.setLimits({ perMonth: 5_000 });
	const first = start('wf1');
	await first.activate();
	expect(logged('share')).toEqual([]);
	const second = start('wf2', { event: 'newQrCode' });
	await second.activate();
	expect(logged('2 triggers share the API calls of this key')).toHaveLength(1);
	// half as often as one alone, which is every 17 minutes
	expect(logged('and 2 triggers share these calls, so it polls about every 3')).toHaveLength(1);
	await t.pollFor(first, 5);
	expect(logged('2 triggers share the API calls of this key')).toHaveLength(2);
	for (let hour = 0; hour < 4; hour++) {
		t.time.advance(HOUR);
		await first.tick();
	}

	expect(logged('no other trigger uses the API calls of this key any more')).toHaveLength(1);
});
