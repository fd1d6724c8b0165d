import { ENGINE_NAMES, type Engine, type EngineName, type EngineOptions } from '../../../support/engines';
import {
	ADVANCED,
	pollFor as runPolls,
	PRO,
	startEngine,
	startOnPlan,
	watchOne as one,
} from '../../../support/polls';
import { DAY, HOUR, MINUTE, scanIds, type TriggerTest } from '../../../support/triggerTest';

let t: TriggerTest;
afterEach(() => t.time.restore());

const ME = '/me';

const startOn = (...options: Parameters<typeof startOnPlan>) => void (t = startOnPlan(...options));
const start = (parameters?: object, name?: EngineName, more?: Partial<EngineOptions>) =>
	startEngine(t, parameters, name, more);
const pollFor = async (durationMs: number, engines: Engine[], everyMs?: number) =>
	await runPolls(t, durationMs, engines, everyMs);
const infos = () => linesOf('polls|pauses');
const linesOf = (words: string) =>
	t.harness.logger.lines.filter((line) => new RegExp(`^info: QRCodeStack Trigger (?:${words}) `).test(line));

test('at activation, the log says what to expect of this account and these codes', async () => {
	startOn(PRO);
	await start(one(t.id)).activate();

	expect(linesOf('is on:')).toEqual([
		expect.stringMatching(
			/5000 API calls a month, of which \d are used.* may use 50%.* about every 18 minutes/,
		),
	]);
});

describe('GET /me', () => {
	test('is asked when the trigger starts and every twelve hours, and counts', async () => {
		startOn(ADVANCED);
		const engine = start(one(t.id));
		await engine.activate();

		expect(t.calls(ME)).toBe(1);
		await pollFor(11 * HOUR, [engine], 10 * MINUTE);
		expect(t.calls(ME)).toBe(1);
		await pollFor(2 * HOUR, [engine], 10 * MINUTE);
		expect(t.calls(ME)).toBe(2);
		await pollFor(2 * DAY, [engine], 10 * MINUTE);
		expect(t.calls(ME)).toBe(6);
	});

	test('counts: the calls it takes come out of the share', async () => {
		startOn({ ...PRO, perMonth: 100 });
		const engine = start(one(t.id));
		await engine.activate();
		await pollFor(30 * DAY - 2 * HOUR, [engine], 2 * HOUR);

		expect(t.calls(ME)).toBeGreaterThan(1);
		expect(t.calls(ME)).toBeLessThan(10);
		expect(t.calls()).toBeLessThanOrEqual(50);
	});

	test.each<[string, () => void]>([
		['fails', () => t.api.addFaults({ kind: 'json', status: 500, path: ME, times: 'always' })],
		['is not JSON', () => t.api.addFaults({ kind: 'html', status: 200, path: ME, times: 'always' })],
		[
			'names no limits',
			() =>
				t.onAnswer(({ path }, response) =>
					path.endsWith(ME) ? { ...response, body: { success: true, data: { plan: 'custom' } } } : undefined,
				),
		],
	])('that %s does not keep scans back; the small plan is assumed', async (_, spoil) => {
		startOn(ADVANCED);
		spoil();
		const engine = start(one(t.id), 'legacy', { harness: t.harness });
		await engine.activate();
		const sent = t.scan();
		const { errors } = await pollFor(2 * DAY, [engine], 30 * MINUTE);

		expect(scanIds(engine.deliveredItems)).toEqual(sent);
		expect(errors).toEqual(['QRCodeStack does not say how many API calls the plan has']);
		// in one call each, and ever more rarely
		expect(t.calls(ME)).toBeLessThan(14);
		expect(t.calls()).toBeLessThanOrEqual(2 * (2_500 / 30) + 35);
	});

	test.each([
		[401, ['QRCodeStack did not accept the API key']],
		[403, []],
	])('that answers %i once: %j', async (status, expected) => {
		startOn(PRO);
		const engine = start(one(t.id));
		await engine.activate();
		await pollFor(11.5 * HOUR, [engine], 30 * MINUTE);
		t.api.addFaults({ kind: 'json', status, path: ME, times: 'always' });
		const { errors } = await pollFor(HOUR, [engine], 30 * MINUTE);

		expect(errors).toEqual(expected);
	});
});

