import { forgetTriggerMemories } from '../../../../nodes/QrCodeStackTrigger/memory';
import { withDirectTransport } from '../../../support/directTransport';
import { createEngine, ENGINE_NAMES, type Engine } from '../../../support/engines';
import { TRIGGER } from '../../../support/harness';
import { failureOf } from '../../../support/mockApi';
import { HOUR, MINUTE, scanIds, startTriggerTest, type TriggerTest } from '../../../support/triggerTest';

let t: TriggerTest;
afterEach(() => t.time.restore());

const one = (qrCodeId: string) => ({ watch: 'one', qrCodeId: { __rl: true, mode: 'id', value: qrCodeId } });
const start = (parameters: object = {}, more: object = {}): Engine =>
	createEngine({ name: 'legacy', harness: t.harness, parameters: parameters as never, ...more });

/** A trigger whose static data the test holds in its hands. */
function openPoller(parameters: object = {}, staticData: Record<string, unknown> = {}) {
	const node = t.harness.makeNode(TRIGGER, parameters as never);
	const workflow = t.harness.makeWorkflow([node]);
	const context = t.harness.pollContext(workflow, node, { staticData: () => staticData as never });
	return { context, poll: () => t.harness.runPoll(context), staticData };
}

describe('what is stored', () => {
	test('is replaced as a whole, once per poll and last, and never changed in place', async () => {
		t = startTriggerTest();
		const writes: string[] = [];
		const held = new Proxy({} as Record<string, unknown>, {
			set(target, key, value) {
				writes.push(String(key));
				target[String(key)] = deepFreeze(value);
				return true;
			},
		});
		const { poll, staticData } = openPoller({}, held);
		await poll();
		writes.length = 0;
		t.scan();
		t.time.advance(MINUTE);
		t.onRequest(() => expect(writes).toEqual([]));
		await poll();

		expect(writes).toEqual(['qrCodeStack']);
		expect(Object.keys(staticData)).toEqual(['qrCodeStack']);
	});

	test('is not written when nothing changed', async () => {
		t = startTriggerTest({ codes: 3 });
		const { poll, staticData } = openPoller();
		await poll();
		t.scan();
		t.time.advance(MINUTE);
		await poll();
		t.time.advance(MINUTE);
		await poll();
		const before = staticData.qrCodeStack;
		for (let minute = 0; minute < 5; minute++) {
			t.time.advance(MINUTE);
			expect(await poll()).toBeNull();
		}

		expect(staticData.qrCodeStack).toBe(before);
	});

	test.each<[string, unknown]>([
		['corrupt', { version: 1, startKey: 'now', startMs: 5, cursors: { x: 'broken' } }],
		['foreign', { lastTimeChecked: '2026-01-01' }],
		['of an older version', { version: 0, since: 5 }],
		['a text', 'nonsense'],
		['null', null],
	])('and %s is not used: the trigger starts over and says so', async (_, stored) => {
		t = startTriggerTest();
		t.scan(3, { agoMs: HOUR });
		const { poll, staticData } = openPoller({}, { qrCodeStack: stored });
		expect(await poll()).toBeNull();
		expect(t.harness.logger.lines.join('\n')).toContain('could not be read');
		const sent = t.scan();
		t.time.advance(MINUTE);
		expect(scanIds(await poll())).toEqual(sent);
		expect(staticData.qrCodeStack).toMatchObject({ version: 1 });
		expect(t.harness.logger.lines.filter((line) => line.includes('could not be read'))).toHaveLength(1);
	});

	test('stays under 4 KiB for one code after a burst, and the burst leaves whole', async () => {
		t = startTriggerTest();
		const engine = start({ ...one(t.id), options: { maxScansPerPoll: 100_000 } });
		await engine.activate();
		const sent = t.scan(5_000, { spreadMs: 50_000 });
		await t.pollFor(engine, 2);

		expect(JSON.stringify(engine.stored()).length).toBeLessThan(4 * 1024);
		expect(scanIds(engine.deliveredItems)).toEqual(sent);
		expect(t.harness.logger.lines.join('\n')).not.toContain('than can be remembered');
	});

	test('does not hold every scan of many busy codes, and the log names the window that is cut short', async () => {
		t = startTriggerTest({ codes: 80 });
		t.api.setLimits({ perMonth: 100_000, perMinute: 600 });
		const engine = start({ options: { maxScansPerPoll: 100_000, lateWindow: 60, monthlyBudget: 100 } });
		await engine.activate();
		t.api.addScans({ qrCodeId: 'all', count: 40 });
		await t.pollFor(engine, 40);

		expect(new Set(scanIds(engine.deliveredItems)).size).toBe(80 * 40);
		expect(t.harness.logger.lines.join('\n')).toContain(
			'more scans within 60 minutes than can be remembered, of 30 QR codes',
		);
	});

	test('stays under 64 KiB for 1,000 codes with 100,000 scans behind them, and an idle poll costs 10 calls', async () => {
		t = startTriggerTest({ codes: 1_000 });
		t.api.addScans({
			qrCodeId: 'all',
			count: 100,
			fromMs: t.time.now() - 24 * HOUR,
			toMs: t.time.now() - HOUR,
		});
		const engine = start({}, { harness: withDirectTransport(t.harness, t.api) });
		await engine.activate();
		t.api.addScans({ qrCodeId: 'all', count: 2, toMs: t.time.now() + 50_000, fromMs: t.time.now() });
		await t.pollFor(engine, 22);
		const before = t.calls();
		expect(await engine.tick()).toBeNull();

		expect(engine.deliveredItems).toHaveLength(2_000);
		expect(t.calls() - before).toBe(10);
		expect(JSON.stringify(engine.stored()).length).toBeLessThan(64 * 1024);
	}, 60_000);

	test('an idle poll over one code costs one call', async () => {
		t = startTriggerTest();
		for (const parameters of [{}, one(t.id)]) {
			forgetTriggerMemories();
			const engine = start(parameters);
			await engine.activate();
			await t.pollFor(engine, 1);
			const before = t.calls();
			await t.pollFor(engine, 3);
			expect(t.calls() - before).toBe(3);
		}
	});
});

