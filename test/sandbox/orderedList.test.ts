import { OrderedList } from '../../sandbox/store/orderedList';
import { toPageSource } from '../../sandbox/variants/pageRequest';

interface Entry {
	timeMs: number;
	sequence: number;
}

/** A list that counts how often it looks at an entry's time, which is what sorting and searching cost. */
function createCountingList() {
	let looks = 0;
	const list = new OrderedList<Entry>((entry) => {
		looks += 1;
		return entry.timeMs;
	});
	function looksDuring(work: () => void): number {
		const before = looks;
		work();
		return looks - before;
	}
	return { list, looksDuring };
}

const ENTRIES = Array.from({ length: 100_000 }, (_, index) => ({
	timeMs: (index * 7919) % 50_000,
	sequence: index,
}));

it('keeps entries in order of time, and equal times in order of arrival', () => {
	const { list } = createCountingList();
	list.insertAll([
		{ timeMs: 30, sequence: 1 },
		{ timeMs: 10, sequence: 2 },
	]);
	list.insert({ timeMs: 10, sequence: 3 });
	list.insert({ timeMs: 20, sequence: 4 });
	list.insert({ timeMs: 40, sequence: 5 });
	expect(list.all().map((entry) => entry.sequence)).toEqual([2, 3, 4, 1, 5]);
});

it('takes out everything up to a time and leaves the rest', () => {
	const { list } = createCountingList();
	list.insertAll(ENTRIES.slice(0, 5));
	const times = list.all().map((entry) => entry.timeMs);
	expect(list.takeUntil(times[1]!).map((entry) => entry.timeMs)).toEqual(times.slice(0, 2));
	expect(list.all().map((entry) => entry.timeMs)).toEqual(times.slice(2));
});

it('removes just the entry asked for among equal times', () => {
	const { list } = createCountingList();
	const twins = [
		{ timeMs: 1, sequence: 1 },
		{ timeMs: 1, sequence: 2 },
	];
	list.insertAll(twins);
	list.remove(twins[0]!);
	expect(list.all()).toEqual([twins[1]]);
});

it('reads a page of 100,000 entries, and continues from a cursor, without sorting or walking them', () => {
	const { list, looksDuring } = createCountingList();
	list.insertAll(ENTRIES);
	const looks = looksDuring(() => {
		const source = toPageSource('scans', list, 'newest_first', (entry) => entry);
		expect(source.read(50_000, 100)).toHaveLength(100);
		expect(source.offsetAfter(source.placeAt(50_099))).toBe(50_100);
	});
	expect(looks).toBeLessThan(40);
});

it('takes a new entry in within a few steps', () => {
	const { list, looksDuring } = createCountingList();
	list.insertAll(ENTRIES);
	expect(looksDuring(() => list.insert({ timeMs: 60_000, sequence: 100_001 }))).toBeLessThan(5);
	expect(looksDuring(() => list.insert({ timeMs: 25_000, sequence: 100_002 }))).toBeLessThan(40);
});
