import type { INodeParameters, WorkflowExecuteMode } from 'n8n-workflow';

import { clock } from '../../../../nodes/shared/util/clock';
import { searchQrCodes } from '../../../../nodes/shared/qrCodes/listSearch';
import { ACTION, API_ORIGIN, BASE_PATH, createHarness, TEST_KEY } from '../../../support/harness';
import { failureOf, guardNetwork, ok, refusal, serve, serveAt, tooMany } from '../../../support/mockApi';

const harness = createHarness();
const guard = guardNetwork();

const GET = { resource: 'account', operation: 'get' };
const CREATE = { resource: 'qrCode', operation: 'create', name: 'A', destinationUrl: 'https://a.example' };
const byId = { __rl: true, mode: 'id', value: 'q1' };
const UPDATE = { resource: 'qrCode', operation: 'update', qrCodeId: byId, updateFields: { name: 'B' } };
const DELETE = { resource: 'qrCode', operation: 'delete', qrCodeId: byId };
const LIST = { resource: 'qrCode', operation: 'getAll' };
const BULK = { ...CREATE, operation: 'createMany', source: 'items' };

const inMs = (ms: number) => new Date(guard.clock.now() + ms).toUTCString();

describe('A8: Retry-After', () => {
	test('in whole seconds is waited out, all of it', async () => {
		serve(tooMany('34'), ok({}));

		await harness.execute(GET);

		expect(guard.clock.sleptMs()).toBe(34_000);
	});

	test('as an HTTP date is waited out, all of it', async () => {
		serve(tooMany(inMs(45_000)), ok({}));

		await harness.execute(GET);

		expect(guard.clock.sleptMs()).toBe(45_000);
	});

	test('as an HTTP date is counted by the clock of the API, not by ours', async () => {
		const apiIsAheadMs = 10 * 60_000;
		serve(tooMany(inMs(apiIsAheadMs + 20_000), { Date: inMs(apiIsAheadMs) }), ok({}));

		await harness.execute(GET);

		expect(guard.clock.sleptMs()).toBe(20_000);
	});

	test.each([
		['missing', undefined],
		['zero', '0'],
		['negative', '-5'],
		['garbage', 'soon, I hope'],
		['empty', ''],
		['a fraction', '1.5'],
		['a date in the past', 'Sun, 01 Jan 2023 00:00:00 GMT'],
	])('that is %s leads to waits that grow', async (_, header) => {
		serve(tooMany(header), tooMany(header), tooMany(header), tooMany(header), ok({}));

		await harness.execute(GET);

		expect(guard.clock.sleptMs()).toBe(1_000 + 2_000 + 4_000 + 8_000);
	});

	test('that is missing is waited for with jitter', async () => {
		serve(tooMany(), ok({}));
		clock.random = () => 0.5;

		await harness.execute(GET);

		expect(guard.clock.sleptMs()).toBe(750);
	});

	test('longer than a day ends the call at once, with the day on which it reopens', async () => {
		const calls = serve(tooMany(String(9 * 86_400)));

		const failure = await failureOf(harness.execute(GET));

		expect(calls).toHaveLength(1);
		expect(guard.clock.sleptMs()).toBe(0);
		expect(failure.message).toBe("This month's API calls are used up");
		expect(failure.description).toContain(
			'QRCodeStack takes calls again in 9 days, at 2026-12-01 08:00:00 UTC.',
		);
		expect(failure.httpCode).toBe('429');
		expect(failure.failure).toEqual({
			cause: 'quota-exhausted',
			retryAfterMs: 9 * 86_400_000,
			resetsAtEpochMs: Date.UTC(2026, 11, 1, 8),
		});
	});

	test('beyond any date that exists ends the call without a slip of its own', async () => {
		serve(tooMany('999999999999'));

		const failure = await failureOf(harness.execute(GET));

		expect(failure.message).toBe("This month's API calls are used up");
	});
});

