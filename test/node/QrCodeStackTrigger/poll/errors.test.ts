import { NodeApiError } from 'n8n-workflow';

import { createEngine, ENGINE_NAMES, type Engine } from '../../../support/engines';
import { TEST_KEY } from '../../../support/harness';
import { DAY, HOUR, MINUTE, scanIds, startTriggerTest, type TriggerTest } from '../../../support/triggerTest';

let t: TriggerTest;
afterEach(() => t.time.restore());

const one = (qrCodeId: string) => ({ watch: 'one', qrCodeId: { __rl: true, mode: 'id', value: qrCodeId } });
const start = (parameters: object = {}, name: Engine | string = 'legacy', more: object = {}) =>
	createEngine({ name: name as never, harness: t.harness, parameters: parameters as never, ...more });

const REFUSED_KEY = 'QRCodeStack did not accept the API key';
const GONE = 'QRCodeStack could not find a QR code that is watched';
const refuseKey = () =>
	t.api.addFaults({ kind: 'json', status: 401, error: 'revoked', code: 'unauthorized', times: 'always' });

describe('at activation', () => {
	test.each([
		['a key that is refused', 401, REFUSED_KEY],
		['a plan without the API', 403, 'Your QRCodeStack plan does not allow this'],
		['a code that does not exist', 404, 'QRCodeStack could not find this QR code'],
	])('%s is told, since only a person can mend it', async (_, status, message) => {
		t = startTriggerTest();
		t.api.addFaults({ kind: 'json', status, times: 'always' });
		const engine = start(one(t.id));
		await expect(engine.activate()).rejects.toThrow(message);
		// and told again to the person who tries again
		await expect(engine.activate()).rejects.toBeInstanceOf(NodeApiError);
	});

	test.each<[string, object, string]>([
		['no code is chosen', { watch: 'one' }, 'No QR code is chosen'],
		['no code is selected', { watch: 'selected', qrCodeIds: [] }, 'No QR code is selected'],
		['the start date is none', { startFrom: 'date', startDate: 'soon' }, 'The start date is not a date'],
		[
			'the maximum is zero',
			{ options: { maxScansPerPoll: 0 } },
			'Max Scans per Poll must be a whole number of 1 or more',
		],
		[
			'an id can be no part of an address',
			{ watch: 'selected', qrCodeIds: ['..'] },
			'This is not a QR code ID',
		],
		[
			'a link is empty',
			{ watch: 'one', qrCodeId: { __rl: true, mode: 'shortLink', value: ' ' } },
			'The link of the QR code is empty',
		],
		[
			'a link is among selected codes',
			{ watch: 'selected', qrCodeIds: ['https://qrs.example/r/x'] },
			'A link stands among the selected QR codes',
		],
	])('%s: it is told before any call', async (_, parameters, message) => {
		t = startTriggerTest();
		await expect(start(parameters).activate()).rejects.toThrow(message);
		expect(t.calls()).toBe(0);
	});

	test.each(['id', 'shortLink', 'list'])('a link that no code has is told, in mode %s', async (mode) => {
		t = startTriggerTest({ codes: 3 });
		const qrCodeId = { __rl: true, mode, value: 'https://qrs.example/r/no-such-code' };
		await expect(start({ watch: 'one', qrCodeId }).activate()).rejects.toMatchObject({
			message: 'No QR code has this link',
			description: expect.stringContaining('Check the link, or choose the code from the list'),
		});
	});

	test.each([
		{ kind: 'json', status: 503 },
		{ kind: 'html' },
		{ kind: 'cut' },
		{ kind: 'truncate' },
		{ kind: 'reset' },
		{ kind: 'hang' },
		{ kind: 'rate_limited', retryAfterMs: 50_000 },
		{ kind: 'rate_limited', retryAfterMs: 9 * DAY },
	] as const)('trouble that passes by itself does not keep the trigger from starting: %j', async (fault) => {
		t = startTriggerTest();
		t.api.addFaults({ ...fault, times: 'always' });
		await expect(start().activate()).resolves.toBeUndefined();
	});

	test.each(['init', 'leadershipChange'] as const)(
		'nothing is thrown at "%s", whatever is wrong, but by the next poll',
		async (mode) => {
			t = startTriggerTest();
			refuseKey();
			const engine = start();
			await expect(engine.activate(mode)).resolves.toBeUndefined();
			await expect(t.errorsFor(engine, 5)).resolves.toEqual([[1, REFUSED_KEY]]);
		},
	);

	test('"now" is when the activation works out, not when one failed the day before', async () => {
		t = startTriggerTest();
		refuseKey();
		const engine = start();
		await expect(engine.activate()).rejects.toThrow(REFUSED_KEY);
		t.time.advance(DAY);
		t.scan(5, { agoMs: HOUR });
		t.api.clearFaults();
		await engine.activate();
		const sent = t.scan();
		await t.errorsFor(engine, 2);

		expect(scanIds(engine.deliveredItems)).toEqual(sent);
	});
});

