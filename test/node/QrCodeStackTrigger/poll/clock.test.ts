import type { INodeParameters } from 'n8n-workflow';

import { createEngine } from '../../../support/engines';
import { DAY, HOUR, MINUTE, scanIds, startTriggerTest, type TriggerTest } from '../../../support/triggerTest';

let t: TriggerTest;
afterEach(() => t.time.restore());

const start = (options: INodeParameters, watched: 'one' | 'all' = 'one') => {
	t = startTriggerTest();
	return createEngine({
		name: 'legacy',
		harness: t.harness,
		parameters: { ...(watched === 'one' ? t.onlyFirst : {}), options: { includeQrCode: false, ...options } },
	});
};

/** Sets the clock of n8n's machine; that of the API goes on. */
const setClock = (byMs: number) => {
	t.time.advance(byMs);
	t.setSkewMs(-byMs);
};

test("scans that leave in parts without a call do not take the machine's clock for that of the API", async () => {
	const engine = start({ maxScansPerPoll: 3 });
	setClock(2 * HOUR);
	await engine.activate();
	const byApi = { agoMs: 2 * HOUR };
	const sent = [...t.scan(4, byApi), ...t.scan(1, { ...byApi, lateByMs: 10 * MINUTE })];
	await t.pollFor(engine, 15);

	expect(scanIds(engine.deliveredItems)?.sort()).toEqual(sent.sort());
});

test('a clock that is set back while scans wait to leave does not shorten the time for late ones', async () => {
	const engine = start({ maxScansPerPoll: 3 }, 'all');
	await engine.activate();
	const sent = [...t.scan(4), ...t.scan(1, { lateByMs: 10 * MINUTE })];
	await t.pollFor(engine, 1);
	setClock(-2 * HOUR);
	await t.pollFor(engine, 15);

	expect(scanIds(engine.deliveredItems)?.sort()).toEqual(sent.sort());
});

test.each([-2 * HOUR, 2 * HOUR])(
	'a clock that is set by %d ms before the first call works out moves no start',
	async (byMs) => {
		const engine = start({}, 'all');
		t.scan(1, { agoMs: HOUR });
		t.api.addFaults({ kind: 'json', status: 500, times: 'always' });
		await engine.activate();
		setClock(byMs);
		t.api.clearFaults();
		const sent = t.scan(1, { agoMs: byMs });
		await t.pollFor(engine, 3);

		expect(scanIds(engine.deliveredItems)).toEqual(sent);
	},
);

test('a clock that is set back does not keep the trigger from looking for a code that is gone', async () => {
	const engine = start({});
	await engine.activate();
	t.api.addFaults({ kind: 'json', status: 404, path: '/qr-codes/*/scans', times: 2 });
	await t.pollFor(engine, 1);
	t.time.advance(MINUTE);
	await expect(engine.tick()).rejects.toThrow('could not find a QR code that is watched');
	setClock(-DAY);
	const sent = t.scan(1, { agoMs: -DAY });
	await t.pollFor(engine, 2);

	expect(scanIds(engine.deliveredItems)).toEqual(sent);
});

test.each([
	['behind', -20 * MINUTE],
	['ahead of', 20 * MINUTE],
])(
	'a clock %s that of the API changes nothing in how often the window of a burst is read',
	async (_, byMs) => {
		const engine = start({ maxScansPerPoll: 100_000 });
		setClock(byMs);
		await engine.activate();
		t.scan(2_000, { agoMs: byMs, spreadMs: 50_000 });
		await t.pollFor(engine, 1);
		const wholeReads: number[] = [];
		for (let minute = 1; minute <= 12; minute++) {
			const before = t.calls();
			await t.pollFor(engine, 1);
			if (t.calls() - before > 10) wholeReads.push(minute);
		}

		expect(wholeReads).toEqual([5, 10]);
	},
);