describe('when the workflow changes', () => {
	test.each([true, false])(
		'a renamed node neither loses nor repeats (scans in the last poll: %s)',
		async (hasScans) => {
			t = startTriggerTest();
			const engine = start();
			await engine.activate();
			const sent = t.scan();
			await t.pollFor(engine, hasScans ? 1 : 2);
			sent.push(...t.scan());
			t.time.advance(10);
			await engine.rename('Scans');
			sent.push(...t.scan());
			await t.pollFor(engine, 2);

			expect(scanIds(engine.deliveredItems)).toEqual(sent);
		},
	);

	test('a node that is renamed while a poll is on neither loses nor repeats', async () => {
		t = startTriggerTest();
		const engine = start();
		await engine.activate();
		const sent = t.scan();
		t.time.advance(MINUTE);
		expect(await t.renameDuringPoll(engine)).toBeNull();
		await t.pollFor(engine, 2);

		expect(scanIds(engine.deliveredItems)).toEqual(sent);
	});

	test('a node that is renamed while the API is down, and a restart after that, lose nothing', async () => {
		t = startTriggerTest();
		const engine = start();
		await engine.activate();
		const sent = t.scan();
		await t.pollFor(engine, 1);
		sent.push(...t.scan());
		t.api.addFaults({ kind: 'json', status: 503, times: 'always' });
		await engine.rename('Scans');
		await engine.restart();
		t.api.clearFaults();
		sent.push(...t.scan());
		await t.pollFor(engine, 2);

		expect(scanIds(engine.deliveredItems)?.sort()).toEqual(sent.sort());
	});

	test('a changed choice of codes keeps the old cursors, and codes that are added start now', async () => {
		t = startTriggerTest({ codes: 6 });
		const engine = start({ watch: 'selected', qrCodeIds: t.ids.slice(0, 2) });
		await engine.activate();
		const sent = t.scan(1, { qrCodeId: t.ids[0] });
		t.scan(4, { qrCodeId: t.ids[2] });
		await t.pollFor(engine, 2);
		sent.push(...t.scan(1, { qrCodeId: t.ids[1] }));
		t.time.advance(HOUR);
		await engine.change({ qrCodeIds: t.ids.slice(1, 3) });
		sent.push(...t.scan(1, { qrCodeId: t.ids[2] }));
		await t.pollFor(engine, 2);
		await engine.change({ watch: 'all' });
		sent.push(...t.scan(1, { qrCodeId: t.ids[5] }));
		await t.pollFor(engine, 3);

		expect(scanIds(engine.deliveredItems)).toEqual(sent);
	});

	test('a changed start starts over', async () => {
		t = startTriggerTest();
		const old = t.scan(2, { agoMs: HOUR });
		const engine = start(one(t.id));
		await engine.activate();
		const sent = t.scan();
		await t.pollFor(engine, 1);
		await engine.change({ startFrom: 'beginning' });
		await t.pollFor(engine, 1);

		expect(scanIds(engine.deliveredItems)?.sort()).toEqual([...sent, ...old, ...sent].sort());
	});

	test('a workflow that was switched off delivers what came in meanwhile when it is switched on', async () => {
		t = startTriggerTest();
		const engine = start();
		await engine.activate();
		const sent = t.scan();
		await t.pollFor(engine, 3);
		t.time.advance(5 * HOUR);
		sent.push(...t.scan(1, { agoMs: 2 * HOUR }));
		await engine.activate();
		await t.pollFor(engine, 1);

		expect(scanIds(engine.deliveredItems)).toEqual(sent);
	});
});

