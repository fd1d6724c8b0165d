import type { Scan } from './scan';

export type Entry = readonly [identity: string, timeMs: number];

/**
 * Scans that were emitted, by identity, with their times. It never changes; one with a few scans more shares
 * most of it, so that a part of a long backlog does not take a copy of what left before.
 */
export class ScanTimes {
	private constructor(private readonly parts: ReadonlyArray<ReadonlyMap<string, number>>) {}

	static of(entries: Iterable<Entry>): ScanTimes {
		return new ScanTimes([new Map(entries)]);
	}

	has(identity: string): boolean {
		return this.parts.some((part) => part.has(identity));
	}

	/** The same with these scans added. */
	plus(scans: readonly Scan[]): ScanTimes {
		const parts = [...this.parts];
		let last = new Map(scans.map(toEntry));
		// parts of like size become one: there are never more than a few, and each scan is copied a few times
		for (let before = parts.at(-1); before && before.size <= last.size; before = parts.at(-1)) {
			last = new Map([...before, ...last]);
			parts.pop();
		}
		return new ScanTimes([...parts, last]);
	}

	*[Symbol.iterator](): IterableIterator<Entry> {
		for (const part of this.parts) yield* part;
	}
}

export function toEntry({ identity, timeMs }: Scan): Entry {
	return [identity, timeMs];
}
