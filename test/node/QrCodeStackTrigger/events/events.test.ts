import type { INodeParameters } from 'n8n-workflow';

import { createEngine, ENGINE_NAMES, type EngineName } from '../../../support/engines';
import { TEST_KEY, TRIGGER } from '../../../support/harness';
import { failureOf } from '../../../support/mockApi';
import { ACCOUNT } from '../../../support/serveSandbox';
import { DAY, HOUR, MINUTE, startTriggerTest, type TriggerTest } from '../../../support/triggerTest';

let t: TriggerTest;
afterEach(() => t.time.restore());

const start = (name: EngineName, parameters: INodeParameters) =>
	createEngine({ name, harness: t.harness, parameters });
const addCode = (name: string) => t.api.addQrCodes({ account: ACCOUNT, count: 1, name })[0]!.id;
const patch = (id: string, body: object) =>
	t.api.handle({
		method: 'PATCH',
		path: `/api/v1/qr-codes/${id}`,
		query: {},
		headers: { authorization: `Bearer ${TEST_KEY}` },
		body,
	});
const jsonOf = (items: ReadonlyArray<{ json: object }> | null) =>
	(items ?? []).map(({ json }) => json as Record<string, unknown> & { qrCode: { id: string } });

describe.each(ENGINE_NAMES)('in the engine "%s"', (name) => {
	test('milestones are reported once each, over restarts and kills, and not those from before', async () => {
		t = startTriggerTest({ codes: 3 });
		t.scan(60);
		const engine = start(name, { event: 'scanMilestone', milestones: '50, 100, 200', milestoneEvery: 0 });
		await engine.activate();
		t.scan(30);
		await t.pollFor(engine, 8);
		await engine.restart();
		t.scan(130);
		await t.pollFor(engine, 8);
		await engine.restart();
		await t.pollFor(engine, 8);

		expect(jsonOf(engine.deliveredItems)).toMatchObject([
			{
				milestone: 100,
				scanCount: 220,
				qrCode: { id: t.id, name: 'Sandbox code 1' },
				noticedAt: expect.any(String),
			},
			{ milestone: 200, scanCount: 220 },
		]);
	});

	test('a poll that is killed before its writes reports the milestone again, and only once', async () => {
		t = startTriggerTest();
		const engine = start(name, { event: 'scanMilestone', milestones: '100' });
		await engine.activate();
		// with durable cursors, n8n stores nothing of the first poll
		await t.pollFor(engine, 1);
		t.scan(120);
		t.time.advance(HOUR);
		await engine.tick({ killAt: 'beforeWrites' });
		await t.pollFor(engine, 12);

		expect(jsonOf(engine.deliveredItems).map(({ milestone }) => milestone)).toEqual([100]);
	});

	test('a code that falls quiet is reported once, and again after it was scanned again', async () => {
		t = startTriggerTest({ codes: 2 });
		t.scan(3, { agoMs: HOUR });
		const engine = start(name, { event: 'quietQrCode', quietDays: 2 });
		await engine.activate();
		const pollHourly = async (hours: number) => {
			for (let hour = 0; hour < hours; hour++) {
				t.time.advance(HOUR);
				await engine.tick();
			}
		};
		t.scan(1, { qrCodeId: t.ids[1] });
		await pollHourly(40);
		await engine.restart();
		t.scan(1, { qrCodeId: t.ids[1] });
		await pollHourly(20);
		expect(jsonOf(engine.deliveredItems).map(({ qrCode }) => qrCode.id)).toEqual([t.id]);
		await engine.restart();
		await pollHourly(60);
		t.scan();
		await pollHourly(60);

		expect(jsonOf(engine.deliveredItems).map(({ qrCode }) => qrCode.id)).toEqual([t.id, t.ids[1], t.id]);
		expect(jsonOf(engine.deliveredItems)[0]).toMatchObject({
			quietDays: 2,
			lastScannedAt: expect.any(String),
		});
	});

	test('a code that is made is reported once, and so is one made while n8n was down', async () => {
		t = startTriggerTest({ codes: 2 });
		const engine = start(name, { event: 'newQrCode' });
		await engine.activate();
		t.time.advance(MINUTE);
		const made = [addCode('Poster')];
		await t.pollFor(engine, 8);
		made.push(addCode('Flyer'));
		await engine.restart();
		await t.pollFor(engine, 8);

		expect(jsonOf(engine.deliveredItems).map(({ qrCode }) => qrCode.id)).toEqual(made);
	});

	test('a change in the dashboard is reported with what was there before, also one while n8n was down', async () => {
		t = startTriggerTest({ codes: 2 });
		const engine = start(name, { event: 'changedQrCode' });
		await engine.activate();
		await t.pollFor(engine, 4);
		patch(t.id, { destination_url: 'https://b.example/' });
		await t.pollFor(engine, 8);
		patch(t.id, { name: 'Renamed' });
		await engine.restart();
		await t.pollFor(engine, 8);
		// a scan changes nothing
		t.scan(5);
		await t.pollFor(engine, 8);

		expect(jsonOf(engine.deliveredItems)).toMatchObject([
			{
				changed: ['destinationUrl'],
				before: { destinationUrl: 'https://example.com/' },
				after: { destinationUrl: 'https://b.example/' },
				qrCode: { id: t.id, destinationUrl: 'https://b.example/' },
			},
			{ changed: ['name'], before: { name: 'Sandbox code 1' }, after: { name: 'Renamed' } },
		]);
	});

	test('a deleted code is reported once, with its name, also one that was deleted while n8n was down', async () => {
		t = startTriggerTest({ codes: 4 });
		const engine = start(name, { event: 'deletedQrCode' });
		await engine.activate();
		await t.pollFor(engine, 4);
		t.deleteCode(t.ids[1]!);
		await t.pollFor(engine, 8);
		t.deleteCode(t.ids[2]!);
		await engine.restart();
		await t.pollFor(engine, 12);

		expect(jsonOf(engine.deliveredItems)).toMatchObject([
			{ qrCode: { id: t.ids[1], name: 'Sandbox code 2' } },
			{ qrCode: { id: t.ids[2], name: 'Sandbox code 3' } },
		]);
	});

	test('a list that leaves codes out, or is that of another account, makes none of them deleted', async () => {
		t = startTriggerTest({ codes: 3 });
		const engine = start(name, { event: 'deletedQrCode' });
		await engine.activate();
		let list: unknown[] | undefined;
		t.onAnswer(({ path }, response) =>
			path.endsWith('/qr-codes') && list ? { ...response, body: { success: true, data: list } } : response,
		);
		for (list of [[{ id: t.id, name: 'A' }], [], [{ id: 'other', name: 'B' }, { id: 'another' }]]) {
			await t.pollFor(engine, 8);
		}
		list = undefined;
		await t.pollFor(engine, 8);

		expect(engine.deliveredItems).toEqual([]);
	});

	test('an empty answer does not make a code deleted', async () => {
		t = startTriggerTest({ codes: 3 });
		const engine = start(name, { event: 'deletedQrCode', ...t.onlyFirst });
		await engine.activate();
		let isEmpty = true;
		t.onAnswer(({ path }, response) =>
			path.endsWith(`/qr-codes/${t.id}`) && isEmpty ? { ...response, body: '' } : response,
		);
		await t.errorsFor(engine, 8);
		isEmpty = false;
		await t.pollFor(engine, 8);

		expect(engine.deliveredItems).toEqual([]);
	});

	test.each([
		['that is watched alone', true],
		['that the list lacks as well', false],
	])('a code %s and answers 404 for a few minutes was not deleted', async (_, isAlone) => {
		t = startTriggerTest({ codes: 3 });
		const engine = start(name, { event: 'deletedQrCode', ...(isAlone ? t.onlyFirst : {}) });
		await engine.activate();
		let isGone = true;
		t.onAnswer(({ path }, response) => {
			if (!isGone) return response;
			if (path.endsWith(`/qr-codes/${t.id}`)) return { ...response, status: 404, body: { success: false } };
			const { data } = response.body as { data?: Array<{ id: string }> };
			if (!path.endsWith('/qr-codes') || !data) return response;
			return { ...response, body: { success: true, data: data.filter(({ id }) => id !== t.id) } };
		});
		await t.pollFor(engine, 4);
		isGone = false;
		await t.pollFor(engine, 12);

		expect(engine.deliveredItems).toEqual([]);
	});

	test('only the codes that are watched are reported', async () => {
		t = startTriggerTest({ codes: 2 });
		const spring = addCode('Spring menu');
		const filters = { watch: 'matching', qrCodeFilters: { nameStartsWith: 'Spring' } };
		const engine = start(name, { event: 'scanMilestone', milestones: '10', ...filters });
		await engine.activate();
		t.scan(20);
		t.scan(20, { qrCodeId: spring });
		await t.pollFor(engine, 8);

		expect(jsonOf(engine.deliveredItems).map(({ qrCode }) => qrCode.id)).toEqual([spring]);
	});

	test('one watched code is asked for singly, without the list', async () => {
		t = startTriggerTest({ codes: 3 });
		const engine = start(name, { event: 'deletedQrCode', ...t.onlyFirst });
		await engine.activate();
		await t.pollFor(engine, 4);
		t.deleteCode(t.ids[1]!);
		t.deleteCode(t.id);
		await t.pollFor(engine, 8);

		expect(jsonOf(engine.deliveredItems).map(({ qrCode }) => qrCode.id)).toEqual([t.id]);
		expect(t.calls('/qr-codes')).toBe(0);
	});

	test('the calls of the month are reported when the share is used, once', async () => {
		t = startTriggerTest();
		let used = 3_000;
		t.onAnswer(({ path }, response) =>
			path.endsWith('/me')
				? {
						...response,
						body: {
							success: true,
							data: {
								plan: 'pro',
								usage: { api_calls_this_month: used, api_calls_monthly_limit: 5_000 },
							},
						},
					}
				: response,
		);
		const engine = start(name, { event: 'apiCallsUsed', percent: 80 });
		await engine.activate();
		await t.pollFor(engine, 180);
		expect(engine.deliveredItems).toEqual([]);
		used = 4_100;
		await t.pollFor(engine, 180);
		await engine.restart();
		await t.pollFor(engine, 180);

		expect(jsonOf(engine.deliveredItems)).toMatchObject([
			{ percentUsed: 82, callsUsed: 4_100, callsLeft: 900, callsLimit: 5_000, plan: 'pro' },
		]);
	});
});

