import { createEngine, ENGINE_NAMES } from '../../../support/engines';
import { MINUTE, scanIds, startTriggerTest, type TriggerTest } from '../../../support/triggerTest';

let t: TriggerTest;
afterEach(() => t.time.restore());

const isLog = (path: string) => path.endsWith('/scans');

describe.each(ENGINE_NAMES)('in the engine "%s"', (name) => {
	test('a scan that comes in between the list and the log costs one more look at the log, not a quarter of an hour of them', async () => {
		t = startTriggerTest({ codes: 5 });
		const engine = createEngine({
			name,
			harness: t.harness,
			parameters: { options: { includeQrCode: false } },
		});
		await engine.activate();
		await t.pollFor(engine, 2);
		const sent = t.scan();
		t.onRequest(({ path }) => {
			if (!isLog(path)) return;
			t.onRequest(() => {});
			sent.push(...t.scan());
		});
		await t.pollFor(engine, 1);
		const before = t.calls('/qr-codes/{id}/scans');
		// less than an hour, after which each log is read once anyway
		await t.pollFor(engine, 30);

		expect(scanIds(engine.deliveredItems)?.sort()).toEqual(sent.sort());
		expect(t.calls('/qr-codes/{id}/scans') - before).toBeLessThanOrEqual(1);
	});
});

test('a counter that lags behind the log by a minute is not taken for the promise of further scans', async () => {
	t = startTriggerTest({ codes: 5 });
	const counts: number[] = [];
	t.onAnswer(({ path }, response) => {
		if (!path.endsWith('/qr-codes')) return response;
		const body = response.body as { data: Array<{ id: string; scan_count: number }> };
		for (const code of body.data) {
			if (code.id !== t.id) continue;
			counts.push(code.scan_count);
			code.scan_count = counts.at(-2) ?? code.scan_count;
		}
		return response;
	});
	const engine = createEngine({
		name: 'legacy',
		harness: t.harness,
		parameters: { options: { includeQrCode: false } },
	});
	await engine.activate();
	await t.pollFor(engine, 2);
	const sent: string[] = [];
	for (let minute = 0; minute < 3; minute++) {
		sent.push(...t.scan());
		await t.pollFor(engine, 1);
	}
	await t.pollFor(engine, 2);
	const before = t.calls('/qr-codes/{id}/scans');
	await t.pollFor(engine, 30);

	expect(scanIds(engine.deliveredItems)).toEqual(sent);
	expect(t.calls('/qr-codes/{id}/scans') - before).toBeLessThanOrEqual(1);
});

test('a scan that the counter promises after such a one is still looked for until it shows', async () => {
	t = startTriggerTest({ codes: 5 });
	const engine = createEngine({
		name: 'legacy',
		harness: t.harness,
		parameters: { options: { includeQrCode: false } },
	});
	await engine.activate();
	await t.pollFor(engine, 2);
	const sent = t.scan();
	t.onRequest(({ path }) => {
		if (!isLog(path)) return;
		t.onRequest(() => {});
		sent.push(...t.scan());
	});
	await t.pollFor(engine, 2);
	// the counter moves at once, the log shows the scan five minutes later
	const hidden = t.scan();
	sent.push(...hidden);
	t.onAnswer(({ path }, response) => {
		const body = response.body as { data: Array<{ id: string }> };
		if (isLog(path)) body.data = body.data.filter(({ id }) => !hidden.includes(id));
		return response;
	});
	await t.pollFor(engine, 5);
	t.onAnswer(() => {});
	await t.pollFor(engine, 2);

	expect(t.time.now()).toBeGreaterThan(5 * MINUTE);
	expect(scanIds(engine.deliveredItems)?.sort()).toEqual(sent.sort());
});
