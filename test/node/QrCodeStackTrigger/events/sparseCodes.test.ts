import type { INodeParameters } from 'n8n-workflow';

import { createEngine } from '../../../support/engines';
import { TEST_KEY, TRIGGER } from '../../../support/harness';
import { ACCOUNT } from '../../../support/serveSandbox';
import { DAY, startTriggerTest, type TriggerTest } from '../../../support/triggerTest';

let t: TriggerTest;
afterEach(() => t.time.restore());

const start = (parameters: INodeParameters) =>
	createEngine({ name: 'legacy', harness: t.harness, parameters });
const jsonOf = (items: ReadonlyArray<{ json: object }> | null) =>
	(items ?? []).map(({ json }) => json as Record<string, unknown> & { qrCode: { id: string } });
const codesOf = (engine: { deliveredItems: ReadonlyArray<{ json: object }> }) =>
	jsonOf(engine.deliveredItems).map(({ qrCode }) => qrCode.id);

const rename = (id: string, name: string) =>
	t.api.handle({
		method: 'PATCH',
		path: `/api/v1/qr-codes/${id}`,
		query: {},
		headers: { authorization: `Bearer ${TEST_KEY}` },
		body: { name },
	});

/** Lets every answer about codes show no more of a code than these fields. */
function showOnly(...fields: string[]): void {
	const strip = (code: Record<string, unknown>) =>
		Object.fromEntries(fields.filter((field) => field in code).map((field) => [field, code[field]]));
	t.onAnswer(({ path }, response) => {
		const body = response.body as { data?: unknown } | undefined;
		if (!/\/qr-codes(\/[^/]+)?$/.test(path) || !body?.data) return response;
		const data = Array.isArray(body.data)
			? body.data.map((code) => strip(code as Record<string, unknown>))
			: strip(body.data as Record<string, unknown>);
		return { ...response, body: { ...body, data } };
	});
}

describe('an account whose codes show nothing but their IDs', () => {
	const fetchFor = async (parameters: INodeParameters) => {
		const node = t.harness.makeNode(TRIGGER, parameters);
		const context = t.harness.pollContext(t.harness.makeWorkflow([node]), node, { mode: 'manual' });
		return jsonOf(await t.harness.runPoll(context))[0];
	};

	test.each<[INodeParameters, object]>([
		[
			{ event: 'scanMilestone', milestones: '', milestoneEvery: 25 },
			{ milestone: 25, scanCount: null },
		],
		[
			{ event: 'scanMilestone', milestones: '50' },
			{ milestone: 50, scanCount: null },
		],
		[{ event: 'quietQrCode' }, { quietDays: 0, lastScannedAt: null, scanCount: null }],
		[{ event: 'newQrCode' }, { createdAt: null }],
		[{ event: 'changedQrCode' }, { after: { destinationUrl: null } }],
		[{ event: 'deletedQrCode' }, { scanCount: null }],
	])('has a test event for %j all the same', async (parameters, facts) => {
		t = startTriggerTest({ codes: 2 });
		showOnly('id');
		expect(await fetchFor(parameters)).toMatchObject({ qrCode: { id: expect.any(String) }, ...facts });
	});

	test('the test event of a quiet code shows its newest scan, wherever the log has it', async () => {
		t = startTriggerTest();
		t.scan(1, { agoMs: 9 * DAY });
		t.scan(1, { agoMs: 3 * DAY });
		expect(await fetchFor({ event: 'quietQrCode' })).toMatchObject({
			lastScannedAt: new Date(Math.floor((t.time.now() - 3 * DAY) / 1_000) * 1_000).toISOString(),
			quietDays: 3,
		});
	});

	test('a code is quiet by its log alone, once', async () => {
		t = startTriggerTest({ codes: 2 });
		showOnly('id');
		const engine = start({ event: 'quietQrCode', quietDays: 2 });
		await engine.activate();
		for (let day = 0; day < 3; day++) {
			t.scan(1, { qrCodeId: t.ids[1] });
			t.time.advance(DAY);
			await t.pollFor(engine, 4);
		}

		expect(codesOf(engine)).toEqual([t.id]);
		expect(jsonOf(engine.deliveredItems)).toMatchObject([{ lastScannedAt: null, scanCount: null }]);
	});

	test('a code whose log is gone when it is asked for is quiet as well', async () => {
		t = startTriggerTest({ codes: 2 });
		showOnly('id');
		const engine = start({ event: 'quietQrCode', quietDays: 1 });
		await engine.activate();
		t.onAnswer(({ path }, response) =>
			path.endsWith(`/${t.id}/scans`)
				? { ...response, status: 404, body: { success: false, error: { message: 'No such code' } } }
				: response,
		);
		t.time.advance(DAY);
		await t.pollFor(engine, 8);

		expect(codesOf(engine)).toContain(t.id);
	});

	test('no milestone can be seen, which the log says once', async () => {
		t = startTriggerTest({ codes: 2 });
		showOnly('id', 'name');
		const engine = start({ event: 'scanMilestone', milestones: '10' });
		await engine.activate();
		t.scan(20);
		await t.pollFor(engine, 8);
		await t.pollFor(engine, 8);

		expect(engine.deliveredItems).toEqual([]);
		expect(t.harness.logger.lines.filter((text) => text.includes('shows no scan counter'))).toHaveLength(1);
	});
});

test('a change by which a code no longer matches what is watched is reported', async () => {
	t = startTriggerTest({ codes: 1 });
	const [spring] = t.api.addQrCodes({ account: ACCOUNT, count: 1, name: 'Spring menu' });
	const engine = start({
		event: 'changedQrCode',
		watch: 'matching',
		qrCodeFilters: { nameStartsWith: 'Spring' },
	});
	await engine.activate();
	await t.pollFor(engine, 4);
	rename(spring!.id, 'Summer menu');
	rename(t.id, 'Winter menu');
	await t.pollFor(engine, 8);

	expect(codesOf(engine)).toEqual([spring!.id]);
	expect(jsonOf(engine.deliveredItems)).toMatchObject([
		{ changed: ['name'], before: { name: spring!.name }, after: { name: 'Summer menu' } },
	]);
});

test('of many codes that are deleted at once, each is reported once, over several polls', async () => {
	t = startTriggerTest({ codes: 25 });
	const engine = start({ event: 'deletedQrCode' });
	await engine.activate();
	await t.pollFor(engine, 4);
	for (const id of t.ids.slice(1)) t.deleteCode(id);
	await t.pollFor(engine, 180);

	expect(codesOf(engine).sort()).toEqual(t.ids.slice(1).sort());
});

test('a code that is taken out of the chosen ones was not deleted', async () => {
	t = startTriggerTest({ codes: 3 });
	const engine = start({ event: 'deletedQrCode', watch: 'selected', qrCodeIds: t.ids });
	await engine.activate();
	await t.pollFor(engine, 4);
	await engine.change({ qrCodeIds: t.ids.slice(1) });
	await t.pollFor(engine, 4);
	t.deleteCode(t.id);
	t.deleteCode(t.ids[2]!);
	await t.pollFor(engine, 8);

	expect(codesOf(engine)).toEqual([t.ids[2]]);
});