test('more events than a poll may emit follow with the next polls', async () => {
	t = startTriggerTest({ codes: 25 });
	const engine = start('legacy', {
		event: 'scanMilestone',
		milestones: '1',
		options: { maxScansPerPoll: 10 },
	});
	await engine.activate();
	for (const qrCodeId of t.ids) t.scan(2, { qrCodeId });
	await t.pollFor(engine, 12);

	const ids = jsonOf(engine.deliveredItems).map(({ qrCode }) => qrCode.id);
	expect(new Set(ids).size).toBe(25);
	expect(ids).toHaveLength(25);
});

test('another event starts anew, and so does the way back to scans', async () => {
	t = startTriggerTest();
	const engine = start('legacy', { event: 'newScan' });
	await engine.activate();
	await engine.change({ event: 'scanMilestone', milestones: '5' });
	await t.pollFor(engine, 4);
	t.scan(10);
	await t.pollFor(engine, 8);
	await engine.change({ event: 'newScan' });
	await t.pollFor(engine, 4);
	t.scan(1);
	await t.pollFor(engine, 8);

	expect(engine.deliveredItems).toHaveLength(2);
	expect(engine.deliveredItems[0]?.json).toMatchObject({ milestone: 5 });
	expect(engine.deliveredItems[1]?.json).toMatchObject({ scanId: expect.any(String) });
});

