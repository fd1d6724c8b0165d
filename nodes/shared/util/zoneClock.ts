import { DAY_MS, HOUR_MS } from './duration';
import { offsetMs } from './zonedTime';

/** Clocks are changed at full quarters of an hour. */
const BLOCK_MS = 15 * 60_000;
/** Thirty years of days: what a hostile log could ask for beyond it starts over. */
const MAX_KNOWN_DAYS = 11_000;

/** Days and hours as the clocks of one time zone show them. Days are counted from 1970-01-01. */
export class ZoneClock {
	/** By day of UTC: how far the zone is ahead; undefined where a clock change lies within. */
	private readonly offsets = new Map<number, number | undefined>();

	constructor(private readonly timeZone: string) {}

	/** The day on the calendar at a moment. */
	dayAt(epochMs: number): number {
		return Math.floor(this.localMs(epochMs) / DAY_MS);
	}

	/** The hour on the clock at a moment, from 0 to 23. */
	hourAt(epochMs: number): number {
		const localMs = this.localMs(epochMs);
		return Math.floor((localMs - Math.floor(localMs / DAY_MS) * DAY_MS) / HOUR_MS);
	}

	/** The first moment of a day, which is not midnight everywhere: some clocks go from 23:59 to 01:00. */
	startOfDayMs(day: number): number {
		const midnightMs = day * DAY_MS;
		// looked up twice, since the first guess may lie on the other side of a clock change
		const guessMs = midnightMs - this.offsetAt(midnightMs);
		let startMs = midnightMs - this.offsetAt(guessMs);
		while (this.dayAt(startMs) < day) startMs += BLOCK_MS;
		while (this.dayAt(startMs - BLOCK_MS) >= day) startMs -= BLOCK_MS;
		return startMs;
	}

	private localMs(epochMs: number): number {
		return epochMs + this.offsetAt(epochMs);
	}

	private offsetAt(epochMs: number): number {
		const day = Math.floor(epochMs / DAY_MS);
		if (!this.offsets.has(day)) this.learnDay(day);
		return this.offsets.get(day) ?? offsetMs(epochMs, this.timeZone);
	}

	/** Looking an offset up takes time that a hundred thousand scans would feel. */
	private learnDay(day: number): void {
		if (this.offsets.size >= MAX_KNOWN_DAYS) this.offsets.clear();
		const first = offsetMs(day * DAY_MS, this.timeZone);
		const last = offsetMs((day + 1) * DAY_MS - 1, this.timeZone);
		this.offsets.set(day, first === last ? first : undefined);
	}
}