test('lasting trouble does not keep a changed workflow from being published; the next poll tells it', async () => {
	t = startTriggerTest();
	const engine = start();
	await engine.activate();
	t.api.addFaults({ kind: 'json', status: 500, times: 'always' });
	t.time.advance(HOUR);
	await expect(engine.tick()).resolves.toBeNull();
	t.time.advance(HOUR / 2);
	await expect(engine.change({ options: { country: 'DE' } })).resolves.toBeUndefined();

	expect(await t.errorsFor(engine, 1)).toEqual([[1, 'QRCodeStack could not answer (HTTP 500)']]);
});

describe.each(ENGINE_NAMES)('while polling, in the engine "%s"', (name) => {
	test('a key that is refused is told once, and again the day after, not every minute', async () => {
		t = startTriggerTest();
		const engine = start({}, name);
		await engine.activate();
		refuseKey();

		// one answer may be a slip; n8n's durable cursors would not poll for half an hour
		expect(await t.errorsFor(engine, 30)).toEqual([[2, REFUSED_KEY]]);
		t.time.advance(DAY);
		expect(await t.errorsFor(engine, 3)).toEqual([[1, REFUSED_KEY]]);
	});

	test("the month's end of calls is told once, then silence until it reopens, then nothing was lost", async () => {
		t = startTriggerTest({ startMs: Date.UTC(2026, 10, 27) });
		const engine = start({}, name);
		await engine.activate();
		t.api.setLimits({ perMonth: 1 });
		const sent = t.scan(2);
		const errors = await t.errorsFor(engine, 10);
		t.time.advance(2 * DAY);
		sent.push(...t.scan(2));
		errors.push(...(await t.errorsFor(engine, 5)));

		expect(errors.map(([, message]) => message)).toEqual(["This month's API calls are used up"]);
		t.time.advance(3 * DAY);
		t.api.setLimits({ perMonth: 5_000 });
		sent.push(...t.scan());
		await t.errorsFor(engine, 2);
		expect(scanIds(engine.deliveredItems)?.sort()).toEqual(sent.sort());
	});

	test('a blip of the server is silent, a lasting one is told once', async () => {
		t = startTriggerTest();
		const engine = start({}, name);
		await engine.activate();
		t.api.addFaults({ kind: 'json', status: 502, times: 4 });
		expect(await t.errorsFor(engine, 3)).toEqual([]);
		t.api.addFaults({ kind: 'json', status: 500, times: 'always' });
		const errors = await t.errorsFor(engine, 60);
		expect(errors).toHaveLength(1);
		expect(errors[0]?.[0]).toBeGreaterThanOrEqual(15);
		expect(errors[0]?.[1]).toBe('QRCodeStack could not answer (HTTP 500)');
	});

	test('lasting trouble that shows another face at each poll is still one piece of news', async () => {
		t = startTriggerTest();
		const engine = start({}, name);
		await engine.activate();
		const faces = [
			{ kind: 'json', status: 500 },
			{ kind: 'reset' },
			{ kind: 'html', status: 503 },
			{ kind: 'cut' },
		] as const;
		for (let turn = 0; turn < 200; turn++) t.api.addFaults({ ...faces[turn % 4]!, times: 4 });

		expect(await t.errorsFor(engine, 60)).toHaveLength(1);
	});
});