describe('a poll that comes too early', () => {
	test.each(ENGINE_NAMES)('returns null without a call, and the log says once why (%s)', async (name) => {
		startOn(PRO);
		const engine = start(one(t.id), name);
		await engine.activate();
		const first = await pollFor(12 * HOUR, [engine]);
		const callsBefore = t.calls();
		const { polls, errors } = await pollFor(12 * HOUR, [engine]);

		expect(first.polls).toBeGreaterThan(30);
		expect([...first.errors, ...errors]).toEqual([]);
		// 2,500 calls in thirty days are one in 17 minutes
		expect(polls).toBeGreaterThan(35);
		expect(polls).toBeLessThan(45);
		expect(t.calls() - callsBefore).toBeLessThanOrEqual(polls + 1);
		expect(infos()).toHaveLength(1);
		expect(infos()[0]).toContain(
			'polls about every 18 minutes, whatever the schedule says: a poll takes about 1 API call, and this trigger may use 50% of the 5000 calls a month that the plan has (32 are used).',
		);
	});

	test('does not happen when the schedule asks for less than the share', async () => {
		startOn(PRO);
		const engine = start(one(t.id));
		await engine.activate();
		const { polls } = await pollFor(3 * DAY, [engine], 30 * MINUTE);

		expect(polls).toBe(144);
		expect(infos()).toEqual([]);
	});

	test('the log tells it again when what others spend changes the pace', async () => {
		startOn(PRO);
		const engine = start(one(t.id));
		await engine.activate();
		await pollFor(10 * HOUR, [engine]);
		t.api.setLimits({ monthUsed: 4_000 });
		await pollFor(6 * HOUR, [engine]);

		expect(infos()).toHaveLength(2);
		expect(infos()[1]).toContain('polls about every 3 hours');
	});
});

test('two triggers with one key share one budget', async () => {
	startOn(PRO);
	const engines = ['wf1', 'wf2', 'wf3'].map((workflowId) => start(one(t.id), 'legacy', { workflowId }));
	for (const engine of engines) await engine.activate();
	await pollFor(2 * DAY, engines, 5 * MINUTE);
	const sent = t.scan();
	await pollFor(3 * HOUR, engines, 5 * MINUTE);

	expect(t.calls()).toBeLessThanOrEqual(2.2 * (2_500 / 30) + 35);
	expect(t.calls(ME)).toBeLessThanOrEqual(6);
	for (const { deliveredItems } of engines) expect(scanIds(deliveredItems)).toEqual(sent);
});

describe('after a restart', () => {
	test.each(ENGINE_NAMES)('nothing is overspent, however often n8n restarts (%s)', async (name) => {
		startOn(PRO);
		const engine = start({}, name);
		await engine.activate();
		for (let restart = 0; restart < 24; restart++) {
			await pollFor(2 * HOUR, [engine], 10 * MINUTE);
			await engine.restart();
		}

		expect(t.calls()).toBeLessThanOrEqual(2 * (2_500 / 30) + 40);
		// every twelve hours; where a start can store the answer, it is asked for once more
		expect(t.calls(ME)).toBeLessThanOrEqual(name === 'legacy' ? 9 : 5);
	});

	test('what the bucket held goes on, and GET /me is asked no sooner', async () => {
		startOn(PRO);
		const engine = start(one(t.id));
		await engine.activate();
		await pollFor(HOUR, [engine]);
		t.scan();
		await pollFor(20 * MINUTE, [engine]);
		const calls = t.calls();
		await engine.restart();
		const { polls } = await pollFor(5 * MINUTE, [engine]);

		expect(engine.stored()).toHaveProperty('qrCodeStack.budget.monthly.limit', 5_000);
		expect(t.calls() - calls).toBeLessThanOrEqual(1);
		expect(t.calls(ME)).toBe(1);
		expect(polls).toBeLessThanOrEqual(1);
	});

	test.each([
		['all codes', {}],
		['chosen codes', { watch: 'selected' }],
	])('a trigger of more codes than calls can be saved up goes on (%s)', async (_, parameters) => {
		startOn(PRO, { codes: 120 });
		const engine = start({ ...parameters, qrCodeIds: t.ids });
		await engine.activate();
		await pollFor(DAY, [engine], HOUR);
		const first = t.scan();
		await pollFor(12 * HOUR, [engine], HOUR);
		await engine.restart();
		const sent = t.scan();
		await pollFor(DAY, [engine], HOUR);

		expect(scanIds(engine.deliveredItems)).toEqual([...first, ...sent]);
	});
});

