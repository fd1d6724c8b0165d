import { createEngine } from '../../../support/engines';
import { MINUTE, scanIds, startTriggerTest, type TriggerTest } from '../../../support/triggerTest';

let t: TriggerTest;
afterEach(() => t.time.restore());

/** Holds back the n-th request from now on, and no other. */
function holdRequest(n: number) {
	let release = () => {};
	const held = new Promise<void>((resolve) => (release = resolve));
	let requests = 0;
	const begun = new Promise<void>((begin) => {
		t.onRequest(() => {
			if (++requests !== n) return;
			begin();
			return held;
		});
	});
	return { begun, release };
}

test('a poll that stood still until another took over leaves the reads of that one alone', async () => {
	t = startTriggerTest({ codes: 2 });
	t.api.setVariants({ maxPageSize: 5 });
	const engine = createEngine({
		name: 'legacy',
		harness: t.harness,
		parameters: { watch: 'selected', qrCodeIds: t.ids, options: { includeQrCode: false } },
	});
	await engine.activate();
	t.time.advance(MINUTE);
	const [first = '', second = ''] = t.ids;
	const sent = [...t.scan(3, { qrCodeId: first }), ...t.scan(20, { qrCodeId: second })];
	// a machine that slept, between the first log and the second
	const asleep = holdRequest(1);
	const sleeping = engine.tick();
	await asleep.begun;
	t.time.advance(11 * MINUTE);
	const reading = holdRequest(4);
	const poll = engine.tick();
	await reading.begun;
	asleep.release();
	await sleeping;
	reading.release();
	await poll;

	expect(scanIds(engine.deliveredItems)?.sort()).toEqual(sent.sort());
	expect(t.harness.logger.lines.filter((line) => line.startsWith('warn'))).toEqual([
		expect.stringContaining('a newer poll took over'),
	]);
});