test('what the API says about the key never reaches state, items, log or errors', async () => {
	t = startTriggerTest();
	const engine = start();
	t.onAnswer((_, response) => {
		const { data } = response.body as { data?: Array<Record<string, unknown>> };
		data?.forEach((row) => (row.note = `Bearer ${TEST_KEY}`));
		return response;
	});
	await engine.activate();
	t.scan();
	await t.errorsFor(engine, 1);
	t.api.addFaults({
		kind: 'json',
		status: 401,
		error: `bad key ${TEST_KEY}`,
		code: TEST_KEY,
		times: 'always',
	});
	await t.pollFor(engine, 1);
	t.time.advance(MINUTE);
	const error = await engine.tick().catch((thrown: unknown) => thrown);

	expect(engine.deliveredItems).toHaveLength(1);
	expect(error).toBeInstanceOf(NodeApiError);
	const everything = JSON.stringify([
		engine.stored(),
		engine.deliveredItems,
		t.harness.logger.lines,
		error,
		{ ...(error as object) },
	]);
	expect(everything).not.toContain(TEST_KEY.slice(4));
	expect(String((error as Error).stack)).not.toContain(TEST_KEY);
});

test('an error declares to the host what it is about', async () => {
	t = startTriggerTest();
	const engine = start({}, 'durableCursors');
	await engine.activate();
	refuseKey();
	await t.pollFor(engine, 1);
	t.time.advance(MINUTE);
	await expect(engine.tick()).rejects.toMatchObject({
		httpCode: '401',
		failure: { cause: 'credential-invalid' },
	});
});

test('a trouble is in the log once, and again when it changes', async () => {
	t = startTriggerTest();
	const engine = start();
	await engine.activate();
	t.api.addFaults({ kind: 'json', status: 500, times: 12 }, { kind: 'json', status: 503, times: 'always' });
	await t.errorsFor(engine, 6);

	expect(t.harness.logger.lines.filter((line) => line.includes('could not answer'))).toHaveLength(2);
});

test('when one log of several fails, the scans of the others leave and the failed one is caught up', async () => {
	t = startTriggerTest({ codes: 5 });
	const engine = start();
	await engine.activate();
	const sent = t.ids.flatMap((qrCodeId) => t.scan(1, { qrCodeId }));
	t.api.addFaults({ kind: 'json', status: 500, path: `/qr-codes/${t.ids[2]}/scans`, times: 8 });
	expect(await t.errorsFor(engine, 1)).toEqual([]);
	expect(engine.deliveredItems).toHaveLength(4);
	await t.errorsFor(engine, 3);

	expect(scanIds(engine.deliveredItems)?.sort()).toEqual(sent.sort());
	expect(t.harness.logger.lines.join('\n')).toContain('QRCodeStack could not answer');
});

test('a log that can never be read does not starve the others', async () => {
	t = startTriggerTest({ codes: 4 });
	const engine = start();
	await engine.activate();
	t.api.addFaults({ kind: 'json', status: 500, path: `/qr-codes/${t.ids[1]}/scans`, times: 'always' });
	const sent: string[] = [];
	for (let minute = 0; minute < 5; minute++) {
		t.scan(1, { qrCodeId: t.ids[1] });
		sent.push(...t.scan(1, { qrCodeId: t.ids[0] }), ...t.scan(1, { qrCodeId: t.ids[3] }));
		await t.errorsFor(engine, 1);
	}

	expect(scanIds(engine.deliveredItems)?.sort()).toEqual(sent.sort());
});

test('when the whole API is down, a poll gives up after a few logs', async () => {
	t = startTriggerTest({ codes: 40 });
	const engine = start();
	await engine.activate();
	t.ids.forEach((qrCodeId) => t.scan(1, { qrCodeId }));
	t.api.addFaults({ kind: 'json', status: 500, path: '/qr-codes/*/scans', times: 'always' });
	const before = t.calls();
	await t.errorsFor(engine, 1);

	expect(t.calls() - before).toBeLessThan(15);
});

test("the minute's window ends a poll, what was read leaves, and the rest follows", async () => {
	t = startTriggerTest({ codes: 30 });
	const engine = start();
	await engine.activate();
	t.api.setLimits({ perMinute: 10 });
	const sent = t.ids.flatMap((qrCodeId) => t.scan(1, { qrCodeId }));
	expect(await t.errorsFor(engine, 8)).toEqual([]);

	expect(scanIds(engine.deliveredItems)?.sort()).toEqual(sent.sort());
	expect(t.api.requests.count({ status: 429 })).toBeLessThan(10);
});

