import { readScans, type Scan } from '../../../../nodes/QrCodeStackTrigger/scans/scan';
import {
	parseState,
	serializeState,
	type TriggerState,
} from '../../../../nodes/QrCodeStackTrigger/state/triggerState';
import { selectBatch } from '../../../support/handOutReads';

const NOW = Date.UTC(2026, 10, 22, 8);
const MINUTE = 60_000;
const settings = { maxScansPerPoll: 500, allowedLatenessMs: 15 * MINUTE };

test('of a burst that came in behind the newest scan, none is lost when n8n restarts while it leaves', () => {
	const before = makeScans('before', 300);
	const burst = makeScans('burst', 1_500);
	let state = start();
	const emitted: string[] = [];
	const poll = (scans: Scan[]) => {
		const result = selectBatch(state, [{ code: { id: 'q' }, scans, readAtMs: NOW }], settings, NOW);
		emitted.push(...result.emitted.map(({ scan }) => scan.scanId));
		state = restart(result.state);
	};

	poll(before);
	for (let polls = 0; polls < 4; polls++) poll([...before, ...burst]);

	expect(emitted).toHaveLength(1_800);
	expect(new Set(emitted).size).toBe(1_800);
});

function makeScans(label: string, count: number): Scan[] {
	const rows = Array.from({ length: count }, (_, index) => ({
		id: `${label}-${index}`,
		scanned_at: NOW - MINUTE + Math.floor((index * MINUTE) / count),
	}));
	return readScans(rows, NOW);
}

function start(): TriggerState {
	const state = { version: 1, startKey: 'now', watchKey: 'all', startMs: NOW - 10 * MINUTE, cursors: {} };
	return parseState(state)!;
}

/** Only what n8n stored is left. */
function restart(state: TriggerState): TriggerState {
	return parseState(JSON.parse(JSON.stringify(serializeState(state))) as object)!;
}
