/** The place of an entry: its time, and a sequence number that breaks ties. */
export interface Place {
	timeMs: number;
	sequence: number;
}

interface Sequenced {
	readonly sequence: number;
}

/** Entries kept in order of time as they come in, so that reading a page never sorts. */
export class OrderedList<T extends Sequenced> {
	private items: T[] = [];

	constructor(private readonly timeOf: (item: T) => number) {}

	get length(): number {
		return this.items.length;
	}

	/** The entry at `index`, counted from the oldest. */
	at(index: number): T {
		const item = this.items[index];
		if (item === undefined) throw new RangeError(`No entry at ${index} of ${this.items.length}`);
		return item;
	}

	all(): readonly T[] {
		return this.items;
	}

	insert(item: T): void {
		const index = this.countUpTo(this.placeOf(item));
		if (index === this.items.length) this.items.push(item);
		else this.items.splice(index, 0, item);
	}

	insertAll(batch: readonly T[]): void {
		if (batch.length === 1) return this.insert(batch[0]!);
		// One sort of two ordered runs is a merge; inserting 100,000 entries one by one would be quadratic.
		this.items = this.items
			.concat(batch)
			.sort((a, b) => this.timeOf(a) - this.timeOf(b) || a.sequence - b.sequence);
	}

	remove(item: T): void {
		const index = this.countBefore(this.placeOf(item));
		if (this.items[index] === item) this.items.splice(index, 1);
	}

	/** Takes out and returns every entry whose time is not after `timeMs`. */
	takeUntil(timeMs: number): T[] {
		return this.items.splice(0, this.countUpTo({ timeMs, sequence: Infinity }));
	}

	placeOf(item: T): Place {
		return { timeMs: this.timeOf(item), sequence: item.sequence };
	}

	/** How many entries stand before `place`. */
	countBefore(place: Place): number {
		return this.search((other) => compare(other, place) < 0);
	}

	/** How many entries stand before or at `place`. */
	countUpTo(place: Place): number {
		return this.search((other) => compare(other, place) <= 0);
	}

	private search(isInFront: (place: Place) => boolean): number {
		const newest = this.items.at(-1);
		if (newest === undefined || isInFront(this.placeOf(newest))) return this.items.length;
		let low = 0;
		let high = this.items.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if (isInFront(this.placeOf(this.at(middle)))) low = middle + 1;
			else high = middle;
		}
		return low;
	}
}

function compare(a: Place, b: Place): number {
	return a.timeMs - b.timeMs || a.sequence - b.sequence;
}
