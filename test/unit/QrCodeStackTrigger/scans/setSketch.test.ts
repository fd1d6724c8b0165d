import { createHash } from 'node:crypto';
import fc from 'fast-check';

import {
	compareToSketch,
	countSketched,
	SKETCH_LENGTH,
	sketchOf,
} from '../../../../nodes/QrCodeStackTrigger/scans/setSketch';

const identity = (seed: number | string) =>
	createHash('sha256').update(String(seed)).digest('base64url').slice(0, 8);
const identities = (count: number, from = 0) =>
	Array.from({ length: count }, (_, index) => identity(from + index));

describe('the sketch', () => {
	test('has the same length whatever it stands for', () => {
		expect([0, 1, 20_000].map((count) => sketchOf(identities(count)).length)).toEqual([
			SKETCH_LENGTH,
			SKETCH_LENGTH,
			SKETCH_LENGTH,
		]);
	});

	test('of a set that grows is the sketch of the larger set', () => {
		expect(sketchOf(identities(50, 100), sketchOf(identities(100)))).toBe(sketchOf(identities(150)));
	});

	test('says for how many identities it stands', () => {
		expect([0, 1, 200_000].map((count) => countSketched(sketchOf(identities(count))))).toEqual([
			0, 1, 200_000,
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

	test('tells which of the sketched ones are not among the candidates', () => {
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