test('a list that cannot be read to its end is begun anew with the next poll', async () => {
	t = startTriggerTest();
	const engine = start(one(t.id));
	await engine.activate();
	const sent = t.scan(250, { spreadMs: 50_000 });
	t.time.advance(MINUTE);
	t.api.setVariants({ pagination: 'repeat_page' });
	await t.errorsFor(engine, 1);
	t.api.setVariants({ pagination: 'page_limit' });
	await t.errorsFor(engine, 1);

	expect(scanIds(engine.deliveredItems)).toEqual(sent);
});

test.each([
	{ kind: 'json', status: 500 },
	{ kind: 'reset' },
	{ kind: 'hang' },
	{ kind: 'cut' },
	{ kind: 'rate_limited', retryAfterMs: 3_600_000 },
] as const)('a read that breaks off between two pages (%j) loses and repeats nothing', async (fault) => {
	t = startTriggerTest();
	const engine = start(one(t.id));
	await engine.activate();
	const sent = t.scan(450, { spreadMs: 50_000 });
	t.time.advance(MINUTE);
	t.api.addFaults({ ...fault, skip: 2, times: fault.kind === 'rate_limited' ? 1 : 5 });
	await t.errorsFor(engine, 1);
	sent.push(...t.scan(3));
	t.time.advance(HOUR);
	await t.errorsFor(engine, 3);

	expect(scanIds(engine.deliveredItems)?.sort()).toEqual(sent.sort());
});

test('an empty answer in between does not make old scans leave again', async () => {
	t = startTriggerTest();
	const engine = start(one(t.id));
	await engine.activate();
	const sent = t.scan(3);
	await t.errorsFor(engine, 1);
	t.onAnswer((_, response) => ({
		...response,
		body: { success: true, data: [], pagination: { page: 1, limit: 100, total: 0, total_pages: 0 } },
	}));
	await t.errorsFor(engine, 1);
	t.onAnswer(() => {});
	sent.push(...t.scan());
	await t.errorsFor(engine, 2);

	expect(scanIds(engine.deliveredItems)?.sort()).toEqual(sent.sort());
});

