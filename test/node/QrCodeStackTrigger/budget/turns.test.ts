import { withDirectTransport } from '../../../support/directTransport';
import { createEngine, type Engine } from '../../../support/engines';
import { DAY, HOUR, MINUTE, startTriggerTest, type TriggerTest } from '../../../support/triggerTest';

let t: TriggerTest;
afterEach(() => t.time.restore());

const CODES = 15;
/** Eight pages with two codes each, and every log. */
const CALLS_OF_A_POLL = 8 + CODES;
const CALLS_PER_DAY = 2_500 / 30;

/** A Pro account whose list shows two codes a page and no counters: a poll takes half of what can be saved up. */
function startOn() {
	t = startTriggerTest({ startMs: Date.UTC(2026, 10, 1), perMinute: 60, codes: CODES });
	t.api.setLimits({ perMonth: 5_000 });
	t.api.setVariants({ maxPageSize: 2, scanCounter: 'none' });
}

const start = (workflowId: string, parameters: object = {}) =>
	createEngine({
		name: 'legacy',
		harness: withDirectTransport(t.harness, t.api),
		parameters: parameters as never,
		workflowId,
	});

/** The calls that each trigger made in so much time. */
async function callsOf(engines: Engine[], durationMs: number, everyMs: number): Promise<number[]> {
	const calls = engines.map(() => 0);
	for (let passedMs = 0; passedMs < durationMs; passedMs += everyMs) {
		t.time.advance(everyMs);
		for (const [index, engine] of engines.entries()) {
			const before = t.calls();
			await engine.tick();
			calls[index] = (calls[index] ?? 0) + t.calls() - before;
		}
	}
	return calls;
}

test.each([
	['every twenty minutes', 20 * MINUTE],
	['twice a day', 12 * HOUR],
])('two triggers whose polls together take more than can be saved up both poll (%s)', async (_, everyMs) => {
	startOn();
	const engines = [start('wf1'), start('wf2')];
	for (const engine of engines) await engine.activate();
	await callsOf(engines, DAY, everyMs);
	const calls = await callsOf(engines, 10 * DAY, everyMs);

	for (const each of calls) expect(each).toBeGreaterThan(4 * CALLS_OF_A_POLL);
	expect(calls.reduce((sum, each) => sum + each)).toBeLessThan(10 * CALLS_PER_DAY + 3 * CALLS_OF_A_POLL);
});

test('a trigger with cheap polls leaves the calls to the expensive one that waits for its turn', async () => {
	startOn();
	const engines = [start('wf1', t.onlyFirst), start('wf2')];
	for (const engine of engines) await engine.activate();
	await callsOf(engines, DAY, 10 * MINUTE);
	const [cheapCalls, calls] = await callsOf(engines, 5 * DAY, 10 * MINUTE);

	expect(cheapCalls).toBeGreaterThan(10);
	expect(calls).toBeGreaterThan(8 * CALLS_OF_A_POLL);
});

test('one that polls once a day gets its turn beside one that polls all the time, which goes on meanwhile', async () => {
	startOn();
	const [busy, rare] = [start('wf1'), start('wf2')];
	for (const engine of [busy, rare]) await engine.activate();
	let [busyCalls, rareCalls] = [0, 0];
	for (let day = 0; day < 10; day++) {
		busyCalls += (await callsOf([busy], DAY, 20 * MINUTE))[0] ?? 0;
		rareCalls += (await callsOf([rare], MINUTE, MINUTE))[0] ?? 0;
	}

	expect(rareCalls).toBeGreaterThan(4 * CALLS_OF_A_POLL);
	// the rare one waits half of the time, and nothing that could be saved up meanwhile is lost
	expect(busyCalls + rareCalls).toBeGreaterThan(9.5 * CALLS_PER_DAY);
});
