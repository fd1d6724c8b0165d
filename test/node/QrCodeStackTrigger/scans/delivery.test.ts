import { createEngine, ENGINE_NAMES } from '../../../support/engines';
import { HOUR, MINUTE, scanIds, startTriggerTest, type TriggerTest } from '../../../support/triggerTest';

let t: TriggerTest;
afterEach(() => t.time.restore());

const legacy = (parameters: object = {}) =>
	createEngine({ name: 'legacy', harness: t.harness, parameters: parameters as never });
const one = (qrCodeId: string) => ({ watch: 'one', qrCodeId: { __rl: true, mode: 'id', value: qrCodeId } });

describe.each(ENGINE_NAMES)('in the engine "%s"', (name) => {
	const start = (parameters: object) =>
		createEngine({ name, harness: t.harness, parameters: parameters as never });

	test.each(['all', 'one'])(
		'a new scan leaves once, and a poll without one puts out null (watch: %s)',
		async (watch) => {
			t = startTriggerTest({ codes: 3 });
			const engine = start(watch === 'one' ? one(t.id) : {});
			t.scan(5, { agoMs: HOUR });
			await engine.activate();
			t.time.advance(MINUTE);
			expect(await engine.tick()).toBeNull();
			const [sent] = t.scan();
			t.time.advance(1000);

			expect(scanIds(await engine.tick())).toEqual([sent]);
			t.time.advance(MINUTE);
			expect(await engine.tick()).toBeNull();
			expect(scanIds(engine.deliveredItems)).toEqual([sent]);
		},
	);

	test('a scan during the first poll, between its list and its end, is delivered by the next', async () => {
		t = startTriggerTest();
		const engine = start({});
		let sent: string[] = [];
		t.onRequest(() => {
			sent = t.scan();
			t.onRequest(() => {});
		});
		await engine.activate();
		t.time.advance(MINUTE);
		await engine.tick();

		expect(sent).toHaveLength(1);
		expect(scanIds(engine.deliveredItems)).toEqual(sent);
	});

	test('of many codes, a scan in the moment of the activation is found by a sweep, not by a look into each log', async () => {
		t = startTriggerTest({ codes: 25 });
		const engine = start({});
		let sent: string[] = [];
		t.onRequest(({ path }) => {
			if (path.endsWith('/qr-codes')) sent = t.scan();
			t.onRequest(() => {});
		});
		await engine.activate();
		t.time.advance(MINUTE);
		await engine.tick();
		const readAtFirst = t.calls('/qr-codes/{id}/scans');
		await t.pollFor(engine, 240);

		expect(readAtFirst).toBe(0);
		expect(scanIds(engine.deliveredItems)).toEqual(sent);
	});

	test.each([0, 1])('a log that is gone does not keep the trigger from starting: code %i', async (gone) => {
		t = startTriggerTest({ codes: 2, sendsDate: false });
		const [goneId, otherId] = [t.ids[gone], t.ids[1 - gone]];
		t.onAnswer(({ path }, response) =>
			path.includes(goneId!)
				? { ...response, status: 404, body: { success: false, error: 'gone' } }
				: response,
		);
		const engine = start({});
		await engine.activate();
		t.time.advance(MINUTE);
		const sent = t.scan(1, { qrCodeId: otherId });
		await engine.tick();

		expect(scanIds(engine.deliveredItems)).toEqual(sent);
	});

	test('a scan that came in while the first polls failed is delivered once they work', async () => {
		t = startTriggerTest();
		const engine = start({});
		t.api.addFaults({ kind: 'json', status: 503, times: 'always' });
		await engine.activate();
		const sent = t.scan();
		t.time.advance(MINUTE);
		await engine.tick();
		sent.push(...t.scan());
		t.time.advance(MINUTE);
		t.api.clearFaults();
		await engine.tick();
		t.time.advance(MINUTE);
		await engine.tick();

		expect(scanIds(engine.deliveredItems)).toEqual(sent);
	});

	test('scans of two codes leave together, oldest first', async () => {
		t = startTriggerTest({ codes: 2 });
		const engine = start({});
		await engine.activate();
		t.time.advance(MINUTE);
		const [b] = t.scan(1, { qrCodeId: t.ids[1] });
		t.time.advance(10);
		const [a] = t.scan(1, { qrCodeId: t.ids[0] });
		await engine.tick();

		expect(scanIds(engine.deliveredItems)).toEqual([b, a]);
	});

	test('late entries inside the window leave once', async () => {
		t = startTriggerTest();
		const engine = start({});
		await engine.activate();
		const sent: string[] = [];
		for (let minute = 0; minute < 40; minute++) {
			t.time.advance(MINUTE);
			if (minute < 20) sent.push(...t.scan(2, { lateByMs: ((minute * 7) % 16) * MINUTE }));
			await engine.tick();
		}

		expect(scanIds(engine.deliveredItems)?.sort()).toEqual(sent.sort());
	});
});

