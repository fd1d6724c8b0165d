import fc from 'fast-check';

import { startCursor } from '../../../../nodes/QrCodeStackTrigger/scans/cursor';
import { EmittedSet } from '../../../../nodes/QrCodeStackTrigger/scans/emittedSet';
import { emittedOf } from '../../../support/cursors';
import { codeKey, cursorOf, dropUnwatched } from '../../../../nodes/QrCodeStackTrigger/scans/cursors';
import {
	parseState,
	serializeState,
	STATE_VERSION,
	type TriggerState,
} from '../../../../nodes/QrCodeStackTrigger/state/triggerState';

const time = fc.integer({ min: 0, max: 8.64e15 });
const identity = fc.stringMatching(/^[\w-]{8}$/);
const cursor = fc
	.record({ watermarkMs: time, lookbackStartMs: time, ids: fc.uniqueArray(identity, { maxLength: 5 }) })
	.map(({ ids, ...times }) => {
		const emitted = EmittedSet.parse(ids.join(''), times.watermarkMs, times.lookbackStartMs)!;
		return { ...times, emitted };
	})
	.chain((base) =>
		fc
			.record({
				count: fc.option(fc.nat(), { nil: undefined }),
				outstanding: fc.option(
					fc.record({ scans: fc.nat(), sinceMs: fc.nat().map((minutes) => minutes * 60_000) }),
					{ nil: undefined },
				),
			})
			.map((more) => ({
				...base,
				...(more.count === undefined ? {} : { count: more.count }),
				...(more.outstanding === undefined ? {} : { outstanding: more.outstanding }),
			})),
	);
const state: fc.Arbitrary<TriggerState> = fc
	.tuple(fc.string(), fc.string(), time, fc.boolean(), fc.array(fc.tuple(identity, cursor)))
	.map(([startKey, watchKey, startMs, isStarting, cursors]) => ({
		startKey,
		watchKey,
		startMs,
		...(isStarting ? { isStarting } : {}),
		cursors: new Map(cursors),
	}));

test('every state survives JSON', () => {
	fc.assert(
		fc.property(state, (original) =>
			expect(parseState(JSON.parse(JSON.stringify(serializeState(original))))).toEqual(original),
		),
	);
});

const good = serializeState({
	startKey: 'now',
	watchKey: 'all',
	startMs: 5,
	cursors: new Map([['abcdefgh', { watermarkMs: 7, lookbackStartMs: 6, emitted: emittedOf(['a'], 7) }]]),
});

test.each<[string, unknown]>([
	['missing', undefined],
	['null', null],
	['a text', 'state'],
	['a list', []],
	['of an older version', { ...good, version: STATE_VERSION - 1 }],
	['of a newer version', { ...good, version: STATE_VERSION + 1 }],
	['without a start', { ...good, startMs: undefined }],
	['with a start that is no number', { ...good, startMs: 'soon' }],
	['with a fractional start', { ...good, startMs: 1.5 }],
	['without a start key', { ...good, startKey: 3 }],
	['without a watch key', { ...good, watchKey: undefined }],
	['without cursors', { ...good, cursors: null }],
	['with cursors as a list', { ...good, cursors: [] }],
	['with a cursor that is no text', { ...good, cursors: { a: {} } }],
	['with a cursor that is cut short', { ...good, cursors: { a: '7.1.' } }],
	['with identities that are cut short', { ...good, cursors: { a: '7.1....AAAAAAA' } }],
	['with a cursor beyond all numbers', { ...good, cursors: { a: 'zzzzzzzzzzzzzzzz.1....' } }],
])('a stored state that is %s is not taken for one', (_, stored) => {
	expect(parseState(stored)).toBeUndefined();
});

test('no text makes the parser throw', () => {
	fc.assert(
		fc.property(fc.jsonValue(), fc.string(), (value, text) => {
			expect(() => parseState(value)).not.toThrow();
			expect(() => parseState({ ...good, cursors: { a: text } })).not.toThrow();
		}),
	);
});

const budget = { key: 'k', available: -3, atMs: 5, spent: 7, monthly: { limit: 5_000, used: 9 } };

test.each<[string, object, boolean]>([
	['as polls leave it', budget, true],
	['in debt with more than the month has', { ...budget, available: -5_001 }, false],
	['of a plan without calls', { ...budget, monthly: { limit: 0, used: 0 } }, false],
	['with a text in it', { ...budget, spent: '7' }, false],
	["that is nobody's", { ...budget, key: undefined }, false],
	['with polls of more calls than the month has', { ...budget, pollCalls: 5_001 }, false],
	['without the month', { ...budget, monthly: undefined }, false],
])('a budget %s is kept or begun anew, and the cursors stay in any case', (_what, stored, isKept) => {
	const parsed = parseState({ ...good, budget: stored });

	expect(parsed?.budget).toEqual(isKept ? stored : undefined);
	expect(parsed?.cursors.size).toBe(1);
});

test('a code that is new to the state begins at its start', () => {
	const fresh = { startKey: 'now', watchKey: 'all', startMs: 42, cursors: new Map() };
	expect(cursorOf(fresh, 'unknown')).toEqual(startCursor(42));
});

test('codes that are watched no more are let go, the oldest first, once there are a thousand of them', () => {
	const entry = (index: number) => [codeKey(`c${index}`), startCursor(index)] as const;
	const many = {
		startKey: 'now',
		watchKey: 'all',
		startMs: 0,
		cursors: new Map(Array.from({ length: 1_102 }, (_, index) => entry(index))),
	};
	const kept = dropUnwatched(many, ['c0', 'c1']);

	expect(kept.cursors.size).toBe(1_002);
	expect(['c0', 'c1', 'c2', 'c101', 'c102'].map((id) => kept.cursors.has(codeKey(id)))).toEqual([
		true,
		true,
		false,
		false,
		true,
	]);
	expect(dropUnwatched(kept, ['c0', 'c1'])).toBe(kept);
	expect(many.cursors.size).toBe(1_102);
});

test('a code that was let go does not put its scans out again when it is back, and one not yet read loses none', () => {
	const state = manyCodes(1_200);
	const watched = ['unread', ...Array.from({ length: 50 }, (_, index) => `c${1_150 + index}`)];
	const after = dropUnwatched(state, watched);

	expect(after.cursors.size).toBe(watched.length + 1_000);
	expect(cursorOf(after, 'c0').watermarkMs).toBeGreaterThan(cursorOf(state, 'c0').watermarkMs);
	expect(cursorOf(after, 'unread').watermarkMs).toBe(state.startMs);
	expect(cursorOf(after, 'c1199')).toEqual(cursorOf(state, 'c1199'));
});

test('an answer without any code lets none go', () => {
	const state = manyCodes(1_200);
	expect(dropUnwatched(state, [])).toBe(state);
});

function manyCodes(count: number): TriggerState {
	const cursors = Array.from(
		{ length: count },
		(_, index) => [codeKey(`c${index}`), startCursor(1e12 + index)] as const,
	);
	return { startKey: 'beginning', watchKey: 'all', startMs: 0, cursors: new Map(cursors) };
}
