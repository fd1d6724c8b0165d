import { createEngine } from '../../../support/engines';
import { hostBackoffMs } from '../../../support/hostBackoff';
import { MINUTE, scanIds, startTriggerTest, type TriggerTest } from '../../../support/triggerTest';

/** n8n's durable cursors make no poll for a while after one that threw. */

let t: TriggerTest;
afterEach(() => t.time.restore());

async function start(parameters: object = {}) {
	t = startTriggerTest({ codes: 5 });
	const engine = createEngine({
		name: 'durableCursors',
		harness: t.harness,
		parameters: { options: { includeQrCode: false }, ...parameters } as never,
	});
	await engine.activate();
	await t.pollFor(engine, 1);
	return engine;
}

test.each([
	['the list', 401, '/qr-codes'],
	['the list', 403, '/qr-codes'],
	['a log', 401, '/qr-codes/*/scans'],
	['a log', 404, '/qr-codes/*/scans'],
])('one refusal of %s (%i) holds up no scan for half an hour', async (_, status, path) => {
	const engine = await start();
	const sent = t.scan();
	t.api.addFaults({ kind: 'json', status, path });
	expect(await t.errorsFor(engine, 2)).toEqual([]);

	expect(scanIds(engine.deliveredItems)).toEqual(sent);
});

test('a key that is refused twice is declared, and n8n waits half an hour', async () => {
	const engine = await start();
	t.api.addFaults({ kind: 'json', status: 401, times: 'always' });
	await t.pollFor(engine, 1);
	t.time.advance(MINUTE);
	const error = await engine.tick().catch((thrown: unknown) => thrown);
	expect(hostBackoffMs(error, t.time.now())).toBe(30 * MINUTE);

	const before = t.calls();
	await t.pollFor(engine, 29);
	expect(t.calls()).toBe(before);
	t.api.clearFaults();
	const sent = t.scan();
	await t.pollFor(engine, 2);
	expect(scanIds(engine.deliveredItems)).toEqual(sent);
});

test('a deleted code holds up no scan of the others that are watched', async () => {
	t = startTriggerTest({ codes: 5 });
	const engine = createEngine({
		name: 'durableCursors',
		harness: t.harness,
		parameters: { watch: 'selected', qrCodeIds: t.ids, options: { includeQrCode: false } } as never,
	});
	await engine.activate();
	await t.pollFor(engine, 1);
	t.deleteCode(t.ids[4]!);
	expect(await t.errorsFor(engine, 2)).toHaveLength(1);
	const sent = t.scan();
	await t.pollFor(engine, 1);

	expect(scanIds(engine.deliveredItems)).toEqual(sent);
});
