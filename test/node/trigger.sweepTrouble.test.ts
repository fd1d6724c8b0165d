import { createEngine, type Engine } from '../support/engines';
import { TEST_KEY } from '../support/harness';
import { HOUR, MINUTE, startTriggerTest, type TriggerTest } from '../support/triggerTest';

let t: TriggerTest;
afterEach(() => t.time.restore());

/** Polls every minute; says at which minutes an error came, and which. */
async function pollFor(engine: Engine, minutes: number): Promise<Array<[number, string]>> {
	const errors: Array<[number, string]> = [];
	for (let minute = 1; minute <= minutes; minute++) {
		t.time.advance(MINUTE);
		await engine.tick().catch((error: Error) => errors.push([minute, error.message]));
	}
	return errors;
}

test('a selected code that is gone is told once, whatever sweeps go through without it', async () => {
	t = startTriggerTest({ codes: 6 });
	const parameters = { watch: 'selected', qrCodeIds: t.ids, options: { monthlyBudget: 100 } };
	const engine = createEngine({ name: 'legacy', harness: t.harness, parameters });
	await engine.activate();
	t.api.handle({
		method: 'DELETE',
		path: `/api/v1/qr-codes/${t.ids[0]}`,
		query: {},
		headers: { authorization: `Bearer ${TEST_KEY}` },
		body: undefined,
	});
	expect(await pollFor(engine, 70)).toHaveLength(1);
});

test('a log that cannot be read is told, whatever sweeps go through without it', async () => {
	t = startTriggerTest({ codes: 60 });
	const parameters = { options: { monthlyBudget: 100 } };
	const engine = createEngine({ name: 'legacy', harness: t.harness, parameters });
	await engine.activate();
	await pollFor(engine, 1);
	// the sweep begins
	t.time.advance(HOUR);
	await pollFor(engine, 1);
	t.scan(1);
	t.api.addFaults({ kind: 'json', status: 500, path: `/qr-codes/${t.id}/scans`, times: 'always' });

	expect(await pollFor(engine, 25)).toHaveLength(1);
});
