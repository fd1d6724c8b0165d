import { createEngine } from '../../../support/engines';
import { HOUR, MINUTE, startTriggerTest, type TriggerTest } from '../../../support/triggerTest';

let t: TriggerTest;
afterEach(() => t.time.restore());

test('while there are stale logs, one poll in five reads of them, and the other four ask the list', async () => {
	t = startTriggerTest({ codes: 20 });
	const parameters = { options: { monthlyBudget: 100, includeQrCode: false } };
	const engine = createEngine({ name: 'legacy', harness: t.harness, parameters });
	await engine.activate();
	await t.pollFor(engine, 4);
	t.time.advance(HOUR);
	const turns: string[] = [];
	for (let poll = 0; poll < 25; poll++) {
		const [lists, logs] = [t.calls('/qr-codes'), t.calls('/qr-codes/{id}/scans')];
		t.time.advance(MINUTE);
		await engine.tick();
		turns.push(`${t.calls('/qr-codes') - lists} lists, ${t.calls('/qr-codes/{id}/scans') - logs} logs`);
	}

	const five = ['0 lists, 1 logs', ...Array.from({ length: 4 }, () => '1 lists, 0 logs')];
	expect(turns).toEqual([...five, ...five, ...five, ...five, ...five]);
});