test('a scan whose stamp is cut to the whole second is not before the starting point', async () => {
	t = startTriggerTest({ startMs: Date.UTC(2026, 10, 22, 8, 0, 0, 300) });
	t.api.setVariants({ scanTimePrecision: 's' });
	const engine = legacy(one(t.id));
	await engine.activate();
	const sent = t.scan();
	t.time.advance(MINUTE);
	await engine.tick();

	expect(scanIds(engine.deliveredItems)).toEqual(sent);
});

describe.each(['newest_first', 'oldest_first'] as const)('in a log that is %s', (scanOrder) => {
	test.each([
		'page_limit',
		'per_page',
		'has_more',
		'offset',
		'next_cursor_meta',
		'links_next',
		'link_header',
		'nested_named',
		'none',
	] as const)(
		'a burst of more than one page leaves whole and in order, paged by "%s"',
		async (pagination) => {
			t = startTriggerTest();
			t.api.setVariants({ scanOrder, pagination });
			t.scan(450, { agoMs: 2 * HOUR, spreadMs: HOUR });
			const engine = legacy(one(t.id));
			await engine.activate();
			t.time.advance(MINUTE);
			const sent = t.scan(333, { spreadMs: 30_000 });
			t.time.advance(MINUTE);
			await engine.tick();
			t.time.advance(MINUTE);
			await engine.tick();

			expect(scanIds(engine.deliveredItems)).toEqual(sent);
		},
	);

	test.each([true, false])(
		'scans that arrive while a log is read neither get lost nor repeated (ids: %s)',
		async (scanIds_) => {
			t = startTriggerTest();
			t.api.setVariants({ scanOrder, scanIds: scanIds_ });
			const engine = legacy(one(t.id));
			await engine.activate();
			let count = t.scan(350, { spreadMs: 50_000 }).length;
			t.time.advance(MINUTE);
			t.onRequest(() => {
				t.time.advance(7);
				count += t.scan(3).length;
			});
			await engine.tick();
			t.onRequest(() => {});
			t.time.advance(MINUTE);
			await engine.tick();
			const ids = scanIds(engine.deliveredItems) ?? [];

			expect(ids).toHaveLength(count);
			expect(new Set(ids).size).toBe(count);
		},
	);

	test('entries that come in late far behind the reading point do not make it skip others', async () => {
		t = startTriggerTest();
		t.api.setVariants({ scanOrder });
		const engine = legacy({ ...one(t.id), startFrom: 'beginning', options: { maxScansPerPoll: 100_000 } });
		const sent = t.scan(950, { agoMs: 10 * HOUR, spreadMs: 9 * HOUR });
		let requests = 0;
		t.onRequest(() => {
			// these come in behind what was read already, or before what is yet to be read
			if (++requests <= 8) sent.push(...t.scan(1, { agoMs: 9 * HOUR + requests }));
		});
		await engine.activate();
		t.onRequest(() => {});
		t.time.advance(MINUTE);
		await engine.tick();
		const ids = scanIds(engine.deliveredItems) ?? [];

		expect(new Set(ids).size).toBe(ids.length);
		expect(sent.slice(0, 950).filter((id) => !ids.includes(id))).toEqual([]);
	});

	test('a page on which all times are the same does not hide what follows', async () => {
		t = startTriggerTest();
		t.api.setVariants({ scanOrder });
		t.scan(120, { agoMs: HOUR });
		const engine = legacy(one(t.id));
		await engine.activate();
		t.time.advance(MINUTE);
		const sent = t.scan(130).sort();
		t.time.advance(MINUTE);
		await engine.tick();

		expect(scanIds(engine.deliveredItems)).toEqual(sent);
	});

	test('a server that serves one entry per page is read to the floor', async () => {
		t = startTriggerTest();
		t.api.setVariants({ scanOrder, maxPageSize: 1 });
		t.scan(5, { agoMs: HOUR, spreadMs: MINUTE });
		const engine = legacy(one(t.id));
		await engine.activate();
		t.time.advance(MINUTE);
		const sent = t.scan(4, { spreadMs: 1000 });
		t.time.advance(MINUTE);
		await engine.tick();

		expect(scanIds(engine.deliveredItems)).toEqual(sent);
	});

	test('with whole-second stamps and no ids, each of many scans in one second leaves', async () => {
		t = startTriggerTest();
		t.api.setVariants({ scanOrder, scanIds: false, scanTimePrecision: 's' });
		const engine = legacy(one(t.id));
		await engine.activate();
		t.time.advance(MINUTE);
		t.scan(40);
		await engine.tick();
		t.scan(40);
		t.time.advance(MINUTE);
		await engine.tick();

		expect(engine.deliveredItems).toHaveLength(80);
		expect(new Set(scanIds(engine.deliveredItems)).size).toBe(80);
	});
});

