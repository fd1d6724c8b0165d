import { decideCallsUsed } from '../../../../nodes/QrCodeStackTrigger/events/callsUsed';
import { changedCodeRule } from '../../../../nodes/QrCodeStackTrigger/events/changes';
import { decideEvents, takeCodeBaseline } from '../../../../nodes/QrCodeStackTrigger/events/decideEvents';
import { deletedCodeRule, recallCode } from '../../../../nodes/QrCodeStackTrigger/events/deletions';
import { fitTexts, recallTexts } from '../../../../nodes/QrCodeStackTrigger/events/keptText';
import { milestoneRule } from '../../../../nodes/QrCodeStackTrigger/events/milestones';
import { newCodeRule } from '../../../../nodes/QrCodeStackTrigger/events/newCodes';
import { quietRule } from '../../../../nodes/QrCodeStackTrigger/events/quiet';
import { codeWith, CONTEXT, DAY } from './codes';

const look = { ...CONTEXT, most: 100 };

describe('a new code', () => {
	const start = takeCodeBaseline(newCodeRule, new Map(), [codeWith()], 0);

	test('is reported once, and one that was there before is not', () => {
		const codes = [codeWith(), codeWith({ id: 'q2', createdAtMs: CONTEXT.nowMs })];
		const first = decideEvents(newCodeRule, start, codes, look);
		expect(first.events.map(({ code }) => code.id)).toEqual(['q2']);
		expect(decideEvents(newCodeRule, first.memories, codes, look).events).toEqual([]);
	});

	test('that is old was only left out by a list, or has come to fit the filters', () => {
		const old = codeWith({ id: 'q2', createdAtMs: CONTEXT.startMs - DAY });
		expect(decideEvents(newCodeRule, start, [old], look).events).toEqual([]);
	});

	test('stays known while it is deleted', () => {
		const gone = decideEvents(newCodeRule, start, [codeWith({ id: 'q3' })], look);
		expect(decideEvents(newCodeRule, gone.memories, [codeWith()], look).events).toEqual([]);
	});
});

describe('a changed code', () => {
	const before = {
		name: 'Menu',
		destinationUrl: 'https://a.example',
		design: { dot_color: '#000', frame: 'x' },
	};
	const start = takeCodeBaseline(changedCodeRule, new Map(), [codeWith(before)], 0);
	const changed = (facts: object, memories = start) =>
		decideEvents(changedCodeRule, memories, [codeWith({ ...before, ...facts })], look);

	test('says what changed, from what and to what, once', () => {
		const { events, memories } = changed({ destinationUrl: 'https://b.example' });
		expect(events.map(({ facts }) => facts)).toEqual([
			{
				changed: ['destinationUrl'],
				before: { destinationUrl: 'https://a.example' },
				after: { destinationUrl: 'https://b.example' },
			},
		]);
		expect(changed({ destinationUrl: 'https://b.example' }, new Map(memories)).events).toEqual([]);
	});

	test('may have changed in several ways', () => {
		const { events } = changed({ name: 'Card', design: { dot_color: '#fff', frame: 'x' } });
		expect(events[0]?.facts).toMatchObject({ changed: ['name', 'design'], before: { name: 'Menu' } });
	});

	test('is not one whose design comes in another order, or whose answer lacks something', () => {
		expect(changed({ design: { frame: 'x', dot_color: '#000' } }).events).toEqual([]);
		const partial = decideEvents(changedCodeRule, start, [codeWith({ name: 'Menu' })], look);
		expect(partial.events).toEqual([]);
		expect(changed({ name: 'Card' }, new Map(partial.memories)).events).toHaveLength(1);
	});

	test('of which the state had no room for the text says what changed all the same', () => {
		const [[key, memory] = ['', '']] = start;
		const bare = new Map([[key, memory.split('\n')[0]!]]);
		expect(changed({ name: 'Card' }, bare).events[0]?.facts).toEqual({
			changed: ['name'],
			before: { name: null },
			after: { name: 'Card' },
		});
		expect(changed({ name: 'Card' }, recallTexts(bare, start)).events[0]?.facts).toMatchObject({
			before: { name: 'Menu' },
		});
	});
});

