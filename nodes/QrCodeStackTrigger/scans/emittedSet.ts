import type { Scan } from './scan';
import { compareToSketch, countSketched, SKETCH_LENGTH, sketchOf } from './setSketch';
import { SHORT_HASH_LENGTH } from '../../shared/util/hash';

/**
 * Up to so many entries are stored one by one, where there is room: then a restart forgets nothing, while a sketch can
 * tell no more than a hundred late scans from them.
 */
const MAX_LISTED = 400;
/** The room that a sketch takes in the state: as much as so many identities. */
const SKETCH_WEIGHT = SKETCH_LENGTH / SHORT_HASH_LENGTH;
const STORED = new RegExp(`^((?:[\\w-]{${SHORT_HASH_LENGTH}})*)(?:~([\\w-]{${SKETCH_LENGTH}}))?$`);
const IDENTITY = new RegExp(`.{${SHORT_HASH_LENGTH}}`, 'g');

type Entry = readonly [identity: string, timeMs: number];

/** Entries that are known by their sketch only. */
interface Sketched {
	sketch: string;
	/** None of them is newer. */
	upToMs: number;
}

/** What a read of the log makes of a set. */
export interface MadeOut {
	/** The same set, each entry known, with the times that the log shows. */
	emitted: EmittedSet;
	/**
	 * The set as it was, where the log shows fewer entries than stand in the sketch: a later read can tell which they
	 * are, and until then all that it shows count as emitted.
	 */
	unclear?: EmittedSet;
	/** How many entries count as emitted although they were not. */
	missed: number;
}

/**
 * The scans of one code that were emitted, from the lookback start on. It tells a late entry of the log from an old
 * one. A value: a change makes another set.
 *
 * This process knows each entry, with its time. The state has no room for that after a burst: a large set is stored as
 * a sketch of fixed size (setSketch.ts), and can say after a restart only how it differs from what the log shows.
 * `makeOut` then turns it back into entries.
 */
export class EmittedSet {
	static readonly EMPTY = new EmittedSet(new Map());
	#stored: { watermarkMs: number; text: string } | undefined;

	private constructor(
		private readonly times: ReadonlyMap<string, number>,
		private readonly sketched?: Sketched,
		private readonly maxListed = MAX_LISTED,
	) {}

	static of(scans: Iterable<Scan>): EmittedSet {
		return EmittedSet.EMPTY.add(scans);
	}

	/**
	 * Reads what `serialize` wrote; undefined where it is nothing of the kind.
	 * Until the log shows them, its entries have the latest time that they may have, so that an answer that leaves them
	 * out does not make them fall below the lookback start.
	 */
	static parse(text: string, watermarkMs: number, lookbackStartMs: number): EmittedSet | undefined {
		const parts = STORED.exec(text);
		if (!parts) return undefined;
		const upToMs = Math.max(watermarkMs, lookbackStartMs);
		const entries = (parts[1]?.match(IDENTITY) ?? []).map((identity): Entry => [identity, upToMs]);
		const sketch = parts[2];
		const set = new EmittedSet(new Map(entries), sketch === undefined ? undefined : { sketch, upToMs });
		set.#stored = { watermarkMs, text };
		return set;
	}

	get size(): number {
		return this.times.size + (this.sketched ? countSketched(this.sketched.sketch) : 0);
	}

	/** Whether each entry is known: not so between a restart and the next read. */
	get isMadeOut(): boolean {
		return this.sketched === undefined;
	}

	/** Whether an identity is among the entries that are known. */
	has(identity: string): boolean {
		return this.times.has(identity);
	}

	add(scans: Iterable<Scan>): EmittedSet {
		const times = new Map(this.times);
		for (const { identity, timeMs } of scans) times.set(identity, timeMs);
		return times.size === this.times.size ? this : new EmittedSet(times, this.sketched, this.maxListed);
	}

