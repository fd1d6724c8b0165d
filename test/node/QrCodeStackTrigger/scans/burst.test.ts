import type { INodeParameters } from 'n8n-workflow';

import { createEngine } from '../../../support/engines';
import { HOUR, MINUTE, scanIds, startTriggerTest, type TriggerTest } from '../../../support/triggerTest';

let t: TriggerTest;
afterEach(() => t.time.restore());

const BURST = 2_000;

/** A trigger on one code, which has just emitted a burst of scans. */
async function startAfterBurst(
	limits: Parameters<TriggerTest['api']['setLimits']>[0] = {},
	watched?: INodeParameters,
) {
	t = startTriggerTest();
	t.api.setLimits(limits);
	const engine = createEngine({
		name: 'legacy',
		harness: t.harness,
		parameters: {
			...(watched ?? t.onlyFirst),
			options: { maxScansPerPoll: 100_000, includeQrCode: false },
		},
	});
	await engine.activate();
	const sent = t.scan(BURST, { spreadMs: 50_000 });
	t.time.advance(MINUTE);
	await engine.tick();
	return { engine, sent };
}

const callsOf = async (action: () => Promise<unknown>) => {
	const before = t.calls();
	await action();
	return t.calls() - before;
};

test('polls after a burst read the newest page, and the whole window now and then until it has passed', async () => {
	const { engine } = await startAfterBurst();
	const calls: number[] = [];
	for (let minute = 1; minute <= 60; minute++) {
		t.time.advance(MINUTE);
		calls.push(await callsOf(async () => await engine.tick()));
	}

	expect(calls.filter((count) => count > 2).length).toBeLessThanOrEqual(4);
	expect(calls.slice(25).every((count) => count <= 2)).toBe(true);
	expect(engine.deliveredItems).toHaveLength(BURST);
});

test('scans that enter the log late behind a burst are delivered once, within minutes', async () => {
	const { engine, sent } = await startAfterBurst();
	const late = t.scan(150, { agoMs: MINUTE, spreadMs: 40_000, lateByMs: 8 * MINUTE });
	await t.pollFor(engine, 14);

	expect(scanIds(engine.deliveredItems)?.sort()).toEqual([...sent, ...late].sort());
});

test('a restart after a burst repeats nothing and still finds what enters late', async () => {
	const { engine, sent } = await startAfterBurst();
	const late = t.scan(20, { agoMs: MINUTE, spreadMs: 40_000, lateByMs: 3 * MINUTE });
	await engine.restart();
	await t.pollFor(engine, 20);

	expect(scanIds(engine.deliveredItems)?.sort()).toEqual([...sent, ...late].sort());
});

test('late scans that can not be told from the burst after a restart are left out, and the log says how many', async () => {
	const { engine } = await startAfterBurst();
	t.scan(600, { agoMs: MINUTE, spreadMs: 40_000, lateByMs: 3 * MINUTE });
	t.time.advance(5 * MINUTE);
	await engine.restart();
	await t.pollFor(engine, 20);

	expect(engine.deliveredItems).toHaveLength(BURST);
	const warned = t.harness.logger.lines.filter((line) =>
		line.includes('came in late while n8n was not running'),
	);
	expect(warned).toEqual([expect.stringMatching(/^warn: .*: 600 scans of QR code /)]);
});

test('a log that lacks most of a burst after a restart costs whole reads until the code rests, and no more than the pace allows', async () => {
	const { engine, sent } = await startAfterBurst({ perMonth: 5_000 });
	t.onAnswer(({ path }, response) => {
		const body = response.body as { data?: Array<{ id: string }> };
		if (path.endsWith('/scans')) body.data = body.data?.filter(({ id }) => sent.indexOf(id) % 2 === 0);
		return response;
	});
	await engine.restart();
	const callsOfDay = await callsOf(async () => await t.pollFor(engine, 24 * 60));
	t.time.advance(HOUR);
	const callsOfPoll = await callsOf(async () => await engine.tick());

	// half of a Pro plan is 3.5 calls an hour, of which 42 may be saved up
	expect(callsOfDay).toBeLessThanOrEqual(42 + 24 * 3.5);
	expect(callsOfPoll).toBe(1);
	expect(engine.deliveredItems).toHaveLength(BURST);
});

test('a counter that promises more than a burst had costs calls for a while, not for ever', async () => {
	const { engine } = await startAfterBurst({}, {});
	t.onAnswer(({ path }, response) => {
		if (!path.endsWith('/qr-codes')) return response;
		const { data } = response.body as { data: Array<{ scan_count: number }> };
		data[0]!.scan_count += 1;
		return response;
	});
	await t.pollFor(engine, 60);
	const callsOfHour = await callsOf(async () => await t.pollFor(engine, 60));

	// the list alone, and now and then a sweep in its place
	expect(callsOfHour).toBeLessThanOrEqual(62);
	expect(engine.deliveredItems).toHaveLength(BURST);
});

test('scans go on arriving during and after the burst, and each leaves once', async () => {
	const { engine, sent } = await startAfterBurst();
	const all = [...sent];
	for (let minute = 1; minute <= 40; minute++) {
		all.push(...t.scan(30, { spreadMs: 30_000 }));
		// none from before the starting point
		if (minute > 5) all.push(...t.scan(2, { agoMs: 5 * MINUTE }));
		t.time.advance(MINUTE);
		await engine.tick();
	}
	t.time.advance(HOUR);
	await engine.tick();

	expect(scanIds(engine.deliveredItems)?.sort()).toEqual(all.sort());
});
