import { createEngine } from '../../../support/engines';
import { DAY, HOUR, startTriggerTest, type TriggerTest } from '../../../support/triggerTest';

let t: TriggerTest;
afterEach(() => t.time.restore());

test.each([
	['asks for the account', false],
	['reads a log', true],
])(
	'calls of a poll that %s when the month ends count for the new month, as with the API',
	async (_, hasAsked) => {
		const endMs = Date.UTC(2026, 11, 1);
		t = startTriggerTest({ codes: 3, startMs: endMs - DAY });
		const engine = createEngine({
			name: 'legacy',
			harness: t.harness,
			parameters: { watch: 'selected', qrCodeIds: t.ids },
		});
		await engine.activate();
		t.time.advance(DAY - HOUR);
		if (hasAsked) await engine.tick();
		t.time.advance(HOUR - 10_000);
		const { poll, release } = await t.holdPoll(engine);
		t.time.advance(20_000);
		const before = t.calls();
		release();
		await poll;
		const callsInDecember = t.calls() - before;
		t.time.advance(2 * DAY);
		t.scan();
		await engine.tick();

		expect(callsInDecember).toBeGreaterThan(0);
		expect(JSON.stringify(engine.stored())).toContain(`"spent":${t.calls() - before}`);
	},
);
