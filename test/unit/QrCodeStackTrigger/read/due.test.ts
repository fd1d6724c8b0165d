import { chooseDueCodes, MAX_LOGS_PER_POLL } from '../../../../nodes/QrCodeStackTrigger/read/due';
import { startCursor, type ScanCursor } from '../../../../nodes/QrCodeStackTrigger/scans/cursor';
import type { WatchedCode } from '../../../../nodes/QrCodeStackTrigger/scans/cursors';

const codes = (count: number, more: object = {}): WatchedCode[] =>
	Array.from({ length: count }, (_, index) => ({ id: `c${index}`, ...more }));
const choose = (
	list: WatchedCode[],
	cursor: Partial<ScanCursor> | ((id: string) => Partial<ScanCursor>),
	{ open = [] as string[], last = undefined as string | undefined } = {},
) =>
	chooseDueCodes(
		list,
		(id) => ({ ...startCursor(0), ...(typeof cursor === 'function' ? cursor(id) : cursor) }),
		(id) => open.includes(id),
		last,
	).map(({ id }) => id);

test('only codes whose counter moved are read, in either direction', () => {
	expect(
		choose(
			[
				{ id: 'same', count: 5 },
				{ id: 'up', count: 6 },
				{ id: 'down', count: 4 },
			],
			{ count: 5 },
		),
	).toEqual(['up', 'down']);
});

test('a code with a read that was cut short is read on although its counter stands', () => {
	expect(choose(codes(3, { count: 5 }), { count: 5 }, { open: ['c1'] })).toEqual(['c1']);
});

test('codes without a counter are read in turn, so that each comes round', () => {
	const list = codes(120);
	const seen = new Set<string>();
	let last: string | undefined;
	for (let poll = 0; poll < 3; poll++) {
		const due = choose(list, {}, { last });
		expect(due).toHaveLength(MAX_LOGS_PER_POLL);
		due.forEach((id) => seen.add(id));
		last = due.at(-1);
	}
	expect(seen.size).toBe(120);
});

test('codes that are owed a look wait behind those that moved, a few at a time', () => {
	const outstanding = { scans: 1, sinceMs: 0 };
	const list = [...codes(30, { count: 5 }), { id: 'moved', count: 6 }];

	expect(choose(list, { count: 5, outstanding })).toEqual(['moved', 'c0', 'c1', 'c2']);
	// with a list of ten pages, ten of them double the cost of a poll
	expect(choose(codes(1_000, { count: 5 }), { count: 5, outstanding })).toHaveLength(10);
});

test('a code that was read last and is gone starts the turn anew', () => {
	expect(choose(codes(2), {}, { last: 'gone' })).toEqual(['c0', 'c1']);
});