test('two triggers in one workflow, and the same one in two workflows, each deliver every scan once', async () => {
	t = startTriggerTest({ codes: 2 });
	const engines = [
		start({}, { nodeId: 'a' }),
		start(one(t.id), { nodeId: 'b' }),
		start({}, { nodeId: 'a', workflowId: 'wf2' }),
	];
	for (const engine of engines) await engine.activate();
	const sent: string[] = [];
	for (let minute = 0; minute < 5; minute++) {
		sent.push(...t.scan());
		t.time.advance(MINUTE);
		await Promise.all(engines.map(async (engine) => await engine.tick()));
	}

	for (const engine of engines) expect(scanIds(engine.deliveredItems)).toEqual(sent);
});

test('scans that wait to be handed out leave with the next poll, whatever else the logs show', async () => {
	t = startTriggerTest({ codes: 3 });
	t.api.setVariants({ scanCounter: 'none' });
	t.ids.forEach((qrCodeId) => t.scan(20, { qrCodeId, agoMs: HOUR }));
	const engine = start({ options: { maxScansPerPoll: 3 } });
	await engine.activate();
	t.ids.forEach((qrCodeId) => t.scan(5, { qrCodeId }));
	for (let poll = 1; poll <= 5; poll++) {
		await t.pollFor(engine, 1);
		expect(engine.deliveredItems).toHaveLength(3 * poll);
	}
});

describe('two polls side by side', () => {
	test('the second one puts out nothing and sends nothing', async () => {
		t = startTriggerTest();
		const engine = start();
		await engine.activate();
		const callsBefore = t.calls();
		const sent = t.scan();
		t.time.advance(MINUTE);
		const { poll: slow, ...hold } = await t.holdPoll(engine);
		t.time.advance(20_000);
		expect(await engine.tick()).toBeNull();
		expect(t.calls()).toBe(callsBefore);
		hold.release();

		expect(scanIds(await slow)).toEqual(sent);
	});

	test('the guard expires, and the one that was given up hands out nothing and moves nothing back', async () => {
		t = startTriggerTest();
		const engine = start(one(t.id));
		await engine.activate();
		const sent = t.scan(150, { spreadMs: 10_000 });
		t.time.advance(MINUTE);
		const { poll: dead, ...hold } = await t.holdPoll(engine);
		t.time.advance(10 * MINUTE);
		hold.letOthersPass();
		expect(await engine.tick()).toHaveLength(150);
		const after = JSON.stringify(engine.stored());
		hold.release();

		expect(await dead).toBeNull();
		expect(JSON.stringify(engine.stored())).toBe(after);
		await t.pollFor(engine, 2);
		expect(scanIds(engine.deliveredItems)).toEqual(sent);
		expect(t.harness.logger.lines.join('\n')).toContain('a newer poll took over');
	});
});

