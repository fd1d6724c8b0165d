import { decodeDateMs } from '../api/decode/limitHeaders';
import { clock } from '../util/clock';

/** So many answers vote on how far the two clocks are apart: two wrong headers among five prove nothing. */
const VOTERS = 5;
/** Two clocks that are set by the network differ by less, and one answer is enough to say by how much. */
const MAX_USUAL_SKEW_MS = 2 * 60_000;

/**
 * What time it is by the API's clock, from the Date headers of its answers (B7). A single header proves
 * nothing: a cache, a proxy or one of several servers may be hours off. In doubt the earlier time counts,
 * because a time that is too late makes the trigger take scans for known that it has not seen.
 */
export class ApiClock {
	/** How far the API's clock was ahead of our steady one by the last answers, the oldest first. */
	private offsetsMs: number[] = [];

	/** Takes in what an answer that came just now says. */
	note(headers: Readonly<Record<string, unknown>>): void {
		const apiMs = decodeDateMs(headers);
		if (apiMs === undefined) return;
		this.offsetsMs = [...this.offsetsMs, apiMs - clock.steadyMs()].slice(-VOTERS);
	}

	/** How far the API's clock is ahead of ours; undefined as long as no answer said. */
	get skewMs(): number | undefined {
		const skewsMs = this.skewsMs();
		const [first] = skewsMs;
		if (first === undefined) return undefined;
		// a lone answer that is far off stands against our own clock
		const votes = this.isSure ? skewsMs : [0, first];
		const sorted = [...votes].sort((a, b) => a - b);
		return sorted[Math.floor((sorted.length - 1) / 2)];
	}

	/** Whether a second answer could not change what the first one said. */
	get isSure(): boolean {
		return this.offsetsMs.length !== 1 || Math.abs(this.skewsMs()[0] ?? 0) <= MAX_USUAL_SKEW_MS;
	}

	/** The API's time as far as it is known, otherwise ours. */
	nowMs(): number {
		return clock.nowMs() + (this.skewMs ?? 0);
	}

	/** The offsets from what our clock shows now: it may have been set since they were measured. */
	private skewsMs(): number[] {
		const setByMs = clock.nowMs() - clock.steadyMs();
		return this.offsetsMs.map((offsetMs) => Math.round(offsetMs - setByMs));
	}
}
