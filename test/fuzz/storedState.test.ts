import fc from 'fast-check';

import { loadState } from '../../nodes/QrCodeStackTrigger/state/checkpoint';
import { memoryOf } from '../../nodes/QrCodeStackTrigger/memory';
import { parseState, serializeState } from '../../nodes/QrCodeStackTrigger/state/triggerState';
import { compareToSketch, sketchOf } from '../../nodes/QrCodeStackTrigger/scans/setSketch';
import { selectBatch } from '../../nodes/QrCodeStackTrigger/scans/selectBatch';
import { diffScans } from '../../nodes/QrCodeStackTrigger/scans/diff';
import { readScans } from '../../nodes/QrCodeStackTrigger/scans/scan';
import { codeKey, cursorOf } from '../../nodes/QrCodeStackTrigger/scans/cursors';
import { feed, fuzz } from './feed';
import { hostileJson, hostileNumber, hostileObject, hostileText } from './hostile';

const NOW = Date.UTC(2026, 10, 22, 8);

describe('stored state', () => {
	let cases = 0;
	const cursor = fc.oneof(
		hostileText,
		fc
			.array(
				fc.oneof(
					fc.integer().map((number) => number.toString(36)),
					fc.constantFrom('', '-', 'zzzzzzzzzzzz'),
				),
				{
					minLength: 4,
					maxLength: 6,
				},
			)
			.map((parts) => parts.join('.')),
		fc
			.tuple(hostileNumber, hostileNumber)
			.map(([a, b]) => `${a.toString(36)}.${b.toString(36)}....abcdefgh~`),
	);
	const stored = fc.oneof(
		hostileJson,
		hostileObject({
			version: fc.constant(1),
			startKey: fc.constantFrom('now', 'beginning'),
			watchKey: fc.constant('all'),
			startMs: fc.oneof(fc.integer(), hostileNumber),
			cursors: fc.dictionary(fc.string({ minLength: 8, maxLength: 8 }), cursor, { maxKeys: 4 }),
			budget: hostileJson,
		}),
	);

	test('is read or begun anew, and what was read can be stored again', () => {
		fuzz([stored, fc.constantFrom('now', 'beginning')], (value, startKey) => {
			const state = feed(() => parseState(value));
			if (state) expect(feed(() => parseState(serializeState(state)))).toEqual(state);
			const start = startKey === 'now' ? { kind: 'now' as const } : { kind: 'at' as const, atMs: 0 };
			const memory = memoryOf({
				getNode: () => ({ id: 'n' }),
				getWorkflow: () => ({ id: String(cases++) }),
			} as never);
			feed(() =>
				loadState(value, { start, startKey, watchKey: 'all' }, memory.checkpoint, {
					nowMs: NOW,
					nodeName: 'T',
				}),
			);
		});
	});

	const row = hostileObject({
		id: fc.oneof(fc.integer({ min: 0, max: 30 }), hostileText),
		scanned_at: fc.oneof(
			fc.integer({ min: NOW - 3_600_000, max: NOW + 60_000 }),
			fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
			hostileNumber,
		),
	});
	const readable = fc
		.tuple(
			fc.integer({ min: NOW - 7_200_000, max: NOW }),
			fc.oneof(fc.nat(1_800_000), fc.integer()),
			fc.array(fc.stringMatching(/^[\w-]{8}$/), { maxLength: 5 }),
		)
		.map(([newest, distance, seen]) => `${newest.toString(36)}.${distance.toString(36)}....${seen.join('')}`);

	test('takes in any scans: nothing is put out twice, and what is left can be stored', () => {
		const maxScans = fc.integer({ min: 1, max: 12 });
		fuzz(
			[fc.oneof(readable, cursor), fc.array(row, { maxLength: 10 }), maxScans, fc.boolean()],
			(stored, rows, maxScansPerPoll, isPartial) => {
				const held = {
					version: 1,
					startKey: 'now',
					watchKey: 'all',
					startMs: NOW - 60_000,
					cursors: { [codeKey('q')]: stored },
				};
				const state = parseState(held);
				if (!state) return;
				const settings = { maxScansPerPoll, allowedLatenessMs: 15 * 60_000 };
				const scans = feed(() => readScans(rows, NOW));
				if (!scans) return;
				const poll = (before: typeof state) => {
					const sorted = diffScans(cursorOf(before, 'q'), scans);
					const read = { code: { id: 'q' }, scans, sorted, readAtMs: NOW, isPartial };
					return feed(() => selectBatch(before, [read], settings, NOW));
				};
				const put = new Set<string>();
				let current = state;
				// every poll puts out something or is the last one
				for (let polls = 0; polls <= rows.length; polls++) {
					const result = poll(current);
					if (!result) return;
					const identities = result.emitted.map(({ scan }) => scan.identity);
					expect(identities.filter((identity) => put.has(identity))).toEqual([]);
					for (const identity of identities) put.add(identity);
					const { watermarkMs } = cursorOf(result.state, 'q');
					expect(watermarkMs).toBeGreaterThanOrEqual(cursorOf(current, 'q').watermarkMs);
					const kept = JSON.stringify(serializeState(result.state));
					expect(parseState(JSON.parse(kept))).toBeDefined();
					current = result.state;
					if (identities.length === 0) return;
				}
			},
		);
	});

	const identity = fc.stringMatching(/^[\w-]{8}$/);
	const identities = fc.uniqueArray(identity, { maxLength: 40 });

	test('with the digest of a burst tells what was not in it, or that it can not tell', () => {
		fuzz([identities, identities], (digested, others) => {
			const fresh = others.filter((other) => !digested.includes(other));
			const found = compareToSketch(sketchOf(digested), [...digested, ...fresh]);
			if (found) expect([...found.fresh].sort()).toEqual(fresh.sort());
			// two that share all of their cells can't be told apart
			else expect(fresh.length).toBeGreaterThan(1);
		});
	});

	test('with a digest that is none ends all the same', () => {
		const cells = fc
			.array(fc.stringMatching(/^[\w-]{11}$/), { maxLength: 180 })
			.map((parts) => parts.join(''));
		fuzz([fc.oneof(cells, hostileText), identities], (sketch, candidates) => {
			const found = feed(() => compareToSketch(sketch, candidates));
			for (const entry of found?.fresh ?? []) expect(candidates).toContain(entry);
			for (const entry of found?.missing ?? []) expect(candidates).not.toContain(entry);
		});
	});
});
