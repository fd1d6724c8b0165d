import { createEngine } from '../../../support/engines';
import { HOUR, startTriggerTest, type TriggerTest } from '../../../support/triggerTest';

let t: TriggerTest;
afterEach(() => t.time.restore());

test('a selected code that is gone is told once, whatever sweeps go through without it', async () => {
	t = startTriggerTest({ codes: 6 });
	const parameters = { watch: 'selected', qrCodeIds: t.ids, options: { monthlyBudget: 100 } };
	const engine = createEngine({ name: 'legacy', harness: t.harness, parameters });
	await engine.activate();
	t.deleteCode(t.ids[0]!);
	expect(await t.errorsFor(engine, 70)).toHaveLength(1);
});

test('a log that cannot be read is told, whatever sweeps go through without it', async () => {
	t = startTriggerTest({ codes: 60 });
	const parameters = { options: { monthlyBudget: 100 } };
	const engine = createEngine({ name: 'legacy', harness: t.harness, parameters });
	await engine.activate();
	await t.errorsFor(engine, 1);
	// the sweep begins
	t.time.advance(HOUR);
	await t.errorsFor(engine, 1);
	t.scan(1);
	t.api.addFaults({ kind: 'json', status: 500, path: `/qr-codes/${t.id}/scans`, times: 'always' });

	expect(await t.errorsFor(engine, 25)).toHaveLength(1);
});
