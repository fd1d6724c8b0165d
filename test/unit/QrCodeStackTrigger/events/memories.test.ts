import { changedCodeRule } from '../../../../nodes/QrCodeStackTrigger/events/changes';
import { decideEvents, takeCodeBaseline } from '../../../../nodes/QrCodeStackTrigger/events/decideEvents';
import { deletedCodeRule, recallCode } from '../../../../nodes/QrCodeStackTrigger/events/deletions';
import { milestoneRule } from '../../../../nodes/QrCodeStackTrigger/events/milestones';
import { quietRule } from '../../../../nodes/QrCodeStackTrigger/events/quiet';
import { codeKey } from '../../../../nodes/QrCodeStackTrigger/scans/cursors';
import { codeWith, CONTEXT, DAY } from './codes';

const WITH_ROOM = { ...CONTEXT, room: 10 };
const milestones = milestoneRule({ counts: [100] });
const quiet = quietRule(7 * DAY);

test.each(['', '!', 'zzzzzzzzzzzzzzzzzzzz'])(
	'a memory of counts that nobody can read (%j) reports no milestone that was passed before',
	(memory) => {
		expect(milestones.judge(memory, codeWith({ scanCount: 500 }), WITH_ROOM).news).toEqual([]);
	},
);

test('a code without a counter is remembered for milestones as soon as it shows one', () => {
	expect(milestones.baseline(codeWith(), CONTEXT)).toBeUndefined();
	expect(milestones.welcome(codeWith(), WITH_ROOM)).toEqual({ news: [] });
	expect(milestones.judge('2s', codeWith(), WITH_ROOM)).toEqual({ memory: '2s', news: [] });
});

test.each(['', '..', '5.zzzzzzzzzzzzzz.', 'zzzzzzzzzzzzzzz.1.', '5.1.2'])(
	'a memory of quiet that nobody can read (%j) begins anew',
	(memory) => {
		const code = codeWith({ scanCount: 5 });
		expect(quiet.judge(memory, code, WITH_ROOM)).toEqual({
			memory: quiet.baseline(code, CONTEXT),
			news: [],
		});
	},
);

test('a code that shows a counter only later is not taken for scanned', () => {
	const first = quiet.baseline(codeWith(), CONTEXT)!;
	const later = { ...WITH_ROOM, nowMs: CONTEXT.nowMs + 8 * DAY, lastScans: new Map([['q1', undefined]]) };
	expect(quiet.judge(first, codeWith({ scanCount: 5 }), later).news).toHaveLength(1);
});

test('a code that is deleted while its changes are watched keeps its memory, and is none to begin with', () => {
	const gone = codeWith({ isDeleted: true });
	expect(changedCodeRule.judge('a.b.c', gone, WITH_ROOM)).toEqual({ memory: 'a.b.c', news: [] });
	expect(changedCodeRule.baseline(gone, CONTEXT)).toBeUndefined();
	expect(changedCodeRule.welcome(gone, WITH_ROOM)).toEqual({ news: [] });
});

test('what stands in a memory in place of texts does not keep a change from being reported', () => {
	const [base] = changedCodeRule.baseline(codeWith({ name: 'A' }), CONTEXT)!.split('{');
	for (const text of ['[]', '{', '']) {
		const { news } = changedCodeRule.judge(base + text, codeWith({ name: 'B' }), WITH_ROOM);
		expect(news).toMatchObject([{ changed: ['name'], before: { name: null }, after: { name: 'B' } }]);
	}
});

test('a deleted code that nobody knew is no news, and one with a very long ID cannot be asked for', () => {
	const gone = codeWith({ isDeleted: true });
	expect(deletedCodeRule.welcome(gone, WITH_ROOM).news).toEqual([]);
	expect(deletedCodeRule.baseline(gone, CONTEXT)).toBeUndefined();
	const long = deletedCodeRule.baseline(codeWith({ id: 'x'.repeat(65), name: 'Menu' }), CONTEXT)!;
	expect(recallCode(long)).toBeUndefined();
});

test('of codes that no list shows any more, a thousand are remembered', () => {
	const codes = Array.from({ length: 1_500 }, (_, index) => codeWith({ id: `q${index}`, name: 'A' }));
	const before = takeCodeBaseline(deletedCodeRule, new Map(), codes, CONTEXT.nowMs);
	const [last] = codes.slice(-1);
	const { memories } = decideEvents(deletedCodeRule, before, [last!], { ...CONTEXT, most: 10 });
	expect(memories.size).toBe(1_001);
	expect(memories.has(codeKey(last!.id))).toBe(true);
	// an account that seems to have no code at all may be a slip of the API
	expect(decideEvents(deletedCodeRule, before, [], { ...CONTEXT, most: 10 }).memories.size).toBe(1_500);
});
