import { withDirectTransport } from '../../../support/directTransport';
import { createEngine, ENGINE_NAMES, type Engine, type EngineName } from '../../../support/engines';
import { DAY, HOUR, MINUTE, scanIds, startTriggerTest, type TriggerTest } from '../../../support/triggerTest';

let t: TriggerTest;
afterEach(() => t.time.restore());

const NOVEMBER_MS = Date.UTC(2026, 10, 1);
const PRO = { perMonth: 5_000, perMinute: 60 };
const ADVANCED = { perMonth: 100_000, perMinute: 600 };
const ME = '/me';
const LIST = '/qr-codes';
const SCANS = '/qr-codes/{id}/scans';

/** A test with an account of a plan; the sandbox counts and refuses as the plan says. */
function startOn(plan: typeof PRO, options: Parameters<typeof startTriggerTest>[0] = {}) {
	t = startTriggerTest({ startMs: NOVEMBER_MS, perMinute: plan.perMinute, ...options });
	t.api.setLimits(plan);
}

const start = (parameters: object = {}, name: EngineName = 'legacy', more: object = {}) =>
	createEngine({
		name,
		harness: withDirectTransport(t.harness, t.api),
		parameters: parameters as never,
		...more,
	});
const one = (qrCodeId: string) => ({ watch: 'one', qrCodeId: { __rl: true, mode: 'id', value: qrCodeId } });
const infos = () => linesOf('polls|pauses');
const linesOf = (words: string) =>
	t.harness.logger.lines.filter((line) => new RegExp(`^info: QRCodeStack Trigger (?:${words}) `).test(line));

interface Polled {
	/** Polls that made at least one call. */
	polls: number;
	/** The most calls of one poll. */
	most: number;
	errors: string[];
}

/** Polls at every minute, or less often. */
async function pollFor(durationMs: number, engines: Engine[], everyMs = MINUTE): Promise<Polled> {
	const polled: Polled = { polls: 0, most: 0, errors: [] };
	for (let passedMs = 0; passedMs < durationMs; passedMs += everyMs) {
		t.time.advance(everyMs);
		for (const engine of engines) {
			const before = t.calls();
			await engine.tick().catch((error: Error) => polled.errors.push(error.message));
			polled.most = Math.max(polled.most, t.calls() - before);
			if (t.calls() > before) polled.polls++;
		}
	}
	return polled;
}

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
		await pollFor(30 * DAY - 15 * MINUTE, [engine], 15 * MINUTE);

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
		const { errors } = await pollFor(2 * DAY, [engine]);

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
	await pollFor(2 * DAY, engines);
	const sent = t.scan();
	await pollFor(3 * HOUR, engines);

	expect(t.calls()).toBeLessThanOrEqual(2.2 * (2_500 / 30) + 35);
	expect(t.calls(ME)).toBeLessThanOrEqual(6);
	for (const { deliveredItems } of engines) expect(scanIds(deliveredItems)).toEqual(sent);
});