describe('codes that come and go', () => {
	test('a code that was made after the start is watched from its first scan on, also beyond the first page of the list', async () => {
		t = startTriggerTest({ codes: 120 });
		const engine = start();
		await engine.activate();
		await t.errorsFor(engine, 1);
		const [added] = t.api.addQrCodes({ account: 'tester' });
		const sent = [...t.scan(1, { qrCodeId: added?.id }), ...t.scan(1, { qrCodeId: t.ids[0] })];
		await t.errorsFor(engine, 2);

		expect(scanIds(engine.deliveredItems)?.sort()).toEqual(sent.sort());
	});

	test('one of all codes may be deleted without a word, and the others go on', async () => {
		t = startTriggerTest({ codes: 3 });
		const engine = start();
		await engine.activate();
		t.deleteCode(t.ids[1] as string);
		const sent = t.scan(1, { qrCodeId: t.ids[0] });
		expect(await t.errorsFor(engine, 20)).toEqual([]);
		expect(scanIds(engine.deliveredItems)).toEqual(sent);
	});

	test('a list that shows deleted codes does not make the trigger ask for their logs', async () => {
		t = startTriggerTest({ codes: 3 });
		t.api.setVariants({ listDeleted: true });
		const engine = start();
		await engine.activate();
		await t.errorsFor(engine, 1);
		t.scan(1, { qrCodeId: t.ids[1] });
		t.deleteCode(t.ids[1] as string);
		const before = t.calls();
		await t.errorsFor(engine, 3);

		expect(t.calls() - before).toBe(3);
	});

	test('the one watched code is deleted: that is reported once, and it costs a call an hour', async () => {
		t = startTriggerTest();
		const engine = start(one(t.id));
		await engine.activate();
		t.deleteCode(t.id);
		const before = t.calls();

		expect(await t.errorsFor(engine, 100)).toEqual([[2, GONE]]);
		// one that says so, one that confirms it, and one an hour later
		expect(t.calls() - before).toBe(3);
	});

	test('one of several selected codes is gone: the others go on', async () => {
		t = startTriggerTest({ codes: 2 });
		const engine = start({ watch: 'selected', qrCodeIds: `${t.ids[0]}, ${t.ids[1]}` });
		await engine.activate();
		t.deleteCode(t.ids[0] as string);
		const sent = t.scan(1, { qrCodeId: t.ids[1] });
		await t.errorsFor(engine, 1);
		expect(await t.errorsFor(engine, 3)).toEqual([[1, GONE]]);
		expect(scanIds(engine.deliveredItems)).toEqual(sent);
	});

	test.each(ENGINE_NAMES)(
		'of five selected codes one is deleted, then another: the report names each, and the others go on (%s)',
		async (name) => {
			t = startTriggerTest({ codes: 5 });
			const [first = '', second = ''] = t.ids;
			const names = [first, second].map((id) => {
				const headers = { authorization: `Bearer ${TEST_KEY}` };
				const path = `/api/v1/qr-codes/${id}`;
				const { body } = t.api.handle({ method: 'GET', path, query: {}, headers, body: undefined });
				return (body as { data: { name: string } }).data.name;
			});
			const engine = start({ watch: 'selected', qrCodeIds: t.ids }, name);
			await engine.activate();
			await t.pollFor(engine, 1);
			const reports: string[] = [];
			const poll = async () => {
				t.time.advance(MINUTE);
				await engine.tick().catch((error: NodeApiError) => {
					expect(error.message).toBe(GONE);
					// the others are not to wait for it
					expect(error).toMatchObject({ failure: { cause: 'temporarily-unavailable' } });
					reports.push(error.description ?? '');
				});
			};
			t.deleteCode(first);
			for (let minute = 0; minute < 10; minute++) await poll();
			t.deleteCode(second);
			for (let minute = 0; minute < 10; minute++) await poll();
			const sent = t.scan(1, { qrCodeId: t.ids[4] });
			await poll();

			expect(reports).toHaveLength(2);
			expect(reports[0]).toContain(`"${names[0]}" (ID ${first})`);
			expect(reports[0]).not.toContain(second);
			expect(reports[1]).toContain(`"${names[1]}" (ID ${second})`);
			expect(scanIds(engine.deliveredItems)).toEqual(sent);
		},
	);

	test('one answer that a log was not found is no proof: the next poll asks again', async () => {
		t = startTriggerTest();
		const engine = start(one(t.id));
		await engine.activate();
		t.api.addFaults({ kind: 'json', status: 404, path: '/qr-codes/*/scans' });
		const sent = t.scan();

		expect(await t.errorsFor(engine, 2)).toEqual([]);
		expect(scanIds(engine.deliveredItems)).toEqual(sent);
	});

	test('a code that is restored goes on where it was left', async () => {
		t = startTriggerTest();
		const engine = start(one(t.id));
		await engine.activate();
		const sent = t.scan();
		await t.errorsFor(engine, 1);
		sent.push(...t.scan());
		t.api.addFaults({ kind: 'json', status: 404, path: '/qr-codes/*/scans' });
		await t.errorsFor(engine, 1);
		sent.push(...t.scan());
		await t.errorsFor(engine, 60);

		expect(scanIds(engine.deliveredItems)).toEqual(sent);
	});

	test('a selected code that the list does not show is looked for in its own log', async () => {
		t = startTriggerTest({ codes: 5 });
		const engine = start({ watch: 'selected', qrCodeIds: t.ids });
		await engine.activate();
		const hidden = t.ids[4];
		t.onAnswer(({ path }, response) => {
			const body = response.body as { data: Array<{ id: string }> };
			if (path.endsWith('/qr-codes')) body.data = body.data.filter(({ id }) => id !== hidden);
			return response;
		});
		const sent = t.scan(1, { qrCodeId: hidden });
		await t.errorsFor(engine, 1);

		expect(scanIds(engine.deliveredItems)).toEqual(sent);
	});

	test.each(['shortLink', 'id'])('a code is found by its short link, once, in mode %s', async (mode) => {
		t = startTriggerTest({ codes: 3 });
		const [added] = t.api.addQrCodes({ account: 'tester' });
		const engine = start({
			watch: 'one',
			qrCodeId: { __rl: true, mode, value: added?.shortUrl },
		});
		await engine.activate();
		const sent = t.scan(1, { qrCodeId: added?.id });
		t.scan(1, { qrCodeId: t.ids[0] });
		await t.errorsFor(engine, 3);

		expect(scanIds(engine.deliveredItems)).toEqual(sent);
		expect(t.calls('/qr-codes')).toBe(1);
	});
});
