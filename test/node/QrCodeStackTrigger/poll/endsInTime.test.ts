import { createEngine, ENGINE_NAMES } from '../../../support/engines';
import { MINUTE, scanIds, startTriggerTest, type TriggerTest } from '../../../support/triggerTest';

let t: TriggerTest;
afterEach(() => t.time.restore());

/** As trigger.md promises it. */
const LONGEST_POLL_MS = 50_000;

describe.each(ENGINE_NAMES)('in the engine "%s"', (name) => {
	test('a list that takes longer than a poll may take is read on by the next one, and its scans are found', async () => {
		t = startTriggerTest({ codes: 40 });
		t.api.setVariants({ maxPageSize: 2, latencyMs: 4_000 });
		const engine = createEngine({ name, harness: t.harness, parameters: { watch: 'all' } });
		const pollTimesMs: number[] = [];
		const timed = async (poll: () => Promise<unknown>) => {
			const startMs = t.time.now();
			await poll();
			pollTimesMs.push(t.time.now() - startMs);
		};
		await timed(async () => await engine.activate());
		for (let poll = 0; poll < 4; poll++) {
			t.time.advance(MINUTE);
			await timed(async () => await engine.tick());
		}
		const sent = [...t.scan(1, { qrCodeId: t.ids[0] }), ...t.scan(1, { qrCodeId: t.ids[39] })];
		const listCallsBefore = t.calls('/qr-codes');
		for (let poll = 0; poll < 6; poll++) {
			t.time.advance(MINUTE);
			await timed(async () => await engine.tick());
		}

		expect(Math.max(...pollTimesMs)).toBeLessThanOrEqual(LONGEST_POLL_MS);
		expect(scanIds(engine.deliveredItems)?.sort()).toEqual(sent.sort());
		// each whole list is 20 pages: six polls read it three times at most, and never begin it in vain
		expect(t.calls('/qr-codes') - listCallsBefore).toBeLessThanOrEqual(60);
	});
});

test('scans that wait to leave do so although the list takes longer than a poll', async () => {
	t = startTriggerTest({ codes: 40 });
	const sent = t.scan(60, { agoMs: MINUTE, spreadMs: 30_000 });
	const engine = createEngine({
		name: 'legacy',
		harness: t.harness,
		parameters: { startFrom: 'beginning', options: { maxScansPerPoll: 10, includeQrCode: false } },
	});
	await engine.activate();
	await t.pollFor(engine, 1);
	const first = engine.deliveredItems.length;
	t.api.setVariants({ maxPageSize: 2, latencyMs: 4_000 });
	await t.pollFor(engine, 1);

	expect(first).toBeGreaterThan(0);
	expect(engine.deliveredItems.length - first).toBe(10);
	await t.pollFor(engine, 10);
	expect(scanIds(engine.deliveredItems)).toEqual(sent);
});

test('a list that breaks off in the middle is read on from there, not from its start', async () => {
	t = startTriggerTest({ codes: 40 });
	const engine = createEngine({ name: 'legacy', harness: t.harness, parameters: {} });
	await engine.activate();
	t.api.setVariants({ maxPageSize: 2 });
	const before = t.calls('/qr-codes');
	t.api.addFaults({ kind: 'json', status: 500, path: '/qr-codes', skip: 10, times: 4 });
	await t.pollFor(engine, 2);
	const ok = t.api.requests.count({ endpoint: '/qr-codes', status: 200 });

	expect(t.calls('/qr-codes') - before).toBeLessThanOrEqual(20 + 4);
	expect(ok).toBeGreaterThan(0);
});
