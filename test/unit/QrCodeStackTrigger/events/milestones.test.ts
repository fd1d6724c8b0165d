import fc from 'fast-check';

import { decideEvents, takeCodeBaseline } from '../../../../nodes/QrCodeStackTrigger/events/decideEvents';
import { milestoneRule } from '../../../../nodes/QrCodeStackTrigger/events/milestones';
import { codeWith, CONTEXT } from './codes';

const rule = milestoneRule({ counts: [100, 500, 1_000] });
const START = takeCodeBaseline(rule, new Map(), [codeWith({ scanCount: 90 })], 0);
const look = (
	before: ReadonlyMap<string, string>,
	scanCount: number | undefined,
	most = 100,
	used = rule,
) => {
	const { events, memories } = decideEvents(used, before, [codeWith({ scanCount })], { ...CONTEXT, most });
	return { milestones: events.map(({ facts }) => facts.milestone), memories };
};

test('a milestone is reported when the counter reaches it, and never again', () => {
	const first = look(START, 100);
	expect(first.milestones).toEqual([100]);
	expect(look(first.memories, 100).milestones).toEqual([]);
	expect(look(first.memories, 120).milestones).toEqual([]);
});

test('several that are passed between two looks are one piece of news each', () => {
	expect(look(START, 1_200).milestones).toEqual([100, 500, 1_000]);
});

test('those that there is no room for follow with the next looks', () => {
	const first = look(START, 1_200, 2);
	expect(first.milestones).toEqual([100, 500]);
	expect(look(first.memories, 1_200, 2).milestones).toEqual([1_000]);
});

test('a counter that lags, goes down or is missing passes nothing twice', () => {
	let { memories, milestones } = look(START, 600);
	expect(milestones).toEqual([100, 500]);
	for (const count of [80, undefined, 480, 510, 0, 700]) {
		({ memories, milestones } = look(memories, count));
		expect(milestones).toEqual([]);
	}
});

test('what was passed before the baseline is no news', () => {
	const before = takeCodeBaseline(rule, new Map(), [codeWith({ scanCount: 700 })], 0);
	expect(look(before, 999).milestones).toEqual([]);
	expect(look(before, 1_000).milestones).toEqual([1_000]);
});

test('a code that was made after the baseline starts from nothing, an older one that turns up where it is', () => {
	const most = 10;
	const made = codeWith({ scanCount: 150, createdAtMs: CONTEXT.startMs + 1 });
	const old = codeWith({ scanCount: 150, createdAtMs: CONTEXT.startMs - 86_400_000 });
	expect(decideEvents(rule, new Map(), [made], { ...CONTEXT, most }).events).toHaveLength(1);
	expect(decideEvents(rule, new Map(), [old], { ...CONTEXT, most }).events).toEqual([]);
});

test('every so many scans are milestones as well, without counting up to a counter that leaps', () => {
	const every = milestoneRule({ counts: [105], every: 50 });
	expect(look(START, 160, 100, every).milestones).toEqual([100, 105, 150]);
	const leap = look(START, Number.MAX_SAFE_INTEGER, 3, milestoneRule({ counts: [], every: 1 }));
	expect(leap.milestones).toEqual([91, 92, 93]);
	expect(look(leap.memories, 95, 3, milestoneRule({ counts: [], every: 1 })).milestones).toEqual([94, 95]);
});

/** What becomes of the state in each engine when a poll has no items, and at a restart. */
const KEEPS_EMPTY = { legacy: false, scheduler: false, durableCursors: true };

test.each(Object.entries(KEEPS_EMPTY))(
	'in 10,000 schedules of scans, lags, corrections and restarts, none is lost or repeated (engine %s)',
	(_, keepsEmpty) => {
		const step = fc.record({
			scans: fc.integer({ min: 0, max: 400 }),
			/** By how much the list shows less than there is. */
			lag: fc.constantFrom(0, 0, 1, 50, 1_000),
			isRestart: fc.boolean(),
			most: fc.constantFrom(1, 2, 100),
		});
		const counts = fc.uniqueArray(fc.integer({ min: 1, max: 3_000 }), { maxLength: 6 });
		fc.assert(
			fc.property(
				fc.array(step, { maxLength: 12 }),
				counts,
				fc.constantFrom(0, 130),
				(steps, given, every) => {
					const sorted = [...given].sort((a, b) => a - b);
					const used = milestoneRule({ counts: sorted, ...(every > 0 ? { every } : {}) });
					const startCount = 40;
					let stored = takeCodeBaseline(used, new Map(), [codeWith({ scanCount: startCount })], 0);
					let memory = stored;
					let count = startCount;
					const reported: unknown[] = [];
					const poll = (shown: number, most: number) => {
						const { milestones, memories } = look(memory, shown, most, used);
						reported.push(...milestones);
						memory = memories;
						if (milestones.length > 0 || keepsEmpty) stored = memories;
					};
					for (const { scans, lag, isRestart, most } of steps) {
						count += scans;
						if (isRestart) memory = stored;
						poll(Math.max(0, count - lag), most);
					}
					for (let poll_ = 0; poll_ < 40; poll_++) poll(count, 100);
					const all = new Set(sorted.filter((value) => value > startCount && value <= count));
					if (every > 0)
						for (let value = every; value <= count; value += every) if (value > startCount) all.add(value);
					expect([...reported].sort((a, b) => Number(a) - Number(b))).toEqual([...all].sort((a, b) => a - b));
				},
			),
			{ numRuns: 10_000 },
		);
	},
);
