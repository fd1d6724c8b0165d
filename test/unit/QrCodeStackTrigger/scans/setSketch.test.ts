import { createHash } from 'node:crypto';
import fc from 'fast-check';

import {
	SKETCH_LENGTH,
	sketchOf,
	compareToSketch,
} from '../../../../nodes/QrCodeStackTrigger/scans/setSketch';
import {
	advanceCursor,
	startCursor,
	type ScanCursor,
} from '../../../../nodes/QrCodeStackTrigger/scans/cursor';
import type { Scan } from '../../../../nodes/QrCodeStackTrigger/scans/scan';
import { diffScans } from '../../../../nodes/QrCodeStackTrigger/scans/diff';
import { parseState, serializeState } from '../../../../nodes/QrCodeStackTrigger/state/triggerState';

const identity = (seed: number | string) =>
	createHash('sha256').update(String(seed)).digest('base64url').slice(0, 8);
const identities = (count: number, from = 0) =>
	Array.from({ length: count }, (_, index) => identity(from + index));

const WINDOW = 15 * 60_000;
const NOW = Date.UTC(2026, 10, 22, 8);
const options = { nowMs: NOW, readAtMs: NOW, allowedLatenessMs: WINDOW, maxSeen: 400, maySketch: true };
const scanAt = (timeMs: number, name: number | string): Scan => ({
	scanId: String(name),
	identity: identity(name),
	timeMs,
	row: {},
});
const burst = (count: number) =>
	Array.from({ length: count }, (_, index) =>
		scanAt(NOW - 600_000 + Math.floor((index * 500_000) / count), index),
	);

function poll(cursor: ScanCursor, log: readonly Scan[], max = Infinity) {
	const sorted = diffScans(cursor, log);
	const emitted = sorted.fresh.slice(0, max);
	const moved = advanceCursor(cursor, sorted, emitted.length, options);
	return { emitted: emitted.map(({ scanId }) => scanId), ...moved };
}

/** What is left after n8n stored the state and started anew. */
function restart(cursor: ScanCursor): ScanCursor {
	const state = { startKey: 'now', watchKey: 'all', startMs: 0, cursors: new Map([['code-key', cursor]]) };
	const stored: unknown = JSON.parse(JSON.stringify(serializeState(state)));
	return parseState(stored)?.cursors.get('code-key') as ScanCursor;
}

describe('the digest', () => {
	test('has the same length whatever it digests', () => {
		expect([0, 1, 20_000].map((count) => sketchOf(identities(count)).length)).toEqual([
			SKETCH_LENGTH,
			SKETCH_LENGTH,
			SKETCH_LENGTH,
		]);
	});

	test('tells which candidates are new, however many are not', () => {
		const known = identities(5_000);
		const fresh = identities(60, 10_000);

		expect(compareToSketch(sketchOf(known), [...fresh, ...known])?.fresh).toEqual(new Set(fresh));
	});

	test('says so when too many are new to tell which', () => {
		expect(compareToSketch(sketchOf(identities(10)), identities(2_000))).toBeUndefined();
	});

	test('tells which of the digested ones are not among the candidates', () => {
		const [gone = '', ...others] = identities(1_000);
		const fresh = [identity(2_000), identity(2_001)];

		expect(compareToSketch(sketchOf([gone, ...others]), [...fresh, ...others])).toEqual({
			fresh: new Set(fresh),
			missing: new Set([gone]),
		});
	});

	test('says so when too many are missing to tell which', () => {
		expect(compareToSketch(sketchOf(identities(2_000)), identities(10))).toBeUndefined();
	});

	test('tells apart many new ones and many missing ones at once, nine times out of ten', () => {
		const rounds = Array.from({ length: 100 }, (_, round) => {
			const known = identities(100, round * 1_000);
			const fresh = identities(20, round * 1_000 + 100);
			const missing = identities(60, round * 1_000 + 200);
			return compareToSketch(sketchOf([...known, ...missing]), [...known, ...fresh]);
		});

		expect(rounds.filter((told) => told !== undefined).length).toBeGreaterThanOrEqual(90);
	});

	test('never names another than the new ones and the missing ones', () => {
		fc.assert(
			fc.property(
				fc.uniqueArray(fc.nat(100_000), { maxLength: 300 }),
				fc.uniqueArray(fc.integer({ min: 100_001, max: 200_000 }), { maxLength: 40 }),
				fc.uniqueArray(fc.integer({ min: 200_001, max: 300_000 }), { maxLength: 40 }),
				(known, fresh, missing) => {
					const sketch = sketchOf([...known, ...missing].map(identity));
					const found = compareToSketch(sketch, [...known, ...fresh].map(identity));
					if (!found) return;
					expect([...found.fresh].sort()).toEqual(fresh.map(identity).sort());
					expect([...found.missing].sort()).toEqual(missing.map(identity).sort());
				},
			),
		);
	});
});

describe('a burst of 20,000 scans inside the late window', () => {
	const log = burst(20_000);
	const first = poll(startCursor(NOW - 86_400_000), log);

	test('leaves once, and is not cut off', () => {
		expect(first.emitted).toHaveLength(20_000);
		expect(first.isWindowCut).toBe(false);
		expect(poll(first.cursor, log).emitted).toEqual([]);
	});

	test('takes less than four kilobytes to remember', () => {
		const state = { startKey: 'now', watchKey: 'all', startMs: 0, cursors: new Map([['c', first.cursor]]) };
		expect(JSON.stringify(serializeState(state)).length).toBeLessThan(4 * 1024);
	});

	test('leaves nothing out that comes in late, a thousand of them too while n8n runs', () => {
		const late = Array.from({ length: 1_000 }, (_, index) => scanAt(NOW - 550_000 + index, `late ${index}`));

		expect(poll(first.cursor, [...log, ...late]).emitted).toEqual(late.map(({ scanId }) => scanId));
	});

	test('repeats nothing and finds late ones after a restart', () => {
		const late = [scanAt(NOW - 550_000, 'late'), scanAt(NOW - 110_000, 'later')];
		const restarted = restart(first.cursor);

		expect(poll(restarted, log).emitted).toEqual([]);
		expect(poll(restarted, [...log, ...late, scanAt(NOW - 10, 'new')]).emitted).toEqual([
			'late',
			'later',
			'new',
		]);
	});

	test('leaves in parts, in order, over restarts', () => {
		const emitted: string[] = [];
		let cursor = startCursor(NOW - 86_400_000);
		for (let turn = 0; turn < 4; turn++) {
			const part = poll(cursor, log, 6_000);
			emitted.push(...part.emitted);
			cursor = restart(part.cursor);
		}
		expect(emitted).toEqual(log.map(({ scanId }) => scanId));
	});

	test('is forgotten one by one again when the window has passed', () => {
		const later = [...log, scanAt(NOW + 3 * WINDOW, 'much later')];
		const nowMs = NOW + 3 * WINDOW;
		const { cursor } = advanceCursor(first.cursor, diffScans(first.cursor, later), 1, {
			...options,
			nowMs,
			readAtMs: nowMs,
		});

		expect(cursor).toMatchObject({ seen: [identity('much later')] });
		expect(cursor.sketch).toBeUndefined();
	});
});
