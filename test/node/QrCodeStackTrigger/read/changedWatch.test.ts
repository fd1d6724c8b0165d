import { createEngine, ENGINE_NAMES } from '../../../support/engines';
import { HOUR, MINUTE, scanIds, startTriggerTest, type TriggerTest } from '../../../support/triggerTest';

let t: TriggerTest;
afterEach(() => t.time.restore());

describe.each(ENGINE_NAMES)('in the engine "%s"', (name) => {
	test.each<[string, (ids: string[]) => object]>([
		['one', ([id]) => ({ watch: 'one', qrCodeId: { __rl: true, mode: 'id', value: id } })],
		['two', ([id, other]) => ({ watch: 'selected', qrCodeIds: [id, other] })],
		['five', (ids) => ({ watch: 'selected', qrCodeIds: ids.slice(0, 5) })],
	])(
		'codes that are no longer watched are not read, nor are their scans emitted (%s stays)',
		async (_, watch) => {
			t = startTriggerTest({ codes: 8 });
			// whatever order the logs are read in, one that is dropped comes first or last in it
			const ids = [...t.ids].sort().reverse();
			const dropped = ids.slice(5);
			const engine = createEngine({ name, harness: t.harness, parameters: { watch: 'all' } });
			await engine.activate();
			await t.pollFor(engine, 6);
			await engine.change(watch(ids) as never);
			await engine.tick();
			const sent = t.scan(2, { qrCodeId: ids[0] });
			for (const qrCodeId of dropped) t.scan(2, { qrCodeId });
			const before = t.calls();
			t.time.advance(HOUR);
			await t.pollFor(engine, 30);

			expect(scanIds(engine.deliveredItems)?.sort()).toEqual(sent.sort());
			const read = t.api.requests
				.latest()
				.slice(before)
				.filter(({ path }) => dropped.some((id) => path.includes(`${id}/scans`)));
			expect(read).toEqual([]);
		},
	);

	test('a backlog that was read for codes that are no longer watched stays where it is', async () => {
		t = startTriggerTest({ codes: 2 });
		t.scan(30, { agoMs: HOUR, spreadMs: MINUTE });
		t.scan(30, { qrCodeId: t.ids[1], agoMs: HOUR, spreadMs: MINUTE });
		const options = { maxScansPerPoll: 10, includeQrCode: false };
		const engine = createEngine({
			name,
			harness: t.harness,
			parameters: { watch: 'all', startFrom: 'beginning', options },
		});
		await engine.activate();
		await t.pollFor(engine, 2);
		const before = engine.deliveredItems.length;
		await engine.change(t.onlyFirst as never);
		await t.pollFor(engine, 20);
		const after = engine.deliveredItems.slice(before).map(({ json }) => (json.qrCode as { id: string }).id);

		expect(new Set(after)).toEqual(new Set([t.id]));
	});
});