test('an oldest-first log with a late entry on its first page is still read at its new end', async () => {
	t = startTriggerTest();
	t.scan(150, { agoMs: 5 * HOUR, spreadMs: HOUR });
	t.api.setVariants({ scanOrder: 'oldest_first', pagination: 'has_more' });
	t.onAnswer((request, response) => {
		const body = response.body as { data: unknown[] };
		if (request.query.page === '1') body.data.splice(3, 0, body.data.pop());
		return response;
	});
	const engine = legacy(one(t.id));
	await engine.activate();
	t.time.advance(MINUTE);
	const sent = t.scan(2);
	t.time.advance(MINUTE);
	await engine.tick();

	expect(scanIds(engine.deliveredItems)?.sort()).toEqual(sent.sort());
});

test('more scans than one poll may hand on leave over several, oldest first, without reading the log again', async () => {
	t = startTriggerTest();
	const engine = legacy({ ...one(t.id), options: { maxScansPerPoll: 100, includeQrCode: false } });
	await engine.activate();
	t.time.advance(MINUTE);
	const sent = t.scan(450, { spreadMs: 50_000 });
	t.time.advance(MINUTE);
	const before = t.calls('/qr-codes/{id}/scans');
	for (let poll = 0; poll < 5; poll++) {
		const items = await engine.tick();
		expect(items).toHaveLength(poll === 4 ? 50 : 100);
		t.time.advance(MINUTE);
	}

	expect(scanIds(engine.deliveredItems)).toEqual(sent);
	expect(t.calls('/qr-codes/{id}/scans') - before).toBe(5);
});

test('a late entry that shows while a backlog leaves in parts is not forgotten for the length of it', async () => {
	t = startTriggerTest();
	const engine = legacy({ options: { maxScansPerPoll: 3 } });
	await engine.activate();
	t.time.advance(MINUTE);
	await engine.tick();
	const sent = [...t.scan(1, { lateByMs: 3 * MINUTE }), ...t.scan(75)];
	await t.pollFor(engine, 30);

	expect(scanIds(engine.deliveredItems)?.sort()).toEqual(sent.sort());
});