describe('the minute and the month', () => {
	test('a wait above the longest one is not shortened: the call ends and says when to come back', async () => {
		const calls = serve(tooMany('50'));

		const failure = await failureOf(harness.execute({ ...GET, options: { maxWait: 49 } }));

		expect(calls).toHaveLength(1);
		expect(guard.clock.sleptMs()).toBe(0);
		expect(failure.message).toBe('The limit of API calls per minute was reached');
		expect(failure.description).toContain('in 50 seconds, at 2026-11-22 08:00:50 UTC.');
		expect(failure.failure).toEqual({
			cause: 'rate-limited',
			retryAfterMs: 50_000,
			resetsAtEpochMs: guard.clock.now() + 50_000,
		});
	});

	test('a wait as long as the longest one is waited', async () => {
		serve(tooMany('50'), ok({}));

		await harness.execute({ ...GET, options: { maxWait: '50' } });

		expect(guard.clock.sleptMs()).toBe(50_000);
	});

	test('two minutes are the longest wait unless the options say otherwise', async () => {
		serve(tooMany('120'), ok({}), tooMany('121'));

		await harness.execute(GET);
		const failure = await failureOf(harness.execute(GET));

		expect(guard.clock.sleptMs()).toBe(120_000);
		expect(failure.httpCode).toBe('429');
	});

	test('a wait between a minute and an hour belongs to neither', async () => {
		serve(tooMany('1200'));

		const failure = await failureOf(harness.execute(GET));

		expect(failure.message).toBe('QRCodeStack is not taking calls for a while');
		expect(failure.failure?.cause).toBe('rate-limited');
	});

	test('an endless row of 429s ends some time', async () => {
		const calls = serve(...Array.from({ length: 16 }, () => tooMany('2')));

		const failure = await failureOf(harness.execute(GET));

		expect(calls).toHaveLength(16);
		expect(failure.httpCode).toBe('429');
	});

	test.each([
		['minus one', -1],
		['a text', 'long'],
		['a fraction', 2.5],
	])('a Max Wait of %s is refused before any call', async (_, maxWait) => {
		const failure = await failureOf(harness.execute({ ...GET, options: { maxWait } }));

		expect(failure.message).toBe('Max Wait must be a whole number of 0 or more');
	});
});

test.each([
	['GET', GET, ok({ plan: 'pro' })],
	['POST', CREATE, ok({ id: 'q1' })],
	['PATCH', UPDATE, ok({ id: 'q1' })],
	['DELETE', DELETE, { status: 204 }],
	['GET', LIST, ok([{ id: 'q1' }])],
	['POST', BULK, ok({ created: [{ index: 0, id: 'q1' }] })],
])('A9: a 429 on %s is sent again after the wait', async (method, parameters, reply) => {
	const calls = serve(tooMany('5'), reply);

	const items = await harness.execute(parameters);

	expect(items).toHaveLength(1);
	expect(calls.map((call) => call.method)).toEqual([method, method]);
	expect(guard.clock.sleptMs()).toBe(5_000);
});