describe('after a restart', () => {
	test.each(ENGINE_NAMES)('nothing is overspent, however often n8n restarts (%s)', async (name) => {
		startOn(PRO);
		const engine = start({}, name);
		await engine.activate();
		for (let restart = 0; restart < 48; restart++) {
			await pollFor(2 * HOUR, [engine], 5 * MINUTE);
			await engine.restart();
		}

		expect(t.calls()).toBeLessThanOrEqual(4 * (2_500 / 30) + 40);
		// every twelve hours; where a start can store the answer, it is asked for once more
		expect(t.calls(ME)).toBeLessThanOrEqual(name === 'legacy' ? 17 : 9);
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

	test('a month is kept to its share with a restart every day', async () => {
		startOn(PRO);
		const engine = start(one(t.id));
		await engine.activate();
		for (let day = 0; day < 30; day++) {
			await pollFor(DAY - HOUR, [engine], 15 * MINUTE);
			await engine.restart();
		}

		expect(t.time.now()).toBeLessThan(NOVEMBER_MS + 30 * DAY);
		expect(t.calls()).toBeLessThanOrEqual(2_500);
	});

	test.each([
		['all codes', {}],
		['chosen codes', { watch: 'selected' }],
	])('a trigger of more codes than calls can be saved up goes on (%s)', async (_, parameters) => {
		startOn(PRO, { codes: 120 });
		const engine = start({ ...parameters, qrCodeIds: t.ids });
		await engine.activate();
		await pollFor(DAY, [engine], 5 * MINUTE);
		const first = t.scan();
		await pollFor(12 * HOUR, [engine], 5 * MINUTE);
		await engine.restart();
		const sent = t.scan();
		await pollFor(DAY, [engine], 5 * MINUTE);

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
		await pollFor(DAY, [engine]);

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
		await pollFor(2 * DAY, [engine], HOUR);

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
		await pollFor(12 * DAY - HOUR, [engine], 15 * MINUTE);

		expect(t.calls()).toBeLessThanOrEqual(50);
		const sent = t.scan();
		await pollFor(3 * DAY, [engine], 15 * MINUTE);
		expect(scanIds(engine.deliveredItems)).toEqual(sent);
	});
});

describe('the sweep', () => {
	test('finds scans that a counter which never moves hides', async () => {
		startOn(ADVANCED, { codes: 20 });
		t.api.setVariants({ scanCounter: 'stale' });
		const engine = start();
		await engine.activate();
		await pollFor(HOUR, [engine]);
		const sent = t.ids.flatMap((qrCodeId) => t.scan(2, { qrCodeId, spreadMs: 1000 }));
		t.time.advance(MINUTE);
		await pollFor(3 * HOUR + 20 * 5 * MINUTE, [engine]);

		expect(scanIds(engine.deliveredItems)?.sort()).toEqual(sent.sort());
	});

	test('goes on although one log takes longer than a poll has', async () => {
		startOn(ADVANCED, { codes: 4 });
		t.api.setVariants({ scanCounter: 'stale', maxPageSize: 2 });
		const [longest] = [...t.ids].sort();
		const engine = start();
		await engine.activate();
		await pollFor(HOUR, [engine]);
		const sent = t.ids.flatMap((qrCodeId) => t.scan(qrCodeId === longest ? 30 : 1, { qrCodeId }));
		// each call takes so long that a poll gets through twelve pages
		t.api.setVariants({ latencyMs: 4_000 });
		await pollFor(6 * HOUR, [engine], 5 * MINUTE);

		expect(scanIds(engine.deliveredItems)?.sort()).toEqual(sent.sort());
	});

	test('over 1,000 codes takes no more calls than the idle poll that it stands in for', async () => {
		startOn(ADVANCED, { codes: 1_000 });
		const engine = start({ options: { monthlyBudget: 100 } });
		await engine.activate();
		await pollFor(HOUR, [engine], 10 * MINUTE);
		const reads = t.calls(SCANS);
		const lists = t.calls(LIST);
		const { polls, most } = await pollFor(3 * HOUR, [engine], 10 * MINUTE);

		expect(polls).toBe(18);
		expect(most).toBeLessThanOrEqual(11);
		expect(t.calls(SCANS) - reads).toBeGreaterThan(0);
		expect((t.calls(LIST) - lists) % 10).toBe(0);
	});

	test('leaves out codes without a counter, which are read all the time', async () => {
		startOn(ADVANCED, { codes: 5 });
		t.api.setVariants({ scanCounter: 'none' });
		const engine = start();
		await engine.activate();
		const lists = t.calls(LIST);
		const { polls } = await pollFor(3 * HOUR, [engine], 10 * MINUTE);

		expect(t.calls(LIST) - lists).toBe(polls);
	});
});

describe('filters', () => {
	const visitor = (country: string, device = 'mobile') => ({ country, device });
	const scanAs = (country: string, device?: string, qrCodeId = t.id) =>
		t.api.addScans({ qrCodeId, visitor: visitor(country, device), fromMs: t.time.now() }).map(({ id }) => id);

	test.each<[string, object, number[]]>([
		['country', { country: 'de, AT' }, [0, 2, 4]],
		['device', { device: 'Tablet' }, [1, 4]],
		['both', { country: 'DE', device: 'tablet' }, [4]],
	])('%s: only the scans that fit leave', async (_, options, wanted) => {
		startOn(ADVANCED);
		const engine = start({ options });
		await engine.activate();
		t.time.advance(MINUTE);
		const sent = [['DE'], ['FR', 'tablet'], ['AT'], ['US'], ['DE', 'tablet']].map(
			([country = '', device]) => scanAs(country, device)[0],
		);
		t.time.advance(MINUTE);
		await engine.tick();

		expect(scanIds(engine.deliveredItems)?.sort()).toEqual(wanted.map((index) => sent[index]).sort());
	});

	test.each(ENGINE_NAMES)('a scan that was filtered out is not read again (%s)', async (name) => {
		startOn(ADVANCED, { codes: 4 });
		const engine = start({ options: { country: 'DE' } }, name);
		await engine.activate();
		await pollFor(20 * MINUTE, [engine]);
		scanAs('US');
		await pollFor(3 * MINUTE, [engine]);
		const reads = t.calls(SCANS);
		expect(await engine.tick()).toBeNull();
		await pollFor(20 * MINUTE, [engine]);

		expect(t.calls(SCANS)).toBe(reads);
		expect(engine.deliveredItems).toEqual([]);
	});

	test('first scan only: one per code, however they come', async () => {
		startOn(ADVANCED, { codes: 3 });
		const engine = start({ event: 'firstScan' });
		await engine.activate();
		const [a = '', b = '', c = ''] = t.ids;
		t.time.advance(MINUTE);
		const first = scanAs('DE', 'mobile', a);
		t.time.advance(1);
		scanAs('DE', 'mobile', a);
		await pollFor(MINUTE, [engine]);
		scanAs('DE', 'mobile', a);
		first.push(...scanAs('DE', 'mobile', b));
		await pollFor(3 * HOUR, [engine]);
		scanAs('DE', 'mobile', a);
		await engine.restart();
		await pollFor(10 * MINUTE, [engine]);
		first.push(...scanAs('DE', 'mobile', c));
		await pollFor(10 * MINUTE, [engine]);

		expect(scanIds(engine.deliveredItems)).toEqual(first);
	});

	test('first scan only: a code that nobody scanned yet keeps its first one when others are added', async () => {
		startOn(ADVANCED, { codes: 6 });
		const engine = start({ watch: 'selected', qrCodeIds: t.ids.slice(0, 4), event: 'firstScan' });
		await engine.activate();
		await pollFor(10 * MINUTE, [engine]);
		await engine.change({ qrCodeIds: t.ids });
		await pollFor(10 * MINUTE, [engine]);
		const sent = scanAs('DE');
		await pollFor(5 * MINUTE, [engine]);

		expect(scanIds(engine.deliveredItems)).toEqual(sent);
	});

	test('first scan only: a scan in the second of the starting point is the first one', async () => {
		startOn(ADVANCED);
		t.api.setVariants({ scanTimePrecision: 's' });
		const engine = start({ event: 'firstScan' });
		await engine.activate();
		const sent = scanAs('DE');
		await pollFor(5 * MINUTE, [engine]);
		scanAs('DE');
		await pollFor(5 * MINUTE, [engine]);

		expect(scanIds(engine.deliveredItems)).toEqual(sent);
	});
});

describe('the late window', () => {
	test.each([
		[60, 50, true],
		[15, 50, false],
		[0, 5, false],
	])('of %i minutes: a scan that is %i minutes late leaves: %p', async (lateWindow, lateMinutes, leaves) => {
		startOn(ADVANCED);
		const engine = start({ ...one(t.id), options: { lateWindow } });
		await engine.activate();
		t.time.advance(MINUTE);
		const late = t.scan(1, { lateByMs: lateMinutes * MINUTE });
		const sent: string[] = [];
		for (let minute = 0; minute < 70; minute++) {
			t.time.advance(MINUTE);
			sent.push(...t.scan());
			t.time.advance(1);
			await engine.tick();
		}

		expect(scanIds(engine.deliveredItems)?.sort()).toEqual([...sent, ...(leaves ? late : [])].sort());
	});
});