	/** The same without what is older. Of a sketch, that can be taken out as a whole only. */
	dropBefore(startMs: number): EmittedSet {
		const sketched = this.sketched && this.sketched.upToMs < startMs ? undefined : this.sketched;
		const kept = new Map<string, number>();
		for (const [identity, timeMs] of this.times) if (timeMs >= startMs) kept.set(identity, timeMs);
		const isSame = sketched === this.sketched && kept.size === this.times.size;
		return isSame ? this : new EmittedSet(kept, sketched, this.maxListed);
	}

	/** The same, stored so that it takes no more room than this, if possible. */
	fitTo(room: number): EmittedSet {
		const maxListed = Math.min(room, MAX_LISTED);
		return maxListed === this.maxListed ? this : new EmittedSet(this.times, this.sketched, maxListed);
	}

	/** The earliest time from which on there are no more than so many entries. */
	startOfNewest(count: number): number {
		const newestFirst = [...this.times.values()].sort((a, b) => b - a);
		const last = newestFirst[count];
		return last === undefined ? Number.NEGATIVE_INFINITY : last + 1;
	}

	/** The room that the set takes in the state, in identities. */
	weigh(watermarkMs: number): number {
		let future = 0;
		for (const timeMs of this.times.values()) if (timeMs > watermarkMs) future++;
		const past = this.times.size - future;
		return future + (this.isListed(past) ? past : SKETCH_WEIGHT);
	}

	/**
	 * The set as a text: identities, and a sketch of those up to the watermark where they are too many. Scans with stamps
	 * in the future stay apart, since the log shows them among newer ones.
	 */
	serialize(watermarkMs: number): string {
		if (this.#stored?.watermarkMs !== watermarkMs)
			this.#stored = { watermarkMs, text: this.write(watermarkMs) };
		return this.#stored.text;
	}

	private write(watermarkMs: number): string {
		const { past, future } = this.split(watermarkMs);
		if (this.isListed(past.length)) return [...past, ...future].join('');
		return `${future.join('')}~${sketchOf(past, this.sketched?.sketch)}`;
	}

	private isListed(count: number): boolean {
		return this.isMadeOut && count <= this.maxListed;
	}

	private split(watermarkMs: number): { past: string[]; future: string[] } {
		const past: string[] = [];
		const future: string[] = [];
		for (const [identity, timeMs] of this.times) (timeMs <= watermarkMs ? past : future).push(identity);
		return { past, future };
	}

	/**
	 * Makes out which entries are in the set, by what a log shows from the lookback start on. Where so many came in late
	 * that a sketch can't tell them from the others, all count as emitted: a few that are missed do less harm than
	 * thousands that come twice.
	 */
	makeOut(shown: readonly Scan[]): MadeOut {
		const known = this.withTimesOf(shown);
		if (!this.sketched) return { emitted: known, missed: 0 };
		const { sketch, upToMs } = this.sketched;
		const candidates = shown.filter(({ identity, timeMs }) => timeMs <= upToMs && !this.has(identity));
		const found = compareToSketch(
			sketch,
			candidates.map(({ identity }) => identity),
		);
		const times = new Map(known.times);
		for (const { identity, timeMs } of candidates)
			if (!found?.fresh.has(identity)) times.set(identity, timeMs);
		for (const identity of found?.missing ?? []) times.set(identity, upToMs);
		const emitted = new EmittedSet(times, undefined, this.maxListed);
		if (found) return { emitted, missed: 0 };
		const surplus = candidates.length - countSketched(sketch);
		return surplus < 0 ? { emitted, missed: 0, unclear: this } : { emitted, missed: surplus };
	}

	private withTimesOf(shown: readonly Scan[]): EmittedSet {
		const isOther = ({ identity, timeMs }: Scan) => (this.times.get(identity) ?? timeMs) !== timeMs;
		const moved = shown.filter(isOther);
		return moved.length === 0
			? this
			: new EmittedSet(new Map([...this.times, ...moved.map(toEntry)]), this.sketched, this.maxListed);
	}
}

function toEntry({ identity, timeMs }: Scan): Entry {
	return [identity, timeMs];
}