describe('an item', () => {
	test('has the identity, the time and the code of its scan, and everything that the API sent', async () => {
		t = startTriggerTest();
		t.api.setVariants({ extraFields: true });
		const engine = start();
		await engine.activate();
		const atMs = t.time.now();
		const [scanId] = t.scan();
		await t.pollFor(engine, 1);

		expect(engine.deliveredItems[0]?.json).toMatchObject({
			scanId,
			scannedAt: new Date(atMs).toISOString(),
			qrCode: {
				id: t.id,
				name: 'Sandbox code 1',
				destinationUrl: 'https://example.com/',
				shortUrl: expect.stringContaining('/r/'),
			},
			language: 'en-US',
			is_bot: false,
			country: expect.any(String),
		});
	});

	test('has the same fields whatever the API calls them, and a hash for an identity where there is no id', async () => {
		t = startTriggerTest();
		t.api.setVariants({ scanIds: false, scanTimeField: 'occurred_at', codeFields: 'id_only' });
		const engine = start();
		await engine.activate();
		const scannedAt = new Date(t.time.now()).toISOString();
		t.scan();
		await t.pollFor(engine, 1);

		expect(engine.deliveredItems[0]?.json).toMatchObject({
			scanId: expect.stringMatching(/^[0-9a-f]{32}$/),
			scannedAt,
			qrCode: { id: t.id, name: null, shortUrl: null, destinationUrl: null },
		});
		// where a person looks first, in the table as in the list of fields
		const names = Object.keys(engine.deliveredItems[0]?.json ?? {});
		expect(names.slice(0, 5)).toEqual(['scannedAt', 'scanId', 'qrCode', 'country', 'city']);
		expect(names).not.toContain('occurred_at');
	});

	test('has nothing but the ID of the code when that is wanted', async () => {
		t = startTriggerTest();
		const engine = start({ options: { includeQrCode: false } });
		await engine.activate();
		t.scan();
		await t.pollFor(engine, 1);
		expect(engine.deliveredItems[0]?.json.qrCode).toEqual({ id: t.id });
	});

	test('is what the API sent, where Output is Raw', async () => {
		t = startTriggerTest();
		const engine = start({ options: { output: 'raw' } });
		await engine.activate();
		const [id] = t.scan();
		await t.pollFor(engine, 1);
		const { json } = engine.deliveredItems[0]!;
		expect(json).toMatchObject({ id, qr_code_id: t.id, scanned_at: expect.any(String) });
		expect(json).not.toHaveProperty('scannedAt');
	});

	test('of the one watched code costs one call an hour for its name, and leaves without it when that fails', async () => {
		t = startTriggerTest();
		const engine = start(one(t.id));
		await engine.activate();
		t.api.addFaults({ kind: 'json', status: 500, path: '/qr-codes/*', times: 4 });
		t.scan();
		await t.pollFor(engine, 1);
		expect(engine.deliveredItems[0]?.json.qrCode).toEqual({
			id: t.id,
			name: null,
			shortUrl: null,
			destinationUrl: null,
		});
		for (let minute = 0; minute < 90; minute++) {
			t.scan();
			await t.pollFor(engine, 1);
		}
		expect(engine.deliveredItems[1]?.json.qrCode).toMatchObject({ name: 'Sandbox code 1' });
		expect(t.api.requests.count({ endpoint: '/qr-codes/{id}', status: 200 })).toBe(2);
	});

	test('leaves although the code is answered in an unknown form', async () => {
		t = startTriggerTest();
		const engine = start(one(t.id));
		await engine.activate();
		t.onAnswer(({ path }, response) =>
			/qr-codes\/[^/]+$/.test(path) ? { ...response, body: { success: true, data: [] } } : response,
		);
		t.scan();
		await t.pollFor(engine, 1);
		expect(engine.deliveredItems).toHaveLength(1);
	});
});