test('a restart in the middle of a backlog goes on where the last poll ended', async () => {
	t = startTriggerTest();
	const engine = legacy({ options: { maxScansPerPoll: 40 } });
	await engine.activate();
	const sent = t.scan(200, { spreadMs: 50_000 });
	t.time.advance(MINUTE);
	for (let poll = 0; poll < 8; poll++) {
		await engine.tick();
		if (poll === 2) {
			await engine.restart();
			t.time.advance(MINUTE);
		}
		t.time.advance(MINUTE);
	}

	// what the first poll after a restart hands out leaves like any other
	const lost = sent.filter((id) => !scanIds(engine.deliveredItems)?.includes(id));
	expect(lost).toEqual([]);
	expect(engine.deliveredItems).toHaveLength(200);
});

test('a read longer than the time of one poll goes on in the next one', async () => {
	t = startTriggerTest();
	const engine = legacy({ ...one(t.id), options: { maxScansPerPoll: 100_000, includeQrCode: false } });
	await engine.activate();
	const sent = t.scan(2_000, { spreadMs: 50_000 });
	t.time.advance(MINUTE);
	t.api.setVariants({ latencyMs: 5_000 });
	const before = t.calls();

	expect(await engine.tick()).toBeNull();
	await engine.tick();
	await engine.tick();

	expect(scanIds(engine.deliveredItems)).toEqual(sent);
	// 20 pages and what it takes to look again at the last 400 scans; nothing was read twice
	expect(t.calls() - before).toBeLessThanOrEqual(26);
});

test('a read that was put aside for more than an hour starts over', async () => {
	t = startTriggerTest();
	const engine = legacy(one(t.id));
	await engine.activate();
	const sent = t.scan(800, { spreadMs: 50_000 });
	t.time.advance(MINUTE);
	t.api.setVariants({ latencyMs: 20_000 });
	expect(await engine.tick()).toBeNull();
	t.api.setVariants({ latencyMs: 0 });
	t.time.advance(2 * HOUR);
	await engine.tick();

	expect(scanIds(engine.deliveredItems)).toEqual(sent);
});

describe('when the counter and the log disagree', () => {
	/** Shows what the list counts, whatever the log shows. */
	const count = (counts: () => number | undefined) =>
		t.onAnswer((request, response) => {
			if (!request.path.endsWith('/qr-codes')) return response;
			const body = response.body as { data: Array<{ scan_count?: number }> };
			body.data.forEach((code) => (code.scan_count = counts()));
			return response;
		});

	/** A trigger that polled once, and the counter of its code, for the test to turn. */
	const startCounting = async () => {
		t = startTriggerTest();
		const counter = { value: 0 };
		count(() => counter.value);
		const engine = legacy();
		await engine.activate();
		await t.pollFor(engine, 1);
		return { engine, counter };
	};

	test('a counter that moves before the log shows the scan: it is delivered once, as soon as it shows', async () => {
		const { engine, counter } = await startCounting();
		const sent = t.scan(1, { lateByMs: 10 * MINUTE });
		counter.value = 1;
		await t.pollFor(engine, 20);

		expect(scanIds(engine.deliveredItems)).toEqual(sent);
	});

	test('a new code whose counter moves before its log shows the first scan', async () => {
		t = startTriggerTest();
		const engine = legacy();
		await engine.activate();
		t.time.advance(MINUTE);
		const [added] = t.api.addQrCodes({ account: 'tester' });
		const sent = t.scan(1, { qrCodeId: added?.id, lateByMs: 5 * MINUTE });
		count(() => 1);
		await t.pollFor(engine, 10);

		expect(scanIds(engine.deliveredItems)).toEqual(sent);
	});

	test('a second late scan still gets its whole window after one that never shows', async () => {
		const { engine, counter } = await startCounting();
		counter.value = 1; // a robot, counted and never shown
		const sent: string[] = [];
		for (let minute = 0; minute < 40; minute++) {
			t.time.advance(MINUTE);
			if (minute === 14) {
				sent.push(...t.scan(1, { lateByMs: 10 * MINUTE }));
				counter.value = 2;
			}
			await engine.tick();
		}

		expect(scanIds(engine.deliveredItems)).toEqual(sent);
	});

	test('a counter that was promised and never paid costs calls for a quarter of an hour, not for ever', async () => {
		const { engine, counter } = await startCounting();
		counter.value = 5;
		await t.pollFor(engine, 20);
		const before = t.calls();
		t.time.advance(MINUTE);
		await engine.tick();

		expect(t.calls() - before).toBe(1);
	});

	test('a list without counters is followed log by log', async () => {
		t = startTriggerTest({ codes: 60 });
		t.api.setVariants({ scanCounter: 'none' });
		const engine = legacy();
		await engine.activate();
		const sent = t.ids.flatMap((qrCodeId) => t.scan(1, { qrCodeId }));
		for (let poll = 0; poll < 3; poll++) {
			t.time.advance(MINUTE);
			await engine.tick();
		}

		expect(scanIds(engine.deliveredItems)?.sort()).toEqual(sent.sort());
	});

	test('a counter that goes away and comes back loses nothing', async () => {
		t = startTriggerTest();
		const engine = legacy();
		await engine.activate();
		const sent: string[] = [];
		for (const scanCounter of ['none', 'total_scans', 'none', 'scan_count'] as const) {
			t.api.setVariants({ scanCounter });
			sent.push(...t.scan());
			t.time.advance(MINUTE);
			await engine.tick();
		}

		expect(scanIds(engine.deliveredItems)).toEqual(sent);
	});
});