describe('a deleted code', () => {
	const start = takeCodeBaseline(deletedCodeRule, new Map(), [codeWith({ name: 'Menu' })], 0);

	test('is reported once, and again only if it came back', () => {
		const gone = decideEvents(deletedCodeRule, start, [codeWith({ isDeleted: true })], look);
		expect(gone.events).toHaveLength(1);
		expect(
			decideEvents(deletedCodeRule, gone.memories, [codeWith({ isDeleted: true })], look).events,
		).toEqual([]);
		const back = decideEvents(deletedCodeRule, gone.memories, [codeWith()], look);
		expect(
			decideEvents(deletedCodeRule, back.memories, [codeWith({ isDeleted: true })], look).events,
		).toHaveLength(1);
	});

	test('is still known by ID and name', () => {
		expect([...start.values()].map(recallCode)).toEqual([{ id: 'q1', name: 'Menu' }]);
	});
});

describe('calls that are used', () => {
	const at = (text: string) => Date.parse(text);
	const decide = (memory: string | undefined, used: number, time: string) =>
		decideCallsUsed(memory, { used, limit: 5_000 }, 80, at(time));

	test('are reported once a month', () => {
		const below = decide(undefined, 3_999, '2026-11-20T00:00:00Z');
		const over = decide(below.memory, 4_000, '2026-11-21T00:00:00Z');
		const later = decide(over.memory, 4_900, '2026-11-22T00:00:00Z');
		const next = decide(later.memory, 3, '2026-12-01T00:10:00Z');
		expect([below, over, later, next].map(({ isNews }) => isNews)).toEqual([false, true, false, false]);
		expect(decide(next.memory, 4_001, '2026-12-20T00:00:00Z').isNews).toBe(true);
	});

	test('are not reported for a month whose counter still shows the one before', () => {
		const over = decide(undefined, 4_500, '2026-11-30T23:00:00Z');
		const stale = decide(over.memory, 4_510, '2026-12-01T00:05:00Z');
		expect(stale.isNews).toBe(false);
		expect(decide(stale.memory, 10, '2026-12-01T01:00:00Z').isNews).toBe(false);
		expect(decide(over.memory, 4_900, '2026-12-28T00:00:00Z').isNews).toBe(true);
	});

	test('that go down and up again in a month, as with another plan, are no news twice', () => {
		const over = decide(undefined, 4_500, '2026-11-20T00:00:00Z');
		const larger = decideCallsUsed(
			over.memory,
			{ used: 4_600, limit: 100_000 },
			80,
			at('2026-11-21T00:00:00Z'),
		);
		expect(larger.isNews).toBe(false);
		expect(decide(larger.memory, 4_700, '2026-11-22T00:00:00Z').isNews).toBe(false);
	});
});

const hex = (index: number, length: number) => index.toString(16).padStart(length, '0');
const RULES = {
	milestones: milestoneRule({ counts: [100] }),
	quiet: quietRule(DAY),
	new: newCodeRule,
	changed: changedCodeRule,
	deleted: deletedCodeRule,
};
describe.each(Object.entries(RULES))('what is remembered for %s', (_, rule) => {
	const codes = (count: number, length = 40) =>
		Array.from({ length: count }, (__, index) =>
			codeWith({
				id: `550e8400-e29b-41d4-a716-${hex(index, 12)}`,
				name: `Käse & Wein "${index}" ${'n'.repeat(length)}`,
				destinationUrl: `https://shop.example.com/${'d'.repeat(length * 2)}`,
				design: { dot_color: '#0F172A', logo_url: `https://shop.example.com/${'l'.repeat(length)}` },
				scanCount: 123_456_789,
				createdAtMs: CONTEXT.nowMs,
			}),
		);
	const bytes = (count: number, length?: number) =>
		Buffer.byteLength(
			JSON.stringify(
				Object.fromEntries(fitTexts(takeCodeBaseline(rule, new Map(), codes(count, length), CONTEXT.nowMs))),
			),
		);

	test('stays within 4 KiB for one code and 64 KiB for 1,000, with the rest of the state', () => {
		expect(bytes(1)).toBeLessThan(3.5 * 1024);
		expect(bytes(1, 50_000)).toBeLessThan(3.5 * 1024);
		expect(bytes(1_000)).toBeLessThan(63 * 1024);
	});
});