describe('Fetch Test Event', () => {
	const fetchFor = (parameters: object = {}, staticData: Record<string, unknown> = {}) => {
		const node = t.harness.makeNode(TRIGGER, parameters as never);
		const context = t.harness.pollContext(t.harness.makeWorkflow([node]), node, {
			mode: 'manual',
			activation: 'manual',
			staticData: () => staticData as never,
		});
		return t.harness.runPoll(context);
	};

	test.each(['newest_first', 'oldest_first'] as const)(
		'gives the newest real scan of a log that is %s',
		async (scanOrder) => {
			t = startTriggerTest({ codes: 2 });
			t.api.setVariants({ scanOrder });
			t.scan(350, { agoMs: 2 * HOUR, spreadMs: HOUR });
			const [newest] = t.scan(1, { agoMs: MINUTE });
			t.scan(3, { qrCodeId: t.ids[1], agoMs: 2 * HOUR });

			for (const parameters of [{}, one(t.id), { options: { includeQrCode: false } }]) {
				expect(scanIds(await fetchFor(parameters))).toEqual([newest]);
			}
		},
	);

	test('gives the newest scan that the filters let through', async () => {
		t = startTriggerTest({ codes: 2 });
		const from = (country: string, agoMs: number) =>
			t.api.addScans({ qrCodeId: t.id, visitor: { country }, fromMs: t.time.now() - agoMs })[0]!.id;
		from('DE', 3 * HOUR);
		const wanted = from('DE', 2 * HOUR);
		from('FR', HOUR);

		expect(scanIds(await fetchFor({ options: { country: ['DE'] } }))).toEqual([wanted]);
	});

	test('says which values the newest scans have, if none passes the filters', async () => {
		t = startTriggerTest();
		for (const country of ['FR', 'US']) t.api.addScans({ qrCodeId: t.id, count: 15, visitor: { country } });
		const failure = await failureOf(fetchFor({ options: { country: 'Germany' } }));

		expect(failure.message).toBe('None of the newest scans passes the filters');
		expect(failure.description).toMatch(/newest 20 scans have the (country US|countries US, FR)/);
	});

	test('touches nothing that production polls remember', async () => {
		t = startTriggerTest();
		const engine = start();
		await engine.activate();
		const sent = t.scan();
		const staticData = Object.freeze({ qrCodeStack: 'whatever' });
		await fetchFor({}, staticData);
		await t.pollFor(engine, 1);

		expect(scanIds(engine.deliveredItems)).toEqual(sent);
	});

	test.each([0, 2])('says clearly that there is no scan yet (%d codes)', async (codes) => {
		t = startTriggerTest({ codes });
		await expect(fetchFor()).rejects.toThrow('There are no scans yet');
	});

	test('tells what is wrong each time', async () => {
		t = startTriggerTest();
		t.api.addFaults({ kind: 'json', status: 401, times: 'always' });
		await expect(fetchFor()).rejects.toThrow('QRCodeStack did not accept the API key');
		await expect(fetchFor()).rejects.toThrow('QRCodeStack did not accept the API key');
		await expect(fetchFor({ watch: 'one', qrCodeId: ' ' })).rejects.toThrow('No QR code is chosen');
	});

	test('does not read a log for ever that can only be read from its oldest end', async () => {
		t = startTriggerTest();
		t.api.setVariants({ scanOrder: 'oldest_first', pagination: 'next_cursor_top', latencyMs: 1_000 });
		t.scan(5_000, { agoMs: 2 * HOUR, spreadMs: HOUR });

		expect(await fetchFor()).toHaveLength(1);
		expect(t.calls()).toBeLessThan(30);
	});
});

test.each(ENGINE_NAMES)('what is stored survives a restart in the engine "%s"', async (name) => {
	t = startTriggerTest({ codes: 2 });
	const engine = createEngine({ name, harness: t.harness, parameters: {} });
	await engine.activate();
	const sent: string[] = [];
	for (let round = 0; round < 6; round++) {
		sent.push(...t.scan(2, { lateByMs: (round % 2) * 4 * MINUTE }));
		await t.pollFor(engine, 1 + (round % 3));
		sent.push(...t.scan(1, { qrCodeId: t.ids[1] }));
		await engine.restart();
	}
	await t.pollFor(engine, 10);

	expect(scanIds(engine.deliveredItems)?.sort()).toEqual(sent.sort());
});

function deepFreeze<T>(value: T): T {
	if (typeof value === 'object' && value !== null) Object.values(value).forEach(deepFreeze);
	return Object.freeze(value);
}