describe('clocks', () => {
	test.each([
		['behind', -10 * MINUTE],
		['ahead of', 10 * MINUTE],
		['a day behind', -24 * HOUR],
		['a day ahead of', 24 * HOUR],
	])('an API whose clock is %s ours loses nothing and repeats nothing', async (_, skewMs) => {
		t = startTriggerTest();
		t.setSkewMs(skewMs);
		const engine = legacy(one(t.id));
		t.scan(3, { agoMs: HOUR - skewMs });
		await engine.activate();
		const sent: string[] = [];
		for (let minute = 0; minute < 30; minute++) {
			t.time.advance(MINUTE);
			sent.push(...t.scan(1, { agoMs: -skewMs, lateByMs: (minute % 3) * MINUTE }));
			await engine.tick();
		}
		t.time.advance(5 * MINUTE);
		await engine.tick();

		expect(scanIds(engine.deliveredItems)?.sort()).toEqual(sent.sort());
	});

	test('a skewed clock is heeded also when the first poll failed', async () => {
		t = startTriggerTest();
		t.setSkewMs(-10 * MINUTE);
		const engine = legacy(one(t.id));
		t.api.addFaults({ kind: 'reset', times: 'always' });
		await engine.activate();
		t.api.clearFaults();
		t.time.advance(MINUTE);
		await engine.tick();
		const sent = t.scan(1, { agoMs: 10 * MINUTE });
		t.time.advance(MINUTE);
		await engine.tick();

		expect(scanIds(engine.deliveredItems)).toEqual(sent);
	});

	test('a stamp in the far future leaves once and holds nothing up', async () => {
		t = startTriggerTest();
		const engine = legacy(one(t.id));
		await engine.activate();
		t.onAnswer(({ path }, response) => {
			const { data } = response.body as { data: unknown[] };
			if (path.endsWith('/scans')) data.unshift({ id: 'future', scanned_at: '2099-01-01T00:00:00Z' });
			return response;
		});
		t.time.advance(MINUTE);
		await engine.tick();
		const sent = t.scan(1, { lateByMs: 10 * MINUTE });
		sent.push(...t.scan());
		await t.pollFor(engine, 12);

		expect(scanIds(engine.deliveredItems)?.sort()).toEqual(['future', ...sent].sort());
	});

	test.each([
		['Europe/Berlin', '2026-10-25T03:00:00', '2026-10-25T02:00:00Z'],
		['America/New_York', '2026-03-08T03:00:00', '2026-03-08T07:00:00Z'],
		['UTC', '2026-10-31T23:59:59', '2026-10-31T23:59:59Z'],
	])(
		'a start date is meant in the time zone of the workflow (%s, %s)',
		async (timezone, startDate, startUtc) => {
			t = startTriggerTest();
			const startMs = Date.parse(startUtc);
			t.scan(1, { agoMs: t.time.now() - startMs + 1 });
			const sent = t.scan(1, { agoMs: t.time.now() - startMs });
			sent.push(...t.scan());
			const engine = createEngine({
				name: 'legacy',
				harness: t.harness,
				timezone,
				parameters: { startFrom: 'date', startDate },
			});
			await engine.activate();
			t.time.advance(MINUTE);
			await engine.tick();

			expect(scanIds(engine.deliveredItems)).toEqual(sent);
		},
	);

	test('from the beginning means every scan that the log has', async () => {
		t = startTriggerTest({ codes: 2 });
		const sent = [
			...t.scan(120, { agoMs: 50 * HOUR, spreadMs: HOUR }),
			...t.scan(5, { qrCodeId: t.ids[1], agoMs: HOUR }),
		];
		const engine = legacy({ startFrom: 'beginning' });
		await engine.activate();
		t.time.advance(MINUTE);
		await engine.tick();

		expect(scanIds(engine.deliveredItems)?.sort()).toEqual(sent.sort());
	});
});