describe('a block', () => {
	test('that one call meets holds back every other call with the key', async () => {
		const calls = serve(tooMany('30'), ok({ n: 1 }), ok({ id: 'q1' }), ok({ n: 3 }));
		const sentAtMs: number[] = [];
		const start = guard.clock.now();
		const run = async (parameters: typeof GET) => {
			const items = await harness.execute(parameters);
			sentAtMs.push(guard.clock.now() - start);
			return items;
		};

		const first = run(GET);
		while (guard.clock.sleptMs() === 0) await new Promise((resolve) => setImmediate(resolve));
		await Promise.all([first, run(CREATE), run(GET)]);

		expect(calls).toHaveLength(4);
		expect(Math.min(...sentAtMs)).toBeGreaterThanOrEqual(30_000);
	});

	test('is shared by the action node and the trigger node', async () => {
		serve(tooMany('3600'));
		await failureOf(harness.execute(GET));

		const poll = await harness.poller({ event: 'newScan', watch: 'all', startFrom: 'now' }).poll('init');

		expect(poll).toBeNull();
	});

	test('holds back no call with another key on the same host', async () => {
		serve(tooMany('3600'), ok({ n: 1 }));
		await failureOf(harness.execute(GET));

		const other = createHarness({ apiKey: `qrs_${'ab'.repeat(32)}` });

		expect(await other.execute(GET)).toHaveLength(1);
	});

	test('holds back no call with the same key on another host', async () => {
		serve(tooMany('3600'));
		const elsewhere = serveAt('https://other.qr.test', ok({ n: 1 }));
		await failureOf(harness.execute(GET));

		const other = createHarness({ baseUrl: `https://other.qr.test${BASE_PATH}` });
		await other.execute(GET);

		expect(elsewhere).toHaveLength(1);
	});

	test('holds back the same key pasted with "Bearer " and a trailing slash', async () => {
		const calls = serve(tooMany('3600'));
		await failureOf(harness.execute(GET));

		const same = createHarness({ apiKey: ` Bearer ${TEST_KEY}\n`, baseUrl: `${API_ORIGIN}${BASE_PATH}/` });
		const failure = await failureOf(same.execute(GET));

		expect(failure.failure?.cause).toBe('quota-exhausted');
		expect(calls).toHaveLength(1);
	});

	test('says in the log that it waits, without the key', async () => {
		serve(tooMany('34'), ok({}));

		await harness.execute(GET);

		expect(harness.logger.lines).toContain(
			'info: QRCodeStack: waiting 34 seconds for the rate limit to reopen',
		);
		expect(harness.logger.lines.join()).not.toContain(TEST_KEY);
	});

	test('does not come of headers that speak of more than the minute', async () => {
		const untilTomorrow = { 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': '86400' };
		const calls = serve({ ...ok({ n: 1 }), headers: untilTomorrow }, ok({ n: 2 }));
		await harness.execute(GET);
		await harness.execute(GET);

		expect(calls).toHaveLength(2);
		expect(guard.clock.sleptMs()).toBe(0);
	});

	test('comes of headers for as long as they say, by the clock of the API', async () => {
		const aheadMs = guard.clock.now() + 3_600_000;
		const headers = {
			Date: new Date(aheadMs).toUTCString(),
			'X-RateLimit-Remaining': '0',
			'X-RateLimit-Reset': String(Math.floor(aheadMs / 1_000) + 30),
		};
		serve({ ...ok({ n: 1 }), headers }, ok({ n: 2 }));
		await harness.execute(GET);
		await harness.execute(GET);

		expect(guard.clock.sleptMs()).toBeGreaterThan(28_000);
		expect(guard.clock.sleptMs()).toBeLessThanOrEqual(30_000);
	});

	test('keeps many items waiting with one line in the log, and one sentence beside the output', async () => {
		const items = Array.from({ length: 5 }, () => ({ json: {} }));
		const context = harness.executeContext(harness.makeNode(ACTION, GET), items);
		serve(...items.map(() => tooMany('34')), ...items.map(() => ok({})));

		const linesBefore = harness.logger.lines.length;

		await harness.runNode(context);

		expect(harness.logger.lines.slice(linesBefore)).toEqual([expect.stringContaining('waiting')]);
		expect(context.hints.map(({ message }) => message)).toEqual([
			expect.stringMatching(/^3[45] seconds of this run went into waiting/),
		]);
	});

	test('does not come of a refusal that is no 429', async () => {
		serve(refusal(403), ok({ n: 2 }));
		await failureOf(harness.execute(GET));

		expect(await harness.execute(GET)).toHaveLength(1);
	});
});

describe('when the calls of the month are used up', () => {
	const PRODUCTION = 'trigger';
	const run = async (parameters: INodeParameters, mode: WorkflowExecuteMode = PRODUCTION) => {
		const context = harness.executeContext(harness.makeNode(ACTION, parameters));
		jest.spyOn(context, 'getMode').mockReturnValue(mode);
		return await harness.runNode(context);
	};
	const GET_CODE = { resource: 'qrCode', operation: 'get', qrCodeId: byId };
	const MONTH = tooMany(String(9 * 86_400));
	const WITHIN = 90_000;

	test('a text quotes no status and no answer that did not come just now, and says when it did', async () => {
		const calls = serve(MONTH);
		await failureOf(run(GET_CODE));
		guard.clock.advance(WITHIN);

		const failure = await failureOf(run(GET_CODE));

		expect(calls).toHaveLength(1);
		expect(failure.message).toBe("This month's API calls are used up");
		expect(failure.description).toContain(
			'As QRCodeStack said at 2026-11-22 08:00:00 UTC, it takes calls again in 9 days, at 2026-12-01 08:00:00 UTC.',
		);
		expect(failure.httpCode).toBeFalsy();
		expect(`${failure.message} ${failure.description}`).not.toContain('429');
	});

	test.each<[string, INodeParameters, WorkflowExecuteMode]>([
		['a run by hand', GET_CODE, 'manual'],
		['a run that a person repeats', GET_CODE, 'retry'],
		['Account > Get in production', GET, PRODUCTION],
	])('%s asks the API, and what it answers counts for everyone', async (_, parameters, mode) => {
		const calls = serve(MONTH, ok({ id: 'q1' }), ok({ id: 'q1' }));
		await failureOf(run(GET_CODE));
		guard.clock.advance(WITHIN);

		expect(await run(parameters, mode)).toHaveLength(1);
		// production goes on as well
		expect(await run(GET_CODE)).toHaveLength(1);
		expect(calls).toHaveLength(3);
	});

	test('the list of codes in the editor asks the API as well', async () => {
		serve(MONTH, ok([{ id: 'q1', name: 'A' }]));
		await failureOf(run(GET_CODE));
		guard.clock.advance(WITHIN);
		const context = harness.loadOptionsContext(harness.makeNode(ACTION, LIST));

		expect((await searchQrCodes.call(context)).results).toHaveLength(1);
	});

	test('a person who asks again and again makes one call in ten seconds', async () => {
		const calls = serve(MONTH, MONTH, MONTH);
		for (let second = 0; second < 25; second++) {
			await failureOf(run(GET_CODE, 'manual'));
			guard.clock.advance(1_000);
		}
		expect(calls).toHaveLength(3);
	});

	test('a run by hand over many items asks once, not once for each', async () => {
		const calls = serve(MONTH, MONTH);
		await failureOf(run(GET_CODE));
		guard.clock.advance(WITHIN);
		const items = Array.from({ length: 20 }, () => ({ json: {} }));

		const output = await harness.execute(GET_CODE, { items, node: { onError: 'continueRegularOutput' } });

		expect(output).toHaveLength(20);
		expect(calls).toHaveLength(2);
	});

	test('production finds out within ten minutes that there are more', async () => {
		const calls = serve(MONTH, MONTH, MONTH, MONTH, MONTH, ok({ id: 'q1' }));
		await failureOf(run(GET_CODE));
		// every minute a run, as of a schedule
		for (let minute = 1; minute <= 30; minute++) {
			guard.clock.advance(60_000);
			await failureOf(run(GET_CODE));
		}
		expect(calls).toHaveLength(5);
		guard.clock.advance(10 * 60_000);

		expect((await run(GET_CODE))[0]?.json).toEqual({ id: 'q1' });
	});
});

describe('what a text advises', () => {
	test('the node, which has the option, is told to raise Max Wait', async () => {
		serve(tooMany('300'));

		const failure = await failureOf(harness.execute(GET));

		expect(failure.description).toContain("raise 'Max Wait'");
	});

	test('a drop-down, which has no options, is only told when to try again', async () => {
		serve(tooMany('300'));
		const context = harness.loadOptionsContext(harness.makeNode(ACTION, LIST));

		const failure = await failureOf(searchQrCodes.call(context));

		expect(String(failure.description)).toContain('Try again then.');
		expect(String(failure.description)).not.toContain('Max Wait');
	});
});