describe('activation', () => {
	test.each<[string, object]>([
		['now', {}],
		['the beginning', { startFrom: 'beginning' }],
	])('is always answered, also when no call is left for it (from %s)', async (_, parameters) => {
		startOn(PRO);
		const engine = start({ ...one(t.id), ...parameters });
		await engine.activate();
		await pollFor(4 * HOUR, [engine]);
		t.api.addFaults({ kind: 'json', status: 401, times: 'always' });
		const calls = t.calls();
		await engine.tick();
		expect(t.calls()).toBe(calls);

		await expect(engine.activate()).rejects.toThrow('QRCodeStack did not accept the API key');
	});

	test.each(ENGINE_NAMES)('that fails for a day does not use up the month (%s)', async (name) => {
		startOn(PRO);
		t.api.addFaults({ kind: 'json', status: 503, times: 'always' });
		const engine = start({}, name);
		await engine.activate();
		await pollFor(DAY, [engine], 5 * MINUTE);

		expect(t.calls()).toBeLessThanOrEqual(2_500 / 30 + 40);
	});
});

describe('the minute', () => {
	test('one poll takes at most half of what the plan has; the rest follows', async () => {
		startOn(PRO, { codes: 80 });
		const options = { monthlyBudget: 100 };
		const engine = start({ options });
		await engine.activate();
		await pollFor(12 * HOUR, [engine], 10 * MINUTE);
		const sent = t.ids.flatMap((qrCodeId) => t.scan(1, { qrCodeId }));
		const { most } = await pollFor(DAY, [engine], 10 * MINUTE);

		expect(most).toBeGreaterThan(20);
		expect(most).toBeLessThanOrEqual(30);
		expect(t.api.requests.count({ status: 429 })).toBe(0);
		expect(scanIds(engine.deliveredItems)?.sort()).toEqual(sent.sort());
	});

	test('a list that alone takes half of it does not keep the logs from being read', async () => {
		startOn(ADVANCED, { codes: 3_050 });
		t.api.addFaults({ kind: 'json', status: 500, path: ME, times: 'always' });
		const engine = start({ options: { monthlyBudget: 100 } });
		await engine.activate();
		const sent = t.scan();
		await pollFor(DAY, [engine], 4 * HOUR);

		expect(scanIds(engine.deliveredItems)).toEqual(sent);
	});
});

describe('the month', () => {
	test('used up by others: one message, silence until it reopens, and nothing is lost', async () => {
		startOn(PRO, { startMs: Date.UTC(2026, 10, 25) });
		const engine = start(one(t.id));
		await engine.activate();
		t.api.setLimits({ monthUsed: 5_000 });
		const sent = t.scan();
		const { errors } = await pollFor(6 * DAY - HOUR, [engine], 5 * MINUTE);
		const refused = t.api.requests.count({ status: 429 });
		sent.push(...t.scan());
		await pollFor(3 * HOUR, [engine], 5 * MINUTE);

		expect(errors).toEqual(["This month's API calls are used up"]);
		// in six days, one call in ten minutes finds out whether there are more
		expect(refused).toBeLessThan(6 * 24 * 6);
		expect(scanIds(engine.deliveredItems)).toEqual(sent);
	});

	test('a larger plan is noticed within a day', async () => {
		startOn(PRO, { startMs: Date.UTC(2026, 10, 10) });
		t.api.setLimits({ monthUsed: 4_990 });
		const engine = start(one(t.id));
		await engine.activate();
		await pollFor(DAY, [engine], 5 * MINUTE);
		t.api.setLimits(ADVANCED);
		await pollFor(DAY, [engine], 5 * MINUTE);
		const sent = t.scan();
		await pollFor(10 * MINUTE, [engine], 5 * MINUTE);

		expect(scanIds(engine.deliveredItems)).toEqual(sent);
	});

	test('the first of the next one starts it anew', async () => {
		startOn(PRO, { startMs: Date.UTC(2026, 9, 20) });
		const engine = start({ ...one(t.id), options: { monthlyBudget: 1 } });
		await engine.activate();
		await pollFor(12 * DAY - HOUR, [engine], HOUR);

		expect(t.calls()).toBeLessThanOrEqual(50);
		const sent = t.scan();
		await pollFor(3 * DAY, [engine], HOUR);
		expect(scanIds(engine.deliveredItems)).toEqual(sent);
	});
});