test('a poll that may not take long for its host ends in time and goes on with the next', async () => {
	t = startTriggerTest();
	const engine = createEngine({
		name: 'scheduler',
		harness: t.harness,
		parameters: { ...one(t.id), options: { includeQrCode: false } } as never,
	});
	await engine.activate();
	const sent = t.scan(900, { spreadMs: 50_000 });
	t.api.setVariants({ latencyMs: 5_000 });
	t.time.advance(MINUTE);
	const beganMs = t.time.now();
	expect(await engine.tick()).toBeNull();
	expect(t.time.now() - beganMs).toBeLessThan(36_000);
	t.time.advance(MINUTE);
	await engine.tick();

	expect(scanIds(engine.deliveredItems)).toEqual(sent);
});

test('a host that does not tell its limit, and an API that does not tell its time, are no obstacle', async () => {
	t = startTriggerTest({ sendsDate: false });
	const node = t.harness.makeNode('n8n-nodes-qrcodestack.qrCodeStackTrigger', one(t.id) as never);
	const context = t.harness.pollContext(t.harness.makeWorkflow([node]), node);
	Object.assign(context, { getPollBudgetMs: undefined });
	expect(await t.harness.runPoll(context)).toBeNull();
	const sent = t.scan();
	t.time.advance(MINUTE);

	expect(scanIds(await t.harness.runPoll(context))).toEqual(sent);
});

test('an oldest-first log in which the end is far away is sought in growing steps and then read once', async () => {
	t = startTriggerTest();
	t.api.setVariants({ scanOrder: 'oldest_first' });
	t.scan(3_000, { agoMs: 5 * HOUR, spreadMs: HOUR });
	const engine = legacy({ ...one(t.id), options: { includeQrCode: false, maxScansPerPoll: 10_000 } });
	await engine.activate();
	const sent = t.scan(1_000, { spreadMs: 50_000 });
	t.time.advance(MINUTE);
	const before = t.calls();
	await engine.tick();

	expect(scanIds(engine.deliveredItems)).toEqual(sent);
	// the first page, four steps back, and the way forward again; never the 30 pages of old scans
	expect(t.calls() - before).toBeLessThan(25);
	t.time.advance(MINUTE);
	const idle = t.calls();
	await engine.tick();
	expect(t.calls() - idle).toBeLessThan(14);
});
