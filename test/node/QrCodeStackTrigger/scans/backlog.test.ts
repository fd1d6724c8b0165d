import { selectBatch } from '../../../../nodes/QrCodeStackTrigger/scans/selectBatch';
import { ScanLogRead } from '../../../../nodes/QrCodeStackTrigger/read/logReader';
import { readScans } from '../../../../nodes/QrCodeStackTrigger/scans/scan';
import type { ScanDiff } from '../../../../nodes/QrCodeStackTrigger/scans/diff';
import { cursorOf } from '../../../../nodes/QrCodeStackTrigger/scans/cursors';
import { type TriggerState } from '../../../../nodes/QrCodeStackTrigger/state/triggerState';
import { createEngine, ENGINE_NAMES, type EngineName } from '../../../support/engines';
import { DAY, MINUTE, scanIds, startTriggerTest, type TriggerTest } from '../../../support/triggerTest';

let t: TriggerTest;
afterEach(() => t.time.restore());

const PART = 100;
const SCANS = 550;

/** A trigger from the beginning of a log, which it has just read; the first part of it has left. */
async function startBacklog(name: EngineName) {
	t = startTriggerTest();
	const sent = t.scan(SCANS, { agoMs: DAY, spreadMs: DAY / 2 });
	const sortings = jest.spyOn(ScanLogRead.prototype, 'sortBy');
	const engine = createEngine({
		name,
		harness: t.harness,
		parameters: {
			watch: 'one',
			qrCodeId: { __rl: true, mode: 'id', value: t.id },
			startFrom: 'beginning',
			options: { maxScansPerPoll: PART, includeQrCode: false },
		},
	});
	await engine.activate();
	const tick = async () => {
		t.time.advance(MINUTE);
		return await engine.tick();
	};
	while (engine.deliveredItems.length === 0) await tick();
	/** For each look at the backlog, whether it went on where the last one stopped. */
	const goings = () => sortings.mock.results.map(({ value }) => (value as ScanDiff).emittedCount > 0);
	return { engine, sent, tick, goings };
}

describe.each(ENGINE_NAMES)('in the engine "%s"', (name) => {
	test('a backlog that leaves in parts is sorted once', async () => {
		const { engine, sent, tick, goings } = await startBacklog(name);
		const callsAfterRead = t.calls();
		while (engine.deliveredItems.length < SCANS) await tick();

		expect(goings()).toEqual([false, true, true, true, true, true]);
		expect(t.calls()).toBe(callsAfterRead);
		expect(scanIds(engine.deliveredItems)).toEqual(sent);
	});
});

test.each(['scheduler', 'durableCursors'] as const)(
	'a part that n8n took over and never stored leaves once more, and then the rest (%s)',
	async (name) => {
		const { engine, sent, tick, goings } = await startBacklog(name);
		const { columns, rows } = engine.database;
		const stored = { columns: structuredClone(columns), rows: structuredClone(rows) };
		const lost = await tick();
		Object.assign(engine.database, { columns: stored.columns });
		rows.clear();
		for (const [id, row] of stored.rows) rows.set(id, row);
		engine.deliveredItems.length = PART;

		expect(scanIds(await tick())).toEqual(scanIds(lost));
		while (engine.deliveredItems.length < SCANS) await tick();
		expect(scanIds(engine.deliveredItems)).toEqual(sent);
		expect(goings()[2]).toBe(false);
	},
);

test('what has left is let go of, as far as n8n can no longer go back to it', async () => {
	t = startTriggerTest();
	const read = new ScanLogRead(t.id, 0);
	read.isComplete = true;
	read.scans = readScans(
		Array.from({ length: 20_000 }, (_, index) => ({ id: `s${index}`, scanned_at: 1e12 + index * 1_000 })),
		0,
	);
	let state: TriggerState = { startKey: '', watchKey: '', startMs: 0, cursors: new Map() };
	const held: number[] = [];
	for (let part = 0; part < 3; part++) {
		const before = cursorOf(state, t.id);
		const sorted = read.sortBy(before);
		const bounds = { maxScansPerPoll: 6_000, allowedLatenessMs: MINUTE };
		const finished = { code: { id: t.id }, sorted, readAtMs: t.time.now() };
		const result = selectBatch(state, [finished], bounds, t.time.now());
		read.goOnFrom(result.unfinished.get(t.id)!, before.lookbackStartMs);
		({ state } = result);
		held.push(read.sortBy(cursorOf(state, t.id)).fresh.length);
		// the part that has just left may have to leave once more
		expect(read.sortBy(before).fresh).toHaveLength(20_000 - part * 6_000);
	}

	expect(held).toEqual([20_000, 14_061, 8_061]);
});