test('a filter of scans that is empty does not keep an event of codes from working, which shows none', async () => {
	t = startTriggerTest();
	const engine = start('legacy', { event: 'scanMilestone', milestones: '5', options: { city: '' } });
	await engine.activate();
	t.scan(6);
	await t.pollFor(engine, 4);

	expect(jsonOf(engine.deliveredItems)).toMatchObject([{ milestone: 5 }]);
});

test('the codes of another account are not new, and those that are made there later are', async () => {
	t = startTriggerTest({ codes: 3 });
	const engine = start('legacy', { event: 'newQrCode' });
	await engine.activate();
	const madeNow = (id: string) => ({ id, name: id, created_at: new Date(t.time.now()).toISOString() });
	const list = [madeNow('other'), madeNow('another')];
	t.onAnswer(({ path }, response) =>
		path.endsWith('/qr-codes') ? { ...response, body: { success: true, data: list } } : response,
	);
	await t.pollFor(engine, 4);
	expect(engine.deliveredItems).toEqual([]);
	list.push(madeNow('third'));
	await t.pollFor(engine, 4);

	expect(jsonOf(engine.deliveredItems).map(({ qrCode }) => qrCode.id)).toEqual(['third']);
});

test('events of codes keep to the budget, however often the schedule polls', async () => {
	t = startTriggerTest({ codes: 3, startMs: Date.UTC(2026, 10, 1), perMinute: 60 });
	t.api.setLimits({ perMinute: 60, perMonth: 5_000 });
	const engine = start('legacy', { event: 'newQrCode', options: { monthlyBudget: 30 } });
	await engine.activate();
	await t.pollFor(engine, (2 * DAY) / MINUTE);

	// 1,500 calls a month are 100 in two days, and a new trigger starts with 30
	expect(t.calls()).toBeGreaterThan(90);
	expect(t.calls()).toBeLessThan(140);
});

