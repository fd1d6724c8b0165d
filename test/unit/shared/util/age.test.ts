import { ageMs, isOlderThan } from '../../../../nodes/shared/util/age';

test('an age is the time since', () => {
	expect(ageMs(1_000, 4_000)).toBe(3_000);
	expect(ageMs(4_000, 4_000)).toBe(0);
	expect(isOlderThan(3_000, 1_000, 4_000)).toBe(true);
	expect(isOlderThan(3_001, 1_000, 4_000)).toBe(false);
});

test('what lies in the future was noted by a clock that was set back since: it holds nobody up', () => {
	expect(ageMs(5_000, 4_000)).toBe(Number.POSITIVE_INFINITY);
	expect(isOlderThan(24 * 60 * 60_000, 5_000, 4_000)).toBe(true);
});

test('what never was is infinitely long ago', () => {
	expect(isOlderThan(1, Number.NEGATIVE_INFINITY, 0)).toBe(true);
});
