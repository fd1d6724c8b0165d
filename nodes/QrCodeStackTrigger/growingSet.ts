/**
 * A set of texts that never changes. One that is a little larger shares most of it, so that to note a few more
 * texts does not take a copy of all.
 */
export class GrowingSet {
	private constructor(private readonly parts: ReadonlyArray<ReadonlySet<string>>) {}

	static of(texts: Iterable<string>): GrowingSet {
		return new GrowingSet([new Set(texts)]);
	}

	has(text: string): boolean {
		return this.parts.some((part) => part.has(text));
	}

	/** The set with these texts added. */
	plus(texts: Iterable<string>): GrowingSet {
		const parts = [...this.parts];
		let last = new Set(texts);
		// parts of like size become one: there are never more than a few, and each text is copied a few times
		for (let before = parts.at(-1); before && before.size <= last.size; before = parts.at(-1)) {
			last = new Set([...before, ...last]);
			parts.pop();
		}
		return new GrowingSet([...parts, last]);
	}

	*[Symbol.iterator](): IterableIterator<string> {
		for (const part of this.parts) yield* part;
	}
}