describe('Fetch Test Event', () => {
	const fetchFor = async (parameters: INodeParameters) => {
		const node = t.harness.makeNode(TRIGGER, parameters);
		const context = t.harness.pollContext(t.harness.makeWorkflow([node]), node, { mode: 'manual' });
		return jsonOf(await t.harness.runPoll(context))[0];
	};

	test.each<[INodeParameters, object]>([
		[
			{ event: 'scanMilestone', milestones: '2, 50' },
			{ milestone: 2, scanCount: 4 },
		],
		[{ event: 'quietQrCode' }, { quietDays: 0 }],
		[{ event: 'newQrCode' }, { createdAt: expect.any(String) }],
		[
			{ event: 'changedQrCode' },
			{ changed: ['destinationUrl'], after: { destinationUrl: 'https://example.com/' } },
		],
		[{ event: 'deletedQrCode' }, { scanCount: expect.any(Number) }],
	])('shows what an item of %j looks like, made of a real code', async (parameters, facts) => {
		t = startTriggerTest({ codes: 2 });
		t.scan(4);
		expect(await fetchFor(parameters)).toMatchObject({
			noticedAt: expect.any(String),
			qrCode: { id: expect.any(String), name: expect.any(String) },
			...facts,
		});
	});

	test('shows the calls of the account', async () => {
		t = startTriggerTest();
		expect(await fetchFor({ event: 'apiCallsUsed' })).toMatchObject({
			callsLimit: 1_000_000_000,
			plan: 'advanced',
		});
	});

	test('says that there is no code yet', async () => {
		t = startTriggerTest({ codes: 0 });
		const failure = await failureOf(fetchFor({ event: 'newQrCode' }));
		expect(failure.message).toContain('There is no QR code yet');
	});
});
